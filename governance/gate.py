"""The drafting gate G1: may this person draft this report now? (specs/governance.md section 5)

Pure: no clock, no database, no file. Twenty-nine clauses, each evaluated every time, so that a person sees
all that is missing at once. Intervals are half-open. A record that is absent makes every clause that reads
it fail; only the order group (07-16) can be not applicable, for a person who may act on own authority.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from governance.canonical import content_hash, require_utc
from governance.competence import Competence, CompetenceKind, EvidenceKind
from governance.order import EmergencyOverride, Order, OrderKind
from governance.people import (
    CLINICAL_ROLES,
    INDEPENDENT_ROLES,
    BigArticle,
    Meaning,
    Person,
    Policy,
    PolicyRight,
    Role,
)
from governance.protocol import (
    InstructionVersion,
    ProtocolVersion,
    SiteSettings,
    Supervision,
    SupervisionFacts,
)
from governance.record import Record
from governance.scope import ScopeRule, StudyFacts, evaluate, unknown_facts
from governance.tasks import DelegationMode, TaskKey, TaskType

Parameters = Mapping[str, str]

#: clauses that an emergency override waives; never any other (5.5)
WAIVABLE = frozenset(
    {
        "G1-07-ORDER",
        "G1-08-ORDER-SIGNED",
        "G1-09-ORDER-VALID",
        "G1-10-ORDER-TASK",
        "G1-11-ORDER-DELEGATE",
        "G1-12-ORDER-CONTENT",
        "G1-13-ORDER-VERIFIED",
        "G1-14-ORDER-ACCEPTED",
        "G1-15-DELEGATOR",
        "G1-16-DELEGATOR-BIG",
        "G1-27-SUPERVISION",
        "G1-28-INSTRUCTIONS",
    }
)


@dataclass(frozen=True, slots=True)
class FailedClause(Record):
    """One clause that doesn't hold: its id, the values of its sentence, the obligations behind it.

    `absent` names the record whose absence alone made the clause fail (``"order"``, ``"protocol"``,
    ``"competence"``); the clause that asks for that record itself has it empty.
    """

    clause: str
    parameters: tuple[tuple[str, str], ...]
    obligations: tuple[str, ...]
    absent: str = ""


@dataclass(frozen=True, slots=True)
class GateResult(Record):
    """Outcome of the gate, stored with each revision. `evaluated` is in table order; None is not applicable."""

    allowed: bool
    failed: tuple[FailedClause, ...]
    evaluated: tuple[tuple[str, bool | None], ...]
    waived: tuple[str, ...]
    at: datetime
    inputs_sha256: str

    def principal(self) -> tuple[FailedClause, ...]:
        """The failures to read first: without those that only follow from an absent record."""
        return tuple(f for f in self.failed if not f.absent)


@dataclass(frozen=True, slots=True)
class _Inputs:
    person: Person
    acting_role: Role
    task: TaskType
    study: StudyFacts
    protocol: ProtocolVersion | None
    order: Order | None
    delegator: Person | None
    competence: Competence | None
    supervision: SupervisionFacts
    acknowledged: frozenset[InstructionVersion]
    policies: tuple[Policy, ...]
    emergency: EmergencyOverride | None
    site: SiteSettings
    at: datetime

    @property
    def independent(self) -> bool:
        """May act on own authority: BIG article 3, valid, in a role that has it (L3)."""
        return (
            self.person.big_article is BigArticle.ARTICLE_3
            and self.person.big_valid(self.at)
            and self.acting_role in INDEPENDENT_ROLES
        )


@dataclass(frozen=True, slots=True)
class Clause:
    """A row of the table. `needs` is the record without which it fails as a consequence only."""

    id: str
    obligations: tuple[str, ...]
    holds: Callable[[_Inputs], bool | None]
    parameters: Callable[[_Inputs], Parameters]
    needs: str = ""


def _date(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _nothing(_: _Inputs) -> Parameters:
    return {}


def _task(i: _Inputs) -> Parameters:
    return {"taak": i.task.key.value}


def _order(i: _Inputs) -> Parameters:
    return {"opdracht": i.order.id if i.order else ""}


def _person(i: _Inputs) -> bool:
    return i.person.active


def _role(i: _Inputs) -> bool:
    named = i.protocol is None or i.acting_role in i.protocol.authorised_roles
    return i.acting_role in CLINICAL_ROLES and i.person.has_role(i.acting_role, i.at) and named


def _task_active(i: _Inputs) -> bool:
    return i.task.active and i.task.readiness_missing == 0


def _delegable(i: _Inputs) -> bool:
    return (
        i.task.delegable and i.task.key is not TaskKey.PRESCRIBE and i.task.mode is DelegationMode.DELEGATION
    )


def protocol_effective(protocol: ProtocolVersion | None, task: TaskKey, at: datetime) -> bool:
    """An approved version for this task with ``effective_from <= at < superseded_at``."""
    if protocol is None or protocol.approval is None or protocol.effective_from is None:
        return False
    approved = protocol.approval.role is Role.RADIOLOGIST and protocol.approval.at <= at
    superseded = protocol.superseded_at is not None and protocol.superseded_at <= at
    return protocol.task is task and approved and protocol.effective_from <= at and not superseded


def _protocol(i: _Inputs) -> bool:
    return protocol_effective(i.protocol, i.task.key, i.at)


def _review(i: _Inputs) -> bool:
    due = i.protocol.review_due if i.protocol else None
    return due is not None and i.at <= due + i.site.protocol_grace


def _order_given(i: _Inputs) -> bool | None:
    """An order that lists prescribing is void: it can't be given at all (L51)."""
    if i.independent:
        return None
    return i.order is not None and TaskKey.PRESCRIBE not in i.order.tasks


