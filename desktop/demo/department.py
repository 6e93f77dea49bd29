"""Makes the demo department of `resources/demo/department.toml` in an empty home, by the same services as a site.

Every record is put there by a person in a role, signed where a signature is due: nothing is written past the
rules. The people are fictitious and share one password, which the sign-in screen of a demo home says.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import resources
from governance import service
from governance.accounts import Acting
from governance.competence import (
    KNOWLEDGE_ITEMS,
    SKILL_ITEMS,
    Assessment,
    Competence,
    CompetenceKind,
    Diploma,
    Evidence,
    EvidenceKind,
    ItemScore,
)
from governance.order import Order, OrderKind
from governance.people import BigArticle, BigRegistration, Group, Membership, Person, Role, RoleAssignment
from governance.protocol import (
    Comparison,
    EscalationRule,
    InstructionVersion,
    ProtocolVersion,
    Supervision,
    Urgency,
)
from governance.scope import Predicate, ScopeRule
from governance.store import Store
from governance.tasks import RiskClass, TaskKey, TaskType

MARKER_FILE = "demo.toml"
WORKSTATION = "demo"


def recipe() -> dict[str, Any]:
    """The department as data."""
    return tomllib.loads(resources.path("demo", "department.toml").read_text(encoding="utf-8"))


@dataclass(slots=True)
class Department:
    """Signs people of the demo in."""

    store: Store
    password: str

    def acting(self, login: str) -> Acting:
        """The person in his or her first role."""
        signed = service.sign_in(self.store, login, self.password, workstation=WORKSTATION)
        return service.act_as(self.store, signed, signed.roles[0])

    def proof(self, acting: Acting) -> service.Reauthentication:
        """The password given once more."""
        return service.reauthenticate(self.store, acting, self.password)


def person_id(login: str) -> str:
    return f"demo-{login}"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def make(store: Store, progress: Callable[[int, int], None] | None = None) -> Department:
    """Fill an empty store with the department; raises NotPermitted when it isn't empty."""
    plan, now = recipe(), store.clock()
    department = Department(store, str(plan["sign_in"]["password"]))
    steps = _Steps(progress, 3 * len(plan["people"]) + 3 * len(plan["competences"]) + 6)
    admin = _people(department, plan, now, steps)
    _task(store, admin, plan)
    _competences(department, admin, plan, now, steps)
    _protocol(department, admin, plan, now)
    steps.next()
    _order(department, plan, now, steps)
    ruben = department.acting(str(plan["order"]["delegator"]))
    service.activate_task(store, ruben, TaskKey(plan["task"]["key"]))
    steps.finish()
    _write_files(store, plan)
    return department


class _Steps:
    def __init__(self, progress: Callable[[int, int], None] | None, of: int) -> None:
        self._progress, self._done, self._of = progress, 0, of

    def next(self) -> None:
        self._done = min(self._done + 1, self._of - 1)
        if self._progress is not None:
            self._progress(self._done, self._of)

    def finish(self) -> None:
        if self._progress is not None:
            self._progress(self._of, self._of)


def _person(entry: dict[str, Any], now: datetime) -> Person:
    start = now - timedelta(days=1000)
    big = None
    if entry.get("big"):
        big = BigRegistration(str(entry["big"]), BigArticle.ARTICLE_3, start, now + timedelta(days=1100), now)
    return Person(
        id=person_id(entry["login"]),
        name=str(entry["name"]),
        display_name=str(entry["name"]),
        login=str(entry["login"]),
        active=True,
        roles=tuple(RoleAssignment(Role(r), start) for r in entry["roles"]),
        groups=tuple(Membership(g, start) for g in entry.get("groups", ())),
        big=big,
    )


def _people(department: Department, plan: dict[str, Any], now: datetime, steps: _Steps) -> Acting:
    store, password = department.store, department.password
    everyone = [(_person(e, now), e) for e in plan["people"]]
    first = next(p for p, e in everyone if e["roles"] == ["administrator"])
    service.bootstrap(store, first, password)
    admin = department.acting(first.login)
    for group in plan["groups"]:
        service.record_group(store, admin, Group(str(group["id"]), str(group["name"])))
    for person, _entry in everyone:
        if person.id == first.id:
            continue
        service.record_person(store, admin, person)
        service.create_account(store, admin, person.id, password)
        steps.next()
        signed = service.sign_in(store, person.login, password, workstation=WORKSTATION)
        service.enrol_key(store, signed, password, admin)
        steps.next()
    return admin


def _task(store: Store, admin: Acting, plan: dict[str, Any]) -> None:
    task = plan["task"]
    service.record_task(
        store,
        admin,
        TaskType(
            key=TaskKey(task["key"]),
            name_nl=str(task["name_nl"]),
            name_en=str(task["name_en"]),
            risk=RiskClass(task["risk"]),
            risk_text=str(task["risk_text"]),
            reserved=bool(task["reserved"]),
            delegable=True,
        ),
    )


DECLARATION = "Ik verklaar dat ik bevoegd en bekwaam ben voor deze handeling volgens het afdelingsprotocol."


