"""Time series in the views: time points, playing, slider, curve, growing images, marks, movie."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studies.volume import Grid, Problem, SeriesInfo, TimeSeries, Volume
from viewers import facts
from viewers.cine import LOOP, SWING, Cine, due
from viewers.colour import (
    Look,
    first_window,
    first_window_over_time,
    image_range,
    integer_lut,
    without_padding,
)
from viewers.growth import Growth
from viewers.movie import MovieGrab, write_movie
from viewers.slicing import SliceSource
from viewers.state import SyncGroup
from viewers.timebar import TimeBar
from viewers.timecurve import TimeCurve
from viewers.timeline import Timeline
from viewers.view import SliceView

LONG = 30_000
TIMES = (0.0, 2.0, 3.0, 10.0)


def series(times=TIMES, dtype=np.int16, **info) -> TimeSeries:
    """Time point t has the value 100·t + slice everywhere."""
    voxels = np.zeros((len(times), 5, 16, 20), dtype=dtype)
    for t in range(len(times)):
        for k in range(5):
            voxels[t, k] = 100 * t + k
    grid = Grid((20, 16, 5), np.array([1.0, 1.0, 2.0]), np.zeros(3), np.eye(3))
    return TimeSeries(voxels, np.asarray(times), grid, "MR", "1", "1.2.3", SeriesInfo(**info))


@pytest.fixture
def shown(qtbot, request):
    """Two linked views, the bar and the curve on one series."""
    made = Timeline(series())
    group, views = SyncGroup(), []
    for orientation in ("axial", "coronal"):
        view = SliceView(made.volume, orientation)
        qtbot.addWidget(view)
        view.resize(300, 322)
        view.set_group(group)
        made.add(view)
        view.show()
        views.append(view)
    bar, curve = TimeBar(), TimeCurve()
    for widget in (bar, curve):
        qtbot.addWidget(widget)
    bar.resize(800, 44)
    curve.resize(400, 300)
    bar.set_timeline(made)
    curve.set_timeline(made)
    yield made, views, bar, curve
    bar.set_timeline(None)
    curve.set_timeline(None)
    for view in views:
        view.release()


def value(view: SliceView) -> float:
    """What the middle of the picture shows."""
    pointed = view.pointed_at(QPointF(view.picture_rect().center()))
    assert pointed is not None
    return pointed.value


def test_every_view_shows_the_same_time_point_and_keeps_window_zoom_and_slice(shown) -> None:
    timeline, (axial, coronal), _bar, _curve = shown
    axial.change(zoom_px_per_mm=9.0, window=333.0)
    axial.model.show_slice(3)
    before = axial.state
    timeline.show(2)
    assert value(axial) == 203
    assert coronal.volume is axial.volume
    assert (axial.state.time_index, coronal.state.time_index) == (2, 2)
    assert replace(axial.state, time_index=0) == before
    assert np.shares_memory(axial.volume.voxels, timeline.series.voxels), "no copy of the series"


def test_a_view_state_of_another_time_point_takes_all_views_there(shown) -> None:
    timeline, (axial, coronal), _bar, _curve = shown
    kept = replace(axial.state, time_index=3)
    axial.model.put(kept)  # as a key image that is opened live does
    assert timeline.index == 3
    assert coronal.state.time_index == 3


def test_arrows_and_alt_wheel_walk_through_time_and_stop_at_the_ends(shown) -> None:
    timeline, (axial, _coronal), _bar, _curve = shown
    for _ in range(6):
        QTest.keyClick(axial, Qt.Key.Key_Right)
    assert timeline.index == 3
    QTest.keyClick(axial, Qt.Key.Key_Left)
    assert timeline.index == 2
    slice_before = axial.model.slice_position()
    at = QPointF(150, 150)
    for angle in (QPoint(0, 120), QPoint(120, 0)):  # some platforms turn it round with Alt
        wheel = QWheelEvent(
            at, at, QPoint(), angle, Qt.MouseButton.NoButton, Qt.KeyboardModifier.AltModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(axial, wheel)
    assert timeline.index == 0
    assert axial.model.slice_position() == slice_before


def test_a_single_volume_has_no_time_to_walk_through(qtbot, make_view, volume) -> None:
    view = make_view(volume)
    assert view.run("time.next") is False
    assert facts.time_text(view) == ""


@pytest.mark.parametrize(("mode", "expected"), [(LOOP, [2, 3, 0, 1, 2]), (SWING, [2, 3, 2, 1, 0])])
def test_playing_goes_round_or_back_and_forth(mode, expected) -> None:
    assert [due(2, n, 4, mode) for n in range(5)] == expected


def test_late_frames_are_left_out_and_never_slow_the_playing() -> None:
    now, at, asked = [0.0], [0], []

    def show(index: int) -> None:
        at[0] = index
        asked.append(index)

    cine = Cine(lambda: 100, lambda: at[0], show, clock=lambda: now[0])
    cine.set_rate(10)
    assert cine.play()
    for second in (0.1, 0.2, 1.0):  # the machine was busy for 0.8 s
        now[0] = second
        cine.tick()
    assert asked == [1, 2, 10]
    assert cine.measured_rate < 10
    cine.stop()
    assert not cine.is_playing


def test_speed_has_steps_and_ends() -> None:
    cine = Cine(lambda: 3, lambda: 0, lambda _index: None)
    for _ in range(30):
        cine.faster()
    assert cine.rate == 60
    for _ in range(30):
        cine.slower()
    assert cine.rate == 1
    with pytest.raises(ValueError, match="way of playing"):
        cine.set_mode("random")


def test_what_was_made_fast_is_played_as_fast_as_it_was_made() -> None:
    assert Timeline(series((0.0, 0.25, 0.5))).cine.rate == 4
    assert Timeline(series()).cine.rate == 10, "points 2.5 s apart"
    assert Timeline(series((np.nan, np.nan))).cine.rate == 10


def test_c_plays_and_esc_a_tool_or_a_step_by_hand_stops(qtbot, shown) -> None:
    timeline, (axial, _coronal), bar, _curve = shown
    for stop in (
        lambda: QTest.keyClick(axial, Qt.Key.Key_Escape),
        lambda: QTest.keyClick(axial, Qt.Key.Key_D),
        lambda: QTest.keyClick(axial, Qt.Key.Key_Right),
        bar.play.click,
    ):
        QTest.keyClick(axial, Qt.Key.Key_C)
        assert timeline.cine.is_playing
        qtbot.waitUntil(lambda before=timeline.index: timeline.index != before, timeout=LONG)
        stop()
        assert not timeline.cine.is_playing
        axial.tools.choose("")


def test_the_keys_of_speed_change_it(shown) -> None:
    timeline, (axial, _coronal), bar, _curve = shown
    QTest.keyClick(axial, Qt.Key.Key_Period)
    assert timeline.cine.rate == 12
    QTest.keyClick(axial, Qt.Key.Key_Comma)
    assert timeline.cine.rate == 10
    assert bar.rate_text() == "10 images/s"


def test_the_slices_of_a_single_volume_can_be_played(qtbot, make_view, volume) -> None:
    view = make_view(volume)
    before = view.model.slice_position()
    assert view.run("cine.switch")
    qtbot.waitUntil(lambda: view.model.slice_position() != before, timeout=LONG)
    view.release()
    assert not view.cine.is_playing


def test_a_hidden_bar_stops_the_playing(qtbot, shown) -> None:
    timeline, _views, bar, _curve = shown
    bar.show()
    timeline.cine.play()
    bar.hide()
    assert not timeline.cine.is_playing


def test_the_slider_stands_where_the_point_lies_in_time_and_says_it(qtbot, shown) -> None:
    timeline, _views, bar, _curve = shown
    bar.show()
    slider = bar.slider
    qtbot.waitUntil(lambda: slider.width() > 100)
    room = slider.x_of(3) - slider.x_of(0)
    assert slider.x_of(1) - slider.x_of(0) == pytest.approx(0.2 * room)
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(round(slider.x_of(2)), 20))
    assert timeline.index == 2
    assert bar.place_text() == "3.0 s · time point 3 of 4"
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert timeline.index == 3


@pytest.mark.parametrize("times", [(np.nan, np.nan, np.nan), (0.0, 5.0, 5.0)])
def test_unknown_or_doubtful_times_are_said_and_not_invented(qtbot, times) -> None:
    timeline, bar, curve = Timeline(series(times)), TimeBar(), TimeCurve()
    qtbot.addWidget(bar)
    qtbot.addWidget(curve)
    bar.set_timeline(timeline)
    assert bar.place_text() == "time point 1 of 3; times unknown"
    curve.resize(400, 300)
    curve.set_timeline(timeline)
    assert curve.x_of(1) - curve.x_of(0) == pytest.approx(curve.x_of(2) - curve.x_of(1))
    bar.set_timeline(None)
    curve.set_timeline(None)


def test_the_curve_is_the_voxel_itself_and_a_click_in_it_goes_there(qtbot, shown) -> None:
    timeline, _views, _bar, curve = shown
    curve.show_voxel((2, 3, 4))
    curve.show_pointed((4, 0, 0))
    main, second = curve.curves
    assert main.values.tolist() == [2, 102, 202, 302]
    assert second.values.tolist() == [4, 104, 204, 304]
    curve.show()
    qtbot.mouseClick(curve, Qt.MouseButton.LeftButton, pos=QPoint(round(curve.x_of(3)), 120))
    assert timeline.index == 3
    assert not curve.grab().isNull()
    assert not curve.has_failed
    curve.show_pointed((9, 0, 0))
    assert len(curve.curves) == 1, "outside the images there is nothing"


def test_colours_of_a_float_series_mean_the_same_at_every_time_point(qtbot) -> None:
    timeline = Timeline(series(dtype=np.float32))
    view = SliceView(timeline.volume, "axial")
    qtbot.addWidget(view)
    view.resize(300, 322)
    timeline.add(view)
    view.change(window=400.0, level=200.0)
    greys = []
    for index in range(4):
        timeline.show(index)
        centre = view.picture_rect().center().toPoint() + QPoint(30, 30)
        greys.append(view.grab_image().pixelColor(centre).value())
    assert greys == sorted(greys)
    assert greys[0] < 10
    assert 120 < greys[2] < 136
    view.release()


def test_one_window_for_all_time_points() -> None:
    own = first_window_over_time(series())
    width, level = own
    assert level - width / 2 <= 4
    assert level + width / 2 >= 300
    filed = series(windows=((150.0, 300.0),))
    assert first_window_over_time(filed) == (300.0, 150.0)
    useless = series(windows=((9000.0, 10.0),))
    assert first_window_over_time(useless) == own, "a window that shows nothing isn't taken"


def padded(voxels: np.ndarray) -> Volume:
    grid = Grid(voxels.shape[::-1], np.ones(3), np.zeros(3), np.eye(3))
    extra = {"padding_from": "-2000", "padding_to": "-1500"}
    return Volume(voxels, grid, "MR", "1", "1.2", SeriesInfo(extra=extra))


def test_padding_counts_in_no_window_and_is_black_also_inverted() -> None:
    voxels = np.full((4, 8, 8), -2000, np.int16)
    voxels[:, 2:6, 2:6] = np.arange(16, dtype=np.int16).reshape(4, 4) * 10
    volume = padded(voxels)
    assert image_range(volume) == (0, 150)
    assert without_padding(voxels, volume).min() == 0
    width, level = first_window(volume)
    assert level - width / 2 > -1
    table = integer_lut(Look(width, level, invert=True, padding=(-2000, -1500)), True)
    as_index = np.array([-2000, -1500, 0], np.int16).view(np.uint16)
    colours = table[as_index]
    assert colours[0] == colours[1] == 0xFF000000
    assert colours[2] == 0xFFFFFFFF


def growing(done: list[int]) -> tuple[Volume, Growth]:
    image = series().at(0)
    present = np.zeros((1, 5), dtype=bool)
    present[0, done] = True
    return image, Growth(present, len(done), 5)


def test_what_has_not_been_read_is_hatched_and_said_with_its_number(qtbot, make_view) -> None:
    image, growth = growing([2])
    view = make_view(image)
    view.change(crosshair_visible=False)
    here = view.grab_image()
    view.set_growth(growth)
    assert growth.missing_runs(0) == [(0, 2), (3, 5)]
    box = view.picture_rect().toRect().adjusted(60, 60, -60, -120)
    assert view.grab_image().copy(box) == here.copy(box), "the slice that is here is shown as it is"
    view.model.show_slice(4)
    waiting = view.grab_image().copy(box)
    view.set_growth(None)
    assert waiting != view.grab_image().copy(box)
    assert not view.has_failed
    assert growth.words() == "LOADING 1/5"


def test_only_the_rows_that_wait_are_hatched_across_the_slices(qtbot, make_view) -> None:
    image, growth = growing([0, 1, 2])
    view = make_view(image, "coronal", crosshair_visible=False)
    whole = view.grab_image()
    view.set_growth(growth)
    part = view.grab_image()
    x = round(view.picture_rect().center().x()) + 40
    for index, waits in ((1, False), (4, True)):
        y = round(view.to_widget(image.index_to_patient([index, 8, 10])).y())
        same = all(
            whole.pixel(x + dx, y + dy) == part.pixel(x + dx, y + dy)
            for dx in range(12)
            for dy in range(-6, 7)
        )
        assert same is not waits


def test_the_marks_say_lossy_resampled_and_from_what(make_view, volume) -> None:
    def marked(codes: tuple[str, ...] = (), **info) -> list[str]:
        problems = tuple(Problem(code, "x", "warn") for code in codes)
        return facts.marks(make_view(replace(volume, series=SeriesInfo(**info), problems=problems)))

    assert marked() == []
    assert marked(lossy=True) == ["LOSSY"]
    assert marked(lossy=True, lossy_ratio=12.4) == ["LOSSY 12:1"]
    assert marked(("gantry_tilt",), extra={"resampled": "x"}) == ["RESAMPLED: TILTED"]
    assert marked(("missing_slices", "irregular_spacing")) == ["IRREGULAR", "MISSING SLICES"]


def test_a_movie_has_every_time_point_no_identity_and_the_marker(qtbot, shown, tmp_path) -> None:
    timeline, (axial, _coronal), _bar, _curve = shown
    axial.set_marker("PRELIMINARY")
    axial.set_identity(["Geheim^Naam", "12345"])
    axial.change(window=400.0, level=200.0)
    timeline.show(1)
    found: list = []
    grab = MovieGrab(axial)
    grab.done.connect(lambda frames, rate: found.append((frames, rate)))
    grab.start()
    qtbot.waitUntil(lambda: bool(found), timeout=LONG)
    ((frames, rate),) = found
    assert timeline.index == 1, "the view is where it was"
    assert len(frames) == 4
    axial.set_identity([])
    timeline.show(0)
    image = axial.grab_image().convertToFormat(axial.grab_image().format())
    bare = image.pixelColor(40, 10)
    assert tuple(frames[0][10, 40]) == (bare.red(), bare.green(), bare.blue())
    means = [float(frame[150:200, 40:100].mean()) for frame in frames]
    assert means == sorted(means)
    for name, kind in (("film.png", "PNG"), ("film.gif", "GIF")):
        target = write_movie(frames, rate, tmp_path / name)
        with Image.open(target) as written:
            assert (written.format, written.n_frames) == (kind, 4)
            assert written.info["duration"] == 100
    assert sorted(p.name for p in tmp_path.iterdir()) == ["film.gif", "film.png"]
    with pytest.raises(ValueError, match="png or"):
        write_movie(frames, rate, tmp_path / "film.avi")


def test_a_series_that_grows_is_taken_again_at_the_point_that_is_shown(shown) -> None:
    timeline, (axial, _coronal), _bar, _curve = shown
    timeline.show(1)
    fresh = replace(timeline.series, voxels=timeline.series.voxels + np.int16(1))
    timeline.refresh(fresh)
    assert value(axial) == 103
    assert axial.state.time_index == 1


def test_a_view_that_is_let_go_leaves_the_others_playing(qtbot, shown) -> None:
    timeline, (axial, coronal), _bar, _curve = shown
    axial.release()
    timeline.show(2)
    assert timeline.views == [coronal]
    assert axial.volume is None
    assert coronal.state.time_index == 2


def test_sources_of_time_points_cost_next_to_nothing(qtbot) -> None:
    image = series().at(1)
    source = SliceSource.of(image)
    assert np.shares_memory(source.voxels, image.voxels)
