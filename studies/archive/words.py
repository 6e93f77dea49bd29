"""Text from a peer, made fit to be shown: no control or direction characters, at most so long."""

from __future__ import annotations

import re
import unicodedata

from studies import limits

_UID = re.compile(r"[0-9]+(\.[0-9]+)*")
MAX_UID = 64
#: combining marks that may follow each other; more is a flood that covers other lines
_MOST_MARKS = 4


def clean(value: object, most: int = limits.MAX_TEXT) -> str:
    """`value` as one line of plain text, at most `most` characters, cut with "…"."""
    if value is None:
        return ""
    # a hostile value may be megabytes: don't look at more than can be shown
    text = str(value)[: 4 * most]
    out: list[str] = []
    marks = 0
    for character in text:
        kind = unicodedata.category(character)
        if kind in ("Cc", "Zl", "Zp", "Zs"):
            character, marks = " ", 0
        elif kind in ("Cf", "Cs", "Co", "Cn"):
            continue
        elif kind in ("Mn", "Me"):
            marks += 1
            if marks > _MOST_MARKS:
                continue
        else:
            marks = 0
        out.append(character)
    line = " ".join("".join(out).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def is_uid(value: str) -> bool:
    """Whether `value` can name an object: digits and dots, at most 64 characters."""
    return 0 < len(value) <= MAX_UID and _UID.fullmatch(value) is not None


def uid(value: object) -> str:
    """A UID of a peer, or "" when it isn't one."""
    text = str(value or "").strip(" \0")
    return text if is_uid(text) else ""


def whole(value: object) -> int | None:
    """A count of a peer, or None."""
    try:
        number = int(str(value).strip())
    except (ValueError, TypeError):
        return None
    return number if 0 <= number < 10**9 else None
