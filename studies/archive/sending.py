"""Send files to a DIMSE archive, and know that it holds exactly them.

An archive may answer "success" and keep an older object of the same UID (measured: specs/interop.md section 9).
So nothing counts as stored before it's proven: by storage commitment, for an object that the archive didn't have
before; else by reading it back and comparing every element and the pixels.
"""

from __future__ import annotations

import contextlib
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydicom.dataset import Dataset
from pydicom.uid import generate_uid
from pynetdicom import build_context, build_role, evt
from pynetdicom.sop_class import (  # type: ignore[attr-defined]
    StorageCommitmentPushModel,
    StorageCommitmentPushModelInstance,
)

from resources.errors import InputError
from studies.archive import compare, contexts, errors
from studies.archive.association import Connection, connect
from studies.archive.client import CancelCheck, Progress, Sent, SentItem
from studies.archive.dimse import find_images
from studies.archive.fetching import Job, Series, move_receiver
from studies.archive.node import Node, ReceiverSettings
from studies.archive.received import ReceivedStudies
from studies.archive.receiver import Event
from studies.archive.receiving import commitment_report
from studies.archive.words import is_uid
from studies.headers import read_header
from studies.sources import Unreadable, check_cancelled, file_at

if TYPE_CHECKING:
    from studies.archive.dimse import DimseArchive

COMMITMENT, READ_BACK = "commitment", "read_back"

#: what is known of a file that doesn't count as stored
UNREADABLE = "This file can't be read as a DICOM object."
TWICE = "Another file of this set has the same UID."
NOT_ACCEPTED = "The archive doesn't accept this kind of object or its encoding."
NOT_STORED = "The archive refused the object."
NO_ROOM = "The archive has no room."
OTHER_THERE = "The archive holds another object with this UID; it was not replaced."
NOT_THERE = "The archive said that it stored the object, but does not have it."
NOT_COMMITTED = "The archive did not take charge of the object."
NO_PROOF = "The archive said that it stored the object, but nothing proves it."
BROKEN = "The connection broke before the object was sent."


@dataclass(slots=True)
class Item:
    """One file on its way."""

    file: Path
    sop_uid: str = ""
    sop_class: str = ""
    study_uid: str = ""
    series_uid: str = ""
    encoding: str = ""
    was_there: bool = False
    is_sent: bool = False
    proven: str = ""
    reason: str = ""

    @property
    def is_settled(self) -> bool:
        return bool(self.proven or self.reason)


@dataclass(slots=True)
class Shipment:
    """All files of one send."""

    items: list[Item]
    progress: Progress | None
    cancelled: CancelCheck | None
    done: int = field(default=0)

    def step(self) -> None:
        """One step further: each file is sent, and proven."""
        self.done += 1
        if self.progress is not None:
            self.progress(min(self.done, 2 * len(self.items)), 2 * len(self.items))

    @property
    def open(self) -> list[Item]:
        return [item for item in self.items if not item.is_settled]


def send(
    archive: DimseArchive,
    files: Sequence[Path],
    *,
    progress: Progress | None,
    cancelled: CancelCheck | None,
) -> Sent:
    """Send and prove; see `studies.archive.client.Archive.send`."""
    node = archive.node
    if "store" not in node.roles:
        raise errors.ArchiveRefused.role(node.name, "store")
    shipment = Shipment([_described(Path(file)) for file in files], progress, cancelled)
    _refuse_twice(shipment.items)
    if "query" in node.roles:
        _look_before(archive, shipment)
    _store(node, shipment)
    if node.commitment:
        _commit(node, archive.receiver, shipment)
    if shipment.open:
        _read_back(archive, shipment)
    if progress is not None and shipment.items:
        progress(2 * len(shipment.items), 2 * len(shipment.items))
    return Sent(
        tuple(SentItem(item.sop_uid, bool(item.proven), item.proven, item.reason) for item in shipment.items)
    )


def _described(file: Path) -> Item:
    try:
        header = read_header(file_at(file))
    except (Unreadable, OSError):
        return Item(file, reason=UNREADABLE)
    item = Item(
        file,
        sop_uid=header.text("sop_instance"),
        sop_class=header.text("sop_class"),
        study_uid=header.text("study_uid"),
        series_uid=header.text("series_uid"),
        encoding=header.transfer_syntax,
    )
    # what is sent is named by the file's own meta data, so they must say the same
    if (header.media_instance, header.media_class) != (item.sop_uid, item.sop_class) or not all(
        is_uid(uid) for uid in (item.sop_uid, item.sop_class, item.study_uid, item.series_uid)
    ):
        item.reason = UNREADABLE
    return item


