"""The drafting gate G1: may this person draft this report now? Pure; reads neither clock nor database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from governance.record import Record


@dataclass(frozen=True, slots=True)
class FailedClause(Record):
    """One clause that doesn't hold: its id, the values of its sentence, the obligations behind it."""

    clause: str
    parameters: tuple[tuple[str, str], ...]
    obligations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GateResult(Record):
    """Outcome of the gate, stored with each revision. `evaluated` is in table order; None is not applicable."""

    allowed: bool
    failed: tuple[FailedClause, ...]
    evaluated: tuple[tuple[str, bool | None], ...]
    waived: tuple[str, ...]
    at: datetime
    inputs_sha256: str
