"""A home with a present study, and an earlier one of the same patient: as a report, or as images only."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from pathlib import Path

from aorta_cases import CHEAP, LANDMARKS, Seat, marks_of, until

from desktop.demo import cases, department, job
from desktop.home import Home
from desktop.workspaces.aorta import state as st
from governance.store import Store

ACCESSION, EARLIER = "T26-004417", "T24-001203"
PHASE = st.Stated("arterial", "demo-sanne", "2026-11-24T10:00:00.000000Z")


def make_home(folder: Path, *, reported: bool) -> tuple[Home, object, object]:
    """Home, the present phantom, the earlier one; the earlier one is authorised, or was only received."""
    home = Home(folder).prepare()
    store = Store.open(home.root, password_cost=CHEAP)
    made = department.make(store)
    recipe = department.recipe()
    present = dict(recipe["studies"][0]) | {"size": "small"}
    _study, phantom = cases.register(made, made.acting("beheer"), present, size="small")
    entry = dict(recipe["received"][0])
    if reported:
        entry = present | entry | {"urgency": "routine", "question": "Controle AAA."}
        study, earlier = cases.register(made, made.acting("beheer"), entry, size="small")
        job.run(made, study, earlier)
    else:
        cases.receive(made, entry)
        earlier = None
    store.close()
    return home, phantom, earlier


@functools.cache
def pristine(*, reported: bool) -> tuple[Path, object, object]:
    folder = Path(tempfile.mkdtemp(prefix="earlier-cases-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    home, phantom, earlier = make_home(folder / "home", reported=reported)
    return home.root, phantom, earlier


def copied_home(folder: Path, *, reported: bool) -> tuple[Home, object, object]:
    root, phantom, earlier = pristine(reported=reported)
    shutil.copytree(root, folder)
    return Home(folder), phantom, earlier


def measure_present(person: Seat, phantom: object, *, edge: str = "inner") -> None:
    """Ends, landmarks of the abdomen, the phase, by clicks; then the button."""
    work, marks = person.work, marks_of(phantom)
    if edge != work.state.edge:
        work.core.change(work.state.with_edge(edge), "rand")
    for name in ("start", "aortic_end"):
        work.core.change(work.state.with_click(marks[name]), "punt")
    for name in LANDMARKS:
        work.core.change(work.state.with_landmark(name, marks[name]), "landmark")
    work.core.change(work.state.with_condition("phase", PHASE), "fase")
    person.click(work.panel.path.compute)
    until(lambda: work.core.is_current)
    person.idle()


def accept(person: Seat, work, *rows: str) -> None:
    """Judge rows by the button of the panel that is on screen."""
    for row in rows:
        work.select(row)
        person.idle()
        work.accept()
        person.idle()
