"""An archive in memory for the tests of the screens: what it holds, and how it fails when a test asks for it."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pydicom
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import EnhancedSRStorage, ExplicitVRLittleEndian, generate_uid

from resources.errors import Cancelled
from studies.archive.client import Echo, Retrieved, Sent, SentItem
from studies.archive.errors import ArchiveRefused, ArchiveUnreachable
from studies.archive.node import Node
from studies.archive.query import Found, ImageAnswer, SeriesAnswer, StudyAnswer, StudyQuery
from studies.archive.received import ReceivedStudies

#: what the reports of the tests' department are signed with: a small PDF and a small structured report
PDF = b"%PDF-1.7 small, odd"


def small_files(facts: Any) -> dict[str, bytes]:
    """Final files whose structured report is a DICOM object that an archive takes."""
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds.file_meta.MediaStorageSOPClassUID = ds.SOPClassUID = EnhancedSRStorage
    uid = generate_uid(entropy_srcs=[facts.report.id])
    ds.file_meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID = uid
    content = facts.revision.content
    ds.SpecificCharacterSet = "ISO_IR 192"
    ds.PatientName, ds.PatientID = content.patient.name, content.patient.patient_id
    ds.StudyInstanceUID, ds.SeriesInstanceUID = content.study.study_instance_uid, f"{uid}.1"[:64]
    ds.Modality, ds.SeriesNumber, ds.InstanceNumber = "SR", 1, 1
    ds.ValueType = "CONTAINER"
    ds.CompletionFlag, ds.VerificationFlag = "COMPLETE", "VERIFIED"
    out = io.BytesIO()
    ds.save_as(out, enforce_file_format=True)
    return {"verslag.pdf": PDF, "verslag.dcm": out.getvalue()}


NODE = Node("pacs", "PACS Noord", "dimse", "127.0.0.1", 11112, "PACS", roles=frozenset({"query", "store"}))


@dataclass
class Held:
    """One object that the archive holds."""

    file: Path
    study: str
    series: str
    sop: str


@dataclass
class World:
    """What stands behind every `FakeArchive` of one test."""

    held: list[Held] = field(default_factory=list)
    answers: list[StudyAnswer] = field(default_factory=list)
    is_cut: bool = False
    problem: Exception | None = None
    #: how many images come before the connection breaks; None for all
    breaks_after: int | None = None
    #: retrieves wait here after each image until the test lets them go on
    gate: threading.Event = field(default_factory=threading.Event)
    stores: bool = True
    asked: list[StudyQuery] = field(default_factory=list)
    secrets: list[str | None] = field(default_factory=list)
    sent: list[Path] = field(default_factory=list)
    sent_bytes: list[bytes] = field(default_factory=list)
    threads: set[str] = field(default_factory=set)

    def hold(self, files: Sequence[Path], **changes: Any) -> None:
        """Put the images of one study in it."""
        for file in files:
            ds = pydicom.dcmread(file, stop_before_pixels=True)
            self.held.append(
                Held(file, str(ds.StudyInstanceUID), str(ds.SeriesInstanceUID), str(ds.SOPInstanceUID))
            )
        first = pydicom.dcmread(files[0], stop_before_pixels=True)
        values: dict[str, Any] = {
            "patient_id": str(first.PatientID),
            "patient_name": str(first.PatientName),
            "birth_date": str(first.PatientBirthDate),
            "sex": str(first.PatientSex),
            "study_date": str(first.StudyDate),
            "description": str(first.StudyDescription),
            "accession_number": str(first.AccessionNumber),
            "modalities": (str(first.Modality),),
            "series_count": 1,
            "image_count": len(files),
        }
        self.answers.append(StudyAnswer(str(first.StudyInstanceUID), **{**values, **changes}))

    def open(self, node: Node, *, secret: str | None = None, receiver: object = None) -> FakeArchive:
        self.secrets.append(secret)
        return FakeArchive(self, node)


class FakeArchive:
    """Keeps the protocol `studies.archive.client.Archive`."""

    def __init__(self, world: World, node: Node) -> None:
        self.world, self.node = world, node

    def _look(self) -> None:
        self.world.threads.add(threading.current_thread().name)
        if self.world.problem is not None:
            raise self.world.problem

    def echo(self) -> Echo:
        try:
            self._look()
        except (ArchiveUnreachable, ArchiveRefused) as problem:
            return Echo(False, 0.1, problem=problem)
        return Echo(True, 0.012, "PROEF_1")

    def studies(self, query: StudyQuery, *, cancelled: Callable[[], bool] | None = None) -> Found:
        self._look()
        self.world.asked.append(query)
        name = query.patient_name.casefold()
        found = [
            a
            for a in self.world.answers
            if name in a.patient_name.casefold() and query.patient_id in ("", a.patient_id)
        ]
        return Found(tuple(found), self.world.is_cut)

    def series(self, study_uid: str) -> tuple[SeriesAnswer, ...]:
        self._look()
        uids = list(dict.fromkeys(h.series for h in self.world.held if h.study == study_uid))
        return tuple(
            SeriesAnswer(uid, "CT", n, "thorax", "CHEST", sum(h.series == uid for h in self.world.held))
            for n, uid in enumerate(uids, 1)
        )

    def images(self, study_uid: str, series_uid: str) -> tuple[ImageAnswer, ...]:
        return tuple(ImageAnswer(h.sop) for h in self.world.held if h.series == series_uid)

    def retrieve(
        self,
        study_uid: str,
        series_uids: Sequence[str] = (),
        *,
        into: Path,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Retrieved:
        self._look()
        world, received = self.world, ReceivedStudies(into)
        wanted = [
            h for h in world.held if h.study == study_uid and (not series_uids or h.series in series_uids)
        ]
        series: dict[str, list[str]] = {}
        for h in wanted:
            series.setdefault(h.series, []).append(h.sop)
        received.expect(study_uid, series)
        missing = [h for h in wanted if not received.has(study_uid, h.sop)]
        present = len(wanted) - len(missing)
        for number, h in enumerate(missing, 1):
            if cancelled is not None and cancelled():
                raise Cancelled
            if world.breaks_after is not None and number > world.breaks_after:
                broken = ArchiveUnreachable.broken(self.node.name)
                return Retrieved(len(wanted), present, number - 1, interrupted=broken)
            received.keep(received.write([h.file.read_bytes()]), study_uid, h.sop)
            if progress is not None:
                progress(present + number, len(wanted))
            while not world.gate.wait(0.02):
                if cancelled is not None and cancelled():
                    raise Cancelled
        return Retrieved(len(wanted), present, len(missing))

    def send(
        self,
        files: Sequence[Path],
        *,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Sent:
        self._look()
        items = []
        for file in files:
            self.world.sent.append(file)
            self.world.sent_bytes.append(file.read_bytes())
            uid = str(pydicom.dcmread(file, stop_before_pixels=True).SOPInstanceUID)
            ok = self.world.stores
            items.append(
                SentItem(uid, ok, "commitment" if ok else "", "" if ok else "The archive has no room.")
            )
        return Sent(tuple(items))

    def close(self) -> None:
        pass
