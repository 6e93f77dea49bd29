"""What the gate and the register say of a study that isn't on the worklist yet, in words. Called off the UI thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from desktop.importing import operation
from desktop.importing.operation import Choice
from governance.accounts import Acting
from governance.errors import Refusal
from governance.order import Order
from governance.service import StudyCheck, reading
from governance.store import Store

#: what the person can still enter; the other refusals say that it can't be done
TO_DO = ("REG-INCOMPLETE", "REG-REASON")
WORDS = {
    "nl": {
        "order": "Opdracht {order}, {name}", "protocol": "Protocol {protocol}, binnen bereik",
        "responsible": "Verantwoordelijk: {name}", "own": "Eigen bevoegdheid, geen opdracht nodig",
    },
    "en": {
        "order": "Order {order}, {name}", "protocol": "Protocol {protocol}, in scope",
        "responsible": "Responsible: {name}", "own": "Own authority, no order needed",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """`to_do` and `refusals` keep it off the worklist; `gate` holds (holds, sentence) for this person's draft."""

    allowed: bool
    gate: tuple[tuple[bool, str], ...]
    to_do: tuple[str, ...]
    refusals: tuple[str, ...]
    orders: tuple[tuple[str, str], ...]


def ask(store: Store, acting: Acting, choice: Choice, language: str) -> Answer:
    """Ask governance; changes nothing."""
    found = operation.check(store, acting, choice)
    zone = datetime.now().astimezone().tzinfo or UTC
    to_do = tuple(r.text(language, zone) for r in found.refusals if r.id in TO_DO)
    refusals = tuple(r.text(language, zone) for r in found.refusals if r.id not in TO_DO)
    if found.gate is None:
        return Answer(False, (), to_do, refusals, ())
    gate = found.gate.gate
    if gate.allowed:
        lines = tuple((True, text) for text in _holding(store, found, language))
    else:
        lines = tuple((False, Refusal.of_clause(c).text(language, zone)) for c in gate.principal())
    orders = tuple((o.id, _order(store, o, language)) for o in found.orders)
    return Answer(gate.allowed, lines, to_do, refusals, orders)


def _holding(store: Store, found: StudyCheck, language: str) -> list[str]:
    words, checked = WORDS[language], found.gate
    if checked is None:
        return []
    lines = [_order(store, checked.order, language) if checked.order is not None else words["own"]]
    if checked.protocol is not None:
        lines.append(words["protocol"].format(protocol=checked.protocol.name))
    if checked.responsible_id:
        lines.append(words["responsible"].format(name=_name(store, checked.responsible_id)))
    return lines


def _order(store: Store, order: Order, language: str) -> str:
    return WORDS[language]["order"].format(order=order.id, name=_name(store, order.delegator_id))


def _name(store: Store, person_id: str) -> str:
    with store.read() as connection:
        return reading.display_name(connection, person_id) or "–"
