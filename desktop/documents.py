"""A report's records to the one plain `ReportDocument` that the renderers take, and the final files of a signing.

Reads governance records, copies values, decides nothing: the state is the head's, the signature is verified at
this moment, order, protocol and competence are those frozen in the revision.
"""

from __future__ import annotations

import io
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydicom.uid import PYDICOM_ROOT_UID, generate_uid

from desktop import comparisons as earlier
from desktop import product
from governance.canonical import utc_text
from governance.competence import Competence
from governance.order import Order
from governance.people import Attestation, Meaning, Person
from governance.protocol import ProtocolVersion
from governance.store import registers
from report_templates import document as doc
from report_templates.render.pdf import pdf_file_name, render_pdf

if TYPE_CHECKING:
    from governance.report import Content, Report, Revision
    from governance.service import FinalFacts
    from governance.store import Store
    from studies.volume import SeriesInfo

ROLE_WORDS = {
    "radiographer": ("MBB'er", "radiographer"),
    "radiographer_ai": ("MBB'er met AI-aantekening", "radiographer, AI-qualified"),
    "advanced_practitioner": ("AP'er", "advanced practitioner"),
    "physician_assistant": ("PA'er", "physician assistant"),
    "technical_physician": ("TG'er", "technical physician"),
    "radiologist": ("radioloog", "radiologist"),
}
ORGANISATION_FILE = "organisation.toml"


def role_word(role: str, language: str = "nl") -> str:
    """The printed word of a clinical role."""
    dutch, english = ROLE_WORDS.get(role, (role, role))
    return dutch if language == "nl" else english


def organisation(home: Path) -> doc.Organisation:
    """Header of the reports of this installation (`organisation.toml` in the home); blank when it isn't there."""
    file = home / ORGANISATION_FILE
    if not file.exists():
        return doc.Organisation("")
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return doc.Organisation(
        str(data.get("name", "")), str(data.get("department", "")), str(data.get("address", ""))
    )


@dataclass(frozen=True, slots=True)
class Records:
    """What a document is made of, read in one look at the database."""

    report: Report
    revision: Revision
    author: Person
    responsible: Person
    order: Order | None
    protocol: ProtocolVersion | None
    competence: Competence | None
    authoriser: Person | None
    signature: Attestation | None
    submitted: Attestation | None
    alarms: tuple[doc.AlarmLine, ...]
    delegator: str = ""


def read_records(store: Store, report: Report, revision: Revision) -> Records:
    """Read the records behind a revision; signatures are verified now."""
    from governance import signing
    from governance.service import basis, reading

    with store.read() as connection:
        frozen = revision.basis
        order = basis.order(connection, frozen.order.id) if frozen.order else None
        signed = signing.attestations(connection, report.id)
        finals = [
            a
            for a in signed
            if a.meaning in (Meaning.AUTHORISATION, Meaning.ADDENDUM, Meaning.CORRECTION)
            and a.signed_sha256 == report.authorised_sha256
        ]
        return Records(
            report=report,
            revision=revision,
            author=registers.person(connection, revision.author_id),
            responsible=registers.person(connection, revision.responsible_radiologist_id),
            order=order,
            delegator=reading.display_name(connection, order.delegator_id) if order else "",
            protocol=(
                registers.find(connection, "protocol", frozen.protocol.id, ProtocolVersion)
                if frozen.protocol
                else None
            ),
            competence=(
                registers.find(connection, "competence", frozen.competence.id, Competence)
                if frozen.competence
                else None
            ),
            authoriser=registers.person(connection, report.authorised_by) if report.authorised_by else None,
            signature=finals[-1] if finals else None,
            submitted=next((a for a in reversed(signed) if a.meaning is Meaning.SUBMISSION), None),
            alarms=tuple(_alarm(e) for e in reading.escalations(connection, report.id)),
        )


