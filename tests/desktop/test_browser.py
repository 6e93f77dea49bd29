"""The study browser, through its real widgets on generated images."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import numpy as np
import pydicom
import pytest
import SimpleITK
from ct_slices import write_series
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from desktop.browser import ACTIONS, StudiesScreen, take_drops
from desktop.browser.screen import EMPTY, LOADING, NO_HIT, TABLE
from desktop.parts import clipped
from studies.phantom import Identity

pytestmark = [
    pytest.mark.gui,
    pytest.mark.filterwarnings("ignore:.*The value length:UserWarning"),
]
LONG = 30_000
IDENTITY = Identity(
    patient_id="TEST-0301", patient_name="TEST^Bladeren", birth_date="19580120", sex="M", age="068Y",
    study_date="20261120", study_time="101500", accession_number="T26-000301",
    study_description="CT thorax", uid_entropy="bladeren",
)  # fmt: skip


@pytest.fixture(scope="module")
def slices(tmp_path_factory):
    return write_series(tmp_path_factory.mktemp("made"), IDENTITY, 12)


@pytest.fixture
def images(slices, tmp_path):
    folder = tmp_path / "beelden"
    folder.mkdir()
    for file in slices:
        shutil.copy(file, folder / file.name)
    return folder


@pytest.fixture
def screen(qtbot, desk):
    made = StudiesScreen(desk)
    qtbot.addWidget(made)
    made.resize(1366, 620)
    made.show()
    qtbot.waitExposed(made)
    yield made
    desk.background.close()


def over(qtbot, screen):
    """The place is read and its pictures are drawn."""
    qtbot.waitUntil(lambda: screen._job is None, timeout=LONG)
    qtbot.waitUntil(lambda: screen._drawing is None and not screen._waiting, timeout=LONG)


def other_patient(file: Path, target: Path, **changes: str) -> None:
    image = pydicom.dcmread(file)
    image.PatientName, image.PatientID = "TEST^Ander", "TEST-0999"
    for name in ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID"):
        setattr(image, name, f"{getattr(image, name)}.9")
    image.file_meta.MediaStorageSOPInstanceUID = image.SOPInstanceUID
    for name, value in changes.items():
        setattr(image, name, value)
    image.save_as(target)


def test_an_empty_screen_says_what_it_is_and_what_to_do_and_clips_nothing(qtbot, screen):
    assert screen.pages.currentIndex() == EMPTY
    qtbot.waitUntil(screen.empty_button.isVisible)
    assert screen.primary_button.reason
    for width, height in ((1366, 620), (1600, 852)):
        screen.resize(width, height)
        qtbot.waitUntil(lambda w=width: screen.width() == w)
        assert [label.text() for label in clipped(screen)] == []


def test_a_folder_shows_its_series_with_a_picture_and_can_be_viewed(qtbot, desk, screen, images):
    opened = []
    desk.services["open_images"] = lambda entry, others=(): opened.append(entry)
    screen.read(images)
    over(qtbot, screen)
    assert screen.pages.currentIndex() == TABLE
    (series,) = screen.tree.rows("series")
    assert screen.tree.currentItem() is series
    assert series.line.modality == "CT"
    assert series.line.images[0].endswith("× 12")
    picture = series.line.picture
    assert picture is not None
    assert not picture.isNull()
    grey = np.array(
        [picture.pixelColor(x, picture.height() // 2).value() for x in range(0, picture.width(), 4)]
    )
    assert grey.min() < 30
    assert grey.max() > 110, "soft tissue is shown in a soft tissue window"
    qtbot.mouseClick(screen.panel.view_button, Qt.MouseButton.LeftButton)
    assert opened == [screen.chosen()]
    assert opened[0].is_loadable


def test_nothing_of_the_table_header_is_clipped_at_any_width(qtbot, screen, images):
    screen.read(images)
    over(qtbot, screen)
    header = screen.tree.header()
    for width in (1366, 1600, 1920):
        screen.resize(width, 700)
        qtbot.waitUntil(lambda w=width: screen.width() == w)
        for column in range(header.count()):
            if header.isSectionHidden(column):
                continue
            words = screen.tree.headerItem().text(column)
            room = header.sectionSize(column) - 20
            assert header.fontMetrics().horizontalAdvance(words) <= room, words


def test_a_zip_archive_shows_the_same_series_as_its_folder(qtbot, screen, images, tmp_path):
    archive = tmp_path / "images.zip"
    with zipfile.ZipFile(archive, "w") as out:
        for file in images.iterdir():
            out.write(file, file.name)
    screen.read(archive)
    over(qtbot, screen)
    (series,) = screen.tree.rows("series")
    assert series.line.picture is not None
    assert not series.line.picture.isNull()


def test_one_file_opens_its_series_and_says_which(qtbot, screen, images):
    screen.read(sorted(images.iterdir())[4])
    over(qtbot, screen)
    assert len(screen.tree.rows("series")) == 1
    assert screen.chosen().files == 12


def test_a_folder_without_images_says_so_and_opens_nothing(qtbot, screen, tmp_path):
    (tmp_path / "notes.dcm").write_text("this is no image", encoding="utf-8")
    screen.read(tmp_path)
    over(qtbot, screen)
    assert screen.tree.rows() == []
    qtbot.waitUntil(screen.note.isVisible)
    assert screen.primary_button.reason


def test_a_place_that_is_gone_is_said_in_place(qtbot, screen, tmp_path):
    screen.read(tmp_path / "gone")
    over(qtbot, screen)
    qtbot.waitUntil(screen.note.isVisible)
    assert not screen.cancel_button.isVisible()
    assert screen.recent.places() == []


def test_reading_can_be_cancelled(qtbot, screen, images):
    screen.read(images)
    assert screen.pages.currentIndex() == LOADING
    assert not screen.cancel_button.isHidden()
    screen.cancel_button.click()
    over(qtbot, screen)
    assert screen.pages.currentIndex() in (EMPTY, TABLE)  # the reading may have been faster
    assert screen.cancel_button.isHidden()


def test_two_patients_stand_apart_and_the_screen_says_so(qtbot, screen, images):
    for file in sorted(images.iterdir()):
        other_patient(file, images / f"ander-{file.name}")
    screen.read(images)
    over(qtbot, screen)
    assert len(screen.tree.rows("patient")) == 2
    assert len(screen.tree.rows("series")) == 2
    qtbot.waitUntil(screen.note.isVisible)
    assert "2" in screen.note.accessibleName()


def test_images_of_two_patients_in_one_series_go_nowhere(qtbot, desk, screen, images):
    file = sorted(images.iterdir())[3]
    image = pydicom.dcmread(file)
    image.PatientName, image.PatientID = "TEST^Ander", "TEST-0999"
    image.save_as(file)
    screen.read(images)
    over(qtbot, screen)
    mixed = [r for r in screen.tree.rows("series") if r.line.entries[0].has_problem("patient_mismatch")]
    assert mixed
    for row in mixed:
        screen.tree.setCurrentItem(row)
        assert screen.panel.view_button.reason
        assert screen.primary_button.reason
        assert row.line.badges[0][0].tone == "error"


def test_files_that_cannot_be_read_have_a_list_of_their_own_with_the_reason(qtbot, screen, images):
    (images / "brief.dcm").write_text("Geachte collega", encoding="utf-8")
    cut = sorted(images.iterdir())[5]
    cut.write_bytes(cut.read_bytes()[:400])
    screen.read(images)
    over(qtbot, screen)
    qtbot.waitUntil(screen.unreadable.isVisible)
    assert screen.unreadable.list.rowCount() == len(screen._reading.result.unreadable) >= 1
    qtbot.mouseClick(screen.unreadable.fold, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(screen.unreadable.list.isVisible)
    file, reason = (screen.unreadable.list.item(0, place).text() for place in (0, 1))
    assert file
    assert reason
    assert str(images) not in file


def test_a_mask_is_listed_as_a_mask_and_a_research_image_is_not_for_the_worklist(qtbot, screen, tmp_path):
    labels = np.zeros((12, 20, 20), np.uint8)
    labels[3:6, 5:9, 5:9] = 1
    picture = np.random.default_rng(1).normal(40, 30, (12, 20, 20)).astype(np.int16)
    SimpleITK.WriteImage(SimpleITK.GetImageFromArray(labels), str(tmp_path / "lever.nii.gz"))
    SimpleITK.WriteImage(SimpleITK.GetImageFromArray(picture), str(tmp_path / "ct.nii.gz"))
    screen.read(tmp_path)
    over(qtbot, screen)
    rows = {r.line.first: r for r in screen.tree.rows("series")}
    assert rows["lever.nii.gz"].line.entries[0].kind == "segmentation"
    assert screen.tree.currentItem() is rows["ct.nii.gz"], "the first that can be measured"
    assert not screen.panel.view_button.reason
    assert screen.primary_button.reason
    screen.tree.setCurrentItem(rows["lever.nii.gz"])
    assert screen.panel.view_button.reason


def test_the_filter_hides_what_does_not_match_and_can_be_cleared(qtbot, screen, images):
    for file in sorted(images.iterdir()):
        other_patient(file, images / f"ander-{file.name}", SeriesDescription="Longvenster")
    screen.read(images)
    over(qtbot, screen)
    qtbot.keyClicks(screen.search.edit, "longv")
    shown = [r for r in screen.tree.rows("series") if not r.isHidden()]
    assert [r.line.first for r in shown] == ["Longvenster"]
    assert sum(not r.isHidden() for r in screen.tree.rows("patient")) == 1
    screen.search.edit.setText("bestaat niet")
    assert screen.pages.currentIndex() == NO_HIT
    screen.clear_button.click()
    assert screen.pages.currentIndex() == TABLE
    assert not any(r.isHidden() for r in screen.tree.rows())


def test_a_header_press_sorts_within_a_study_and_the_third_gives_the_old_order_back(qtbot, screen, images):
    for place, file in enumerate(sorted(images.iterdir())):
        image = pydicom.dcmread(file)
        image.SeriesInstanceUID, image.SOPInstanceUID = (
            f"{image.SeriesInstanceUID}.7",
            f"{image.SOPInstanceUID}.7",
        )
        image.SeriesDescription, image.SeriesNumber = "AAA", 99
        if place < 6:
            image.save_as(images / f"b-{file.name}")
    screen.read(images)
    over(qtbot, screen)
    header = screen.tree.header()

    def order():
        return [r.line.images[1].split()[0] for r in screen.tree.rows("series")]

    def press():
        place = header.sectionViewportPosition(2) + 8
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place, 10))

    before = order()
    press()
    assert order() == ["6", "12"]
    press()
    assert order() == ["12", "6"]
    press()
    assert order() == before


def test_places_that_were_read_are_remembered_newest_first(qtbot, desk, screen, images, tmp_path):
    second = tmp_path / "tweede"
    shutil.copytree(images, second)
    for place in (images, second, images):
        screen.read(place)
        over(qtbot, screen)
    assert screen.recent.places() == [images, second]
    again = StudiesScreen(desk)
    qtbot.addWidget(again)
    assert again.sources.places() == [images, second]


@pytest.fixture
def whole(qtbot, desk, window, signed_in):
    """The window with the browser in it, somebody signed in."""
    window.add_screen("studies", StudiesScreen)
    desk.actions.register(*ACTIONS)
    for action in ACTIONS:
        window.bind_late(action.id)
    take_drops(desk, window)
    return window


def drop(window, *places):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(p)) for p in places])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(300, 300), copy, mime, left, none)
    QApplication.sendEvent(window, entering)
    if not entering.isAccepted():
        return False
    dropping = QDropEvent(QPointF(300, 300), copy, mime, left, none)
    QApplication.sendEvent(window, dropping)
    return dropping.isAccepted()


def test_a_folder_dropped_on_the_window_is_read_in_studies(qtbot, desk, whole, signed_in, images):
    assert not drop(whole, images), "nobody is signed in"
    signed_in()
    assert drop(whole, images)
    screen = whole.current_screen()
    assert screen.name == "studies"
    over(qtbot, screen)
    assert len(screen.tree.rows("series")) == 1
    desk.session.set_locked(True)
    assert not drop(whole, images)


def test_ctrl_o_asks_for_a_folder_from_any_screen(qtbot, desk, whole, signed_in, monkeypatch, images):
    monkeypatch.setattr("desktop.browser.screen.QFileDialog.getExistingDirectory", lambda *_: str(images))
    signed_in()
    qtbot.keyClick(whole.current_screen(), Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: whole.current_screen().name == "studies")
    screen = whole.current_screen()
    qtbot.waitUntil(lambda: screen._reading is not None, timeout=LONG)
    over(qtbot, screen)
    assert len(screen.tree.rows("series")) == 1


def test_signing_out_while_a_folder_is_read_ends_the_reading_quietly(qtbot, desk, whole, signed_in, images):
    signed_in()
    desk.navigator.open("studies", images)
    whole.sign_out()
    qtbot.waitUntil(lambda: not desk.background.jobs(), timeout=LONG)
    assert desk.session.who is None
    signed_in()
    desk.navigator.open("studies")
    assert whole.current_screen()._reading is None
