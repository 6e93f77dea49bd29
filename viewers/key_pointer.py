"""The pointer by the keyboard: arrows move it, Enter clicks, Insert holds the left button down and lets it go.

What it does is what the mouse does: places points, drags handles, turns the crosshair. So every tool works without a
mouse. Shift: ten pixels a step, Ctrl: half a pixel. Esc puts it away and breaks a drag off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter

from viewers import style

if TYPE_CHECKING:
    from viewers.view import SliceView

STEPS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, -1.0),
    Qt.Key.Key_Down: (0.0, 1.0),
}
FAR, FINE = 10.0, 0.5
ARM_PX, GAP_PX = 11.0, 4.0
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


class KeyPointer:
    """The keyboard's pointer of one view; `at` is None while it isn't in use."""

    def __init__(self, view: SliceView) -> None:
        self._view = view
        self.at: QPointF | None = None
        self._held = False

    def start(self) -> bool:
        """Show the pointer in the middle of the picture; when it is shown: hold the button, or let it go."""
        if self._view.volume is None:
            return False
        if self.at is None:
            self.at = QPointF(self._view.picture_rect().center())
        else:
            self._send(QEvent.Type.MouseButtonRelease if self._held else QEvent.Type.MouseButtonPress)
            self._held = not self._held
        self._view.update()
        return True

    def leave(self) -> bool:
        """Put it away; False when it wasn't in use."""
        if self.at is None:
            return False
        if self._held:
            self._held = False
            if not self._view.mouse.cancel():
                self._send(QEvent.Type.MouseButtonRelease)
        self.at = None
        self._view.mouse.leave()
        self._view.update()
        return True

    def key(self, event: QKeyEvent) -> bool:
        """Take a key while in use; False for one that isn't the pointer's."""
        if self.at is None:
            return False
        key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in STEPS and not modifiers & Qt.KeyboardModifier.AltModifier:
            far = modifiers & Qt.KeyboardModifier.ShiftModifier
            fine = modifiers & Qt.KeyboardModifier.ControlModifier
            self._move(*STEPS[key], FAR if far else FINE if fine else 1.0)
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if modifiers & Qt.KeyboardModifier.ShiftModifier:
                self._send(QEvent.Type.MouseButtonDblClick)
            elif not self._held:
                self._send(QEvent.Type.MouseButtonPress)
            self._held = False
            self._send(QEvent.Type.MouseButtonRelease)
            return True
        return key == Qt.Key.Key_Escape and self.leave()

    def _move(self, x: float, y: float, pixels: float) -> None:
        box = self._view.picture_rect()
        at = self.at if self.at is not None else box.center()
        self.at = QPointF(
            min(max(at.x() + x * pixels, box.left()), box.right() - 1),
            min(max(at.y() + y * pixels, box.top()), box.bottom() - 1),
        )
        self._send(QEvent.Type.MouseMove)
        self._view.update()

    def _send(self, kind: QEvent.Type) -> None:
        if self.at is None:
            return
        moving = kind == QEvent.Type.MouseMove
        buttons = LEFT if (self._held if moving else kind != QEvent.Type.MouseButtonRelease) else NONE
        event = QMouseEvent(
            kind,
            self.at,
            QPointF(self._view.mapToGlobal(self.at)),
            NONE if moving else LEFT,
            buttons,
            Qt.KeyboardModifier.NoModifier,
        )
        mouse = self._view.mouse
        {
            QEvent.Type.MouseButtonPress: mouse.press,
            QEvent.Type.MouseButtonRelease: mouse.release,
            QEvent.Type.MouseButtonDblClick: mouse.double_click,
            QEvent.Type.MouseMove: mouse.move,
        }[kind](event)

    def paint(self, painter: QPainter) -> None:
        """An open cross; thicker while the button is held."""
        if self.at is None:
            return
        for ink, width in (
            (QColor(0, 0, 0, 200), 4.5),
            (style.colour("text.on_image"), 2.5 if self._held else 1.5),
        ):
            painter.setPen(style.pen(ink, width))
            for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
                painter.drawLine(
                    QPointF(self.at.x() + x * GAP_PX, self.at.y() + y * GAP_PX),
                    QPointF(self.at.x() + x * ARM_PX, self.at.y() + y * ARM_PX),
                )