def _alarm(escalation: object) -> doc.AlarmLine:
    from governance.report import Escalation

    assert isinstance(escalation, Escalation)  # noqa: S101 - typed by its reader
    reached = next((c for c in escalation.contacts if c.reached), None)
    return doc.AlarmLine(
        text=escalation.label,
        urgency=escalation.urgency.value,
        contact=escalation.contact,
        reached_at=_iso(reached.at if reached else None),
        confirmed_at=_iso(escalation.answered_at),
    )


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at is not None else ""


def _date(at: datetime | None) -> str:
    return at.date().isoformat() if at is not None else ""


def _person(person: Person, role: str, language: str, organisation_name: str) -> doc.Person:
    return doc.Person(
        id=person.id,
        name=person.display_name,
        role=role,
        role_label=role_word(role, language),
        big_number=person.big.number if person.big else "",
        organisation=organisation_name,
        login=person.login,
    )


def _key_images(store: Store, content: Content, unsaved: Mapping[str, bytes]) -> tuple[doc.KeyImage, ...]:
    return tuple(
        doc.KeyImage(
            caption=image.caption,
            png=unsaved.get(image.sha256) or store.files.get(image.sha256),
            finding_ids=image.finding_ids,
            alternative_text=image.caption,
        )
        for image in content.key_images
    )


def evidence(content: Content) -> tuple[doc.EvidenceSeries, ...]:
    """The series and instances that the findings rest on, each once."""
    found: dict[str, doc.EvidenceSeries] = {}
    for finding in content.findings:
        source = finding.source
        if not (source.series_instance_uid and source.sop_instance_uids):
            continue
        known = found.get(source.series_instance_uid)
        instances = tuple(dict.fromkeys((*(known.instances if known else ()), *source.sop_instance_uids)))
        found[source.series_instance_uid] = doc.EvidenceSeries(
            study_instance_uid=source.study_instance_uid,
            series_instance_uid=source.series_instance_uid,
            sop_class_uid=source.sop_class_uid,
            instances=instances,
            frame_of_reference_uid=source.frame_of_reference_uid,
            modality=content.study.modality,
        )
    return tuple(found.values())


def uid_of(*parts: str) -> str:
    """A UID under the clinical root that is a function of `parts` (specs of governance, section 13)."""
    return str(generate_uid(prefix=f"{PYDICOM_ROOT_UID}1.", entropy_srcs=list(parts)))


def dicom_identity(report: Report, revision: Revision) -> doc.DicomIdentity:
    """UIDs of the structured report: a function of report, revision and state, so that a re-render is the same object."""
    state = "final" if report.authorised_at is not None else "preliminary"
    at = report.authorised_at or revision.made_at
    return doc.DicomIdentity(
        sop_instance_uid=uid_of("sr", report.id, str(revision.number), state),
        series_instance_uid=uid_of("sr-series", report.id, state),
        device_uid=uid_of("device", product.NAME),
        device_serial_number=product.version(),
        content_date=at.strftime("%Y%m%d"),
        content_time=at.strftime("%H%M%S"),
    )