def _of_order(check: Callable[[_Inputs, Order], bool]) -> Callable[[_Inputs], bool | None]:
    def holds(i: _Inputs) -> bool | None:
        if i.independent:
            return None
        return i.order is not None and check(i, i.order)

    return holds


def _signed(i: _Inputs, order: Order) -> bool:
    return order.signature is not None and order.signature.holds(order.delegator_id, Meaning.ORDER, i.at)


def _order_valid(i: _Inputs, order: Order) -> bool:
    return order.valid_at(i.at)


def _order_validity(i: _Inputs) -> Parameters:
    order = i.order
    if order is None:
        return {"opdracht": "", "datum": _date(i.at), "van": "", "tot": "", "status": "absent"}
    if order.revocation is not None and order.revocation.at <= i.at:
        status = "revoked"
    elif order.valid_until is not None and order.valid_until <= i.at:
        status = "expired"
    else:
        status = "not_started"
    span = {"van": _date(order.valid_from), "tot": _date(order.valid_until)}
    return {"opdracht": order.id, "datum": _date(i.at), **span, "status": status}


def _order_task(i: _Inputs, order: Order) -> bool:
    if i.task.key not in order.tasks:
        return False
    if order.kind is OrderKind.PATIENT:
        return _same_patient(order, i.study)
    if i.protocol is None:
        return False
    policy = any(p.opens(PolicyRight.STANDING_ORDER, i.acting_role, i.task.key, i.at) for p in i.policies)
    standing = i.task.key in i.protocol.standing_acts or (policy and not i.protocol.standing_acts)
    context = i.protocol.standing_context or i.protocol.in_scope
    return standing and context is not None and evaluate(context.predicate, i.study) is True


def _same_patient(order: Order, study: StudyFacts) -> bool:
    asked = (order.patient_id, order.patient_id_issuer, order.study_instance_uid)
    found = (study.patient_id, study.patient_id_issuer, study.study_instance_uid)
    return bool(order.patient_id and order.study_instance_uid) and asked == found


def _delegate(i: _Inputs, order: Order) -> bool:
    if order.delegate_person:
        return order.delegate_person == i.person.id
    return bool(order.delegate_group) and i.person.in_group(order.delegate_group, i.at)


def _order_content(_: _Inputs, order: Order) -> bool:
    return not order.missing_content()


def _missing_content(i: _Inputs) -> Parameters:
    return {**_order(i), "velden": ",".join(i.order.missing_content() if i.order else ())}


def _verified(i: _Inputs, order: Order) -> bool:
    return any(v.person_id == i.person.id and v.at <= i.at for v in order.verifications)


def _accepted(i: _Inputs, order: Order) -> bool:
    """The acceptance is the person's own signature (L50, L52)."""
    return any(
        a.person_id == i.person.id
        and a.at <= i.at
        and a.attestation is not None
        and a.attestation.holds(i.person.id, Meaning.ACCEPTANCE, i.at)
        for a in order.acceptances
    )


