"""The clauses of the drafting gate G1, in table order (specs/governance.md 5.2). Pure.

Each is a function of all inputs: True, False, or None for not applicable. A record that is absent makes
every clause that reads it fail; only the order group (07-16) can be not applicable, for a person who may
act on own authority, and a site's own rules (24-26) where the site or the context has none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

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
from governance.record import listed
from governance.scope import ScopeRule, StudyFacts, evaluate, unknown_facts
from governance.tasks import DelegationMode, TaskKey, TaskType

Parameters = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Inputs:
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
    holds: Callable[[Inputs], bool | None]
    parameters: Callable[[Inputs], Parameters]
    needs: str = ""


def _date(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _nothing(_: Inputs) -> Parameters:
    return {}


def _task(i: Inputs) -> Parameters:
    return {"taak": i.task.key.value}


def _order(i: Inputs) -> Parameters:
    return {"opdracht": i.order.id if i.order else ""}


def _person(i: Inputs) -> bool:
    return i.person.active


def _role(i: Inputs) -> bool:
    named = i.protocol is None or i.acting_role in i.protocol.authorised_roles
    return i.acting_role in CLINICAL_ROLES and i.person.has_role(i.acting_role, i.at) and named


def _task_active(i: Inputs) -> bool:
    return i.task.active and i.task.readiness_missing == 0


def _delegable(i: Inputs) -> bool:
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


def _protocol(i: Inputs) -> bool:
    return protocol_effective(i.protocol, i.task.key, i.at)


def _review(i: Inputs) -> bool:
    due = i.protocol.review_due if i.protocol else None
    return due is not None and i.at <= due + i.site.protocol_grace


def _order_given(i: Inputs) -> bool | None:
    """An order that lists prescribing is void: it can't be given at all (L51)."""
    if i.independent:
        return None
    return i.order is not None and TaskKey.PRESCRIBE not in i.order.tasks


def _of_order(check: Callable[[Inputs, Order], bool]) -> Callable[[Inputs], bool | None]:
    def holds(i: Inputs) -> bool | None:
        if i.independent:
            return None
        return i.order is not None and check(i, i.order)

    return holds


def _signed(i: Inputs, order: Order) -> bool:
    return order.signature is not None and order.signature.holds(order.delegator_id, Meaning.ORDER, i.at)


def _order_valid(i: Inputs, order: Order) -> bool:
    return order.valid_at(i.at)


def _order_validity(i: Inputs) -> Parameters:
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


def _order_task(i: Inputs, order: Order) -> bool:
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


def _delegate(i: Inputs, order: Order) -> bool:
    if order.delegate_person:
        return order.delegate_person == i.person.id
    return bool(order.delegate_group) and i.person.in_group(order.delegate_group, i.at)


def _order_content(_: Inputs, order: Order) -> bool:
    return not order.missing_content()


def _missing_content(i: Inputs) -> Parameters:
    return {**_order(i), "velden": listed(i.order.missing_content() if i.order else ())}


def _verified(i: Inputs, order: Order) -> bool:
    return any(v.person_id == i.person.id and v.at <= i.at for v in order.verifications)


def _accepted(i: Inputs, order: Order) -> bool:
    """The acceptance is the person's own signature (L50, L52)."""
    return any(
        a.person_id == i.person.id
        and a.at <= i.at
        and a.attestation is not None
        and a.attestation.holds(i.person.id, Meaning.ACCEPTANCE, i.at)
        for a in order.acceptances
    )


def _delegator(i: Inputs, order: Order) -> bool:
    delegator = i.delegator
    if delegator is None or delegator.id != order.delegator_id or delegator.id == i.person.id:
        return False
    return delegator.big_article is BigArticle.ARTICLE_3 and all(
        _may_delegate(i, delegator, at) for at in (order.given_at, i.at)
    )


def _may_delegate(i: Inputs, delegator: Person, at: datetime) -> bool:
    if delegator.has_role(Role.RADIOLOGIST, at):
        return True
    return any(
        p.opens(PolicyRight.DELEGATOR, role, i.task.key, at)
        for p in i.policies
        for role in delegator.roles_at(at)
    )


def _delegator_name(i: Inputs) -> Parameters:
    return {"naam": i.delegator.display_name if i.delegator else ""}


def _delegator_big(i: Inputs, order: Order) -> bool:
    return i.delegator is not None and i.delegator.big_valid(order.given_at) and i.delegator.big_valid(i.at)


def _delegator_big_date(i: Inputs) -> Parameters:
    """The first of the two dates on which the registration doesn't hold."""
    at = i.at
    if i.order is not None and i.delegator is not None and not i.delegator.big_valid(i.order.given_at):
        at = i.order.given_at
    return {**_delegator_name(i), "datum": _date(at)}


def _in_scope(i: Inputs) -> bool:
    rule = i.protocol.in_scope if i.protocol else None
    return rule is not None and evaluate(rule.predicate, i.study) is True


def _not_out_of_scope(i: Inputs) -> bool:
    rule = i.protocol.out_of_scope if i.protocol else None
    return rule is not None and evaluate(rule.predicate, i.study) is False


