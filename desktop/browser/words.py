"""A series in words: its badges and facts."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.errors_text import dutch
from desktop.words import QT_TRANSLATE_NOOP
from studies.scan import SeriesEntry

OBLIQUE = QT_TRANSLATE_NOOP("Studies", "oblique")
IRREGULAR = QT_TRANSLATE_NOOP("Studies", "irregular")
TIME_SERIES = QT_TRANSLATE_NOOP("Studies", "time series")
NOT_LOADABLE = QT_TRANSLATE_NOOP("Studies", "can't be measured")
PROBLEMS = QT_TRANSLATE_NOOP("Studies", "attention ({count})")


def tr(source: str) -> str:
    return QCoreApplication.translate("Studies", source)


def number(value: float, digits: int, language: str) -> str:
    """A number with the decimal sign of the language."""
    words = f"{value:.{digits}f}"
    return words.replace(".", ",") if language == "nl" else words


def badges(entry: SeriesEntry) -> list[str]:
    """What stands out about a series, in words, in order of weight."""
    found = []
    if not entry.is_loadable:
        found.append(tr(NOT_LOADABLE))
    if entry.gantry_tilt_deg or entry.orientation == "oblique":
        found.append(tr(OBLIQUE))
    if entry.is_loadable and not entry.slice_spacing_regular:
        found.append(tr(IRREGULAR))
    if entry.timepoints > 1:
        found.append(tr(TIME_SERIES))
    if entry.problems:
        found.append(tr(PROBLEMS).format(count=len(entry.problems)))
    return found


def size(entry: SeriesEntry) -> str:
    return " × ".join(str(n) for n in entry.size)


def spacing(entry: SeriesEntry, language: str) -> str:
    return " × ".join(number(n, 2, language) for n in entry.spacing_mm)


def problem(message: str, language: str) -> str:
    """The sentence of a problem in the language of the screen."""
    return dutch().get(message, message) if language == "nl" else message