def _delegator(i: _Inputs, order: Order) -> bool:
    delegator = i.delegator
    if delegator is None or delegator.id != order.delegator_id or delegator.id == i.person.id:
        return False
    return delegator.big_article is BigArticle.ARTICLE_3 and all(
        _may_delegate(i, delegator, at) for at in (order.given_at, i.at)
    )


def _may_delegate(i: _Inputs, delegator: Person, at: datetime) -> bool:
    if delegator.has_role(Role.RADIOLOGIST, at):
        return True
    return any(
        p.opens(PolicyRight.DELEGATOR, role, i.task.key, at)
        for p in i.policies
        for role in delegator.roles_at(at)
    )


def _delegator_name(i: _Inputs) -> Parameters:
    return {"naam": i.delegator.display_name if i.delegator else ""}


def _delegator_big(i: _Inputs, order: Order) -> bool:
    return i.delegator is not None and i.delegator.big_valid(order.given_at) and i.delegator.big_valid(i.at)


def _delegator_big_date(i: _Inputs) -> Parameters:
    """The first of the two dates on which the registration doesn't hold."""
    at = i.at
    if i.order is not None and i.delegator is not None and not i.delegator.big_valid(i.order.given_at):
        at = i.order.given_at
    return {**_delegator_name(i), "datum": _date(at)}


def _in_scope(i: _Inputs) -> bool:
    rule = i.protocol.in_scope if i.protocol else None
    return rule is not None and evaluate(rule.predicate, i.study) is True


def _not_out_of_scope(i: _Inputs) -> bool:
    rule = i.protocol.out_of_scope if i.protocol else None
    return rule is not None and evaluate(rule.predicate, i.study) is False


def _scope(i: _Inputs, rule: ScopeRule | None) -> Parameters:
    """Reason as ``kind:text``; the sentence turns it into words."""
    if rule is None:
        reason = "absent:"
    elif evaluate(rule.predicate, i.study) is None:
        reason = "unknown:" + ",".join(unknown_facts(rule.predicate, i.study))
    else:
        reason = "text:" + rule.text
    return {"protocol": i.protocol.name if i.protocol else "", "reden": reason}


def _competence(i: _Inputs) -> bool:
    c = i.competence
    if c is None or c.superseded_by:
        return False
    kind = c.kind is CompetenceKind.TASK or i.task.key is TaskKey.AI_VALIDATION
    return kind and c.person_id == i.person.id and c.task is i.task.key


def _declaration(i: _Inputs) -> bool:
    made = i.competence.declaration if i.competence else None
    return made is not None and made.holds(i.person.id, Meaning.DECLARATION, i.at)


SCHOOLING = frozenset({EvidenceKind.EDUCATION, EvidenceKind.CONTINUING, EvidenceKind.SKILLS})


def _diploma(i: _Inputs) -> bool:
    c = i.competence
    if c is None or c.diploma is None:
        return False
    return c.diploma.complete() and any(e.kind in SCHOOLING and e.file_sha256 for e in c.evidence)


def _assessed(i: _Inputs) -> bool:
    c = i.competence
    last = c.last_assessment(i.at) if c else None
    if c is None or last is None:
        return False
    return last.passed and last.assessor_id != i.person.id and last.assessor_entitled(c.kind)


def _expiry(i: _Inputs) -> bool:
    return i.competence is not None and i.competence.current(i.at)


def _expired_since(i: _Inputs) -> Parameters:
    since = i.competence.invalid_since(i.at) if i.competence else None
    return {**_task(i), "datum": _date(since)}


def _volume(i: _Inputs) -> bool | None:
    if i.site.minimum_volume == 0:
        return None
    return i.competence is not None and i.competence.authorised_last_year >= i.site.minimum_volume


def _volume_counts(i: _Inputs) -> Parameters:
    done = i.competence.authorised_last_year if i.competence else 0
    return {**_task(i), "n": str(done), "min": str(i.site.minimum_volume)}


def _education(i: _Inputs) -> bool | None:
    if i.site.minimum_education_hours == 0:
        return None
    return i.competence is not None and i.competence.education_hours >= i.site.minimum_education_hours


