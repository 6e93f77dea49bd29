"""The study on screen as the session holds it, made of governance's study in one place for every screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from desktop.days import as_date
from desktop.patient_banner import SEX_WORDS
from desktop.session import OpenDraft, OpenStudy, Session
from desktop.worklist.governed import as_moment, shown_name
from report_templates import numbers

if TYPE_CHECKING:
    from datetime import datetime

    from governance.report import Report
    from governance.study import Study
    from studies.stacks import SeriesEntry
    from studies.volume import SeriesInfo

Mismatch = tuple[str, str, str]


@dataclass(frozen=True)
class Images:
    """A series to be looked at without an order, and the other series of its study."""

    entry: SeriesEntry
    others: tuple[SeriesEntry, ...] = ()


def open_study(
    study: Study,
    *,
    author: str = "",
    responsible: str = "",
    order: str = "",
    protocol: str = "",
    identity: str = "unconfirmed",
    mismatches: Sequence[Mismatch] = (),
) -> OpenStudy:
    """Facts of a study of the worklist for the banner; `identity` as in `OpenStudy`."""
    return OpenStudy(
        study_uid=study.identity.study_instance_uid,
        patient_name=shown_name(study.patient.name),
        sex=study.patient.sex,
        birth_date=as_date(study.patient.birth_date),
        patient_number=study.patient.patient_id,
        study=study.identity.description,
        study_at=as_moment(study.identity.study_date),
        order=order,
        protocol=protocol,
        author=author,
        responsible=responsible,
        identity=identity,
        mismatches=tuple(mismatches),
        study_id=study.id,
    )


def tell_identity(session: Session, mismatches: Sequence[Mismatch]) -> None:
    """The images were compared with the order: the open study is confirmed, or differs and in what."""
    if session.study is not None:
        state = "mismatch" if mismatches else "confirmed"
        session.open_study(replace(session.study, identity=state, mismatches=tuple(mismatches)))


def open_draft(report: Report, saved_at: datetime | None = None) -> OpenDraft:
    """Facts of a report's head for banner and status line."""
    return OpenDraft(
        report_id=report.id,
        number=report.number,
        state=report.state.value,
        task=report.task.value,
        revision=report.revision,
        saved_at=saved_at,
        authorised_at=report.authorised_at,
        superseded_by=report.superseded_by,
        emergency=bool(report.emergency_id),
        record=report,
    )


def image_identity(info: SeriesInfo, language: str) -> tuple[str, ...]:
    """Whose image it is, as its own header says, for the strip of a view: name, sex, birth date, number."""
    parts = (
        numbers.person_name(info.patient_name),
        SEX_WORDS.get(info.sex, info.sex) if language == "nl" else info.sex,
        numbers.dicom_day(info.birth_date, language),
        info.patient_id,
    )
    return tuple(part for part in parts if part)


def open_images(info: SeriesInfo) -> OpenStudy:
    """Images without an order: the banner says whose they are by their own header, and that nobody compared it."""
    return OpenStudy(
        study_uid=info.study_instance_uid,
        patient_name=shown_name(info.patient_name) or "–",
        sex=info.sex,
        birth_date=as_date(info.birth_date),
        patient_number=info.patient_id or "–",
        study=info.study_description,
        study_at=as_moment(info.study_date),
        identity="images",
    )
