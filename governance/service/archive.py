"""What goes to and comes from the hospital's archives, on record: nodes, searches, retrieves, listings, sendings.

The row is written before anything is asked of an archive, so that nobody looks without a trace. No names go in: the
numbers that were asked for, which fields were used, and of a sending what proves that it arrived.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from governance.accounts import Acting, require_role
from governance.audit import MINOR_FAILURE, SUCCESS, Act
from governance.canonical import utc_text
from governance.errors import NotPermitted
from governance.people import CLINICAL_ROLES, Role
from governance.service import reading
from governance.service.finals import EXPORTERS
from governance.service.worklist import SHORTEST_ACCESS_REASON
from governance.store import Store, Unit, registers, tables
from governance.study import Study

#: who may look for patients in an archive and fetch their images
SEARCHERS = CLINICAL_ROLES
RECEIVED = "received"


def may_search(role: Role | str) -> bool:
    """Whether this role looks for patients in archives at all."""
    return role in SEARCHERS


def change_nodes(
    store: Store, acting: Acting, *, changed: Sequence[Mapping[str, str]], write: Callable[[], object]
) -> None:
    """Change which nodes this workstation knows (administrator).

    `changed` says for each what was done (``id``, ``detail``), without secrets; `write` puts it in place. Both hold,
    or neither: when writing fails, nothing is on record.
    """
    with store.write() as unit:
        require_role(unit, acting, Role.ADMINISTRATOR)
        unit.audit(Act.NETWORK_CHANGED, acting.actor, objects=[{"type": "node", **one} for one in changed])
        write()


def begin_search(
    store: Store,
    acting: Acting,
    *,
    node: str,
    asked: Iterable[str],
    patient_id: str = "",
    accession: str = "",
) -> None:
    """A search for patients in an archive (or the planning) begins: one row.

    `asked` are the names of the fields that were filled in.
    """
    with store.write() as unit:
        require_role(unit, acting, *SEARCHERS)
        objects = [{"type": "archive", "id": node, "detail": " ".join(sorted(asked))}]
        if patient_id:
            objects.append({"type": "patient", "id": patient_id})
        if accession:
            objects.append({"type": "accession", "id": accession})
        unit.audit(Act.ARCHIVE_SEARCHED, acting.actor, objects=objects)


def list_received(store: Store, acting: Acting) -> None:
    """Somebody looks at the list of studies that came in: one row."""
    with store.write() as unit:
        require_role(unit, acting, *SEARCHERS, Role.ADMINISTRATOR)
        unit.audit(Act.ARCHIVE_SEARCHED, acting.actor, objects=[{"type": "archive", "id": RECEIVED}])


def needs_access_reason(store: Store, acting: Acting, *, patient_id: str, issuer: str = "") -> bool:
    """Whether fetching images of this patient asks for a reason: nothing of the patient is on the worklist."""
    with store.look() as unit:
        require_role(unit, acting, *SEARCHERS)
        return not _is_known(unit, patient_id, issuer)


def _is_known(unit: Unit, patient_id: str, issuer: str) -> bool:
    """Whether a study of this patient is on the worklist. An issuer that one side doesn't say is no difference."""
    return bool(patient_id) and any(
        s.patient.patient_id == patient_id
        and (not issuer or not s.patient.issuer or s.patient.issuer == issuer)
        for s in registers.everything(unit.connection, "study", Study)
    )


def open_received(
    store: Store, acting: Acting, *, study_uid: str, patient_id: str = "", issuer: str = "", reason: str = ""
) -> None:
    """Received images of a patient are looked at: one row; asks for a reason as `begin_retrieval` does."""
    with store.write() as unit:
        require_role(unit, acting, *SEARCHERS)
        known = _require_reason(store, unit, acting, study_uid, patient_id, issuer, reason)
        detail = "" if known else "outside the worklist, with a reason"
        objects = [{"type": "archive", "id": RECEIVED, "detail": detail}, {"type": "110180", "id": study_uid}]
        if patient_id:
            objects.append({"type": "patient", "id": patient_id})
        unit.audit(Act.STUDY_OPENED, acting.actor, objects=objects)


