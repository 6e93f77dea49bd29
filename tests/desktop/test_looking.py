"""A time series opened from Studies, images that are still being read, and images that change on disk."""

from __future__ import annotations

import os
import shutil
import threading

import numpy as np
import pytest
from ct_slices import write_series
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from time_slices import COURSE, write_time_series

from desktop import loading
from desktop.browser.looking import LookingWorkspace
from desktop.casework import CaseScreen
from desktop.workspaces.aorta import AortaWorkspace
from studies.growing import Growing
from studies.load import load_series
from studies.phantom import Identity
from studies.scan import scan
from studies.volume import TimeSeries, Volume

pytestmark = pytest.mark.gui
LONG = 30_000
IDENTITY = Identity(
    patient_id="TEST-0701", patient_name="TEST^Dynamiek", birth_date="19610203", sex="F", age="065Y",
    study_date="20261120", study_time="101500", accession_number="T26-000701",
    study_description="CT thorax", uid_entropy="kijken",
)  # fmt: skip


@pytest.fixture(scope="module")
def dynamic(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dynamic")
    write_time_series(folder)
    return folder


@pytest.fixture
def screen(qtbot, desk):
    made = CaseScreen(desk)
    qtbot.addWidget(made)
    made.resize(1366, 700)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close_case()
    desk.background.close()


def only(folder):
    (entry,) = scan(folder).all_series()
    return entry


def opened(qtbot, screen, entry):
    screen.enter(entry)
    qtbot.waitUntil(lambda: screen.case is not None and screen.case.volume is not None, timeout=LONG)
    return screen.workspace


def test_a_time_series_opens_in_time_with_all_planes_and_the_curve(qtbot, screen, dynamic) -> None:
    workspace = opened(qtbot, screen, only(dynamic))
    assert isinstance(workspace, LookingWorkspace)
    views = workspace.views
    assert views.bar.place_text() == "0.0 s · time point 1 of 8"
    QTest.keyClick(views.axial, Qt.Key.Key_Right)
    QTest.keyClick(views.axial, Qt.Key.Key_Right)
    assert views.bar.place_text() == "5.0 s · time point 3 of 8"
    assert [view.state.time_index for view in views.planes] == [2, 2, 2]
    index = views.axial.model.slice_position()[0]
    (curve,) = views.curve.curves
    assert curve.values.tolist() == [bright + index for bright in COURSE]
    window = views.axial.shown_window()
    views.timeline.show(7)
    assert views.axial.shown_window() == window
    assert window[1] + window[0] / 2 > 800, "the brightest time point fits in it"


def test_the_curve_follows_a_click_and_the_pointer(qtbot, screen, dynamic) -> None:
    views = opened(qtbot, screen, only(dynamic)).views
    qtbot.waitUntil(lambda: views.axial.width() > 200, timeout=LONG)
    corner = views.axial.to_widget(views.timeline.volume.index_to_patient([2, 3, 3])).toPoint()
    qtbot.mouseClick(views.axial, Qt.MouseButton.LeftButton, pos=corner)
    assert set(views.curve.curves[0].values.tolist()) == {20}, "beside the disc nothing changes"
    middle = views.axial.to_widget(views.timeline.volume.index_to_patient([2, 24, 24])).toPoint()
    qtbot.mouseMove(views.axial, middle)
    qtbot.waitUntil(lambda: len(views.curve.curves) == 2, timeout=LONG)
    assert views.curve.curves[1].values.max() > 800


def test_unknown_times_are_said(qtbot, screen, tmp_path) -> None:
    write_time_series(tmp_path, with_times=False)
    workspace = opened(qtbot, screen, only(tmp_path))
    assert workspace.views.bar.place_text() == "time point 1 of 8; times unknown"


def test_a_series_of_one_slice_shows_that_slice_and_its_curve_only(qtbot, screen, tmp_path) -> None:
    write_time_series(tmp_path, slices=1)
    views = opened(qtbot, screen, only(tmp_path)).views
    assert views.grid.views == (views.axial, views.curve)


def test_a_movie_is_written_with_every_time_point(qtbot, screen, dynamic, tmp_path) -> None:
    workspace = opened(qtbot, screen, only(dynamic))
    workspace.make_movie(workspace.views.axial, tmp_path / "film")
    target = tmp_path / "film.png"
    qtbot.waitUntil(target.exists, timeout=LONG)
    with Image.open(target) as written:
        assert written.n_frames == len(COURSE)
    assert workspace.views.timeline.index == 0


def test_leaving_stops_the_playing_and_lets_the_series_go(qtbot, screen, dynamic) -> None:
    workspace = opened(qtbot, screen, only(dynamic))
    timeline = workspace.views.timeline
    timeline.cine.play()
    screen.close_case()
    assert not timeline.cine.is_playing
    assert timeline.views == []


class SlowDisk:
    """Loads as ever, but waits after some images until the test says go on."""

    def __init__(self, patch, after: int) -> None:
        self.go_on = threading.Event()
        self.after = after
        patch.setattr(loading, "load_series", self.load)

    def load(self, entry, *, on_slice=None, **keywords):
        seen = [0]

        def slowly(voxels, t, k):
            on_slice(voxels, t, k)
            seen[0] += 1
            if seen[0] == self.after:
                self.go_on.wait(60)

        return load_series(entry, on_slice=slowly, **keywords)


def test_a_volume_is_seen_and_walked_through_while_it_is_read_and_measured_after(
    qtbot, screen, tmp_path, monkeypatch
) -> None:
    write_series(tmp_path, IDENTITY, 12)
    disk = SlowDisk(monkeypatch, 1)
    try:
        screen.enter(only(tmp_path))
        workspace = screen.workspace
        views = workspace.views
        qtbot.waitUntil(lambda: views.axial.volume is not None, timeout=LONG)
        assert screen.case.volume is None
        assert views.axial.growth.words() == "LOADING 1/12"
        assert views.axial.growth.missing_runs(0) == [(0, 6), (7, 12)]
        assert views.annotations.locked == "Measuring is possible when the series is complete."
        assert workspace.panel.aorta.reason == "Measuring is possible when the series is complete."
        QTest.keyClick(views.axial, Qt.Key.Key_Down)
        QTest.keyClick(views.axial, Qt.Key.Key_Down)
        assert views.axial.model.slice_position() == (8, 12)
        assert not views.axial.grab().isNull()
        assert not views.axial.has_failed
    finally:
        disk.go_on.set()
    qtbot.waitUntil(lambda: screen.case.volume is not None, timeout=LONG)
    assert views.axial.growth is None
    assert views.axial.model.slice_position() == (8, 12), "the reader stays where he was"
    assert views.axial.volume is screen.case.volume
    assert views.annotations.locked == ""
    qtbot.mouseClick(workspace.panel.aorta, Qt.MouseButton.LeftButton)
    assert isinstance(screen.workspace, AortaWorkspace)
    assert screen.workspace.core.volume is screen.case.volume
    assert screen.workspace.core.read_only == ""


def test_a_time_series_is_seen_while_it_is_read(qtbot, screen, dynamic, monkeypatch) -> None:
    disk = SlowDisk(monkeypatch, 1)
    try:
        screen.enter(only(dynamic))
        views = screen.workspace.views
        qtbot.waitUntil(lambda: views.axial.volume is not None, timeout=LONG)
        assert views.axial.growth.words() == "LOADING 1/32"
        QTest.keyClick(views.axial, Qt.Key.Key_Right)
        assert views.axial.growth.missing_runs(1) == [(0, 4)]
        assert not views.curve.curves, "no curve of what isn't there"
        assert views.annotations.locked
    finally:
        disk.go_on.set()
    qtbot.waitUntil(lambda: screen.case.volume is not None, timeout=LONG)
    assert views.axial.growth is None
    assert views.timeline.index == 1
    assert views.axial.volume.voxels.max() == COURSE[1] + 3
    assert len(views.curve.curves) == 1
    assert views.annotations.locked == ""


def test_leaving_while_images_are_read_stops_the_reading(qtbot, screen, dynamic, monkeypatch) -> None:
    disk = SlowDisk(monkeypatch, 1)
    screen.enter(only(dynamic))
    job = screen._loading
    qtbot.waitUntil(lambda: screen.workspace.views.axial.volume is not None, timeout=LONG)
    screen.close_case()
    disk.go_on.set()
    qtbot.waitUntil(lambda: job.is_over, timeout=LONG)
    assert job.state.value == "cancelled"
    assert screen.workspace is None


def test_growing_images_bar_measuring_and_tell_the_first_slice_at_once(dynamic) -> None:
    entry, told = only(dynamic), []
    growing = Growing(entry, told.append, clock=lambda: 0.0)
    image = load_series(entry, on_slice=growing.slice_came)
    assert len(told) == 1, "not more often than ten times a second"
    so_far = told[0]
    assert (so_far.done, so_far.total) == (1, 32)
    assert isinstance(so_far.image, TimeSeries)
    assert np.shares_memory(so_far.image.voxels, image.voxels), "the loader's own memory"
    assert any(p.effect == "block" for p in so_far.image.problems)
    assert isinstance(so_far.first, Volume)
    assert so_far.first.shape[0] == 1
    assert not any(p.code == "incomplete" for p in image.problems)


def test_a_change_on_disk_is_said_and_read_again(qtbot, screen, tmp_path) -> None:
    files = write_time_series(tmp_path)
    workspace = opened(qtbot, screen, only(tmp_path))
    screen.disk.ask()
    qtbot.waitUntil(lambda: screen.disk._asking is None, timeout=LONG)
    assert screen.disk_note.isHidden()
    before = workspace.views.axial.volume
    other = tmp_path.parent / f"{tmp_path.name}-other"
    for old, new in zip(files, write_time_series(other, more=1000), strict=True):
        if old.name.startswith("IM000"):
            shutil.copy(new, old)

    for file in files[:4]:
        stat = file.stat()

        os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns + 5_000_000_000))
    screen.disk.ask()
    qtbot.waitUntil(screen.disk_note.isVisible, timeout=LONG)
    said = screen.disk_note.note.accessibleName()
    assert said.startswith("Series changed on disk: 4 changed.")
    assert workspace.views.axial.volume is before, "what is on screen stays what was read"
    qtbot.mouseClick(screen.disk_note.note.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(
        lambda: (
            screen.case is not None
            and screen.case.volume is not None
            and screen.case.volume.voxels.min() == 20
            and screen.case.volume.voxels[0].min() == 1020
        ),
        timeout=LONG,
    )
    qtbot.waitUntil(screen.disk_note.isHidden, timeout=LONG)


def test_a_series_that_is_gone_says_so_and_keeps_the_pictures(qtbot, screen, tmp_path) -> None:
    files = write_time_series(tmp_path)
    workspace = opened(qtbot, screen, only(tmp_path))
    for file in files:
        file.unlink()
    screen.disk.ask()
    qtbot.waitUntil(screen.disk_note.isVisible, timeout=LONG)
    assert "32 gone" in screen.disk_note.note.accessibleName()
    qtbot.mouseClick(screen.disk_note.note.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(screen.desk.messages.open_messages()), timeout=LONG)
    assert screen.workspace is workspace
    assert workspace.views.axial.volume is not None


def test_the_bar_is_walked_by_mouse(qtbot, screen, dynamic) -> None:
    views = opened(qtbot, screen, only(dynamic)).views
    slider = views.bar.slider
    qtbot.waitUntil(lambda: slider.width() > 100, timeout=LONG)
    at = QPoint(round(slider.x_of(5)), slider.height() // 2)
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=at)
    assert views.timeline.index == 5
    qtbot.mouseClick(views.bar.play, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: views.timeline.index != 5, timeout=LONG)
    assert views.timeline.cine.is_playing
    qtbot.mouseClick(views.bar.play, Qt.MouseButton.LeftButton)
    assert not views.timeline.cine.is_playing