def _scope(i: Inputs, rule: ScopeRule | None) -> Parameters:
    """Reason as ``kind:text``; the sentence turns it into words."""
    if rule is None:
        reason = "absent:"
    elif evaluate(rule.predicate, i.study) is None:
        reason = "unknown:" + listed(unknown_facts(rule.predicate, i.study))
    else:
        reason = "text:" + rule.text
    return {"protocol": i.protocol.name if i.protocol else "", "reden": reason}


def _competence(i: Inputs) -> bool:
    c = i.competence
    if c is None or c.superseded_by:
        return False
    kind = c.kind is CompetenceKind.TASK or i.task.key is TaskKey.AI_VALIDATION
    return kind and c.person_id == i.person.id and c.task is i.task.key


def _declaration(i: Inputs) -> bool:
    made = i.competence.declaration if i.competence else None
    return made is not None and made.holds(i.person.id, Meaning.DECLARATION, i.at)


SCHOOLING = frozenset({EvidenceKind.EDUCATION, EvidenceKind.CONTINUING, EvidenceKind.SKILLS})


def _diploma(i: Inputs) -> bool:
    c = i.competence
    if c is None or c.diploma is None:
        return False
    return c.diploma.complete() and any(e.kind in SCHOOLING and e.file_sha256 for e in c.evidence)


def _assessed(i: Inputs) -> bool:
    c = i.competence
    last = c.last_assessment(i.at) if c else None
    if c is None or last is None:
        return False
    return last.passed and last.assessor_id != i.person.id and last.assessor_entitled(c.kind)


def _expiry(i: Inputs) -> bool:
    return i.competence is not None and i.competence.current(i.at)


def _expired_since(i: Inputs) -> Parameters:
    since = i.competence.invalid_since(i.at) if i.competence else None
    return {**_task(i), "datum": _date(since)}


def _volume(i: Inputs) -> bool | None:
    if i.site.minimum_volume == 0:
        return None
    return i.competence is not None and i.competence.authorised_last_year >= i.site.minimum_volume


def _volume_counts(i: Inputs) -> Parameters:
    done = i.competence.authorised_last_year if i.competence else 0
    return {**_task(i), "n": str(done), "min": str(i.site.minimum_volume)}


def _education(i: Inputs) -> bool | None:
    if i.site.minimum_education_hours == 0:
        return None
    return i.competence is not None and i.competence.education_hours >= i.site.minimum_education_hours


def _education_hours(i: Inputs) -> Parameters:
    done = str(i.competence.education_hours) if i.competence else "0"
    return {**_task(i), "uren": done, "min": str(i.site.minimum_education_hours)}


def _ai_missing(i: Inputs) -> list[tuple[str, str]] | None:
    """Products in use for which the person has no valid annotation; None when none is in use."""
    used = {(a.product, a.version) for a in i.protocol.ai} if i.protocol else set()
    if i.study.ai_product:
        used.add((i.study.ai_product, i.study.ai_version))
    if not used:
        return None
    notes = i.competence.ai if i.competence else ()
    return sorted(u for u in used if not any(n.valid_for(*u, i.at) for n in notes))


def _ai(i: Inputs) -> bool | None:
    missing = _ai_missing(i)
    return None if missing is None else not missing


def _ai_product(i: Inputs) -> Parameters:
    product, version = (_ai_missing(i) or [("", "")])[0]
    return {"product": product, "versie": version}


def _supervision(i: Inputs) -> bool:
    form = i.protocol.supervision if i.protocol else None
    facts = i.supervision
    if form is Supervision.RETROSPECTIVE:
        return facts.review_scheduled_for is not None and i.at <= facts.review_scheduled_for
    named = facts.supervisor_id != i.person.id and _named_supervisor(i)
    if form is Supervision.REACHABLE:
        return named and bool(facts.contact_on_duty.strip())
    return form is Supervision.DIRECT and named and (facts.supervisor_signed_in or _present(i))


def _named_supervisor(i: Inputs) -> bool:
    return i.protocol is not None and i.supervision.supervisor_id in i.protocol.supervisors


def _present(i: Inputs) -> bool:
    seen = i.supervision.presence_confirmed_at
    return seen is not None and timedelta(0) <= i.at - seen <= timedelta(minutes=i.site.presence_minutes)


def _supervision_form(i: Inputs) -> Parameters:
    form = i.protocol.supervision if i.protocol else None
    return {"vorm": form.value if form else ""}


def _unread(i: Inputs) -> list[InstructionVersion | None]:
    """Current instructions not acknowledged, in a fixed order; None stands for instructions that are absent."""
    wanted = [i.protocol.instructions if i.protocol else None]
    if not i.independent:
        wanted.append(i.order.instructions if i.order else None)
    unread = [w for w in wanted if w is None or w not in i.acknowledged]
    return sorted(unread, key=lambda w: (w is None, w.title if w else "", w.version if w else ""))


def _instructions(i: Inputs) -> bool:
    return not _unread(i)


def _instruction(i: Inputs) -> Parameters:
    first = _unread(i)[0]
    return {"titel": first.title if first else "", "versie": first.version if first else ""}


def _responsible(i: Inputs) -> bool:
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


def entry_valid(inputs: Inputs) -> bool:
    """Clauses 19 to 25: the competence entry by itself (10.2)."""
    rules = (_competence, _declaration, _diploma, _assessed, _expiry, _volume, _education)
    return all(rule(inputs) is not False for rule in rules)
