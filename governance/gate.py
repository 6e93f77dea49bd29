"""The drafting gate G1: may this person draft this report now? (specs/governance.md section 5)

Pure: no clock, no database, no file. Twenty-nine clauses (`governance.clauses`), each evaluated every time,
so that a person sees all that is missing at once. Intervals are half-open.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from governance.canonical import content_hash, require_utc
from governance.clauses import CLAUSES, Clause, Inputs, entry_valid, protocol_effective
from governance.competence import Competence
from governance.order import EmergencyOverride, Order
from governance.people import Person, Policy, Role
from governance.protocol import InstructionVersion, ProtocolVersion, SiteSettings, SupervisionFacts
from governance.record import Record
from governance.scope import StudyFacts
from governance.tasks import TaskType

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
    inputs = Inputs(
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


def _failure(clause: Clause, inputs: Inputs) -> FailedClause:
    needs = [n for n in clause.needs.split() if not (n == "order" and inputs.independent)]
    absent = next((n for n in needs if getattr(inputs, n) is None), "")
    return FailedClause(clause.id, tuple(clause.parameters(inputs).items()), clause.obligations, absent)


def _inputs_digest(i: Inputs) -> str:
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
    """One of the five lines of the readiness panel; `reason` is the id of the words shown when it is red."""

    number: int
    green: bool
    reason: str


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
    inputs = Inputs(
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
    return entry_valid(inputs)
