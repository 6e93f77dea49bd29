"""What keeps a study off the worklist, and what is on record of one that came from files."""

from __future__ import annotations

from dataclasses import replace

import pytest
from department import START, study

from governance import registration, service
from governance.canonical import canonical
from governance.errors import NotPermitted
from governance.study import Correction, Registration, Study
from governance.tasks import TaskKey

FROM_FILES = Registration("folder: schijf", 3, "0" * 64)
REASON = "op de scanner niet ingevuld"


def brought(number: int = 9, **changes: object) -> Study:
    return replace(study(number), registration=FROM_FILES, images="images/imported/x", **changes)


def ids(new: Study, *known: Study) -> list[str]:
    return [r.id for r in registration.refusals(new, known)]


def patient(of: Study, **changes: str) -> Study:
    return replace(of, patient=replace(of.patient, **changes))


def test_an_entry_without_registration_is_stored_as_before_and_both_come_back_the_same() -> None:
    old, new = study(1), brought()
    assert b"registration" not in canonical(old.to_json())
    for record in (old, new):
        assert Study.from_json(record.to_json()) == record
    assert old.digest() != replace(old, registration=FROM_FILES).digest()


def test_a_sound_study_beside_another_of_the_same_patient_is_accepted() -> None:
    assert ids(brought(), study(1), study(2)) == []


@pytest.mark.parametrize(
    ("field", "value"), [("name", "TEST^Iemand Anders"), ("birth_date", "19991231"), ("sex", "O")]
)
def test_another_person_under_a_known_number_is_refused_by_name_of_the_field(field: str, value: str) -> None:
    new = patient(brought(), **{field: value})
    (found,) = registration.refusals(new, [study(1)])
    assert found.id == "REG-PATIENT"
    assert dict(found.parameters)["velden"] == field
    for language in ("nl", "en"):
        assert new.patient.patient_id in found.text(language)


def test_the_same_number_of_another_issuer_is_another_patient() -> None:
    known = patient(study(1), issuer="ziekenhuis A")
    assert ids(patient(brought(), issuer="ziekenhuis B", name="TEST^Iemand Anders"), known) == []


def test_a_name_that_only_differs_in_writing_is_the_same() -> None:
    known = study(1)
    assert ids(patient(brought(), name=known.patient.name.lower().replace("^", "  ")), known) == []


def test_a_study_known_under_another_number_is_refused() -> None:
    assert ids(patient(brought(1), patient_id="ANDER-1"), replace(study(1), id="other")) == ["REG-STUDY"]


@pytest.mark.parametrize("field", ["patient_id", "name"])
def test_a_patient_needs_a_number_and_a_name(field: str) -> None:
    assert "REG-INCOMPLETE" in ids(patient(brought(), **{field: " "}))


def test_a_study_needs_its_uid_and_a_question() -> None:
    new = brought()
    assert "REG-INCOMPLETE" in ids(replace(new, identity=replace(new.identity, study_instance_uid="")))
    assert "REG-INCOMPLETE" in ids(replace(new, indication=""))


@pytest.mark.parametrize(
    ("reason", "refused"), [("", True), ("kort", True), ("         x", True), (REASON, False)]
)
def test_what_differs_from_the_images_needs_a_reason(reason: str, refused: bool) -> None:
    made = replace(FROM_FILES, corrections=(Correction("birth_date", "", "19580120", reason),))
    assert ("REG-REASON" in ids(replace(brought(), registration=made))) is refused


def test_the_same_study_and_task_comes_on_the_list_once() -> None:
    known = replace(study(9), id="by another way")
    assert ids(brought(), known) == ["REG-ALREADY"]
    assert ids(brought(task=TaskKey.LIVER), known) == []