def _refuse_twice(items: Sequence[Item]) -> None:
    seen: set[str] = set()
    for item in items:
        if item.sop_uid in seen and not item.reason:
            item.reason = TWICE
        seen.add(item.sop_uid)


def _look_before(archive: DimseArchive, shipment: Shipment) -> None:
    """Which of the objects the archive has already: what it has of that UID needn't be what we send."""
    groups: dict[tuple[str, str], list[Item]] = {}
    for item in shipment.open:
        groups.setdefault((item.study_uid, item.series_uid), []).append(item)
    if not groups:
        return
    with archive.asking(shipment.cancelled) as connection:
        for (study_uid, series_uid), items in groups.items():
            there = {
                image.sop_instance_uid
                for image in find_images(connection, study_uid, series_uid, shipment.cancelled)
            }
            for item in items:
                item.was_there = item.sop_uid in there


def _store(node: Node, shipment: Shipment) -> None:
    """C-STORE each file, as it lies there, in as many associations as its kinds need."""
    waiting = shipment.open
    while waiting:
        kinds = list(dict.fromkeys((item.sop_class, item.encoding) for item in waiting))
        now = set(kinds[: contexts.MOST_CONTEXTS])
        batch = [item for item in waiting if (item.sop_class, item.encoding) in now]
        waiting = [item for item in waiting if (item.sop_class, item.encoding) not in now]
        try:
            with connect(node, contexts.to_send(kinds), cancelled=shipment.cancelled) as connection:
                _store_all(connection, batch, shipment)
        except errors.ArchiveRefused as error:
            if error.code != "archive_service":
                raise
            # nothing of it is accepted
            for item in batch:
                item.reason = item.reason or NOT_ACCEPTED


def _store_all(connection: Connection, batch: Sequence[Item], shipment: Shipment) -> None:
    accepted = {
        (str(context.abstract_syntax), str(context.transfer_syntax[0]))
        for context in connection.assoc.accepted_contexts
    }
    with connection.cancellable(shipment.cancelled) as asked:
        for item in batch:
            if (item.sop_class, item.encoding) not in accepted:
                item.reason = NOT_ACCEPTED
            elif asked.is_set():
                return
            else:
                item.reason = _store_one(connection, item)
                item.is_sent = not item.reason
                if not connection.assoc.is_established and not asked.is_set():
                    break
            shipment.step()
    if not connection.assoc.is_established:
        for item in batch:
            if not item.is_sent and not item.reason:
                item.reason = BROKEN


def _store_one(connection: Connection, item: Item) -> str:
    """Send one file; why it wasn't stored, or ""."""
    try:
        status = connection.assoc.send_c_store(item.file, connection.next_message())
    except RuntimeError:  # no association any more
        return BROKEN
    except (OSError, ValueError, AttributeError, TypeError):
        return UNREADABLE
    if "Status" not in status:
        return BROKEN
    if status.Status == 0 or status.Status & 0xF000 == 0xB000:  # stored, perhaps with a warning
        return ""
    return NO_ROOM if status.Status & 0xFF00 == 0xA700 else NOT_STORED


def _commit(node: Node, settings: ReceiverSettings, shipment: Shipment) -> None:
    """Ask the archive to take charge of what it said it stored.

    What it had before isn't proven by this: it takes charge of the UID, whatever lies under it.
    """
    asked = [item for item in shipment.open if item.is_sent]
    if not asked:
        return
    transaction = generate_uid(prefix=None)
    report: dict[str, Any] = {}
    came = threading.Event()

    def took(found: dict[str, Any]) -> None:
        if found["transaction"] == transaction and not came.is_set():
            report.update(found)
            came.set()

    def heard(event: Event) -> None:
        if event.kind == "committed":
            took(
                {
                    "transaction": event.transaction_uid,
                    "stored": list(event.stored),
                    "failed": [list(failed) for failed in event.failed],
                }
            )

    def answered(event: evt.Event) -> tuple[int, None]:
        with contextlib.suppress(Exception):
            took(commitment_report(event.event_information))
        return 0x0000, None

    request = Dataset()
    request.TransactionUID = transaction
    request.ReferencedSOPSequence = [_reference(item) for item in asked]
    try:
        _ask_commitment(node, settings, shipment, request, heard, answered, came)
    except errors.ArchiveRefused as error:
        # the report goes to `serve-dicom`, which has the port: reading back is proof as well
        if error.code != "receiver_port":
            raise
    stored = set(report.get("stored", ()))
    failed = {sop for sop, _ in report.get("failed", ())}
    for item in asked:
        if item.sop_uid in failed:
            item.reason = NOT_COMMITTED
        elif item.sop_uid in stored and not item.was_there:
            item.proven = COMMITMENT
            shipment.step()