def build(
    store: Store,
    records: Records,
    *,
    content: Content | None = None,
    unsaved: Mapping[str, bytes] | None = None,
    anchor_code: str = "",
    study_time: str = "",
) -> doc.ReportDocument:
    """The document of a revision; `content` and `unsaved` show an edit that isn't saved yet."""
    report, revision = records.report, records.revision
    text = content if content is not None else revision.content
    header = organisation(store.home)
    language = text.language
    final = records.signature is not None and records.report.authorised_at is not None
    return doc.ReportDocument(
        report_id=report.id,
        revision=revision.number,
        state=report.state.value,
        kind=report.kind.value,
        template_id=text.template_id,
        template_version=text.template_version,
        patient=doc.Patient(
            text.patient.patient_id,
            text.patient.name,
            text.patient.birth_date,
            text.patient.sex,
            text.patient.issuer,
        ),
        study=doc.Study(
            study_instance_uid=text.study.study_instance_uid,
            accession_number=text.study.accession_number,
            date=text.study.study_date,
            time=study_time,
            description=text.study.description,
            modality=text.study.modality,
            body_part=text.study.body_part,
        ),
        author=_person(records.author, report.author_role.value, language, header.name),
        responsible=_person(records.responsible, "radiologist", language, header.name),
        order=_order(records),
        protocol=_protocol(records.protocol),
        competence=_competence(records.competence),
        organisation=header,
        software_version=revision.software_version,
        created_at=utc_text(report.created_at),
        findings=text.findings,
        sections={s.key: s.text for s in text.sections},
        comparisons=earlier.of_content(text),
        key_images=_key_images(store, text, unsaved or {}),
        alarms=records.alarms,
        submitted_at=_iso(report.submitted_at),
        authoriser=(
            _person(records.authoriser, "radiologist", language, header.name) if records.authoriser else None
        ),
        authorised_at=_iso(report.authorised_at),
        signature=_signature(records.signature) if final else None,
        content_hash=revision.digest() if content is None else text.digest(),
        anchor_code=anchor_code,
        language=language,
        superseded_by=report.superseded_by,
        evidence=evidence(text),
        dicom=dicom_identity(report, revision),
        software_name=product.NAME,
    )


def _order(records: Records) -> doc.Order | None:
    order = records.order
    if order is None:
        return None
    accepted = next((a.at for a in order.acceptances if a.person_id == records.author.id), None)
    return doc.Order(order.id, order.kind.value, records.delegator or order.delegator_id, _date(accepted))


def _protocol(protocol: ProtocolVersion | None) -> doc.Protocol | None:
    if protocol is None:
        return None
    return doc.Protocol(
        protocol.title, protocol.version, protocol.supervision.value if protocol.supervision else ""
    )


def _competence(competence: Competence | None) -> doc.Competence | None:
    return None if competence is None else doc.Competence(competence.task.value, _date(competence.expires))


def _signature(attestation: Attestation | None) -> doc.Signature | None:
    if attestation is None:
        return None
    return doc.Signature(
        meaning=attestation.meaning.value,
        at=_iso(attestation.at),
        verified=attestation.verified,
        key_fingerprint=attestation.key_fingerprint,
        pades=True,
    )


def preliminary_files(store: Store, records: Records, *, info: SeriesInfo | None = None) -> dict[str, bytes]:
    """Preliminary PDF and structured report of the present revision, by file name."""
    made = build(store, records, study_time=info.study_time if info else "")
    return {pdf_file_name(made): render_pdf(made), **_structured(made)}


def final_files(store: Store, facts: FinalFacts) -> dict[str, bytes]:
    """Files of a signing: the PDF with its PAdES signature and the final structured report."""
    from desktop.certificates import signed_pdf

    records = _records_of_signing(store, facts)
    made = build(store, records, anchor_code=facts.anchor_code)
    return {pdf_file_name(made): signed_pdf(store, render_pdf(made), made), **_structured(made)}


def _structured(made: doc.ReportDocument) -> dict[str, bytes]:
    from report_templates.render.sr import build_sr

    name = pdf_file_name(made).removesuffix(".pdf") + ".dcm"
    out = io.BytesIO()
    build_sr(made).save_as(out, enforce_file_format=True)
    return {name: out.getvalue()}


def _records_of_signing(store: Store, facts: FinalFacts) -> Records:
    """Records within a signing: the signature is the one just made, not yet in the database for other readers."""
    from dataclasses import replace

    records = read_records(store, replace(facts.report, authorised_by=""), facts.revision)
    with store.read() as connection:
        authoriser = registers.person(connection, facts.report.authorised_by)
    return replace(
        records,
        report=facts.report,
        authoriser=authoriser,
        signature=facts.signature,
        submitted=facts.submitted,
    )
