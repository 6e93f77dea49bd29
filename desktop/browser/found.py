"""From the answers of an archive to the rows of the table: patients, studies, series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from desktop.archive.words import standing, tr
from desktop.browser.tree import Item, Line, StudyTree
from desktop.chips import Look
from desktop.days import as_date
from desktop.desk import Desk
from desktop.patient_banner import SEX_WORDS
from desktop.words import QT_TRANSLATE_NOOP
from desktop.worklist.governed import shown_name
from studies.archive.query import SeriesAnswer, StudyAnswer
from studies.archive.received import ReceivedStudy

NO_NAME = QT_TRANSLATE_NOOP("Archive", "Name is missing")
NO_DESCRIPTION = QT_TRANSLATE_NOOP("Archive", "No description")
SERIES_COUNT = QT_TRANSLATE_NOOP("Archive", "{n} series")
ONE_SERIES = QT_TRANSLATE_NOOP("Archive", "1 series")
IMAGE_COUNT = QT_TRANSLATE_NOOP("Archive", "{n} images")
NUMBERED = QT_TRANSLATE_NOOP("Archive", "Series {number}")
FETCHING = QT_TRANSLATE_NOOP("Archive", "being fetched, {here} of {all}")
FETCHING_YET = QT_TRANSLATE_NOOP("Archive", "being fetched")
LOOKS = {
    "whole": Look("ok", "", "ok"),
    "broken": Look("warn", "", "warn"),
    "part": Look("import", "", "info"),
    "busy": Look("import", "", "info"),
}


@dataclass(slots=True)
class Hit:
    """One study of an answer, with what is known of it since."""

    answer: StudyAnswer
    here: ReceivedStudy | None = None
    series: tuple[SeriesAnswer, ...] | None = None
    #: images that came and that are expected, while it's being fetched
    busy: tuple[int, int] | None = None
    fault: str = ""

    @property
    def uid(self) -> str:
        return self.answer.study_instance_uid

    @property
    def missing_series(self) -> tuple[str, ...]:
        """Series that were asked for and aren't whole."""
        return tuple(uid for uid, here, there in (self.here.series if self.here else ()) if here < there)

    def standing_of(self, series_uid: str) -> tuple[int, int] | None:
        """How many images of a series are here, of how many; None when it was never asked for."""
        series = self.here.series if self.here is not None else ()
        return next(((here, there) for uid, here, there in series if uid == series_uid), None)


@dataclass(slots=True)
class Hits:
    """The answers to one question."""

    hits: dict[str, Hit] = field(default_factory=dict)

    @classmethod
    def of(cls, answers: Sequence[StudyAnswer], here: Mapping[str, ReceivedStudy | None]) -> Hits:
        return cls({a.study_instance_uid: Hit(a, here.get(a.study_instance_uid)) for a in answers})


def identity(desk: Desk, answer: StudyAnswer) -> tuple[str, str]:
    """A patient in two lines."""
    born = as_date(answer.birth_date)
    sex = SEX_WORDS.get(answer.sex, answer.sex) if desk.language.code == "nl" else answer.sex
    parts = (sex, desk.date_text(born) if born is not None else "", answer.patient_id)
    return shown_name(answer.patient_name) or tr(NO_NAME), " · ".join(part for part in parts if part)


def fill(tree: StudyTree, desk: Desk, hits: Hits) -> None:
    """Show the answers; patients unfolded, studies folded until somebody asks for their series."""
    tree.clear()
    patients: dict[tuple[str, str, str], Item] = {}
    for hit in hits.hits.values():
        answer = hit.answer
        key = (answer.issuer, answer.patient_id, answer.patient_name if not answer.patient_id else "")
        if key not in patients:
            first, second = identity(desk, answer)
            line = Line(
                "patient", first, second, icon="person", sort=(first,), words=f"{first} {second}".casefold()
            )
            patients[key] = Item(tree, line)
            patients[key].setFirstColumnSpanned(True)
        item = Item(patients[key], study_line(desk, hit))
        item.setChildIndicatorPolicy(Item.ChildIndicatorPolicy.ShowIndicator)
        if hit.series is not None:
            fill_series(item, hit)
        patients[key].setExpanded(True)


def fill_series(item: Item, hit: Hit) -> None:
    """The series below a study."""
    item.takeChildren()
    for place, series in enumerate(hit.series or ()):
        Item(item, series_line(hit, series, place))


def study_line(desk: Desk, hit: Hit) -> Line:
    answer = hit.answer
    day = as_date(answer.study_date)
    first = " · ".join(
        p for p in (desk.date_text(day) if day else "", answer.description or tr(NO_DESCRIPTION)) if p
    )
    counts = []
    if answer.series_count is not None:
        counts.append(
            tr(ONE_SERIES) if answer.series_count == 1 else tr(SERIES_COUNT).format(n=answer.series_count)
        )
    if answer.image_count is not None:
        counts.append(tr(IMAGE_COUNT).format(n=answer.image_count))
    second = " · ".join(p for p in (", ".join(answer.modalities), *counts, answer.accession_number) if p)
    return Line(
        "study", first, second, icon="studies", badges=badges(hit), study_uid=hit.uid, sort=(first,),
        words=f"{first} {second}".casefold(),
    )  # fmt: skip


def badges(hit: Hit) -> tuple[tuple[Look, str], ...]:
    """How much of a study is here."""
    if hit.busy is not None:
        here, all_ = hit.busy
        words = tr(FETCHING).format(here=here, all=all_) if all_ else tr(FETCHING_YET)
        return ((LOOKS["busy"], words),)
    words, how = standing(hit.here)
    return ((replace(LOOKS[how]), words),) if how else ()


def series_line(hit: Hit, series: SeriesAnswer, place: int) -> Line:
    first = series.description or tr(NO_DESCRIPTION)
    second = " · ".join(
        p for p in (tr(NUMBERED).format(number=series.number) if series.number is not None else "", series.body_part) if p
    )  # fmt: skip
    count = "–" if series.image_count is None else str(series.image_count)
    here = hit.standing_of(series.series_instance_uid)
    marks: tuple[tuple[Look, str], ...] = ()
    if here is not None and hit.busy is None:
        whole = here[0] >= here[1]
        said = standing(_part(hit, series.series_instance_uid))[0]
        marks = ((LOOKS["whole" if whole else "broken"], said),)
    return Line(
        "series", first, second, icon="studies", modality=series.modality or "–", images=(count, ""),
        badges=marks, study_uid=series.series_instance_uid,
        sort=(first.casefold(), series.modality, series.image_count or 0, 0, 0, 0, place),
        words=f"{first} {second} {series.modality}".casefold(),
    )  # fmt: skip


def _part(hit: Hit, series_uid: str) -> ReceivedStudy | None:
    """The received study as if it were this series alone."""
    if hit.here is None:
        return None
    only = tuple(s for s in hit.here.series if s[0] == series_uid)
    return replace(hit.here, series=only, expected=sum(there for _u, _h, there in only))
