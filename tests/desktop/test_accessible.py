"""Every control has a name, every picture a role and a value, everything can be reached by the keyboard, and texts have contrast."""

from __future__ import annotations

import re

import pytest
from ct_slices import write_series
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QSlider,
    QTextEdit,
    QWidget,
)

import resources
from desktop.browser import StudiesScreen
from desktop.casework import CaseScreen
from desktop.settings_screen import ACTIONS as SETTINGS_ACTIONS
from desktop.settings_screen import SettingsScreen
from studies.phantom import Identity
from studies.scan import scan
from viewers import accessible
from viewers.framed import PictureWidget

pytestmark = pytest.mark.gui
LONG = 30_000
CONTROLS = (
    QAbstractButton,
    QComboBox,
    QAbstractSpinBox,
    QLineEdit,
    QSlider,
    QTextEdit,
    QPlainTextEdit,
    QAbstractItemView,
)
#: inside other controls, which have the name
PARTS = re.compile(r"^qt_|^QTabBar|ScrollLeft|ScrollRight|^QScrollBar")
LEAST_TARGET_PX = 22
IDENTITY = Identity(
    patient_id="TEST-0951", patient_name="TEST^Toegang", birth_date="19610203", sex="F", age="065Y",
    study_date="20261120", study_time="101500", accession_number="T26-000951",
    study_description="CT thorax", uid_entropy="toegang",
)  # fmt: skip


@pytest.fixture(autouse=True)
def roles() -> None:
    accessible.install()


def is_part(widget: QWidget) -> bool:
    """A piece of another control: the editor of a spin box, the viewport of a list, the list of a combo box."""
    parent = widget.parent()
    while parent is not None:
        if isinstance(parent, QComboBox | QAbstractSpinBox | QAbstractItemView):
            return True
        parent = parent.parent()
    return bool(PARTS.search(widget.objectName() or "")) or type(widget).__name__.startswith("QTableCorner")


def name_of(widget: QWidget) -> str:
    found = QAccessible.queryAccessibleInterface(widget)
    said = found.text(QAccessible.Text.Name) if found is not None else ""
    return said or widget.accessibleName()


def parents(widget: QWidget) -> list[QWidget]:
    found = []
    while widget.parentWidget() is not None and len(found) < 4:
        widget = widget.parentWidget()
        found.append(widget)
    return found


def nameless(root: QWidget) -> list[str]:
    return [
        f"{type(w).__name__} in {' < '.join(type(p).__name__ for p in parents(w))}"
        for kind in (*CONTROLS, PictureWidget)
        for w in root.findChildren(kind)
        if not is_part(w) and w.isVisibleTo(root) and not name_of(w).strip()
    ]


def small(root: QWidget) -> list[str]:
    """Buttons on screen that are smaller than a target should be."""
    return [
        f"{type(w).__name__} {name_of(w)!r}: {w.width()} × {w.height()}"
        for w in root.findChildren(QAbstractButton)
        if w.isVisible() and not is_part(w) and min(w.width(), w.height()) < LEAST_TARGET_PX
    ]


@pytest.fixture
def viewer(qtbot, desk, tmp_path):
    write_series(tmp_path, IDENTITY)
    (entry,) = scan(tmp_path).all_series()
    screen = CaseScreen(desk)
    qtbot.addWidget(screen)
    screen.resize(1366, 768)
    screen.show()
    qtbot.waitExposed(screen)
    screen.enter(entry)
    qtbot.waitUntil(lambda: screen.case is not None and screen.case.volume is not None, timeout=LONG)
    yield screen
    screen.close_case()
    desk.background.close()


# ---------------------------------------------------------------- names and targets


def test_the_window_with_the_worklist_names_everything(qtbot, window, signed_in) -> None:
    signed_in()
    assert nameless(window) == []
    assert small(window) == []


def test_the_sign_in_page_names_everything(window) -> None:
    assert nameless(window) == []


def test_the_settings_name_everything(qtbot, desk, window, signed_in) -> None:
    signed_in()
    window.add_screen("settings", SettingsScreen)
    if "settings.open" not in desk.actions:
        desk.actions.register(*SETTINGS_ACTIONS)
    desk.actions.trigger("settings.open")
    shown = window.screen_named("settings")
    qtbot.waitUntil(shown.isVisible, timeout=LONG)
    for group in shown.groups.values():
        group.click()
        assert nameless(shown) == []


def test_studies_names_everything(qtbot, desk) -> None:
    screen = StudiesScreen(desk)
    qtbot.addWidget(screen)
    screen.show()
    assert nameless(screen) == []


