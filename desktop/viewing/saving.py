"""A picture of a view as a PNG file, without patient data: the marker stays on it, the identity doesn't."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QStandardPaths
from PySide6.QtWidgets import QFileDialog

from resources.errors import InputError
from viewers.capture import png_bytes
from viewers.framed import PictureWidget

if TYPE_CHECKING:
    from desktop.desk import Desk


def proposed_name(desk: Desk) -> str:
    """A file name that says when, and nothing of whom."""
    return f"voorverslag-{desk.clock().astimezone():%Y%m%d-%H%M%S}.png"


def write_picture(view: PictureWidget, file: Path) -> Path:
    """Write what is seen, at the screen's own resolution or better; raises InputError when the disk refuses.

    A PNG made here holds pixels only: no text, no name, no place.
    """
    target = file if file.suffix.lower() == ".png" else file.with_name(file.name + ".png")
    image = view.grab_image(max(view.devicePixelRatioF(), 1000 / max(view.width(), view.height(), 1)))
    try:
        target.write_bytes(png_bytes(image))
    except OSError as problem:
        raise InputError(
            "The picture couldn't be saved.",
            "Choose another folder, or free some room on the disk.",
            code="picture_not_saved",
            detail=type(problem).__name__,
        ) from problem
    return target


def save_picture(desk: Desk, view: PictureWidget) -> None:
    """Ask where, write, and say so."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    chosen, _kind = QFileDialog.getSaveFileName(
        view,
        QCoreApplication.translate("Viewing", "Save picture without patient data"),
        str(Path(folder or ".") / proposed_name(desk)),
        "PNG (*.png)",
    )
    if not chosen:
        return
    try:
        write_picture(view, Path(chosen))
    except InputError as problem:
        desk.messages.show(problem)
        return
    desk.messages.info(
        QCoreApplication.translate("Viewing", "The picture has been saved, without patient data."),
        key="picture-saved",
    )
