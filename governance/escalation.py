"""Escalation (opschalen): which rules of a protocol fire on findings and text, and what is overdue (section 11).

A rule that can't be evaluated because the unit differs, or the patient's sex is unknown, fires: asking the
radiologist once too often is the safe side. Also the lint of prescribing phrases (L53).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from governance.canonical import normal_text
from governance.protocol import Comparison, EscalationRule, ProtocolVersion, Urgency
from governance.record import Record
from governance.report import Content, Escalation, EscalationStatus
from measurements.finding import Decision, Finding

_COMPARE: Mapping[Comparison, Callable[[Decimal, Decimal], bool]] = {
    Comparison.AT_LEAST: operator.ge,
    Comparison.ABOVE: operator.gt,
    Comparison.AT_MOST: operator.le,
    Comparison.BELOW: operator.lt,
}
KNOWN_SEXES = ("M", "F")


@dataclass(frozen=True, slots=True)
class Triggered(Record):
    """A rule that fires, with the findings or sections that made it fire."""

    rule_id: str
    label: str
    urgency: Urgency
    contact: str
    time_limit_minutes: int
    finding_ids: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()


def triggered(protocol: ProtocolVersion | None, content: Content) -> tuple[Triggered, ...]:
    """All rules that fire on the content, in the protocol's order."""
    rules = protocol.escalation_rules if protocol else ()
    found = (_evaluate(rule, content) for rule in rules)
    return tuple(t for t in found if t is not None)


def concerns(rule: EscalationRule, sex: str) -> bool:
    """Does a rule concern a patient of this sex? One of whom it isn't known, always: asking too often is safe."""
    return not (rule.sex and sex in KNOWN_SEXES and sex != rule.sex)


def _evaluate(rule: EscalationRule, content: Content) -> Triggered | None:
    if not concerns(rule, content.patient.sex):
        return None
    sections = tuple(s.key for s in content.sections if rule.phrase and _mentions(s.text, rule.phrase))
    fired = () if rule.phrase else tuple(f.id for f in content.findings if _fires(rule, f))
    if not sections and not fired:
        return None
    return Triggered(
        rule.id, rule.label, rule.urgency, rule.contact, rule.time_limit_minutes, fired, sections
    )


def _mentions(text: str, phrase: str) -> bool:
    return normal_text(phrase).casefold() in " ".join(normal_text(text).casefold().split())


def _fires(rule: EscalationRule, finding: Finding) -> bool:
    rejected = finding.validation is not None and finding.validation.decision is Decision.REJECTED
    if finding.key != rule.finding_key or rejected:
        return False
    if rule.levels and finding.level not in rule.levels:
        return False
    if rule.comparison is Comparison.PRESENT:
        return True
    if rule.comparison is Comparison.FLAGGED:
        return rule.flag in finding.flags
    if finding.value is None:
        return False
    if rule.threshold is None or rule.unit != finding.unit:
        return True
    return _COMPARE[rule.comparison](Decimal(repr(float(finding.value))), rule.threshold)


def unacknowledged(
    fired: tuple[Triggered, ...], escalations: tuple[Escalation, ...]
) -> tuple[Triggered, ...]:
    """Rules that fire and that nobody confirmed to have escalated."""
    confirmed = {e.rule_id for e in escalations if e.acknowledged_at is not None}
    return tuple(t for t in fired if t.rule_id not in confirmed)


def due_at(raised_at: datetime, time_limit_minutes: int) -> datetime:
    return raised_at + timedelta(minutes=time_limit_minutes)


def overdue(escalation: Escalation, at: datetime) -> bool:
    """Open and past its time limit."""
    return (
        escalation.status is EscalationStatus.OPEN
        and escalation.due_at is not None
        and escalation.due_at <= at
    )


def chain_of(rule: EscalationRule | None, contact: str) -> tuple[str, ...]:
    """Whom to call, in order: the rule's chain, or the one contact of an escalation by hand."""
    chain = (rule.contact, *rule.next_contacts) if rule else (contact,)
    return tuple(dict.fromkeys(c for c in chain if c)) or (contact,)


def after(chain: tuple[str, ...], current: str) -> str:
    """Who comes after `current` in a chain; the last one stays the last."""
    if current not in chain:
        return chain[0]
    return chain[min(chain.index(current) + 1, len(chain) - 1)]


def next_contact(rule: EscalationRule, current: str) -> str:
    """Who comes after `current` in the rule's chain; the last one stays the last."""
    return after((rule.contact, *rule.next_contacts), current)


#: a unit may follow its number without a space ("10ml")
_PRESCRIBING = re.compile(r"\b(?:geef|toedienen|injecteer)\b.*?(?<![^\W\d_])(?:ml|mg|mmol)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PrescribingPhrase(Record):
    section: str
    phrase: str


def prescribing_phrases(content: Content) -> tuple[PrescribingPhrase, ...]:
    """Phrases that look like a prescription, per line of each section and of the remark (L53)."""
    texts = [*((s.key, s.text) for s in content.sections), ("remark", content.remark)]
    return tuple(
        PrescribingPhrase(key, match.group(0))
        for key, text in texts
        for line in normal_text(text).split("\n")
        for match in _PRESCRIBING.finditer(line)
    )