def test_the_general_viewer_and_the_aorta_workspace_name_everything(qtbot, viewer) -> None:
    assert nameless(viewer) == []
    assert small(viewer) == []
    viewer.measure("aorta")
    assert nameless(viewer) == []
    assert small(viewer) == []


# ---------------------------------------------------------------- roles and values


def test_a_view_has_a_role_and_says_plane_slice_place_and_window(qtbot, viewer) -> None:
    view = viewer.workspace.views.axial
    found = QAccessible.queryAccessibleInterface(view)
    assert found.role() == QAccessible.Role.Canvas
    assert found.text(QAccessible.Text.Name) == "Axial"
    view.model.show_slice(3)
    view.choose_window(1500.0, -600.0)
    qtbot.waitUntil(lambda: "slice 4/24" in found.text(QAccessible.Text.Value), timeout=LONG)
    said = found.text(QAccessible.Text.Value)
    assert "window 1,500 level −600" in said
    assert re.search(r"z -?−?[\d.,]+ mm", said)


def test_curves_are_charts_and_the_scene_says_from_where_it_is_seen(qtbot, viewer) -> None:
    views = viewer.workspace.views
    assert QAccessible.queryAccessibleInterface(views.curve).role() == QAccessible.Role.Chart
    scene = QAccessible.queryAccessibleInterface(views.scene)
    assert scene.role() == QAccessible.Role.Canvas
    assert scene.text(QAccessible.Text.Name) == "3D"


def test_the_interfaces_of_closed_widgets_are_let_go(qtbot, viewer) -> None:
    for view in viewer.workspace.views.planes:
        QAccessible.queryAccessibleInterface(view)
    before = len(accessible._KEPT)
    assert before
    viewer.close_case()
    qtbot.waitUntil(lambda: len(accessible._KEPT) < before, timeout=LONG)


# ---------------------------------------------------------------- keyboard


def test_every_view_and_button_of_the_viewer_is_reached_by_tab(qtbot, viewer) -> None:
    """Walking through all parts comes past every enabled control that takes the focus, and back to the first."""
    viewer.activateWindow()
    viewer.workspace.views.axial.setFocus()
    seen: list[QWidget] = []
    for _ in range(400):
        now = viewer.window().focusWidget()
        if now in seen:
            break
        seen.append(now)
        viewer.window().focusNextPrevChild(True)
    wanted = [
        w
        for kind in (QAbstractButton, PictureWidget, QLineEdit, QSlider)
        for w in viewer.findChildren(kind)
        if w.isVisible() and w.isEnabled() and w.focusPolicy() & Qt.FocusPolicy.TabFocus and not is_part(w)
    ]
    assert [name_of(w) for w in wanted if w not in seen] == []


def test_the_focus_is_seen_on_every_picture(qtbot, viewer) -> None:
    """A view with the focus is the active one, and looks another way than without."""
    views = viewer.workspace.views
    views.coronal.setFocus()
    qtbot.waitUntil(lambda: views.coronal.is_active, timeout=LONG)
    lit = views.coronal.grab().toImage()
    views.axial.setFocus()
    qtbot.waitUntil(lambda: not views.coronal.is_active, timeout=LONG)
    assert views.coronal.grab().toImage() != lit
    QTest.keyClick(views.axial, Qt.Key.Key_Down)


# ---------------------------------------------------------------- contrast


def luminance(text: str) -> float:
    """WCAG 2.2 relative luminance of ``#rrggbb``."""
    parts = [int(text[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    a, b = sorted((luminance(one), luminance(other)), reverse=True)
    return (a + 0.05) / (b + 0.05)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_texts_have_4_5_and_lines_3_to_1_on_every_surface_they_stand_on(theme: str) -> None:
    """WCAG 2.2, 1.4.3 and 1.4.11."""
    colours = resources.tokens()["colour"][theme]
    surfaces = {
        k: v for k, v in colours["surface"].items() if k in ("app", "panel", "raised", "overlay", "input")
    }
    for surface, behind in surfaces.items():
        for name in ("primary", "secondary", "muted", "link"):
            assert contrast(colours["text"][name], behind) >= 4.5, (name, surface)
        for state, tones in colours["status"].items():
            assert contrast(tones["text"], behind) >= 4.5, (state, surface)
        assert contrast(colours["line"]["strong"], behind) >= 3.0, surface
        assert contrast(colours["line"]["focus"], behind) >= 3.0, surface
    for tones in colours["status"].values():
        assert contrast(tones["text"], tones["soft"]) >= 4.5
    assert contrast(colours["text"]["on_accent"], colours["accent"]["fill"]) >= 4.5
