"""Everything that the screen of a final report states, gathered on the database thread and verified at that moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop import certificates, documents
from governance import service
from governance.anchors import short_code
from governance.report import Report, Revision, State
from governance.service import finals, reading
from governance.store import registers
from report_templates.render.pdf import render_pdf

if TYPE_CHECKING:
    from governance.accounts import Acting
    from governance.people import Attestation, Person
    from governance.service import Access, FinalVersion
    from governance.store import Store

#: acts by which a report becomes final; the trail's row of it is what was anchored
SIGNED = ("AUTHORISE", "CORRECT")


@dataclass(frozen=True, slots=True)
class FinalFacts:
    """One final (or recalled) report: what was signed, by whom, what happened to it since."""

    report: Report
    revision: Revision
    signature: Attestation | None
    files: Mapping[str, bytes]
    pdf: bytes
    authoriser: Person | None
    pades: Any
    anchor: str
    versions: tuple[FinalVersion, ...]
    accesses: tuple[Access, ...]

    @property
    def is_recalled(self) -> bool:
        return self.report.state is State.RECALLED

    @property
    def replaced_by(self) -> FinalVersion | None:
        """The version that replaces this one."""
        wanted = self.report.superseded_by
        return next((v for v in self.versions if v.report_id == wanted), None) if wanted else None


def gather(store: Store, acting: Acting, report_id: str) -> FinalFacts:
    """Read and verify; raises X-INTEGRITY when anything doesn't hold."""
    with store.read() as connection:
        recalled = reading.head(connection, report_id).state is State.RECALLED
    if recalled:
        report, revision = service.open_report(store, acting, report_id)
        signature, files = None, {}
        records = documents.read_records(store, report, revision)
        pdf = render_pdf(documents.build(store, records))
    else:
        document = service.read_final(store, acting, report_id)
        report, revision, signature = document.report, document.revision, document.signature
        files = dict(document.files)
        pdf = next((data for name, data in files.items() if name.endswith(".pdf")), b"")
    with store.read() as connection:
        authoriser = registers.person(connection, report.authorised_by) if report.authorised_by else None
        anchor = _anchor(connection, report_id)
    return FinalFacts(
        report=report,
        revision=revision,
        signature=signature,
        files=files,
        pdf=pdf,
        authoriser=authoriser,
        pades=certificates.check_pdf(store, pdf) if files else None,
        anchor=anchor,
        versions=service.versions(store, acting, report_id),
        accesses=service.accesses(store, acting, report_id),
    )


def _anchor(connection: Any, report_id: str) -> str:
    """Short code of the audit row that was anchored at signing, as the PDF prints it; empty when it isn't there."""
    for row, objects in finals.rows_about(connection, report_id):
        if finals.access_of(row, objects).act in SIGNED:
            return short_code(row.hash)
    return ""
