"""What keeps a study off the worklist: another patient under the same number, missing identifiers, no reason. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from governance.errors import Refusal, refusal
from governance.record import listed
from governance.study import Study, comparable

#: shortest reason for an identifier that differs from the images, in characters without outer spaces
SHORTEST_REASON = 10


def refusals(study: Study, known: Iterable[Study]) -> tuple[Refusal, ...]:
    """Every reason why `study` can't be put beside the `known` ones.

    Refuses another name, birth date or sex under a patient's number; a study of another patient under the same
    Study Instance UID; a version of an entry that makes it another patient's or another study's; for a study brought in from files also identifiers that are missing, a correction without a
    reason, and a second entry for the same study and task.
    """
    known = list(known)
    others = [s for s in known if s.id != study.id]
    found = [*_other_patient(study, others), *_other_study(study, others), *_other_entry(study, known)]
    if study.registration is not None:
        found += _incomplete(study)
        found += _without_reason(study)
        there = [s for s in known if _same_work(study, s)]
        if not found and there and not any(is_repeated(study, s) for s in there):
            found.append(refusal("REG-ALREADY"))
    return tuple(found)


def _other_patient(study: Study, others: list[Study]) -> list[Refusal]:
    mine = study.patient
    for other in others:
        theirs = other.patient
        if comparable(mine.patient_id) != comparable(theirs.patient_id) or not mine.patient_id.strip():
            continue
        if mine.issuer and theirs.issuer and comparable(mine.issuer) != comparable(theirs.issuer):
            continue
        differing = [
            name
            for name in ("name", "birth_date", "sex")
            if _differ(getattr(mine, name), getattr(theirs, name))
        ]
        if differing:
            return [
                refusal(
                    "REG-PATIENT",
                    nummer=mine.patient_id,
                    velden=listed(differing),
                    bekend=_said(theirs, differing),
                    nieuw=_said(mine, differing),
                )
            ]
    return []


def _differ(one: str, other: str) -> bool:
    return bool(one.strip() and other.strip()) and comparable(one) != comparable(other)


def _said(patient: object, fields: list[str]) -> str:
    return ", ".join(_shown(name, str(getattr(patient, name))) for name in fields)


def _shown(name: str, value: str) -> str:
    if name == "birth_date" and len(value) == 8:
        return f"{value[6:]}-{value[4:6]}-{value[:4]}"
    return value.replace("^", " ").strip()


def _other_study(study: Study, others: list[Study]) -> list[Refusal]:
    uid = study.identity.study_instance_uid
    taken = any(
        s.identity.study_instance_uid == uid
        and comparable(s.patient.patient_id) != comparable(study.patient.patient_id)
        for s in others
    )
    return [refusal("REG-STUDY")] if uid and taken else []


def _incomplete(study: Study) -> list[Refusal]:
    needed = {
        "patient_id": study.patient.patient_id,
        "name": study.patient.name,
        "study_instance_uid": study.identity.study_instance_uid,
        "question": study.indication,
    }
    missing = [name for name, value in needed.items() if not value.strip()]
    return [refusal("REG-INCOMPLETE", velden=listed(missing))] if missing else []


def _other_entry(study: Study, known: list[Study]) -> list[Refusal]:
    """A new version of an entry stays with its patient and study: a report that was started on it stays there too."""
    for before in (s for s in known if s.id == study.id):
        pairs = {
            "patient_id": (before.patient.patient_id, study.patient.patient_id),
            "study_instance_uid": (before.identity.study_instance_uid, study.identity.study_instance_uid),
            "task": (before.task.value, study.task.value),
        }
        differing = [name for name, (a, b) in pairs.items() if comparable(a) != comparable(b)]
        if differing:
            return [refusal("REG-ENTRY", velden=listed(differing))]
    return []


_FIELD = {"patient_name": "name", "issuer_of_patient_id": "issuer"}


def _without_reason(study: Study) -> list[Refusal]:
    corrections = study.registration.corrections if study.registration else ()
    bare = [_FIELD.get(c.field, c.field) for c in corrections if len(c.reason.strip()) < SHORTEST_REASON]
    return [refusal("REG-REASON", velden=listed(bare), n=str(SHORTEST_REASON))] if bare else []


def _same_work(study: Study, other: Study) -> bool:
    return (study.identity.study_instance_uid, study.task) == (other.identity.study_instance_uid, other.task)


def is_repeated(study: Study, known: Study) -> bool:
    """Whether `study` is what is on record already: brought in from files again, with the same images and answers.

    A study whose images aren't copied yet (`images` is empty) is compared without them.
    """
    if study.registration is None or known.registration is None:
        return False
    there = replace(known.registration, source=study.registration.source)
    if not study.images:
        there = replace(there, files=0, images_sha256="")
        known = replace(known, images="")
    return replace(known, registered_at=study.registered_at, registration=there) == study
