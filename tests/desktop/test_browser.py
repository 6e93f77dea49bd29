"""The study browser, through its real widgets on generated images."""

from __future__ import annotations

import zipfile

import pytest
from PySide6.QtCore import Qt

from desktop.browser import StudiesScreen
from studies.phantom import load_or_make


@pytest.fixture
def screen(qtbot, desk, tmp_path):
    made = StudiesScreen(desk)
    qtbot.addWidget(made)
    made.resize(1366, 620)
    made.show()
    return made


def over(qtbot, screen):
    qtbot.waitUntil(lambda: screen._job is None, timeout=30_000)


def series_items(screen):
    tree = screen.tree
    return [
        tree.topLevelItem(p).child(s).child(e)
        for p in range(tree.topLevelItemCount())
        for s in range(tree.topLevelItem(p).childCount())
        for e in range(tree.topLevelItem(p).child(s).childCount())
    ]


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    return load_or_make(tmp_path_factory.mktemp("images"), "ectatic", size="small").dicom_folder


def test_a_folder_shows_its_series_and_enter_opens_the_chosen_one(qtbot, desk, screen, images):
    opened = []
    desk.services["open_images"] = opened.append
    assert screen.primary_button.reason
    screen.read(images)
    over(qtbot, screen)
    (item,) = series_items(screen)
    screen.tree.setCurrentItem(item)
    assert not screen.primary_button.reason
    qtbot.keyClick(screen.tree, Qt.Key.Key_Return)
    assert opened == [screen.chosen()]
    assert opened[0].is_loadable


def test_a_zip_archive_shows_the_same_series_as_its_folder(qtbot, screen, images, tmp_path):
    archive = tmp_path / "images.zip"
    with zipfile.ZipFile(archive, "w") as out:
        for file in images.iterdir():
            out.write(file, file.name)
    screen.read(archive)
    over(qtbot, screen)
    assert len(series_items(screen)) == 1


def test_a_folder_without_images_says_so_and_opens_nothing(qtbot, screen, tmp_path):
    (tmp_path / "notes.dcm").write_text("this is no image", encoding="utf-8")
    screen.read(tmp_path)
    over(qtbot, screen)
    assert series_items(screen) == []
    assert screen.note.isVisible()
    assert screen.primary_button.reason


def test_a_place_that_is_gone_is_said_in_place(qtbot, screen, tmp_path):
    screen.read(tmp_path / "gone")
    over(qtbot, screen)
    assert screen.note.isVisible()
    assert not screen.cancel_button.isVisible()