def _education_hours(i: _Inputs) -> Parameters:
    done = str(i.competence.education_hours) if i.competence else "0"
    return {**_task(i), "uren": done, "min": str(i.site.minimum_education_hours)}


def _ai_missing(i: _Inputs) -> list[tuple[str, str]] | None:
    """Products in use for which the person has no valid annotation; None when none is in use."""
    used = {(a.product, a.version) for a in i.protocol.ai} if i.protocol else set()
    if i.study.ai_product:
        used.add((i.study.ai_product, i.study.ai_version))
    if not used:
        return None
    notes = i.competence.ai if i.competence else ()
    return sorted(u for u in used if not any(n.valid_for(*u, i.at) for n in notes))


def _ai(i: _Inputs) -> bool | None:
    missing = _ai_missing(i)
    return None if missing is None else not missing


def _ai_product(i: _Inputs) -> Parameters:
    product, version = (_ai_missing(i) or [("", "")])[0]
    return {"product": product, "versie": version}


def _supervision(i: _Inputs) -> bool:
    form = i.protocol.supervision if i.protocol else None
    facts = i.supervision
    if form is Supervision.RETROSPECTIVE:
        return facts.review_scheduled_for is not None and i.at <= facts.review_scheduled_for
    named = facts.supervisor_id != i.person.id and _named_supervisor(i)
    if form is Supervision.REACHABLE:
        return named and bool(facts.contact_on_duty.strip())
    return form is Supervision.DIRECT and named and (facts.supervisor_signed_in or _present(i))


def _named_supervisor(i: _Inputs) -> bool:
    return i.protocol is not None and i.supervision.supervisor_id in i.protocol.supervisors


def _present(i: _Inputs) -> bool:
    seen = i.supervision.presence_confirmed_at
    return seen is not None and timedelta(0) <= i.at - seen <= timedelta(minutes=i.site.presence_minutes)


def _supervision_form(i: _Inputs) -> Parameters:
    form = i.protocol.supervision if i.protocol else None
    return {"vorm": form.value if form else ""}


def _unread(i: _Inputs) -> list[InstructionVersion | None]:
    """Current instructions not acknowledged, in a fixed order; None stands for instructions that are absent."""
    wanted = [i.protocol.instructions if i.protocol else None]
    if not i.independent:
        wanted.append(i.order.instructions if i.order else None)
    unread = [w for w in wanted if w is None or w not in i.acknowledged]
    return sorted(unread, key=lambda w: (w is None, w.title if w else "", w.version if w else ""))


def _instructions(i: _Inputs) -> bool:
    return not _unread(i)


def _instruction(i: _Inputs) -> Parameters:
    first = _unread(i)[0]
    return {"titel": first.title if first else "", "versie": first.version if first else ""}


def _responsible(i: _Inputs) -> bool:
    who = i.supervision.responsible
    return who is not None and who.active and who.has_role(Role.RADIOLOGIST, i.at) and who.big_valid(i.at)


