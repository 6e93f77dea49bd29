"""The worklist: every study with its task, state, next step, author and responsible radiologist."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from governance import registration
from governance.accounts import Acting, require_role
from governance.audit import Act
from governance.canonical import utc_text
from governance.errors import NotPermitted, Refusal, refusal
from governance.order import Order
from governance.people import CLINICAL_ROLES, Role
from governance.protocol import Urgency
from governance.report import OPEN_STATES, EscalationStatus, Event, Report, State
from governance.service import basis, reading
from governance.service.basis import Evaluated
from governance.store import Store, registers, tables
from governance.study import Registration, Study
from governance.tasks import TaskType

SHORTEST_ACCESS_REASON = 10
_URGENCY = {Urgency.DIRECT: 0, Urgency.SAME_DAY: 1, Urgency.ROUTINE: 2}


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One study on the list. `report` is None for a new one; `next_step` is a code that the screen words.

    `next_step` is one of ``start``, ``continue``, ``wait_review``, ``review``, ``continue_review``,
    ``change``, ``read``, ``none``.
    """

    study: Study
    report: Report | None
    next_step: str
    author: str
    responsible: str
    claimed_by: str
    urgency: Urgency
    escalated: bool
    waiting_since: datetime
    #: what is escalated and not answered yet, in the protocol's words
    escalation: str = ""
    #: how often a radiologist sent it back, and what was said the last time
    returns: int = 0
    return_comment: str = ""

    @property
    def state(self) -> State | None:
        return self.report.state if self.report else None


def record_study(store: Store, acting: Acting, study: Study) -> None:
    """Put a study on the worklist, or a new version of its entry.

    Bringing the same study in from files a second time changes nothing.

    Raises
    ------
    NotPermitted
        With every reason of `governance.registration`.
    """
    with store.write() as unit:
        require_role(unit, acting, *CLINICAL_ROLES, Role.ADMINISTRATOR)
        known = registers.everything(unit.connection, "study", Study)
        if any(registration.is_repeated(study, s) for s in known):
            objects = [{"type": "study", "id": study.id, "detail": "brought in again, on record already"}]
            unit.audit(Act.STUDY_RECORDED, acting.actor, objects=objects)
            return
        found = _refusals(unit.connection, study, known)
        if found:
            raise NotPermitted(found)
        version = registers.add_version(unit, "study", study.id, study, by=acting.person.id)
        objects = [
            {"type": "110180", "id": study.identity.study_instance_uid},
            {"type": "study", "id": study.id, "version": str(version), "sha256": study.digest()},
        ]
        if study.registration is not None:
            objects.append(_origin(study.registration))
        unit.audit(Act.STUDY_RECORDED, acting.actor, objects=objects)


def _refusals(connection: Connection, study: Study, known: list[Study]) -> tuple[Refusal, ...]:
    """What keeps a study off the worklist; one from files also needs a task that the department has set up."""
    found = registration.refusals(study, known)
    set_up = registers.find(connection, "task", study.task.value, TaskType) is not None
    if study.registration is None or set_up:
        return found
    return (refusal("REG-TASK", taak=study.task.value), *found)


def _origin(made: Registration) -> dict[str, str]:
    """Where the images came from and how their identity compared: names of fields only, no patient data."""
    differing = " ".join(c.field for c in made.corrections)
    return {
        "type": "images",
        "source": made.source,
        "files": str(made.files),
        "sha256": made.images_sha256,
        "identity": f"entered with a reason: {differing}" if differing else "as the images say",
        "detail": "research data" if made.research else "",
    }


@dataclass(frozen=True, slots=True)
class StudyCheck:
    """What would happen with a study that isn't on record yet.

    `gate` is None while the task isn't on record; `orders` are those that may serve, best first.
    """

    gate: Evaluated | None
    refusals: tuple[Refusal, ...]
    orders: tuple[Order, ...]


def check_study(store: Store, acting: Acting, study: Study) -> StudyCheck:
    """The gate for this person, and what would keep the study off the worklist. Changes nothing."""
    with store.read() as connection:
        at = store.clock()
        person = registers.person(connection, acting.person.id)
        found = _refusals(connection, study, registers.everything(connection, "study", Study))
        gate = basis.tolerant(
            lambda: basis.evaluate(connection, store, person=person, role=acting.role, study=study, at=at)
        )
        orders = basis.candidates(connection, person, study.task, study, at)
        return StudyCheck(gate, found, tuple(o for o in orders if o.valid_at(at)))


