"""A movie of what a view plays: one full picture a frame, without patient data, with the marker; then one file.

Animated PNG keeps every grey value; GIF is for programs that can't show one. Pictures are grabbed one an event turn,
so that the window stays alive; writing is a plain function for a worker.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage

from viewers.view import SliceView

#: a movie of more frames is thinned out to this many
MOST_FRAMES = 1000


class MovieGrab(QObject):
    """Grabs the frames of a view's cine; `done` carries them as (rows, columns, 3) uint8, `progressed` how far."""

    progressed = Signal(int, int)
    done = Signal(object, float)  # frames, frames a second

    def __init__(self, view: SliceView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._view = view
        timeline = view.timeline
        position = view.model.slice_position()
        self._show: Callable[[int], object]
        if timeline is not None:
            count, self._before, self._show = timeline.count, timeline.index, timeline.show
        elif position is not None:
            count, self._before, self._show = position[1], position[0], view.model.show_slice
        else:
            count, self._before, self._show = 1, 0, lambda _index: None
        view.cine.stop()
        self._rate = view.cine.rate
        self._wanted = list(range(0, count, -(-count // MOST_FRAMES)))
        self._frames: list[NDArray[np.uint8]] = []
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._next)

    def start(self) -> None:
        self._timer.start()

    def cancel(self) -> None:
        """Stop; the view shows again what it showed."""
        if self._timer.isActive():
            self._timer.stop()
            self._show(self._before)

    def _next(self) -> None:
        if not self._wanted:
            self.cancel()
            self.done.emit(self._frames, self._rate)
            return
        self._show(self._wanted.pop(0))
        self._frames.append(pixels_of(self._view.grab_image(1.0)))
        self.progressed.emit(len(self._frames), len(self._frames) + len(self._wanted))


def pixels_of(image: QImage) -> NDArray[np.uint8]:
    """(rows, columns, 3) copy of an image."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows, columns, stride = rgb.height(), rgb.width(), rgb.bytesPerLine()
    flat = np.frombuffer(rgb.constBits(), np.uint8, rows * stride).reshape(rows, stride)
    return flat[:, : columns * 3].reshape(rows, columns, 3).copy()


def write_movie(
    frames: Sequence[NDArray[np.uint8]],
    rate: float,
    path: str | os.PathLike[str],
    *,
    progress: Callable[[int, int], object] | None = None,
) -> Path:
    """Write frames as animated PNG or GIF (by the name's ending), whole or not at all; returns the path.

    Raises
    ------
    ValueError
        Without frames, or for another ending.
    """
    target = Path(path)
    kind = {".png": "PNG", ".apng": "PNG", ".gif": "GIF"}.get(target.suffix.lower())
    if kind is None or not frames:
        raise ValueError("a movie is a .png or .gif of at least one frame")
    pictures = []
    for number, frame in enumerate(frames):
        picture = Image.fromarray(frame)
        pictures.append(
            picture.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
            if kind == "GIF"
            else picture
        )
        if progress is not None:
            progress(number + 1, len(frames) + 1)
    part = target.with_name(f".{target.name}.part")
    try:
        pictures[0].save(
            part,
            kind,
            save_all=True,
            append_images=pictures[1:],
            duration=max(1, round(1000.0 / rate)),
            loop=0,
        )
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)
    if progress is not None:
        progress(len(frames) + 1, len(frames) + 1)
    return target
