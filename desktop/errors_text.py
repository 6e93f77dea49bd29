"""Errors in the language of the screen.

English source sentences are found in the `resources/texts/*.nl.toml` files; refusals of `governance` bring their
own sentences in both languages. An error that nobody foresaw becomes one plain sentence; its detail is in the log.
"""

from __future__ import annotations

import functools
import re
import tomllib
from datetime import datetime

from PySide6.QtCore import QCoreApplication

import resources
from desktop.words import QT_TRANSLATE_NOOP
from resources.errors import VoorverslagError

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)")
UNEXPECTED = QT_TRANSLATE_NOOP("Errors", "Something went wrong that wasn't foreseen.")
UNEXPECTED_REMEDY = QT_TRANSLATE_NOOP(
    "Errors", "Your work is saved. Try again; if it happens again, tell the administrator what you did."
)
NO_MEMORY = QT_TRANSLATE_NOOP("Errors", "There isn't enough memory for this.")
NO_MEMORY_REMEDY = QT_TRANSLATE_NOOP("Errors", "Close other studies or programs and try again.")
NO_FILE = QT_TRANSLATE_NOOP("Errors", "A file or folder can't be reached.")
NO_FILE_REMEDY = QT_TRANSLATE_NOOP("Errors", "Check that the disk is connected and not full, and try again.")


@functools.cache
def dutch() -> dict[str, str]:
    """All Dutch sentences of `resources/texts`, by their English source."""
    found: dict[str, str] = {}
    for file in sorted((resources.ROOT / "texts").glob("*.nl.toml")):
        found.update(_sentences(tomllib.loads(file.read_text(encoding="utf-8"))))
    return found


def _sentences(table: dict[str, object]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, str):
            pairs.append((key, value))
        elif isinstance(value, dict):
            pairs.extend(_sentences(value))
    return pairs


def in_words(problem: Exception, language: str) -> tuple[str, str]:
    """Message and remedy of `problem` in `nl` or `en`."""
    sentences = getattr(problem, "sentences", None)
    if callable(sentences):  # NotPermitted: one sentence a clause, dates in local time
        return "\n".join(sentences(language, datetime.now().astimezone().tzinfo)), ""
    if isinstance(problem, VoorverslagError):
        return _filled(problem.message, problem, language), _filled(problem.remedy, problem, language)
    if isinstance(problem, MemoryError):
        return _tr(NO_MEMORY), _tr(NO_MEMORY_REMEDY)
    if isinstance(problem, OSError):
        return _tr(NO_FILE), _tr(NO_FILE_REMEDY)
    return _tr(UNEXPECTED), _tr(UNEXPECTED_REMEDY)


def _filled(source: str, problem: VoorverslagError, language: str) -> str:
    text = dutch().get(source, source) if language == "nl" else source
    fields = {name: _local(value, language) for name, value in problem.fields.items()}
    return text.format(**fields) if fields else text


def _local(value: object, language: str) -> object:
    """A moment of the records (UTC text) as the clock on the wall says it; a reason in the language of the sentence."""
    if not isinstance(value, str):
        return value
    if _MOMENT.fullmatch(value):
        return datetime.fromisoformat(value.replace("Z", "+00:00")).astimezone().strftime("%H:%M")
    return said(value, language)


def said(text: str, language: str) -> str:
    """A sentence of the packages below in `nl` or `en`; what stands in brackets behind it stays as it is."""
    if language != "nl" or not text:
        return text
    known = dutch()
    if text in known:
        return known[text]
    plain, bracket, rest = text.partition(" (")
    return known[plain] + bracket + rest if bracket and plain in known else text


def _tr(source: str) -> str:
    return QCoreApplication.translate("Errors", source)


def sentence(problem: Exception, language: str = "nl") -> str:
    """Message and remedy as one text, for the command line; Dutch unless asked otherwise."""
    return " ".join(part for part in in_words(problem, language) if part)