def worklist(store: Store, acting: Acting) -> list[WorklistRow]:
    """All studies, urgent and long-waiting first. Looking is on record (one row, no patient detail)."""
    with store.write() as unit:
        connection = unit.connection
        require_role(unit, acting, *reading.REPORT_READERS)
        newest: dict[str, Report] = {}
        for row in connection.execute(select(tables.report).order_by(tables.report.c.created_at)).mappings():
            found = reading.to_report(row)
            known = newest.get(row["study_id"])
            if known is None or known.state not in OPEN_STATES or found.state in OPEN_STATES:
                newest[row["study_id"]] = found
        names: dict[str, str] = {}

        def name(person_id: str) -> str:
            if person_id not in names:
                names[person_id] = reading.display_name(connection, person_id)
            return names[person_id]

        said: dict[str, list[str]] = {}
        wanted = select(tables.review.c.report_id, tables.review.c.comment).where(
            tables.review.c.kind == Event.RETURN.value
        )
        for report_id, comment in connection.execute(wanted.order_by(tables.review.c.at)):
            said.setdefault(report_id, []).append(comment)
        rows = []
        for study in registers.everything(connection, "study", Study):
            report = newest.get(study.id)
            calls = reading.escalations(connection, report.id) if report else ()
            comments = said.get(report.id, []) if report else []
            rows.append(
                WorklistRow(
                    study=study,
                    report=report,
                    next_step=next_step(report, acting),
                    author=name(report.author_id) if report else "",
                    responsible=name(report.responsible_radiologist_id) if report else "",
                    claimed_by=name(report.claimed_by) if report else "",
                    urgency=study.urgency,
                    escalated=any(e.blocks_authorising for e in calls),
                    waiting_since=report.changed_at if report else study.registered_at,
                    escalation=" · ".join(c.label for c in calls if c.status is EscalationStatus.OPEN),
                    returns=len(comments),
                    return_comment=comments[-1] if comments else "",
                )
            )
        unit.audit(Act.SEARCHED, acting.actor, objects=[{"type": "worklist", "rows": str(len(rows))}])
    return sorted(rows, key=lambda r: (_URGENCY[r.urgency], r.waiting_since, r.study.id))


def earlier(rows: Iterable[WorklistRow], study: Study) -> list[WorklistRow]:
    """Rows of the same patient's earlier examinations for the same task, newest first."""
    own, patient = study.identity.study_date, study.patient
    found = [
        row
        for row in rows
        if row.study.id != study.id
        and row.study.task is study.task
        and (row.study.patient.issuer, row.study.patient.patient_id) == (patient.issuer, patient.patient_id)
        and row.study.identity.study_date
        and row.study.identity.study_date < own
    ]
    return sorted(found, key=lambda row: row.study.identity.study_date, reverse=True)


def next_step(report: Report | None, acting: Acting) -> str:
    """What this person in this role can do next with a report."""
    mine = report is not None and report.author_id == acting.person.id
    radiologist = acting.role is Role.RADIOLOGIST
    if report is None:
        return "start" if acting.role in CLINICAL_ROLES else "none"
    if report.state in (State.HANDED_BACK, State.LAPSED):
        return "start" if acting.role in CLINICAL_ROLES else "none"
    if report.state in (State.DRAFT, State.RETURNED):
        step = "continue" if report.state is State.DRAFT else "change"
        return step if mine else "read"
    if report.state is State.SUBMITTED:
        return "review" if radiologist and not mine else "wait_review"
    if report.state is State.IN_REVIEW:
        return "continue_review" if report.claimed_by == acting.person.id else "wait_review"
    return "read"


def give_access_reason(store: Store, acting: Acting, study_id: str, reason: str) -> None:
    """Why a study outside one's worklist is opened; shown in the patient's access log (S20)."""
    if len(reason.strip()) < SHORTEST_ACCESS_REASON:
        raise NotPermitted.because("T-REASON")
    with store.write() as unit:
        require_role(unit, acting, *reading.REPORT_READERS)
        unit.insert(
            tables.access_reason,
            id=store.new_id(),
            study_id=study_id,
            person_id=acting.person.id,
            reason=reason,
            at=utc_text(unit.at),
        )
        unit.audit(Act.ACCESS_REASON, acting.actor, objects=[{"type": "study", "id": study_id}])
