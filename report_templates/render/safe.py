"""Text from anywhere made fit for a PDF, and file names made fit for any disk (specs of security, section 6).

Nothing disappears silently: a character that can't be printed is written as its code point, ``‹U+202E›``.
"""

from __future__ import annotations

import re
import unicodedata
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics

from report_templates.render.style import SIGNS

#: more combining marks than this on one letter aren't writing
COMBINING_LIMIT = 4
_WINDOWS_NAMES = frozenset(
    {"con", "prn", "aux", "nul", *(f"com{i}" for i in range(1, 10)), *(f"lpt{i}" for i in range(1, 10))}
)
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
#: format characters that turn or hide text
_HIDDEN = frozenset(["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"])


def printable(text: str, font: str, *, lines: bool = False, signs: str = "") -> str:
    """`text` with every character that `font` can't draw, or that hides or turns text, made visible.

    White space becomes a single space; `lines` keeps line feeds. Letters that the font `signs` has are kept.
    """
    glyphs = pdfmetrics.getFont(font).face.charToGlyph
    others = pdfmetrics.getFont(signs).face.charToGlyph if signs else {}
    result: list[str] = []
    marks = 0
    normal = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    for character in normal:
        if character in "\n\t\x0b\x0c":
            result.append("\n" if character == "\n" and lines else " ")
            marks = 0
            continue
        if unicodedata.combining(character):
            marks += 1
            if marks > COMBINING_LIMIT:
                continue
        else:
            marks = 0
        category = unicodedata.category(character)
        if category in _HIDDEN or (ord(character) not in glyphs and ord(character) not in others):
            result.append(f"‹U+{ord(character):04X}›")
        else:
            result.append(character)
    return "".join(result)


def markup(text: str, font: str) -> str:
    """`text` for a reportlab Paragraph: printable, escaped, line feeds as breaks. Never markup of its own."""
    glyphs = pdfmetrics.getFont(font).face.charToGlyph
    result: list[str] = []
    for character in printable(text, font, lines=True, signs=SIGNS):
        if character == "\n":
            result.append("<br/>")
        elif ord(character) in glyphs:
            result.append(escape(character))
        else:
            result.append(f'<font name="{SIGNS}">{escape(character)}</font>')
    return "".join(result)


def metadata(text: str) -> str:
    """`text` for document properties and XMP: no control or surrogate characters, at most 300."""
    clean = "".join(c if unicodedata.category(c) not in _HIDDEN else " " for c in text)
    return " ".join(clean.split())[:300]


def file_name(*parts: str, suffix: str) -> str:
    """A file name of the parts joined by ``_``: ``[A-Za-z0-9._-]`` only, at most 100 characters."""
    stem = "_".join(_UNSAFE.sub("_", part) for part in parts if part).lstrip(".")
    stem = stem[: 100 - len(suffix)].rstrip(".") or "verslag"
    if stem.split(".")[0].lower() in _WINDOWS_NAMES:
        stem = f"_{stem}"
    return stem + suffix
