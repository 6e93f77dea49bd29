"""Refusals of governance: an act that isn't permitted, with every reason at once, in either language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo

from governance.gate import FailedClause
from governance.record import Record
from governance.sentences import sentence
from resources.errors import Refused


@dataclass(frozen=True, slots=True)
class Refusal(Record):
    """One reason: the id of its sentence, the sentence's values, the obligations behind it."""

    id: str
    parameters: tuple[tuple[str, str], ...] = ()
    obligations: tuple[str, ...] = ()

    @classmethod
    def of_clause(cls, failed: FailedClause) -> Refusal:
        return cls(failed.clause, failed.parameters, failed.obligations)

    def text(self, language: str = "nl", zone: tzinfo = UTC) -> str:
        """The whole sentence in ``"nl"`` or ``"en"``; dates as seen in `zone`."""
        return sentence(self.id, dict(self.parameters), language, zone)


def refusal(id: str, **parameters: str) -> Refusal:
    return Refusal(id, tuple(parameters.items()))


class NotPermitted(Refused):
    """A guard or a clause says no. `refusals` holds every reason, in the order of the tables.

    The message is the English sentences; `text("nl")` gives the normative Dutch ones. The detail for the
    log holds ids only.
    """

    def __init__(self, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        if not self.refusals:
            raise ValueError("a refusal needs at least one reason")
        ids = self.ids
        super().__init__(self.text("en"), detail=" ".join(ids), code=ids[0])

    @classmethod
    def because(cls, id: str, parameters: Mapping[str, str] | None = None) -> NotPermitted:
        """For a single reason."""
        return cls([Refusal(id, tuple((parameters or {}).items()))])

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(r.id for r in self.refusals)

    def sentences(self, language: str = "nl", zone: tzinfo = UTC) -> tuple[str, ...]:
        """One sentence a reason."""
        return tuple(r.text(language, zone) for r in self.refusals)

    def text(self, language: str = "nl", zone: tzinfo = UTC) -> str:
        """All sentences, one a line."""
        return "\n".join(self.sentences(language, zone))
