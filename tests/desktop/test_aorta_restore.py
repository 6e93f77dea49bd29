"""A draft opened again shows the measurement as it was made: same line, levels, numbers; or says why not."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from aorta_cases import copied_home, marks_of, pause, seat, until, write_mask
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from desktop.home import Home
from desktop.workspaces.aorta import codec, storing
from desktop.workspaces.aorta import state as st
from desktop.workspaces.aorta.keeping import Keeper
from governance import service
from studies.volume import Volume

pytestmark = [pytest.mark.gui, pytest.mark.qt_no_exception_capture]
ROOT = Path(__file__).parents[2]

#: what a session does before it is killed: measure, edit a contour, accept, and wait until that is acknowledged
KILLED = """
import os, signal, sys
sys.path[:0] = [{tests!r}]
from pathlib import Path
from desktop import app
qt = app.make_application()
from aorta_cases import measure, pause, seat, until
from desktop.home import Home
from PySide6.QtCore import Qt
with seat(Home(Path({home!r}))) as person:
    person.sign_in()
    person.open({accession!r})
    measure(person, {marks!r}, Path({mask!r}))
    person.work.select("infrarenal")
    pause(30)
    person.key(Qt.Key.Key_Space)
    until(lambda: not person.screen.case.is_saving)
    section = person.work.core.section_of("infrarenal")
    print("SAVED", person.screen.case.report.revision, repr(section.diameter_max_mm), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(scope="module")
def killed(tmp_path_factory, qapp):
    """A home whose session was killed just after its draft was acknowledged: home, accession, what it said."""
    folder = tmp_path_factory.mktemp("killed")
    home, phantom, accession = copied_home(folder / "home")
    script = KILLED.format(
        tests=str(ROOT / "tests" / "desktop"),
        home=str(home.root),
        accession=accession,
        marks=marks_of(phantom),
        mask=str(write_mask(phantom, folder)),
    )
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env=environment,
        timeout=900,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr[-2000:]
    said = next(line for line in done.stdout.splitlines() if line.startswith("SAVED")).split()
    return home, accession, int(said[1]), float(said[2])


def test_what_was_acknowledged_before_a_kill_is_drawn_again(killed) -> None:
    home, accession, revision, diameter = killed
    with seat(home) as person:
        person.sign_in()
        person.open(accession)
        work = person.work
        until(lambda: work.result is not None)
        person.idle()
        assert work.core.measurer.started == 0, "shown as stored, not measured again"
        assert person.screen.case.report.revision == revision, "opening writes nothing"
        assert work.core.section_of("infrarenal").diameter_max_mm == diameter
        assert st.is_accepted(work.result, work.state, "infrarenal")
        assert person.draft()["level:infrarenal", "diameter_max_mm"] == diameter
        assert not work.core.read_only


def test_closed_and_opened_again_everything_is_as_it_was(killed, tmp_path: Path) -> None:
    shutil.copytree(killed[0].root, tmp_path / "home")
    home, accession = Home(tmp_path / "home"), killed[1]
    with seat(home) as person:
        person.sign_in()
        person.open(accession)
        work = person.work
        until(lambda: work.result is not None)
        person.idle()
        # a maximum moved, a level moved, a contour edited, two rows accepted, one with a reason, a length
        work.views.cpr.level_moved.emit("suprarenal", float(work.core.section_of("suprarenal").arc_mm) - 6.0)
        until(lambda: work.core.is_current)
        arc = float(work.result.maximum("abdominal").arc_mm) - 12.0
        work.core.change(work.state.with_maximum("maximum.abdominal", st.Moved(arc, "kalkplaque")), "maximum")
        until(lambda: work.core.is_current)
        work.select("abdominal_max")
        pause(20)
        person.key(Qt.Key.Key_J)
        view = work.views.section
        centre = np.asarray(work.section.centre_mm)
        knot = view.tools.tool.knots_lps[0]
        person.drag(view, view.to_widget(knot), view.to_widget(centre + (knot - centre) * 1.1))
        until(lambda: work.core.is_current)
        person.key(Qt.Key.Key_J)
        for row in ("abdominal_max", "suprarenal"):
            work.select(row)
            pause(20)
            person.key(Qt.Key.Key_Space)
        work.core.change(
            work.state.with_reason("bifurcation", st.Reason("not_assessable", "artefact")), "reden"
        )
        until(lambda: work.core.is_current)
        work.go_to("path")
        until(work.views.axial.isVisible)
        work.views.axial.setFocus()
        QTest.keyClick(work.views.axial, Qt.Key.Key_D)
        middle = work.views.axial.picture_rect().center()
        person.drag(work.views.axial, middle - QPointF(40, 0), middle + QPointF(40, 10))
        person.idle()
        until(lambda: not person.screen.case.is_saving)
        before, result = work.state, work.result
        rows = [(r.key, r.value, r.status, r.by_hand) for r in work.display.rows()]
        lengths = list(work.views.annotations)
        draft, revision = person.draft(), person.screen.case.report.revision
    with seat(home) as person:
        person.sign_in()
        person.open(accession)
        work = person.work
        until(lambda: work.result is not None)
        person.idle()
        assert work.core.measurer.started == 0, "shown as stored, not measured again"
        assert [(r.key, r.value, r.status, r.by_hand) for r in work.display.rows()] == rows
        assert np.array_equal(work.result.line.points_mm, result.line.points_mm)
        for key in st.rows_of(result):
            mine, theirs = st.section_of(work.result, key), st.section_of(result, key)
            assert (mine is None) == (theirs is None)
            if mine is not None and theirs is not None and theirs.contour_mm is not None:
                assert np.array_equal(mine.contour_mm, theirs.contour_mm)
                assert mine.figures == theirs.figures
        assert work.state.clicks == before.clicks
        assert work.state.overrides_mm == before.overrides_mm
        assert work.state.maxima == before.maxima
        assert work.result.moved["abdominal"].words == "kalkplaque"
        assert work.state.reasons == before.reasons
        assert np.array_equal(work.state.mask.voxels > 0, before.mask.voxels > 0)
        assert list(work.views.annotations) == lengths
        assert person.draft() == draft
        assert person.screen.case.report.revision == revision, "opening writes nothing"
        # and it goes on from there: undo starts anew, an act is one revision
        work.select("celiac")
        pause(20)
        person.key(Qt.Key.Key_Space)
        until(lambda: not person.screen.case.is_saving)
        assert set(person.draft()) > set(draft)
        assert all(person.draft()[k] == v for k, v in draft.items())


@pytest.fixture(scope="module")
def kept(killed):
    """The saved draft: home, accession, its content, its images, and its files."""
    home, accession, _revision, _diameter = killed
    with seat(home) as person:
        person.sign_in()
        person.open(accession)
        until(lambda: person.work.result is not None)
        person.idle()
        case = person.screen.case
        revision = service.open_report(person.store, person.desk.session.acting, case.report.id)[1]
        content, volume = revision.content, case.volume
        files = {n: person.store.files.get(n) for n in (content.state.sha256, *content.state.files)}
    return home, accession, content, volume, files


def test_the_author_on_other_images_is_told_and_nothing_is_shown(kept) -> None:
    _home, _accession, content, volume, files = kept
    voxels = volume.voxels.copy()
    voxels[0, 0, 0] += 1
    other = Volume(voxels, volume.grid, volume.modality, volume.unit, series=volume.series)
    with pytest.raises(storing.StateError, match="aren't the ones"):
        storing.restore(content, other, files.__getitem__)


def test_a_state_that_tells_other_numbers_than_the_draft_is_refused(kept) -> None:
    _home, _accession, content, volume, files = kept
    wrong = replace(content.findings[0], value=99.9)
    changed = replace(content, findings=(wrong, *content.findings[1:]))
    with pytest.raises(storing.StateError, match="doesn't agree"):
        storing.restore(changed, volume, files.__getitem__)
    assert storing.restore(content, volume, files.__getitem__) is not None


def test_a_damaged_file_is_refused_with_a_sentence_whatever_was_damaged(kept) -> None:
    _home, _accession, content, volume, files = kept
    generator = np.random.default_rng(7)
    for name in files:
        for place in generator.integers(0, len(files[name]), 4):
            broken = bytearray(files[name])
            broken[int(place)] ^= 0x41
            read = {**files, name: bytes(broken)}
            with pytest.raises(storing.StateError):
                storing.restore(content, volume, read.__getitem__)
        cut = {**files, name: files[name][: len(files[name]) // 2]}
        with pytest.raises(storing.StateError):
            storing.restore(content, volume, cut.__getitem__)


def test_another_version_of_the_format_is_refused(kept) -> None:
    _home, _accession, content, volume, files = kept
    found = codec.decode(files[content.state.sha256], storing._STATED)
    data = codec.encode({**found, "version": storing.VERSION + 1})
    later = replace(content, state=replace(content.state, sha256=storing.sha256(data)))
    with pytest.raises(storing.StateError, match="this version"):
        storing.restore(later, volume, {**files, storing.sha256(data): data}.__getitem__)


def test_the_same_state_gives_the_same_bytes(kept) -> None:
    _home, _accession, content, volume, files = kept
    found = storing.restore(content, volume, files.__getitem__)
    again = storing.state_bytes(found.state, found.annotations, found.images, found.stored)
    assert storing.sha256(again) == content.state.sha256
    made = storing.stored(found.result)
    assert (made.path, made.levels) == (found.stored.path, found.stored.levels)


def test_who_only_reads_sees_it_too_and_changes_nothing(kept) -> None:
    """Another radiographer opens the draft: read only, with the same levels."""
    home, accession, content, _volume, _files = kept
    with seat(home) as person:
        person.sign_in("milan")
        person.open(accession, start=False)
        work = person.work
        until(lambda: work.result is not None)
        assert work.core.read_only
        assert st.is_accepted(work.result, work.state, "infrarenal")
        assert work.panel.accept.reason
        work.select("celiac")
        person.key(Qt.Key.Key_Space)
        person.idle()
        assert len(person.draft()) == len(content.findings)


def test_a_draft_of_an_earlier_version_is_not_rewritten_by_opening_it(kept, monkeypatch) -> None:
    """A newer program may flag more; it says so at the next act of a person, not behind anybody's back."""
    home, accession, content, _volume, _files = kept
    derive = Keeper._findings
    monkeypatch.setattr(
        Keeper,
        "_findings",
        lambda self, *given: [replace(f, flags=(*f.flags, "newly_told")) for f in derive(self, *given)],
    )
    with seat(home) as person:
        person.sign_in()
        person.open(accession)
        until(lambda: person.work.result is not None)
        person.idle()
        assert person.screen.case.content == content
