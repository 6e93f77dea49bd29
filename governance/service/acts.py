"""One act on a report in progress: its transaction, the person as on record now, the head as read now."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select

from governance.accounts import Acting
from governance.audit import Act
from governance.gate import GateResult
from governance.guards import Facts, IdentityCheck
from governance.people import Person
from governance.report import Content, Event, Report, Revision, RevisionKind
from governance.service import basis, reading
from governance.service.basis import Evaluated
from governance.store import Store, Unit, registers, tables
from governance.study import Study

ACTS: Mapping[Event, Act] = {
    Event.CREATE: Act.CREATE,
    Event.SAVE: Act.SAVE,
    Event.SUBMIT: Act.SUBMIT,
    Event.WITHDRAW: Act.WITHDRAW,
    Event.CLAIM: Act.CLAIM,
    Event.RELEASE: Act.RELEASE,
    Event.RETURN: Act.RETURN,
    Event.AUTHORISE: Act.AUTHORISE,
    Event.HAND_BACK: Act.HAND_BACK,
    Event.ESCALATE: Act.ESCALATE,
    Event.ADDEND: Act.ADDEND,
    Event.CORRECT: Act.CORRECT,
    Event.RECALL: Act.RECALL,
    Event.LAPSE: Act.LAPSE,
}


@dataclass(slots=True)
class Act_:  # noqa: N801 - one act in progress; `audit.Act` is its name on record
    """One act on a report in progress: transaction, person as on record now, head as read now."""

    store: Store
    unit: Unit
    acting: Acting
    person: Person
    report: Report
    study: Study

    def facts(self, **known: object) -> Facts:
        """Facts of this moment, with what the caller knows more."""
        connection = self.unit.connection
        base: dict[str, object] = {
            "at": self.unit.at,
            "site": self.store.settings,
            "actor": self.person,
            "acting_role": self.acting.role,
            "report": self.report,
            "session": self.acting.session,
            "claimant_name": reading.display_name(connection, self.report.claimed_by),
            "escalations": reading.escalations(connection, self.report.id),
        }
        return Facts(**(base | known))  # type: ignore[arg-type]

    def gate(self, responsible_id: str = "") -> Evaluated:
        """The gate for the author's present basis, with another responsible radiologist when one is given."""
        return basis.evaluate(
            self.unit.connection,
            self.store,
            person=self.person,
            role=self.acting.role,
            study=self.study,
            at=self.unit.at,
            order_id=self.report.order_id,
            responsible_id=responsible_id or self.report.responsible_radiologist_id,
            emergency_id=self.report.emergency_id,
        )

    def current(self) -> Revision:
        """The current revision, its hash checked."""
        return reading.revision(self.unit.connection, self.report.id, self.report.revision)

    def last_changed_by(self) -> str:
        table = tables.revision
        who = self.unit.connection.execute(
            select(table.c.made_by).where(
                table.c.report_id == self.report.id, table.c.number == self.report.revision
            )
        ).scalar()
        return reading.display_name(self.unit.connection, str(who or ""))

    def revise(
        self,
        content: Content,
        kind: RevisionKind,
        event: Event,
        *,
        evaluated: Evaluated | None = None,
        comment: str = "",
        responsible_id: str = "",
    ) -> tuple[Revision, str]:
        """Append a revision made by the acting person; returns it and its hash."""
        number, predecessor = reading.following(self.unit.connection, self.report.id)
        before = self.current() if number > 1 else None
        gate: GateResult | None
        if evaluated is not None:
            frozen, gate = evaluated.basis, evaluated.gate
        elif before is not None:
            frozen, gate = before.basis, before.gate
        else:
            raise ValueError("the first revision needs the gate's outcome")
        new = Revision(
            report_id=self.report.id,
            number=number,
            kind=kind,
            content=reading.with_measurements(content),
            made_by=self.person.id,
            acting_role=self.acting.role,
            made_at=self.unit.at,
            author_id=self.report.author_id,
            responsible_radiologist_id=responsible_id or self.report.responsible_radiologist_id,
            basis=frozen,
            gate=gate,
            software_version=self.store.software_version,
            predecessor_sha256=predecessor,
            act=event,
            comment=comment,
        )
        return new, reading.write_revision(self.unit, new)

    def audit(self, act: Act, report: Report, *, detail: str = "", controls: str = "") -> None:
        """The act's one row: patient, study, report, revision and hash; order and protocol."""
        frozen = self.current().basis if report.revision else None
        self.unit.audit(
            act,
            self.acting.actor,
            responsible=report.responsible_radiologist_id,
            objects=[
                {"type": "study", "id": self.study.id},
                {
                    "type": "report",
                    "id": report.id,
                    "number": report.number,
                    "state": report.state.value,
                    "revision": str(report.revision),
                    "sha256": report.revision_sha256,
                    "head": reading.head_digest(report, self.study.id),
                    "detail": detail,
                },
            ],
            order=report.order_id,
            protocol=f"{frozen.protocol.id} {frozen.protocol.version}" if frozen and frozen.protocol else "",
            controls=controls,
        )


def begin(store: Store, unit: Unit, acting: Acting, report_id: str) -> Act_:
    """Start an act on a report within a transaction."""
    connection = unit.connection
    return Act_(
        store,
        unit,
        acting,
        registers.person(connection, acting.person.id),
        reading.head(connection, report_id),
        registers.study(connection, reading.study_of(connection, report_id)),
    )


def lease_until(store: Store, at: datetime) -> datetime:
    return at + timedelta(seconds=store.settings.lease_seconds)


def identity_of(study: Study, content: Content, claimed: IdentityCheck) -> IdentityCheck:
    """The caller's comparison (images, priors) together with ours: report against worklist entry (section 7)."""
    pairs = {
        "patient_id": (study.patient.patient_id, content.patient.patient_id),
        "issuer": (study.patient.issuer, content.patient.issuer),
        "name": (_comparable(study.patient.name), _comparable(content.patient.name)),
        "birth_date": (study.patient.birth_date, content.patient.birth_date),
        "sex": (study.patient.sex, content.patient.sex),
        "study_instance_uid": (study.identity.study_instance_uid, content.study.study_instance_uid),
        "accession_number": (study.identity.accession_number, content.study.accession_number),
    }
    ours = [name for name, (a, b) in pairs.items() if a != b]
    return replace(claimed, mismatches=tuple(dict.fromkeys((*claimed.mismatches, *ours))))


def _comparable(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).replace("^", " ").split()).casefold()
