"""Lines on the profile from the protocol's escalation rules; without a rule there is no line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from governance.escalation import concerns
from governance.protocol import Comparison, EscalationRule
from governance.service import basis
from governance.tasks import TaskKey

if TYPE_CHECKING:
    from governance.store import Store

DIAMETER = "diameter_max_mm"


@dataclass(frozen=True, slots=True)
class Limit:
    """A diameter at which the protocol asks for the radiologist."""

    value_mm: float
    labels: tuple[str, ...]


def escalation_rules(store: Store, task: TaskKey) -> tuple[EscalationRule, ...]:
    """Rules of the protocol in force; on the database thread."""
    with store.read() as connection:
        protocol = basis.protocol_for(connection, task, store.clock())
    return protocol.escalation_rules if protocol is not None else ()


def limits(rules: Sequence[EscalationRule], sex: str) -> tuple[Limit, ...]:
    """Diameters at which a rule fires for this patient, lowest first; a rule for the other sex doesn't count."""
    found: dict[float, list[str]] = {}
    for rule in rules:
        if rule.finding_key != DIAMETER or rule.threshold is None or rule.unit != "mm" or rule.phrase:
            continue
        if rule.comparison not in (Comparison.AT_LEAST, Comparison.ABOVE):
            continue
        if not concerns(rule, sex):
            continue
        found.setdefault(float(rule.threshold), []).append(rule.label)
    return tuple(Limit(value, tuple(labels)) for value, labels in sorted(found.items()))
