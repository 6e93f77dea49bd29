"""Data that ships with the program (fonts, icons, theme tokens, translations, texts) and its one loader.

Knows nothing of the other packages. `resources.errors` holds the family of errors that a person can do
something about, because every package raises them and none may import another for it.
"""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent


def path(*parts: str) -> Path:
    """Path of a shipped file, e.g. ``path("fonts", "Inter-Regular.otf")``; raises FileNotFoundError."""
    found = ROOT.joinpath(*parts)
    if not found.exists():
        raise FileNotFoundError(found)
    return found


@functools.cache
def tokens() -> dict[str, Any]:
    """Design tokens (`theme/tokens.toml`): the one source of colours, sizes, type and icons."""
    return tomllib.loads(path("theme", "tokens.toml").read_text(encoding="utf-8"))