def _require_reason(
    store: Store, unit: Unit, acting: Acting, study_uid: str, patient_id: str, issuer: str, reason: str
) -> bool:
    """Whether the patient is known on the worklist; otherwise the reason is kept, or T-REASON raised."""
    reason = " ".join(reason.split())
    if _is_known(unit, patient_id, issuer):
        return True
    if len(reason) < SHORTEST_ACCESS_REASON:
        raise NotPermitted.because("T-REASON")
    unit.insert(
        tables.access_reason,
        id=store.new_id(),
        study_id=study_uid,
        person_id=acting.person.id,
        reason=reason,
        at=utc_text(unit.at),
    )
    return False


def begin_retrieval(
    store: Store,
    acting: Acting,
    *,
    node: str,
    study_uid: str,
    series_uids: Sequence[str] = (),
    patient_id: str = "",
    issuer: str = "",
    reason: str = "",
) -> None:
    """Images of a patient are fetched from an archive: one row, with the reason when one is needed.

    Raises
    ------
    NotPermitted
        T-REASON when nothing of this patient is on the worklist and no reason of ten characters is given; or the
        role may not.
    """
    with store.write() as unit:
        require_role(unit, acting, *SEARCHERS)
        known = _require_reason(store, unit, acting, study_uid, patient_id, issuer, reason)
        objects = [
            {"type": "archive", "id": node, "detail": "" if known else "outside the worklist, with a reason"},
            {"type": "110180", "id": study_uid},
            *({"type": "series", "id": uid} for uid in series_uids),
        ]
        if patient_id:
            objects.append({"type": "patient", "id": patient_id})
        unit.audit(Act.ARCHIVE_RETRIEVED, acting.actor, objects=objects)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one object that was sent: proven by `commitment` or `read_back`, or not proven."""

    what: str
    sop_instance_uid: str
    sha256: str
    proven: str = ""
    reason: str = ""

    @property
    def is_stored(self) -> bool:
        return bool(self.proven)


def record_sending(
    store: Store,
    acting: Acting,
    report_id: str,
    *,
    node: str,
    deliveries: Sequence[Delivery],
    fault: str = "",
) -> None:
    """What became of a sending, on record: for each object what proves that the archive holds it.

    Only what `finals.export_final` gave out can be named: each delivery's hash must be of an export on record.
    """
    with store.write() as unit:
        require_role(unit, acting, *EXPORTERS)
        report = reading.head(unit.connection, report_id)
        exported = _exported_hashes(unit, report_id)
        if any(d.sha256 not in exported for d in deliveries):
            raise NotPermitted.because("X-NOT-FINAL")
        arrived = bool(deliveries) and not fault and all(d.is_stored for d in deliveries)
        unit.audit(
            Act.ARCHIVE_SENT,
            acting.actor,
            objects=[
                {"type": "report", "id": report.id, "number": report.number, "state": report.state.value},
                {"type": "archive", "id": node, "detail": fault},
                *(
                    {
                        "type": "sent",
                        "id": d.sop_instance_uid,
                        "what": d.what,
                        "sha256": d.sha256,
                        "proven": d.proven,
                        "reason": d.reason,
                    }
                    for d in deliveries
                ),
            ],
            outcome=SUCCESS if arrived else MINOR_FAILURE,
            responsible=report.responsible_radiologist_id,
        )


def _exported_hashes(unit: Unit, report_id: str) -> set[str]:
    """Hashes of what left the program of this report, as the trail has them."""
    log = tables.audit_log
    rows = unit.connection.execute(
        select(log.c.objects).where(
            log.c.event_id == Act.EXPORTED.event_id,
            log.c.event_type == Act.EXPORTED.event_type,
            log.c.objects.contains(report_id, autoescape=True),
        )
    ).scalars()
    found: set[str] = set()
    for text in rows:
        objects = json.loads(text)
        if any(o.get("type") == "report" and o.get("id") == report_id for o in objects):
            found |= {str(o["sha256"]) for o in objects if o.get("type") == "export"}
    return found
