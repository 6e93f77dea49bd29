"""Escalation (opschalen): which rules of a protocol fire on findings and text, and what is overdue (section 11).

A rule that can't be evaluated because the unit differs, or the patient's sex is unknown, fires: asking the
radiologist once too often is the safe side. Also the lint of prescribing phrases (L53).
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from governance.canonical import normal_text
from governance.denial import mentions
from governance.earlier import Compared
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
GROWTH = (Comparison.GROWTH_RATE, Comparison.GROWTH_WITHIN)
#: verdict of a comparison that grew beyond its measurement error (`measurements.growth.Verdict`)
GREW = "growth"


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
    sections = tuple(s.key for s in content.sections if rule.phrase and mentions(s.text, rule.phrase))
    if rule.phrase:
        fired: tuple[str, ...] = ()
    elif rule.comparison in GROWTH:
        fired = _grown(rule, content)
    else:
        fired = tuple(f.id for f in content.findings if _fires(rule, f))
    if not sections and not fired:
        return None
    return Triggered(
        rule.id, rule.label, rule.urgency, rule.contact, rule.time_limit_minutes, fired, sections
    )


def _concerns_finding(rule: EscalationRule, finding: Finding) -> bool:
    rejected = finding.validation is not None and finding.validation.decision is Decision.REJECTED
    if finding.key != rule.finding_key or rejected:
        return False
    return not rule.levels or finding.level in rule.levels


def _grown(rule: EscalationRule, content: Content) -> tuple[str, ...]:
    """Findings that grew by what the rule says since an earlier examination; one of another unit than the rule's fires."""
    by_id = {f.id: f for f in content.findings}
    found: list[str] = []
    for earlier in content.earlier:
        days = _days_between(earlier.study_date, content.study.study_date)
        for compared in earlier.compared:
            finding = by_id.get(compared.finding_id)
            if finding is None or compared.verdict != GREW or not _concerns_finding(rule, finding):
                continue
            if _grew_so_much(rule, compared, days, finding.unit):
                found.append(finding.id)
    return tuple(dict.fromkeys(found))


def _grew_so_much(rule: EscalationRule, compared: Compared, days: int | None, unit: str) -> bool:
    rate = rule.comparison is Comparison.GROWTH_RATE
    if rule.threshold is None or rule.unit != (f"{unit}/a" if rate else unit):
        return True
    if rate:
        return bool(compared.rate_per_year) and Decimal(compared.rate_per_year) >= rule.threshold
    if days is not None and days > rule.within_days:
        return False
    return bool(compared.difference) and Decimal(compared.difference) >= rule.threshold


def _days_between(earlier: str, now: str) -> int | None:
    """Days from one study date (YYYYMMDD) to another; None when one of them is none."""
    try:
        days = [datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC) for text in (earlier, now)]
    except ValueError:
        return None
    return (days[1] - days[0]).days


def _fires(rule: EscalationRule, finding: Finding) -> bool:
    if not _concerns_finding(rule, finding):
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
