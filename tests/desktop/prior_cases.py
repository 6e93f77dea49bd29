"""A home with a present study of one patient, and earlier ones in all the places where they can be; quickly made."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

from ct_slices import write_series

from desktop.demo import cases, department
from desktop.home import Home
from governance import service
from governance.store import Store
from governance.store.opening import PasswordCost
from resources.errors import Cancelled, VoorverslagError
from studies.archive.client import Retrieved
from studies.archive.node import Node, ReceiverSettings, write_nodes
from studies.archive.query import Found, SeriesAnswer, StudyAnswer, StudyQuery
from studies.archive.received import ReceivedStudies
from studies.headers import read_header
from studies.phantom import Identity
from studies.sources import file_at

CHEAP = PasswordCost(time=1, memory_kib=64, lanes=1)
PASSWORD = department.recipe()["sign_in"]["password"]
NODE = Node("huis", "PACS huis", host="127.0.0.1", port=11112, ae_title="PACS")
#: the patient of the tests; the other studies change one thing
ENTRY = {
    "patient_id": "TEST-0301", "patient_name": "TEST^Schijf", "birth_date": "19580120", "sex": "M",
    "accession": "T26-000301", "description": "CTA thorax-abdomen", "days": -1, "time": "101500",
    "question": "Groei?", "requester": "vaatchirurgie (T. Test)", "urgency": "routine",
}  # fmt: skip
#: slices of 2 mm
SLICES = 24


def identity(store_day, **changes: object) -> Identity:
    return cases.identity_of({**ENTRY, **changes}, store_day)


def register(made: department.Department, **changes: object):
    """Write a series into the home and put it on the worklist."""
    entry = {**ENTRY, **changes}
    now = made.store.clock()
    folder = made.store.home / "images" / str(entry["accession"])
    write_series(folder, identity(now.date(), **changes), SLICES)
    study = cases.study_of(
        entry, SimpleNamespace(dicom_folder=folder), now, folder.relative_to(made.store.home).as_posix()
    )
    service.record_study(made.store, made.acting("beheer"), study)
    return study


def receive(home: Path, source: Path) -> str:
    """Put files among the received studies; returns the study UID."""
    received, uid = ReceivedStudies(home / "received"), ""
    for file in sorted(source.glob("*.dcm")):
        header = read_header(file_at(file))
        uid = header.text("study_uid")
        target = received.path(uid, header.sop_instance)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
    return uid


def make_home(root: Path) -> Path:
    """The department, a present study, an earlier one on the worklist, and a received one of somebody else."""
    home = Home(root).prepare()
    store = Store.open(home.root, password_cost=CHEAP)
    made = department.make(store)
    register(made)
    register(made, accession="T24-000300", days=-750)
    wrong = root.parent / "anders"
    today = store.clock().date()
    write_series(wrong, identity(today, accession="T23-000299", days=-1000, birth_date="19610312"), 4)
    receive(home.root, wrong)
    store.close()
    return root


@dataclass
class World:
    """What an archive holds, and how it behaves."""

    folder: Path
    answers: list[StudyAnswer] = field(default_factory=list)
    problem: VoorverslagError | None = None
    asked: list[StudyQuery] = field(default_factory=list)
    retrieved: list[str] = field(default_factory=list)
    #: retrieving waits for this, so that a test can cancel it
    gate: threading.Event | None = None

    def open(self, node: Node, **_rest: object) -> ArchiveOfTest:
        return ArchiveOfTest(self, node)


class ArchiveOfTest:
    """Keeps the protocol of `studies.archive.client.Archive`, from files on disk."""

    def __init__(self, world: World, node: Node) -> None:
        self.world, self.node = world, node

    def studies(self, query: StudyQuery, *, cancelled: Callable[[], bool] | None = None) -> Found:
        self.world.asked.append(query)
        if self.world.problem is not None:
            raise self.world.problem
        return Found(tuple(a for a in self.world.answers if a.patient_id == query.patient_id))

    def series(self, study_uid: str) -> tuple[SeriesAnswer, ...]:
        return (SeriesAnswer(f"{study_uid}.1", "CT", 1, "thorax", "CHEST", SLICES),)

    def retrieve(
        self,
        study_uid: str,
        series_uids: Sequence[str] = (),
        *,
        into: Path,
        progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Retrieved:
        world = self.world
        if progress is not None:
            progress(0, SLICES)
        while world.gate is not None and not world.gate.wait(0.01):
            if cancelled is not None and cancelled():
                raise Cancelled
        world.retrieved.append(study_uid)
        receive(into.parent, world.folder / study_uid)
        return Retrieved(SLICES, 0, SLICES)

    def close(self) -> None:
        """Nothing is open."""


def fill_archive(home: Path, folder: Path, **changes: object) -> World:
    """An archive with one older study of the patient, and the node by which it is known."""
    write_nodes(home / "nodes.toml", (NODE,), ReceiverSettings())
    world = World(folder)
    add_to(world, accession="T22-000298", days=-1500, **changes)
    return world


def add_to(world: World, **changes: object) -> str:
    """One more study in the archive; returns its UID."""
    from datetime import UTC, datetime

    today = (datetime.now(UTC) + timedelta(0)).date()
    who = identity(today, **changes)
    place = world.folder / "new"
    write_series(place, who, SLICES)
    header = read_header(file_at(next(iter(sorted(place.glob("*.dcm"))))))
    uid = header.text("study_uid")
    place.rename(world.folder / uid)
    world.answers.append(
        StudyAnswer(
            uid, who.patient_id, "", who.patient_name, who.birth_date, who.sex, who.accession_number,
            who.study_date, who.study_time, who.study_description, ("CT",), 1, SLICES,
        )
    )  # fmt: skip
    return uid
