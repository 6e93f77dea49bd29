"""Archives on record: who may, exactly one row an act, a reason outside the worklist, and proof of what was sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from department import PATIENT, Department

from governance import audit, service
from governance.errors import NotPermitted
from governance.service.archive import Delivery
from governance.store import tables

REASON = "Vergelijking met het onderzoek van vandaag"


def refused(act: Callable[[], object], *ids: str) -> None:
    with pytest.raises(NotPermitted) as no:
        act()
    assert no.value.ids == ids


def rows(department: Department) -> list[tuple[str, int, str]]:
    """The trail: type, outcome, objects as text."""
    with department.store.read() as connection:
        return [
            (str(r.fields["event_type"]), int(r.fields["outcome"]), str(r.fields["objects"]))
            for r in audit.rows(connection)
        ]


def added(department: Department, act: Callable[[], object]) -> list[tuple[str, int, str]]:
    """The rows that an act adds."""
    before = len(rows(department))
    act()
    return rows(department)[before:]


def reasons(department: Department) -> list[Any]:
    with department.store.read() as connection:
        return list(connection.execute(tables.access_reason.select()).mappings())


def test_a_search_is_one_row_with_numbers_and_names_of_fields_only(department: Department) -> None:
    ((kind, outcome, objects),) = added(
        department,
        lambda: service.begin_search(
            department.store,
            department.mbb,
            node="pacs",
            asked=("patient_name", "patient_id"),
            patient_id="17",
        ),
    )
    assert (kind, outcome) == ("ARCHIVE", 0)
    assert '"patient_id patient_name"' in objects
    assert '"id":"17"' in objects


@pytest.mark.parametrize("role", ["beheer", "audit", "coord"])
def test_only_clinical_roles_search_and_fetch(department: Department, role: str) -> None:
    acting = department.acting[role]
    before = len(rows(department))
    refused(lambda: service.begin_search(department.store, acting, node="pacs", asked=()), "T-ACCOUNT")
    refused(
        lambda: service.begin_retrieval(
            department.store, acting, node="pacs", study_uid="1.2", patient_id=PATIENT.patient_id
        ),
        "T-ACCOUNT",
    )
    assert len(rows(department)) == before
    assert not service.may_search(acting.role)


def test_a_patient_of_the_worklist_is_fetched_without_a_reason(department: Department) -> None:
    store, mbb = department.store, department.mbb
    assert not service.needs_access_reason(store, mbb, patient_id=PATIENT.patient_id)
    made = added(
        department,
        lambda: service.begin_retrieval(
            store, mbb, node="pacs", study_uid="1.2", patient_id=PATIENT.patient_id
        ),
    )
    assert [kind for kind, _outcome, _objects in made] == ["ARCHIVE_RETRIEVE"]
    assert reasons(department) == []


@pytest.mark.parametrize("patient_id", ["somebody else", ""])
def test_any_other_patient_asks_for_a_reason_that_is_kept(department: Department, patient_id: str) -> None:
    store, mbb = department.store, department.mbb
    assert service.needs_access_reason(store, mbb, patient_id=patient_id)
    for act in (service.open_received, lambda *a, **k: service.begin_retrieval(*a, node="pacs", **k)):
        for reason in ("", "   te   kort  "[:9]):
            refused(
                lambda act=act, reason=reason: act(
                    store, mbb, study_uid="1.2", patient_id=patient_id, reason=reason
                ),
                "T-REASON",
            )
    made = added(
        department,
        lambda: service.begin_retrieval(
            store, mbb, node="pacs", study_uid="1.2", patient_id=patient_id, reason=REASON
        ),
    )
    assert [kind for kind, _outcome, _objects in made] == ["ARCHIVE_RETRIEVE"]
    assert REASON not in made[0][2], "the reason isn't in the trail itself"
    (kept,) = reasons(department)
    assert (kept["study_id"], kept["reason"], kept["person_id"]) == ("1.2", REASON, mbb.person.id)


def test_looking_at_what_came_in_and_opening_it_are_one_row_each(department: Department) -> None:
    store, mbb = department.store, department.mbb
    assert len(added(department, lambda: service.list_received(store, mbb))) == 1
    opened = added(
        department,
        lambda: service.open_received(store, mbb, study_uid="1.2.3.1", patient_id=PATIENT.patient_id),
    )
    assert [kind for kind, _outcome, _objects in opened] == ["STUDY_OPEN"]


def test_nodes_change_by_an_administrator_only_and_not_at_all_when_writing_fails(
    department: Department,
) -> None:
    written: list[str] = []
    told = [{"id": "pacs", "detail": "added"}]
    refused(
        lambda: service.change_nodes(
            department.store, department.rad, changed=told, write=lambda: written.append("x")
        ),
        "T-ACCOUNT",
    )
    assert written == []
    ((kind, _outcome, objects),) = added(
        department,
        lambda: service.change_nodes(
            department.store, department.beheer, changed=told, write=lambda: written.append("x")
        ),
    )
    assert (kind, written) == ("110128", ["x"])
    assert "pacs" in objects

    def fail() -> None:
        raise OSError("disk")

    before = len(rows(department))
    with pytest.raises(OSError, match="disk"):
        service.change_nodes(department.store, department.beheer, changed=told, write=fail)
    assert len(rows(department)) == before


def test_what_did_not_leave_by_an_export_cannot_be_recorded_as_sent(department: Department) -> None:
    report = department.submitted()
    refused(
        lambda: service.export_final(
            department.store, department.rad, report.id, what="pdf", target="archive"
        ),
        "X-NOT-FINAL",
    )
    sent = Delivery("pdf", "1.2.3", "0" * 64, "commitment")
    refused(
        lambda: service.record_sending(
            department.store, department.rad, report.id, node="pacs", deliveries=[sent]
        ),
        "X-NOT-FINAL",
    )


def test_a_sending_is_on_record_with_its_proof_and_stands_in_the_access_list(department: Department) -> None:
    store, rad = department.store, department.rad
    report = department.final()
    pdf = service.export_final(store, rad, report.id, what="pdf", target="archive")
    proven = Delivery("pdf", "1.2.3", pdf.sha256, "read_back")
    made = added(
        department, lambda: service.record_sending(store, rad, report.id, node="pacs", deliveries=[proven])
    )
    assert [(kind, outcome) for kind, outcome, _objects in made] == [("ARCHIVE_SEND", 0)]
    lost = Delivery("pdf", "1.2.3", pdf.sha256, "", "not stored")
    ((_kind, outcome, _objects),) = added(
        department,
        lambda: service.record_sending(
            store, rad, report.id, node="pacs", deliveries=[lost], fault="archive_broken"
        ),
    )
    assert outcome == audit.MINOR_FAILURE
    listed = [a.detail for a in service.accesses(store, rad, report.id) if a.act == "ARCHIVE_SENT"]
    assert listed == ["0 1 - pacs", "1 1 read_back pacs"]
