"""Remarks of the measurement in the language of the screen."""

from __future__ import annotations

from desktop.errors_text import dutch
from measurements.aorta import Remark


def remark_words(remark: Remark, language: str) -> str:
    """The remark's sentence; a sentence within it (a reason) is translated too."""
    if language != "nl":
        return remark.message
    known = dutch()
    fields = {
        name: known.get(value, value) if isinstance(value, str) else value
        for name, value in remark.fields.items()
    }
    return known.get(remark.template, remark.template).format(**fields)
