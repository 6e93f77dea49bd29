"""`QT_TRANSLATE_NOOP` with its type: marks a sentence for translation, gives it back as it is.

Qt's own has no useful type in PySide6 (it returns object); lupdate finds this one by its name.
"""

from __future__ import annotations


def QT_TRANSLATE_NOOP(context: str, source: str) -> str:
    """Mark `source` for translation in `context`; translate it where it is shown."""
    return source
