"""Earlier | present: equal widths, own banners, and what the kinds of link move."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from studies.volume import Grid, SeriesInfo, Volume
from viewers.comparison import ComparisonView, Tag

pytestmark = pytest.mark.gui


def volume(
    frame: str, *, origin=(0.0, 0.0, 0.0), slices: int = 40, step: float = 2.0, modality="CT"
) -> Volume:
    voxels = np.zeros((slices, 32, 32), dtype=np.int16)
    voxels[:, 8:24, 8:24] = np.arange(slices, dtype=np.int16)[:, None, None] * 10
    grid = Grid((32, 32, slices), np.array([2.0, 2.0, step]), np.array(origin), np.eye(3))
    return Volume(voxels, grid, modality, "[hnsf'U]", frame, SeriesInfo(modality=modality))


@pytest.fixture
def pair(qtbot):
    made = ComparisonView()
    qtbot.addWidget(made)
    made.resize(1000, 520)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.release()


def z(view) -> float:
    return float(view.state.plane.origin[2])


def show(pair: ComparisonView, present: Volume, prior: Volume) -> None:
    pair.show_present(present, identity=("B", "2"), tag=Tag("HUIDIG", "24-11-2026", "CT"))
    pair.show_prior(prior, identity=("A", "1"), tag=Tag("VORIG", "05-11-2024", "CT"))


def test_the_sides_are_equally_wide_and_each_says_which_it_is(pair, qtbot) -> None:
    show(pair, volume("1"), volume("2"))
    earlier, now = pair.views()
    assert earlier.width() == now.width()
    pair.resize(1001, 520)
    qtbot.waitUntil(
        lambda: earlier.width() == now.width() and pair.present.geometry().right() == 999, timeout=30_000
    )
    assert pair.prior.banner.accessibleName() == "VORIG 05-11-2024 CT"
    assert pair.present.banner.accessibleName() == "HUIDIG 24-11-2026 CT"
    assert earlier.notes == ("VORIG 05-11-2024",)
    assert pair.prior.geometry().right() < pair.present.geometry().left()


def test_one_space_is_linked_at_once_in_place_level_scale_and_window(pair) -> None:
    show(pair, volume("1"), volume("1", origin=(0.0, 0.0, -20.0), slices=110, step=1.0))
    earlier, now = pair.views()
    assert pair.kind() == "same"
    assert z(earlier) == pytest.approx(z(now), abs=0.51)
    now.model.scroll(5)
    assert z(earlier) == pytest.approx(z(now), abs=0.51)
    now.zoom_about(QPointF(120, 140), 1.7)
    assert earlier.projection().px_per_mm == pytest.approx(now.projection().px_per_mm)
    corner = QPointF(60, 90)
    assert earlier.to_lps(corner)[:2] == pytest.approx(now.to_lps(corner)[:2], abs=0.01)
    earlier.choose_window(900, 50)
    assert (now.state.window, now.state.level) == (900, 50)


def test_other_spaces_are_not_linked_until_somebody_links_them_and_then_keep_their_difference(pair) -> None:
    told = []
    pair.link_changed.connect(told.append)
    show(pair, volume("1"), volume("2", origin=(300.0, 0.0, 500.0)))
    earlier, now = pair.views()
    assert pair.kind() == "none"
    before = z(earlier)
    now.model.scroll(4)
    assert z(earlier) == before
    earlier.model.scroll(-3)
    apart = z(earlier) - z(now)
    QTest.mouseClick(pair.chip, Qt.MouseButton.LeftButton)
    assert pair.kind() == "manual"
    now.model.scroll(6)
    assert z(earlier) - z(now) == pytest.approx(apart)
    earlier.model.scroll(-2)
    assert z(earlier) - z(now) == pytest.approx(apart)
    QTest.mouseClick(pair.chip, Qt.MouseButton.LeftButton)
    assert pair.kind() == "none"
    kept = z(earlier)
    now.model.scroll(3)
    assert z(earlier) == kept
    assert told[-3:] == ["none", "manual", "none"]


def test_a_registration_turns_points_both_ways_and_stays_a_proposal_until_accepted(pair) -> None:
    show(pair, volume("1"), volume("2", origin=(10.0, 20.0, 30.0)))
    matrix = np.eye(4)
    angle = np.radians(10.0)
    matrix[:2, :2] = [[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]
    matrix[:3, 3] = [10.0, 20.0, 34.0]
    pair.link_by_registration(matrix, is_proposal=True)
    earlier, now = pair.views()
    assert pair.kind() == "registration"
    assert pair.is_proposal
    assert pair.chip.text() == "proposal"
    there = pair.group.point_for(now.model, earlier.model, (5.0, 6.0, 7.0))
    assert there == pytest.approx((matrix @ [5.0, 6.0, 7.0, 1.0])[:3])
    assert pair.group.point_for(earlier.model, now.model, there) == pytest.approx([5.0, 6.0, 7.0])
    pair.accept_registration()
    assert pair.chip.text() == "registration"
    now.model.scroll(3)
    assert z(earlier) == pytest.approx(z(now) + 34.0, abs=1.01)


def test_another_earlier_volume_forgets_the_link_and_the_lengths_of_the_former(pair) -> None:
    from viewers.tools.annotations import Annotation, new_id

    show(pair, volume("1"), volume("2"))
    pair.link_by_hand()
    earlier = pair.prior.view
    drawn = Annotation(new_id(), "length", ((0.0, 0.0, 40.0), (10.0, 0.0, 40.0)), earlier.state.plane)
    earlier.annotations.add(drawn)
    assert len(earlier.annotations) == 1
    pair.show_prior(volume("3"), tag=Tag("VORIG", "01-01-2020"))
    assert pair.kind() == "none"
    assert len(earlier.annotations) == 0
    pair.show_prior(None, empty=("leeg", "kies"))
    assert pair.kind() == ""
    assert pair.chip.isHidden()


def test_windows_of_different_modalities_stay_their_own(pair) -> None:
    show(pair, volume("1"), volume("1", modality="MR"))
    earlier, now = pair.views()
    window = earlier.state.window
    now.choose_window(1234, 5)
    assert earlier.state.window == window


def test_both_sides_turn_to_one_plane_and_the_link_key_is_said_on_the_chip(pair, qtbot) -> None:
    show(pair, volume("1"), volume("1"))
    pair.set_orientation("coronal")
    assert [v.source_orientation() for v in pair.views()] == ["coronal", "coronal"]
    pair.present.view.setFocus()
    qtbot.keyClick(pair.present.view, Qt.Key.Key_L)
    assert pair.kind() == "none"
    assert pair.chip.text() == "not linked"
    qtbot.keyClick(pair.present.view, Qt.Key.Key_L)
    assert pair.chip.text() == "same space"


def test_the_wheel_over_one_side_scrolls_both(pair) -> None:
    from PySide6.QtGui import QWheelEvent
    from PySide6.QtWidgets import QApplication

    show(pair, volume("1"), volume("1"))
    earlier, now = pair.views()
    at = QPointF(earlier.rect().center())
    before = z(now)
    turn = QWheelEvent(
        at, QPointF(earlier.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(earlier, turn)
    assert z(now) != before
    assert z(earlier) == pytest.approx(z(now))