def _competences(
    department: Department, admin: Acting, plan: dict[str, Any], now: datetime, steps: _Steps
) -> None:
    store = department.store
    for entry in plan["competences"]:
        who = person_id(entry["login"])
        record = Competence(
            id=f"B-{entry['login']}-{entry['task']}",
            person_id=who,
            task=TaskKey(entry["task"]),
            kind=CompetenceKind.TASK,
            valid_from=now + timedelta(days=int(entry["valid_from_days"])),
            expires=now + timedelta(days=int(entry["expires_days"])),
            diploma=Diploma(
                str(entry["diploma"]),
                str(entry["institution"]),
                str(entry["diploma_date"]),
                sha256(f"diploma {who}"),
            ),
            evidence=(
                Evidence(
                    EvidenceKind.EDUCATION,
                    str(entry["diploma_date"]),
                    Decimal(40),
                    str(entry["institution"]),
                    sha256(f"scholing {who}"),
                ),
            ),
        )
        service.record_competence(store, admin, record)
        acting = department.acting(entry["login"])
        service.declare_competence(
            store, acting, record.id, DECLARATION, reauthentication=department.proof(acting)
        )
        steps.next()
        assessor = department.acting(str(entry["assessor"]))
        items = tuple(ItemScore(item, 4) for item in (*KNOWLEDGE_ITEMS, *SKILL_ITEMS))
        service.assess(
            store,
            assessor,
            record.id,
            Assessment(
                id=f"T-{entry['login']}-{entry['task']}",
                form_version="1",
                at=now,
                assessor_id="",
                assessor_role=assessor.role,
                assessor_held_role=True,
                assessor_named=True,
                passed=True,
                items=items,
                score=sum(i.score for i in items),
                observation="directe observatie",
            ),
        )
        steps.next()


def _scope(data: dict[str, Any]) -> ScopeRule:
    return ScopeRule(Predicate.from_json(data["predicate"]), str(data["text"]))


def _instructions(data: dict[str, Any]) -> InstructionVersion:
    return InstructionVersion(
        str(data["id"]), str(data["title"]), str(data["version"]), sha256(str(data["text"]))
    )


def _rule(data: dict[str, Any]) -> EscalationRule:
    threshold = data.get("threshold")
    return EscalationRule(
        id=str(data["id"]),
        label=str(data["label"]),
        urgency=Urgency(data["urgency"]),
        contact=str(data["contact"]),
        time_limit_minutes=int(data["time_limit_minutes"]),
        finding_key=str(data.get("finding_key", "")),
        levels=tuple(str(v) for v in data.get("levels", ())),
        sex=str(data.get("sex", "")),
        comparison=Comparison(data.get("comparison", ">=")),
        threshold=Decimal(threshold) if threshold is not None else None,
        unit=str(data.get("unit", "")),
        phrase=str(data.get("phrase", "")),
        within_days=int(data.get("within_days", 0)),
    )


def _protocol(department: Department, admin: Acting, plan: dict[str, Any], now: datetime) -> None:
    data, store = plan["protocol"], department.store
    record = ProtocolVersion(
        id=f"{data['title']}-{data['version']}",
        task=TaskKey(plan["task"]["key"]),
        version=str(data["version"]),
        title=str(data["title"]),
        text=str(data["text"]),
        file_sha256=sha256(str(data["text"])),
        written_by=person_id(data["written_by"]),
        approval=None,
        effective_from=now + timedelta(days=int(data["effective_days"])),
        review_due=now + timedelta(days=int(data["review_due_days"])),
        standing_acts=(TaskKey(plan["task"]["key"]),),
        authorised_roles=(Role.RADIOGRAPHER,),
        required_competence=(str(plan["task"]["key"]),),
        supervision=Supervision(data["supervision"]),
        supervision_rationale=str(data["supervision_rationale"]),
        supervisors=tuple(person_id(p) for p in data["supervisors"]),
        responsible_radiologists=tuple(person_id(p) for p in data["responsible"]),
        in_scope=_scope(data["in_scope"]),
        out_of_scope=_scope(data["out_of_scope"]),
        escalation_rules=tuple(_rule(r) for r in data["escalation"]),
        instructions=_instructions(data["instructions"]),
    )
    service.record_protocol(store, admin, record)
    approver = department.acting(str(data["approved_by"]))
    service.approve_protocol(store, approver, record.id, reauthentication=department.proof(approver))


def _order(department: Department, plan: dict[str, Any], now: datetime, steps: _Steps) -> None:
    data, store = plan["order"], department.store
    delegator = department.acting(str(data["delegator"]))
    instructions = _instructions(plan["protocol"]["instructions"])
    order = Order(
        id=str(data["id"]),
        kind=OrderKind(data["kind"]),
        delegator_id=delegator.person.id,
        delegate_person="",
        delegate_group=str(data["delegate_group"]),
        tasks=(TaskKey(plan["task"]["key"]),),
        given_at=now,
        valid_from=now + timedelta(days=int(data["valid_from_days"])),
        valid_until=now + timedelta(days=int(data["valid_until_days"])),
        indication=str(data["indication"]),
        requester=str(data["requester"]),
        consulted_specialist=str(data["consulted_specialist"]),
        consulted_on=(now + timedelta(days=int(data["valid_from_days"]))).date().isoformat(),
        instructions_text=str(data["instructions_text"]),
        instructions=instructions,
        contact=str(data["contact"]),
    )
    service.sign_order(store, delegator, order, reauthentication=department.proof(delegator))
    steps.next()
    for entry in plan["competences"]:
        who = person_id(entry["login"])
        service.verify_delegate(store, delegator, order.id, who, reauthentication=department.proof(delegator))
        delegate = department.acting(entry["login"])
        service.accept_order(store, delegate, order.id, reauthentication=department.proof(delegate))
        service.acknowledge_instructions(store, delegate, instructions)
        steps.next()


def _write_files(store: Store, plan: dict[str, Any]) -> None:
    """Header of the reports, and the marker that makes this home a demo home."""
    header = "".join(f'{key} = "{value}"\n' for key, value in plan["organisation"].items())
    (store.home / "organisation.toml").write_text(header, encoding="utf-8")
    (store.home / MARKER_FILE).write_text("demo = true\n", encoding="utf-8")
