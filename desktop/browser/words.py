"""A series in words: what it is, its badges and facts, and what stands in its way."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.chips import Look
from desktop.errors_text import dutch, said
from desktop.words import QT_TRANSLATE_NOOP
from studies.scan import SeriesEntry
from studies.volume import Problem

OBLIQUE = QT_TRANSLATE_NOOP("Studies", "oblique")
IRREGULAR = QT_TRANSLATE_NOOP("Studies", "irregular")
TIME_SERIES = QT_TRANSLATE_NOOP("Studies", "time series")
#: problem codes with the word of their badge; what isn't here is said in the panel only
BADGES = {
    "patient_mismatch": QT_TRANSLATE_NOOP("Studies", "several patients"),
    "truncated": QT_TRANSLATE_NOOP("Studies", "cut off"),
    "unsupported_transfer_syntax": QT_TRANSLATE_NOOP("Studies", "unknown encoding"),
    "missing_geometry": QT_TRANSLATE_NOOP("Studies", "place unknown"),
    "gantry_tilt": OBLIQUE,
    "irregular_spacing": IRREGULAR,
    "missing_slices": QT_TRANSLATE_NOOP("Studies", "missing slices"),
    "lossy_compressed": QT_TRANSLATE_NOOP("Studies", "lossy"),
    "duplicate_instance_uid": QT_TRANSLATE_NOOP("Studies", "double UID"),
    "duplicate_slices": QT_TRANSLATE_NOOP("Studies", "double slices"),
    "missing_uid": QT_TRANSLATE_NOOP("Studies", "missing UID"),
    "mixed_orientation": QT_TRANSLATE_NOOP("Studies", "mixed"),
    "mixed_size": QT_TRANSLATE_NOOP("Studies", "mixed"),
    "burned_in_annotation": QT_TRANSLATE_NOOP("Studies", "text in image"),
    "missing_times": QT_TRANSLATE_NOOP("Studies", "times missing"),
    "missing_label_control": QT_TRANSLATE_NOOP("Studies", "label/control missing"),
}
KINDS = {
    "localizer": QT_TRANSLATE_NOOP("Studies", "overview"),
    "secondary_capture": QT_TRANSLATE_NOOP("Studies", "screen capture"),
    "segmentation": QT_TRANSLATE_NOOP("Studies", "mask"),
    "structured_report": QT_TRANSLATE_NOOP("Studies", "report"),
    "parametric_map": QT_TRANSLATE_NOOP("Studies", "map"),
    "other": QT_TRANSLATE_NOOP("Studies", "no volume"),
}
#: what a person can do about a problem
REMEDIES = {
    "patient_mismatch": QT_TRANSLATE_NOOP("Studies", "Ask the archive for the images again, one patient at a time."),
    "truncated": QT_TRANSLATE_NOOP("Studies", "Ask for the series again."),
    "missing_slices": QT_TRANSLATE_NOOP("Studies", "Ask for the series again, or choose another reconstruction."),
    "irregular_spacing": QT_TRANSLATE_NOOP("Studies", "Choose another reconstruction, or measure with care."),
    "unsupported_transfer_syntax": QT_TRANSLATE_NOOP("Studies", "Ask the archive to send the images uncompressed."),
    "missing_uid": QT_TRANSLATE_NOOP("Studies", "Ask the archive for the original images."),
    "duplicate_instance_uid": QT_TRANSLATE_NOOP("Studies", "Check whether the folder holds the series twice."),
    "missing_geometry": QT_TRANSLATE_NOOP("Studies", "Choose the original series."),
}  # fmt: skip
PLANES = {
    "axial": QT_TRANSLATE_NOOP("Studies", "axial"),
    "coronal": QT_TRANSLATE_NOOP("Studies", "coronal"),
    "sagittal": QT_TRANSLATE_NOOP("Studies", "sagittal"),
    "oblique": OBLIQUE,
}
ICONS = {
    "segmentation": "fill_between",
    "structured_report": "report",
    "parametric_map": "perfusion",
    "secondary_capture": "key_image",
    "localizer": "crosshair",
}


def tr(source: str) -> str:
    return QCoreApplication.translate("Studies", source)


def number(value: float, digits: int, language: str) -> str:
    """A number with the decimal sign of the language."""
    words = f"{value:.{digits}f}".replace("-", "−")
    return words.replace(".", ",") if language == "nl" else words


def badges(entry: SeriesEntry) -> list[Look]:
    """What stands out about a series, as chips in order of weight."""
    found: list[Look] = []
    if not entry.is_loadable:
        found.append(Look(ICONS.get(entry.kind, "info"), KINDS.get(entry.kind, KINDS["other"])))
    words: set[str] = set()
    order = list(BADGES)
    known = [p for p in entry.problems if p.code in BADGES]
    for problem in sorted(known, key=lambda p: (p.effect != "block", order.index(p.code))):
        word = BADGES[problem.code]
        if word not in words:
            words.add(word)
            tone = "error" if problem.effect == "block" else "warn"
            found.append(Look(tone, word, tone))
    if entry.is_loadable and entry.orientation == "oblique" and OBLIQUE not in words:
        found.append(Look("info", OBLIQUE, "info"))
    if entry.timepoints > 1:
        found.append(Look("clock", TIME_SERIES, "info"))
    return found


def translated(source: str) -> str:
    """A word of this module or of the panel in the language of the screen."""
    return tr(source)


def badge_words(look: Look) -> str:
    """The word of a badge in the language of the screen."""
    return tr(look.word)


def size(entry: SeriesEntry) -> str:
    return " × ".join(str(n) for n in entry.size)


def spacing(entry: SeriesEntry, language: str) -> str:
    return " × ".join(number(n, 2, language) for n in entry.spacing_mm)


def times(entry: SeriesEntry, language: str) -> tuple[str, str]:
    """Number of time points, and their span where it is known; dashes for one volume."""
    if entry.timepoints <= 1:
        return "–", ""
    span = ""
    if entry.times_s:
        span = f"{number(entry.times_s[0], 0, language)}–{number(entry.times_s[-1], 0, language)} s"
    return str(entry.timepoints), span


def plane(entry: SeriesEntry) -> str:
    return tr(PLANES.get(entry.orientation, entry.orientation))


def reason(text: str, language: str) -> str:
    """The reason of an unreadable file in the language of the screen."""
    return said(text, language)


def problem(found: Problem, language: str) -> tuple[str, str]:
    """A problem as a sentence and what to do about it."""
    sentence = dutch().get(f"problem.{found.code}", "") if language == "nl" else found.message
    remedy = tr(REMEDIES[found.code]) if found.code in REMEDIES else ""
    return sentence or found.message, remedy