def _ask_commitment(
    node: Node,
    settings: ReceiverSettings,
    shipment: Shipment,
    request: Dataset,
    heard: Callable[[Event], None],
    answered: Callable[[evt.Event], tuple[int, None]],
    came: threading.Event,
) -> None:
    """Ask, and wait for the report, which may come over this association or to our receiver."""
    with (
        tempfile.TemporaryDirectory(prefix="voorverslag-") as folder,
        move_receiver(node, settings, Path(folder), heard),
        connect(
            node,
            [build_context(StorageCommitmentPushModel)],
            roles=[build_role(StorageCommitmentPushModel, scu_role=True)],
            handlers=[(evt.EVT_N_EVENT_REPORT, answered)],
            cancelled=shipment.cancelled,
        ) as connection,
    ):
        if not connection.accepts(StorageCommitmentPushModel):
            raise errors.ArchiveRefused.service(node.name, "Storage Commitment")
        since = time.monotonic()
        with connection.cancellable(shipment.cancelled):
            status, _ = connection.assoc.send_n_action(
                request,
                1,
                StorageCommitmentPushModel,
                StorageCommitmentPushModelInstance,
                connection.next_message(),
            )
        if "Status" not in status:
            raise connection.lost("Storage Commitment", since=since)
        if status.Status != 0:
            raise errors.ArchiveAnswer.status(node.name, "Storage Commitment", status.Status)
        until = time.monotonic() + node.timeout_s
        while not came.wait(0.1) and time.monotonic() < until:
            check_cancelled(shipment.cancelled)


def _reference(item: Item) -> Dataset:
    reference = Dataset()
    reference.ReferencedSOPClassUID = item.sop_class
    reference.ReferencedSOPInstanceUID = item.sop_uid
    return reference


def _read_back(archive: DimseArchive, shipment: Shipment) -> None:
    """Fetch what was sent and compare it, series by series."""
    if "query" not in archive.node.roles:
        for item in shipment.open:
            item.reason = NO_PROOF
        return
    groups: dict[tuple[str, str], list[Item]] = {}
    for item in shipment.open:
        groups.setdefault((item.study_uid, item.series_uid), []).append(item)
    for (study_uid, series_uid), items in groups.items():
        with tempfile.TemporaryDirectory(prefix="voorverslag-") as folder:
            received = ReceivedStudies(Path(folder))
            try:
                _fetch(archive, received, study_uid, series_uid, items, shipment.cancelled)
            except (InputError, OSError):
                # what can't be read back isn't proven; what came before it broke is compared all the same
                check_cancelled(shipment.cancelled)
            for item in items:
                _judge(item, received.path(study_uid, item.sop_uid))
                shipment.step()


def _fetch(
    archive: DimseArchive,
    received: ReceivedStudies,
    study_uid: str,
    series_uid: str,
    items: Sequence[Item],
    cancelled: CancelCheck | None,
) -> None:
    """The objects of these items, by name, into a folder of their own."""
    from studies.archive.fetching import fetch

    sops = {item.sop_uid: item.sop_class for item in items}
    series = Series(series_uid, len(sops), sops)
    job = Job(study_uid, received, [series], None, cancelled, by_name=True)
    job.planned()
    fetch(archive, job, [series])


def _judge(item: Item, theirs: Path) -> None:
    """Whether what the archive gave back is what was sent."""
    if not theirs.is_file():
        item.reason = NOT_THERE
        return
    try:
        different = compare.differences(item.file, theirs)
    except (Unreadable, OSError):
        item.reason = NO_PROOF
        return
    if different:
        item.reason = OTHER_THERE
    else:
        item.proven = READ_BACK