CLAUSES: tuple[Clause, ...] = (
    Clause("G1-01-PERSON", ("A2",), _person, _nothing),
    Clause(
        "G1-02-ROLE",
        ("A2", "A7", "L26"),
        _role,
        lambda i: {"rol": i.acting_role.value, **_task(i)},
    ),
    Clause(
        "G1-03-TASK-ACTIVE",
        ("L37",),
        _task_active,
        lambda i: {**_task(i), "n": str(i.task.readiness_missing)},
    ),
    Clause("G1-04-DELEGABLE", ("L30", "L51", "A10"), _delegable, _task),
    Clause("G1-05-PROTOCOL", ("A7", "A8", "L39"), _protocol, lambda i: {**_task(i), "datum": _date(i.at)}),
    Clause(
        "G1-06-PROTOCOL-REVIEW",
        ("L39",),
        _review,
        lambda i: {
            "protocol": i.protocol.name if i.protocol else "",
            "datum": _date(i.protocol.review_due if i.protocol else None),
        },
        needs="protocol",
    ),
    Clause("G1-07-ORDER", ("L2", "L20"), _order_given, _nothing),
    Clause("G1-08-ORDER-SIGNED", ("L6", "L52"), _of_order(_signed), _order, needs="order"),
    Clause("G1-09-ORDER-VALID", ("L20",), _of_order(_order_valid), _order_validity, needs="order"),
    Clause(
        "G1-10-ORDER-TASK",
        ("L20", "L25"),
        _of_order(_order_task),
        lambda i: {**_order(i), **_task(i)},
        needs="order",
    ),
    Clause("G1-11-ORDER-DELEGATE", ("L20",), _of_order(_delegate), _order, needs="order"),
    Clause("G1-12-ORDER-CONTENT", ("L4", "L49"), _of_order(_order_content), _missing_content, needs="order"),
    Clause("G1-13-ORDER-VERIFIED", ("L6", "L49"), _of_order(_verified), _nothing, needs="order"),
    Clause("G1-14-ORDER-ACCEPTED", ("L50",), _of_order(_accepted), _order, needs="order"),
    Clause("G1-15-DELEGATOR", ("A9", "L5", "L10"), _of_order(_delegator), _delegator_name, needs="order"),
    Clause(
        "G1-16-DELEGATOR-BIG", ("A9", "L44"), _of_order(_delegator_big), _delegator_big_date, needs="order"
    ),
    Clause(
        "G1-17-SCOPE-IN",
        ("A16", "L28"),
        _in_scope,
        lambda i: _scope(i, i.protocol.in_scope if i.protocol else None),
        needs="protocol",
    ),
    Clause(
        "G1-18-SCOPE-OUT",
        ("L28", "A17"),
        _not_out_of_scope,
        lambda i: _scope(i, i.protocol.out_of_scope if i.protocol else None),
        needs="protocol",
    ),
    Clause("G1-19-COMPETENCE", ("L12", "L13", "L22"), _competence, _task),
    Clause("G1-20-DECLARATION", ("L8",), _declaration, _task, needs="competence"),
    Clause("G1-21-DIPLOMA", ("L8", "L12"), _diploma, _task, needs="competence"),
    Clause("G1-22-ASSESSED", ("L15", "L21"), _assessed, _task, needs="competence"),
    Clause("G1-23-EXPIRY", ("L21", "L48"), _expiry, _expired_since, needs="competence"),
    Clause("G1-24-VOLUME", ("L18",), _volume, _volume_counts, needs="competence"),
    Clause("G1-25-EDUCATION", ("L23", "A23"), _education, _education_hours, needs="competence"),
    Clause("G1-26-AI", ("A12", "L54"), _ai, _ai_product, needs="competence"),
    Clause("G1-27-SUPERVISION", ("A7", "L27"), _supervision, _supervision_form, needs="protocol"),
    Clause("G1-28-INSTRUCTIONS", ("L47",), _instructions, _instruction, needs="protocol order"),
    Clause("G1-29-RESPONSIBLE", ("A6", "L31"), _responsible, _nothing),
)


def may_draft(
    *,
    person: Person,
    acting_role: Role,
    task: TaskType,
    study: StudyFacts,
    protocol: ProtocolVersion | None,
    order: Order | None,
    delegator: Person | None,
    competence: Competence | None,
    supervision: SupervisionFacts,
    acknowledged: frozenset[InstructionVersion],
    policies: tuple[Policy, ...],
    emergency: EmergencyOverride | None,
    site: SiteSettings,
    at: datetime,
) -> GateResult:
    """Evaluate all clauses of G1 at `at` (timezone-aware UTC; raises ValueError otherwise).

    Returns
    -------
    GateResult
        `allowed` exactly when `failed` is empty. A clause waived by an emergency stays False in
        `evaluated`, is named in `waived` and isn't in `failed`.
    """
    require_utc(at)
    inputs = _Inputs(
        person,
        acting_role,
        task,
        study,
        protocol,
        order,
        delegator,
        competence,
        supervision,
        acknowledged,
        policies,
        emergency,
        site,
        at,
    )
    evaluated = tuple((clause.id, clause.holds(inputs)) for clause in CLAUSES)
    lacking = {id for id, holds in evaluated if holds is False}
    overridden = emergency is not None and emergency.holds(person.id, at)
    waived = tuple(c.id for c in CLAUSES if overridden and c.id in lacking & WAIVABLE)
    failed = tuple(_failure(c, inputs) for c in CLAUSES if c.id in lacking and c.id not in waived)
    return GateResult(not failed, failed, evaluated, waived, at, _inputs_digest(inputs))


