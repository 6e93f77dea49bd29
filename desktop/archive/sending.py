"""Sending a final report to an archive: given out by governance, sent, proven, and the proof put on record.

The structured report goes as it was stored at signing, the PDF as Encapsulated PDF. Nothing is called sent before the
archive has taken charge of it (storage commitment) or it was read back and compared.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pydicom
from PySide6.QtCore import QObject, Signal

from desktop import documents
from desktop.archive.words import PROOFS, tr
from desktop.background import Job, JobState
from desktop.errors_text import said
from desktop.words import QT_TRANSLATE_NOOP
from governance import service
from governance.service import Delivery, reading
from report_templates.document import DicomIdentity
from report_templates.render.encapsulated import build_encapsulated_pdf
from resources.errors import VoorverslagError
from studies.archive.client import Sent

if TYPE_CHECKING:
    from desktop.archive.book import NodeBook
    from desktop.desk import Desk
    from governance.accounts import Acting
    from governance.report import Report, Revision
    from governance.store import Store
    from studies.archive.node import Node

PDF_SERIES = 9901
CANCELLED = "cancelled"
WHATS = {
    "sr": QT_TRANSLATE_NOOP("Archive", "structured report"),
    "pdf": QT_TRANSLATE_NOOP("Archive", "PDF"),
}
STORED = QT_TRANSLATE_NOOP("Archive", "{what}: in the archive ({proof})")
NOT_PROVEN = QT_TRANSLATE_NOOP("Archive", "{what}: not in the archive for certain. {reason}")
NOT_SENT = QT_TRANSLATE_NOOP("Archive", "{what}: not sent")


@dataclass(frozen=True, slots=True)
class Parcel:
    """One object on its way, and the hash by which the trail knows what left the program."""

    what: str
    file: Path
    sop_instance_uid: str
    sha256: str


def pdf_identity(report: Report, revision: Revision) -> DicomIdentity:
    """UIDs of the Encapsulated PDF of a final: a function of report and revision, so that sending again is a duplicate."""
    return DicomIdentity(
        sop_instance_uid=documents.uid_of("pdf", report.id, str(revision.number), "final"),
        series_instance_uid=documents.uid_of("pdf-series", report.id, "final"),
        series_number=PDF_SERIES,
    )


def pack(store: Store, acting: Acting, report_id: str, folder: Path) -> tuple[Parcel, ...]:
    """Have governance give out both documents (verified now, each on record) and put them in `folder`.

    Raises
    ------
    NotPermitted
        As `service.export_final`: not final, recalled, replaced, or it doesn't verify. Nothing is packed then.
    """
    structured = service.export_final(store, acting, report_id, what="sr", target="archive")
    printed = service.export_final(store, acting, report_id, what="pdf", target="archive")
    with store.read() as connection:
        report = reading.head(connection, report_id)
        revision = reading.revision(connection, report_id, report.revision)
    document = documents.build(store, documents.read_records(store, report, revision))
    encapsulated = build_encapsulated_pdf(document, printed.data, pdf_identity(report, revision))
    first, second = folder / "report.dcm", folder / "pdf.dcm"
    first.write_bytes(structured.data)
    encapsulated.save_as(second, enforce_file_format=True)
    header = pydicom.dcmread(io.BytesIO(structured.data), specific_tags=["SOPInstanceUID"])
    return (
        Parcel("sr", first, str(header.SOPInstanceUID), structured.sha256),
        Parcel("pdf", second, str(encapsulated.SOPInstanceUID), printed.sha256),
    )


def deliveries(parcels: tuple[Parcel, ...], sent: Sent | None) -> tuple[Delivery, ...]:
    """What became of each parcel; without an answer nothing is proven."""
    outcome = {item.sop_instance_uid: item for item in (sent.results if sent is not None else ())}
    made = []
    for parcel in parcels:
        item = outcome.get(parcel.sop_instance_uid)
        proven = item.proven if item is not None and item.stored else ""
        made.append(
            Delivery(
                parcel.what,
                parcel.sop_instance_uid,
                parcel.sha256,
                proven,
                "" if proven or item is None else item.reason,
            )
        )
    return tuple(made)


def delivery_words(delivery: Delivery, language: str) -> str:
    """What became of one object, in words."""
    what = tr(WHATS.get(delivery.what, delivery.what))
    if delivery.is_stored:
        return tr(STORED).format(what=what, proof=tr(PROOFS.get(delivery.proven, delivery.proven)))
    if delivery.reason:
        return tr(NOT_PROVEN).format(what=what, reason=said(delivery.reason, language))
    return tr(NOT_SENT).format(what=what)


class Sending(QObject):
    """One sending: packed and recorded on the database thread, sent on the pool."""

    progressed = Signal(int, int)
    #: deliveries, and the problem that ended it early (or None)
    ended = Signal(object, object)

    def __init__(self, desk: Desk, book: NodeBook, report_id: str, node: Node, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._book, self._report_id, self.node = desk, book, report_id, node
        self._store, self._acting = desk.store, desk.session.acting
        self._folder: Path | None = None
        self._parcels: tuple[Parcel, ...] = ()
        self.job: Job | None = None
        self.is_over = False

    def start(self) -> None:
        """Begin; the outcome comes by `ended`."""
        self._folder = folder = Path(tempfile.mkdtemp(prefix="sending-", dir=self._desk.home.cache))

        def work() -> tuple[Parcel, ...]:
            return pack(self._store, self._acting, self._report_id, folder)

        self._serial(
            work, self.tr("Preparing the report"), self._packed, lambda problem: self._over((), problem)
        )

    def cancel(self) -> None:
        """Stop sending; what isn't proven by then counts as not sent."""
        if self.job is not None:
            self.job.cancel()

    def _serial(
        self, work: Callable[[], object], title: str, done: Callable[..., object],
        failed: Callable[[Exception], object],
    ) -> None:  # fmt: skip
        self._desk.background.run(
            work, title=title, on_done=done, on_error=failed, receiver=self, serial=True
        )

    def _packed(self, parcels: tuple[Parcel, ...]) -> None:
        self._parcels = parcels
        files = [parcel.file for parcel in parcels]
        book, node = self._book, self.node

        def work(
            progress: Callable[[int, int], None] | None = None, cancelled: Callable[[], bool] | None = None
        ) -> Sent:
            with book.opened(node) as archive:
                return archive.send(files, progress=progress, cancelled=cancelled)

        self.job = self._desk.background.run(
            work, title=self.tr("Sending to {name}").format(name=node.name), receiver=self
        )
        self.job.progressed.connect(self.progressed)
        self.job.ended.connect(self._sent)

    def _sent(self, job: Job) -> None:
        problem = job.error if isinstance(job.error, Exception) else None
        if problem is not None:
            self._book.missed(self.node.id, problem)
        elif job.state is JobState.DONE:
            self._book.reached(self.node.id)
        made = deliveries(self._parcels, job.result if job.state is JobState.DONE else None)
        fault = ""
        if job.state is JobState.CANCELLED:
            fault = CANCELLED
        elif problem is not None:
            fault = problem.code if isinstance(problem, VoorverslagError) else type(problem).__name__

        def record() -> None:
            service.record_sending(
                self._store, self._acting, self._report_id, node=self.node.id, deliveries=made, fault=fault
            )

        self._serial(
            record, self.tr("Recording the sending"), lambda _done: self._over(made, problem),
            lambda unrecorded: self._over(made, unrecorded),
        )  # fmt: skip

    def _over(self, made: tuple[Delivery, ...], problem: Exception | None) -> None:
        self.is_over = True
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        self.ended.emit(made, problem)
