"""From a reading to the rows of the table: patients, studies, series, in words, with their badges."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from desktop import chips
from desktop.archive import words as archive_words
from desktop.archive.words import tr as archive_text
from desktop.browser import words
from desktop.browser.standing import Standing
from desktop.browser.tree import Item, Line, StudyTree
from desktop.days import as_date
from desktop.desk import Desk
from desktop.patient_banner import SEX_WORDS
from desktop.words import QT_TRANSLATE_NOOP
from desktop.worklist.governed import shown_name
from desktop.worklist.rows import WorkRow
from studies.archive.received import ReceivedStudy
from studies.scan import Patient, ScanResult, Study
from studies.stacks import SeriesEntry

NO_NAME = QT_TRANSLATE_NOOP("Studies", "Name is missing")
NO_NUMBER = QT_TRANSLATE_NOOP("Studies", "number is missing")
NO_BIRTH_DATE = QT_TRANSLATE_NOOP("Studies", "birth date is missing")
FILES = QT_TRANSLATE_NOOP("Studies", "Files without a patient")
FILES_MORE = QT_TRANSLATE_NOOP("Studies", "NIfTI, NRRD or MetaImage: to view and measure, not for a report")
SERIES = QT_TRANSLATE_NOOP("Studies", "{n} series")
ONE_SERIES = QT_TRANSLATE_NOOP("Studies", "1 series")
NUMBERED = QT_TRANSLATE_NOOP("Studies", "Series {number}")
FILE_COUNT = QT_TRANSLATE_NOOP("Studies", "{n} files")
ONE_FILE = QT_TRANSLATE_NOOP("Studies", "1 file")
NO_DESCRIPTION = QT_TRANSLATE_NOOP("Studies", "No description")
ON_WORKLIST = QT_TRANSLATE_NOOP("Studies", "On worklist: {status}")
STACK = QT_TRANSLATE_NOOP("Studies", "stack {number}")


def tr(source: str) -> str:
    return QCoreApplication.translate("Studies", source)


def fill(tree: StudyTree, desk: Desk, result: ScanResult, standing: Standing) -> None:
    """Show a reading; everything unfolded."""
    tree.clear()
    for patient in result.patients:
        top = Item(tree, _patient(desk, patient))
        for study in patient.studies:
            below = Item(top, _study(desk, study, standing))
            for place, entry in enumerate(study.series):
                Item(below, _series(desk, study, entry, standing, place))
    tree.expandAll()
    tree.sort_again()


def is_research(patient: Patient) -> bool:
    return all(entry.research_file for study in patient.studies for entry in study.series)


def identity(desk: Desk, patient: Patient) -> tuple[str, str]:
    """A patient in two lines: name; sex, birth date and number."""
    sex = SEX_WORDS.get(patient.sex, patient.sex) if desk.language.code == "nl" else patient.sex
    born = as_date(patient.birth_date)
    parts = (
        sex,
        desk.date_text(born) if born is not None else tr(NO_BIRTH_DATE),
        patient.patient_id or tr(NO_NUMBER),
    )
    return shown_name(patient.name) or tr(NO_NAME), " · ".join(part for part in parts if part)


def _patient(desk: Desk, patient: Patient) -> Line:
    if is_research(patient):
        first, second = tr(FILES), tr(FILES_MORE)
    else:
        first, second = identity(desk, patient)
    icon = "import" if is_research(patient) else "person"
    return Line("patient", first, second, icon=icon, sort=(first,), words=f"{first} {second}".casefold())


def _study(desk: Desk, study: Study, standing: Standing) -> Line:
    loadable = tuple(entry for entry in study.series if entry.is_loadable)
    day = as_date(study.date)
    first = " · ".join(
        part for part in (desk.date_text(day) if day else "", study.description or tr(NO_DESCRIPTION)) if part
    )
    count = len(study.series)
    second = tr(ONE_SERIES) if count == 1 else tr(SERIES).format(n=count)
    return Line(
        "study",
        first,
        second,
        icon="studies",
        badges=(
            *worklist_badges(standing.of_study(study.study_instance_uid)),
            *received_badges(standing.received.get(study.study_instance_uid)),
        ),
        entries=loadable,
        study_uid=study.study_instance_uid,
        sort=(first,),
        words=first.casefold(),
    )


def received_badges(here: ReceivedStudy | None) -> tuple[tuple[chips.Look, str], ...]:
    """What of a received study isn't in order: images that are missing, or that came with another content."""
    if here is None:
        return ()
    made: list[tuple[chips.Look, str]] = []
    if not here.is_complete:
        made.append((chips.Look("warn", "", "warn"), archive_words.standing(here)[0]))
    if here.conflicts:
        look = chips.Look("error", "", "error")
        made.append((look, archive_text(archive_words.CONFLICTS).format(n=len(here.conflicts))))
    return tuple(made)


def worklist_badges(rows: tuple[WorkRow, ...]) -> tuple[tuple[chips.Look, str], ...]:
    """One chip a task that the study is on the worklist for."""
    made = []
    for row in rows:
        look = chips.STATUS.get(row.state, chips.STATUS["new"])
        # "ingediend – voorlopig": the first half says how it stands
        said = tr(ON_WORKLIST).format(status=chips.word(look).lower().split(" – ")[0])
        made.append((replace(look, icon="worklist"), said))
    return tuple(made)


def _series(desk: Desk, study: Study, entry: SeriesEntry, standing: Standing, place: int) -> Line:
    language = desk.language.code
    first = entry.description or tr(NO_DESCRIPTION)
    parts = []
    if entry.number is not None:
        parts.append(tr(NUMBERED).format(number=entry.number))
    if (
        sum(e.series_instance_uid == entry.series_instance_uid for e in study.series) > 1
        and not entry.research_file
    ):
        parts.append(tr(STACK).format(number=entry.stack + 1))
    if entry.is_loadable and entry.orientation:
        parts.append(words.plane(entry))
    looks = [(look, words.badge_words(look)) for look in words.badges(entry)]
    badges = (*worklist_badges(standing.of_series(entry)), *looks)
    tip = "\n".join(" ".join(part for part in words.problem(p, language) if part) for p in entry.problems)
    files = tr(ONE_FILE) if entry.files == 1 else tr(FILE_COUNT).format(n=entry.files)
    size = words.size(entry) if min(entry.size) > 0 else ""
    spacing = words.spacing(entry, language) if entry.is_loadable else ""
    said = " ".join((first, *parts, entry.modality, *(w for _l, w in badges)))
    return Line(
        "series",
        first,
        " · ".join(parts),
        icon=words.ICONS.get(entry.kind, "studies"),
        modality=entry.modality or "–",
        images=(size, files) if size else (files, ""),
        times=words.times(entry, language) if entry.is_loadable else ("–", ""),
        spacing=spacing or "–",
        badges=badges,
        tip=tip or ", ".join(w for _l, w in badges),
        entries=(entry,),
        study_uid=entry.study_instance_uid or study.study_instance_uid,
        sort=(first.casefold(), entry.modality, entry.size[2] * max(1, entry.timepoints), entry.timepoints,
              entry.spacing_mm[2], -len(badges), place),
        words=said.casefold(),
    )  # fmt: skip
