"""A small department in a real store: people with keys, an approved protocol, a competence, an order, a study."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from governance import service
from governance.accounts import Acting, Reauthentication
from governance.competence import (
    Assessment,
    Competence,
    CompetenceKind,
    Diploma,
    Evidence,
    EvidenceKind,
)
from governance.guards import IdentityCheck
from governance.keys import FileVault
from governance.order import Order, OrderKind
from governance.people import BigArticle, BigRegistration, Person, Role, RoleAssignment
from governance.protocol import EscalationRule, InstructionVersion, ProtocolVersion, Supervision, Urgency
from governance.report import (
    Content,
    Kind,
    PatientIdentity,
    Report,
    Score,
    Section,
    SelfDeclaration,
    StudyIdentity,
)
from governance.scope import Predicate, ScopeRule, StudyFacts
from governance.store import PasswordCost, Store
from governance.study import Study
from governance.tasks import RiskClass, TaskKey, TaskType
from measurements.finding import Code, Finding, Method, Origin, Source

START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
CHEAP = PasswordCost(time=1, memory_kib=8, lanes=1)
PASSWORD = "een lang wachtwoord"
PATIENT = PatientIdentity("900001", "TEST", "Fictief^Petra", "19500102", "F")
IDENTITY = StudyIdentity("1.2.3.4", "A1", "20261124", "CT aorta", "CT", "CHEST")
SAME = IdentityCheck(confirmed=True)


@dataclass
class Clock:
    """A clock that a test sets; each look takes a millisecond, so that no two acts share a moment."""

    now: datetime = START

    def __call__(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


def chance(seed: int = 1) -> Any:
    """Random bytes from a seeded generator."""
    return random.Random(seed).randbytes


def person(id: str, *roles: Role, big: str = "") -> Person:
    held = tuple(RoleAssignment(r, START - YEAR, START + 5 * YEAR) for r in roles)
    registration = (
        BigRegistration(big, BigArticle.ARTICLE_3, START - 5 * YEAR, START + 3 * YEAR) if big else None
    )
    return Person(id, f"Naam {id}", f"{id.title()} Test", id, True, held, big=registration)


ADMIN = person("beheer", Role.ADMINISTRATOR)
COORDINATOR = person("coord", Role.COORDINATOR, Role.TRAINER)
AUTHOR = person("mbb", Role.RADIOGRAPHER)
RADIOLOGIST = person("rad", Role.RADIOLOGIST, big="19012345601")
SECOND_RADIOLOGIST = person("rad2", Role.RADIOLOGIST, big="19012345602")
AUDITOR = person("audit", Role.AUDITOR)
PEOPLE = (COORDINATOR, AUTHOR, RADIOLOGIST, SECOND_RADIOLOGIST, AUDITOR)
INSTRUCTIONS = InstructionVersion("pi", "Aortaprotocol", "1", "a" * 64)
ORDER_INSTRUCTIONS = InstructionVersion("oi", "Opdracht aorta", "1", "b" * 64)


def scope(field_: str, operator: str, value: Any, text: str) -> ScopeRule:
    return ScopeRule(Predicate.from_json({"field": field_, "operator": operator, "value": value}), text)


PROTOCOL = ProtocolVersion(
    id="prot-1",
    task=TaskKey.AORTA,
    version="1",
    title="Aorta CT",
    text="…",
    file_sha256="c" * 64,
    written_by="coord",
    approval=None,
    effective_from=START - timedelta(days=10),
    review_due=START + YEAR,
    standing_acts=(TaskKey.AORTA,),
    authorised_roles=(Role.RADIOGRAPHER,),
    required_competence=("aorta",),
    supervision=Supervision.RETROSPECTIVE,
    supervision_rationale="elk verslag wordt beoordeeld",
    supervisors=("rad",),
    responsible_radiologists=("rad",),
    in_scope=scope("modality", "==", "CT", "CT"),
    out_of_scope=scope("body_part", "==", "HEAD", "geen hoofd"),
    escalation_rules=(
        EscalationRule(
            "aaa",
            "aorta vanaf 55 mm",
            Urgency.DIRECT,
            "dienstdoend radioloog",
            15,
            "diameter_max_mm",
            threshold=Decimal(55),
            unit="mm",
        ),
    ),
    instructions=INSTRUCTIONS,
)
ORDER = Order(
    id="order-1",
    kind=OrderKind.STANDING,
    delegator_id="rad",
    delegate_person="mbb",
    delegate_group="",
    tasks=(TaskKey.AORTA,),
    given_at=START,
    valid_from=START,
    valid_until=START + YEAR,
    indication="aneurysma",
    requester="dr. Aanvrager",
    consulted_specialist="dr. Specialist",
    consulted_on="2026-11-20",
    instructions_text="meet volgens protocol",
    instructions=ORDER_INSTRUCTIONS,
    contact="12345",
)
COMPETENCE = Competence(
    id="comp-1",
    person_id="mbb",
    task=TaskKey.AORTA,
    kind=CompetenceKind.TASK,
    valid_from=START - timedelta(days=1),
    expires=START + YEAR,
    diploma=Diploma("MBRT", "Hogeschool", "2015-07-01", "e" * 64),
    evidence=(Evidence(EvidenceKind.EDUCATION, "2026-01-01", Decimal(16), "Hogeschool", "f" * 64),),
)
ASSESSMENT = Assessment("as-1", "1", START, "", Role.TRAINER, False, False, True)
TASK = TaskType(
    TaskKey.AORTA, "Aorta", "Aorta", RiskClass.RISKY, "verkeerde maat", reserved=False, delegable=True
)


def study(number: int = 1) -> Study:
    uid = f"1.2.3.{number}"
    return Study(
        id=f"study-{number}",
        patient=PATIENT,
        identity=replace(IDENTITY, study_instance_uid=uid),
        facts=StudyFacts(uid, PATIENT.patient_id, modality="CT", body_part="CHEST"),
        task=TaskKey.AORTA,
        indication="aneurysma",
        requester="dr. Aanvrager",
        urgency=Urgency.ROUTINE,
        images="demo",
        registered_at=START,
    )


def finding(value: float = 41.5, group: str = "level:sinus", observer: str = "mbb") -> Finding:
    return Finding(
        id=f"f-{group}",
        task="aorta",
        key="diameter_max_mm",
        group=group,
        concept=Code("1", "99TEST", "diameter"),
        value=value,
        unit="mm",
        method=Method("test", "1"),
        source=Source("1.2.3.1", "1.2.3.1.1", "1.2", ("1.2.3.1.1.1",), "1.2.9"),
        observer=observer,
        at="2026-11-24T08:00:00Z",
        origin=Origin.MANUAL,
        level=group.removeprefix("level:"),
        label=group,
    )


def content(
    text: str = "Normale aorta.", *, number: int = 1, findings: tuple[Finding, ...] | None = None
) -> Content:
    return Content(
        task=TaskKey.AORTA,
        kind=Kind.PRIMARY,
        language="nl",
        template_id="aorta_ct",
        template_version="1",
        patient=PATIENT,
        study=replace(IDENTITY, study_instance_uid=f"1.2.3.{number}"),
        sections=(Section("conclusion", "Conclusie", text, required=True),),
        findings=(finding(),) if findings is None else findings,
    )


def render(facts: service.FinalFacts) -> dict[str, bytes]:
    return {"verslag.pdf": f"{facts.revision.digest()} {facts.anchor_code}".encode()}


@dataclass
class Department:
    """A store with its people signed in."""

    store: Store
    clock: Clock
    acting: dict[str, Acting] = field(default_factory=dict)
    _counter: Any = field(default_factory=itertools.count)

    def __getattr__(self, name: str) -> Acting:
        try:
            return self.__dict__["acting"][name]
        except KeyError:
            raise AttributeError(name) from None

    def enter(self, id: str, role: Role, workstation: str = "ws1") -> Acting:
        signed = service.sign_in(self.store, id, PASSWORD, workstation=workstation)
        return service.act_as(self.store, signed, role)

    def proof(self, acting: Acting) -> Reauthentication:
        return service.reauthenticate(self.store, acting, PASSWORD)

    # the usual way, one step each
    def created(self, number: int = 1) -> Report:
        return service.create(
            self.store,
            self.acting["mbb"],
            f"study-{number}",
            content(number=number),
            declaration=SelfDeclaration.YES,
            identity=SAME,
        )

    def submitted(self, number: int = 1) -> Report:
        report = self.created(number)
        return service.submit(
            self.store,
            self.acting["mbb"],
            report.id,
            expected_lock_version=report.lock_version,
            declaration=SelfDeclaration.YES,
            identity=SAME,
            reauthentication=self.proof(self.acting["mbb"]),
        )

    def claimed(self, number: int = 1) -> Report:
        report = self.submitted(number)
        return service.claim(
            self.store, self.acting["rad"], report.id, expected_lock_version=report.lock_version
        )

    def view_all(self, report: Report, by: str = "rad") -> None:
        with self.store.read() as connection:
            from governance.service import reading

            current = reading.revision(connection, report.id, report.revision)
        for working in current.content.workings:
            service.view_working(self.store, self.acting[by], report.id, working.id)

    def authorise(self, report: Report, by: str = "rad", **other: Any) -> Report:
        options: dict[str, Any] = {
            "expected_lock_version": report.lock_version,
            "hash_shown": report.revision_sha256,
            "identity": SAME,
            "score": Score.CONCURRENCE,
            "render": render,
        } | other
        if "reauthentication" not in options:
            options["reauthentication"] = self.proof(self.acting[by])
        return service.authorise(self.store, self.acting[by], report.id, **options)

    def final(self, number: int = 1) -> Report:
        report = self.claimed(number)
        self.view_all(report)
        return self.authorise(report)


ROLES = {
    "beheer": Role.ADMINISTRATOR,
    "coord": Role.TRAINER,
    "mbb": Role.RADIOGRAPHER,
    "rad": Role.RADIOLOGIST,
    "rad2": Role.RADIOLOGIST,
    "audit": Role.AUDITOR,
}


#: an own seed for each opening, so that no identifier comes twice
_seeds = itertools.count(100)


def open_department(home: Path, clock: Clock | None = None, **options: Any) -> Department:
    """Open a store that `found` has made, with everybody signed in."""
    clock = clock or Clock(START + timedelta(hours=1))
    store = Store.open(
        home,
        clock=clock,
        random=options.pop("random", None) or chance(next(_seeds)),
        password_cost=CHEAP,
        vault=FileVault(home / "keys"),
        **options,
    )
    made = Department(store, clock)
    for id, role in ROLES.items():
        made.acting[id] = made.enter(id, role)
    return made


def found(home: Path) -> None:
    """Make the department in an empty folder."""
    clock = Clock()
    store = Store.open(
        home, clock=clock, random=chance(1), password_cost=CHEAP, vault=FileVault(home / "keys")
    )
    service.bootstrap(store, ADMIN, PASSWORD)
    made = Department(store, clock)
    admin = made.enter("beheer", Role.ADMINISTRATOR)
    for one in PEOPLE:
        service.record_person(store, admin, one)
        service.create_account(store, admin, one.id, PASSWORD)
    for id in ("mbb", "rad", "rad2"):
        signed = service.sign_in(store, id, PASSWORD)
        service.enrol_key(store, signed, PASSWORD, admin)
    rad, mbb = made.enter("rad", Role.RADIOLOGIST), made.enter("mbb", Role.RADIOGRAPHER)
    trainer = made.enter("coord", Role.TRAINER)
    service.record_task(store, admin, TASK)
    service.record_protocol(store, admin, PROTOCOL)
    service.approve_protocol(store, rad, PROTOCOL.id, reauthentication=made.proof(rad))
    service.record_competence(store, trainer, COMPETENCE)
    service.declare_competence(store, mbb, COMPETENCE.id, "Ik ben bekwaam.", reauthentication=made.proof(mbb))
    service.assess(store, trainer, COMPETENCE.id, ASSESSMENT)
    service.activate_task(store, admin, TaskKey.AORTA)
    service.sign_order(store, rad, replace(ORDER, valid_from=clock()), reauthentication=made.proof(rad))
    service.verify_delegate(store, rad, ORDER.id, "mbb", reauthentication=made.proof(rad))
    service.accept_order(store, mbb, ORDER.id, reauthentication=made.proof(mbb))
    service.acknowledge_instructions(store, mbb, INSTRUCTIONS)
    service.acknowledge_instructions(store, mbb, ORDER_INSTRUCTIONS)
    for number in (1, 2, 3):
        service.record_study(store, mbb, study(number))
    store.close()