def test_a_repeated_registration_is_recognised_and_one_with_other_answers_is_not() -> None:
    known = brought()
    later = replace(known, registered_at=START.replace(year=2027))
    assert registration.is_repeated(later, known)
    assert registration.is_repeated(
        replace(later, images="", registration=replace(FROM_FILES, files=0, images_sha256="")), known
    )
    assert not registration.is_repeated(replace(later, indication="iets anders"), known)
    assert not registration.is_repeated(
        replace(later, registration=replace(FROM_FILES, images_sha256="1" * 64)), known
    )
    assert not registration.is_repeated(study(9), study(9))


def test_a_difference_is_explained_only_as_far_as_it_was_accepted() -> None:
    made = replace(FROM_FILES, corrections=(Correction("patient_name", "ANON^X", "TEST^Echt", REASON),))
    new = replace(brought(), registration=made)
    assert new.explains("patient_name", "anon x")
    assert not new.explains("patient_name", "IEMAND^ANDERS")
    assert not new.explains("patient_id", "ANON^X")
    assert not study(1).explains("patient_name", "ANON^X")


def test_the_service_refuses_what_the_rules_refuse_and_changes_nothing(department) -> None:
    acting = department.acting["mbb"]
    before = len(service.worklist(department.store, acting))
    wrong = patient(brought(), birth_date="19991231")
    for attempt in (wrong, brought(task=TaskKey.PERFUSION)):
        with pytest.raises(NotPermitted) as refused:
            service.record_study(department.store, acting, attempt)
        found = service.check_study(department.store, acting, attempt)
        assert tuple(r.id for r in found.refusals) == refused.value.ids
    assert len(service.worklist(department.store, acting)) == before


def test_a_study_from_files_is_on_record_with_its_origin_and_no_patient_in_the_trail(department) -> None:
    acting = department.acting["mbb"]
    made = replace(FROM_FILES, corrections=(Correction("accession_number", "", "A-77", REASON),))
    new = replace(brought(), registration=made)
    checked = service.check_study(department.store, acting, new)
    assert checked.refusals == ()
    assert checked.gate is not None
    service.record_study(department.store, acting, new)
    service.record_study(department.store, acting, replace(new, registered_at=department.clock()))
    assert sum(r.study.id == new.id for r in service.worklist(department.store, acting)) == 1
    rows = [
        r
        for r in service.read_audit(department.store, department.acting["audit"])
        if r.fields["event_type"] == "STUDY"
    ]
    told = str(rows[-2].fields)
    assert "folder: schijf" in told
    assert "accession_number" in told
    assert new.patient.name not in told
    assert "on record already" in str(rows[-1].fields)


def test_the_order_that_was_chosen_goes_before_equals(department) -> None:
    acting = department.acting["mbb"]
    found = service.check_study(department.store, acting, brought())
    assert found.orders
    chosen = replace(brought(), registration=replace(FROM_FILES, order_id=found.orders[-1].id))
    again = service.check_study(department.store, acting, chosen)
    assert again.gate is not None
    assert again.gate.order is not None
    assert again.gate.order.id == found.orders[-1].id


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"patient": ("patient_id", "900002")}, "patient_id"),
        ({"identity": ("study_instance_uid", "1.2.3.99")}, "study_instance_uid"),
    ],
)
def test_an_entry_never_becomes_another_patients_or_another_studys(department, change, named: str) -> None:
    """The report that was started on it would follow."""
    ((part, (field, value)),) = change.items()
    known = study(1)
    other = replace(known, **{part: replace(getattr(known, part), **{field: value})})
    report = department.created(1)
    for role in ("mbb", "beheer"):
        with pytest.raises(NotPermitted) as refused:
            service.record_study(department.store, department.acting[role], other)
        assert refused.value.ids == ("REG-ENTRY",)
        assert dict(refused.value.refusals[0].parameters)["velden"] == named
    service.record_study(department.store, department.mbb, replace(known, indication="nadere vraag"))
    rows = service.worklist(department.store, department.mbb)
    (row,) = [r for r in rows if r.report and r.report.id == report.id]
    assert (row.study.patient, row.study.indication) == (known.patient, "nadere vraag")