def _failure(clause: Clause, inputs: _Inputs) -> FailedClause:
    absent = next((n for n in clause.needs.split() if getattr(inputs, n) is None), "")
    return FailedClause(clause.id, tuple(clause.parameters(inputs).items()), clause.obligations, absent)


def _inputs_digest(i: _Inputs) -> str:
    """Hash of all inputs, independent of the order of collections; verified signatures count as facts."""
    accepted = i.order.acceptances if i.order else ()
    plain = {
        "person": i.person.to_json(),
        "acting_role": i.acting_role,
        "task": i.task.to_json(),
        "study": i.study.to_json(),
        "protocol": i.protocol.to_json() if i.protocol else None,
        "order": i.order.to_json() if i.order else None,
        "delegator": i.delegator.to_json() if i.delegator else None,
        "competence": i.competence.to_json() if i.competence else None,
        "supervision": i.supervision.to_json(),
        "acknowledged": [a.to_json() for a in i.acknowledged],
        "policies": [p.to_json() for p in i.policies],
        "emergency": i.emergency.to_json() if i.emergency else None,
        "site": i.site.to_json(),
        "at": i.at,
        "verified": [
            bool(i.order and i.order.signature and i.order.signature.verified),
            bool(i.competence and i.competence.declaration and i.competence.declaration.verified),
        ],
        "accepted": [a.person_id for a in accepted if a.attestation and a.attestation.verified],
    }
    return content_hash({**{k: _unordered(v) for k, v in plain.items()}, "verified": plain["verified"]})


def _unordered(value: Any) -> Any:
    """The same data with every list in one fixed order."""
    if isinstance(value, dict):
        return {k: _unordered(v) for k, v in value.items()}
    if isinstance(value, list):
        return sorted((_unordered(v) for v in value), key=lambda v: json.dumps(v, sort_keys=True))
    return value


@dataclass(frozen=True, slots=True)
class ReadinessLine(Record):
    """One of the five lines of the readiness panel: green or red, with the reason's id when red."""

    number: int
    green: bool
    reason: str
    parameters: tuple[tuple[str, str], ...] = ()


def readiness(
    *,
    task: TaskType,
    protocol: ProtocolVersion | None,
    competences: tuple[Competence, ...],
    radiologists: tuple[Person, ...],
    site: SiteSettings,
    at: datetime,
) -> tuple[ReadinessLine, ...]:
    """The readiness panel (5.6, L37): five lines; all green before a task may be activated.

    Parameters
    ----------
    competences : entries of all persons for this task, with their facts as of `at`
    radiologists : the persons that the protocol names as responsible
    """
    require_utc(at)
    scope = protocol is not None and bool(
        protocol.in_scope and protocol.out_of_scope and protocol.escalation_rules
    )
    supervised = protocol is not None and bool(
        protocol.supervision and protocol.supervision_rationale.strip() and protocol.supervisors
    )
    competent = any(competence_valid(c, task, site, at) for c in competences)
    named = protocol.responsible_radiologists if protocol else ()
    responsible = bool(named) and all(
        any(
            r.id == id and r.active and r.has_role(Role.RADIOLOGIST, at) and r.big_valid(at)
            for r in radiologists
        )
        for id in named
    )
    lines = (
        ("READY-1-PROTOCOL", protocol_effective(protocol, task.key, at)),
        ("READY-2-SCOPE", scope),
        ("READY-3-COMPETENCE", competent),
        ("READY-4-SUPERVISION", supervised),
        ("READY-5-RESPONSIBLE", responsible),
    )
    return tuple(ReadinessLine(n, green, id) for n, (id, green) in enumerate(lines, 1))


def competence_valid(competence: Competence, task: TaskType, site: SiteSettings, at: datetime) -> bool:
    """Validity of an entry by itself (10.2): clauses 19 to 25 for the person that it names."""
    holder = Person(competence.person_id, "", "", "", active=True)
    inputs = _Inputs(
        holder,
        Role.RADIOGRAPHER,
        task,
        StudyFacts("", ""),
        None,
        None,
        None,
        competence,
        SupervisionFacts(),
        frozenset(),
        (),
        None,
        site,
        at,
    )
    rules = (_competence, _declaration, _diploma, _assessed, _expiry, _volume, _education)
    return all(rule(inputs) is not False for rule in rules)
