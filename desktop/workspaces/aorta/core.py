"""State, measurement and undo of one aorta, without widgets: what is true; the workspace draws it and sends acts.

One act is one step on the undo stack. The measurement follows the state (see `measuring`), the draft follows both
(see `keeping`): neither is ever changed by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.workspaces.aorta import state as st
from desktop.workspaces.aorta.measuring import Measurement, Measurer
from desktop.workspaces.aorta.undo import StateStep
from measurements.aorta import AortaResult, Section
from studies.volume import Volume

if TYPE_CHECKING:
    from desktop.desk import Desk


class AortaCore(QObject):
    """The one place where the state changes."""

    #: the state or its measurement is another
    changed = Signal()
    #: the measurement of the present state is there, or the state asks for none: the draft can follow
    settled = Signal()
    #: another line, profile or surface is to be drawn (or none)
    redrawn = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.state = st.AortaState()
        self.volume: Volume | None = None
        self.measurement: Measurement | None = None
        self.read_only = ""
        self.language = "nl"
        self.is_touched = False
        #: bytes of the masks of this sitting by their hash, until the draft has stored them
        self.mask_data: dict[str, bytes] = {}
        self.measurer = Measurer(desk, lambda: self.tr("Measuring the aorta"), self)
        self.measurer.arrived.connect(self._arrived)
        self.measurer.failed.connect(self._failed)
        self.measurer.running_changed.connect(self.changed)

    @property
    def result(self) -> AortaResult | None:
        return self.measurement.result if self.measurement is not None else None

    @property
    def is_current(self) -> bool:
        """The measurement shown is that of the present state."""
        return self.measurement is not None and self.measurement.key == st.measuring_key(
            self.state, self.language
        )

    @property
    def is_settled(self) -> bool:
        return self.is_current or not (self.state.measured and self.state.can_measure)

    def section_of(self, row: str) -> Section | None:
        """The section of a row as it is now: a contour just drawn counts at once."""
        if row in self.state.drawn:
            drawn = self.state.drawn[row]
            if self.is_current and self.result is not None:
                return st.section_of(self.result, row)
            return drawn
        return st.section_of(self.result, row) if self.result is not None and row else None

    # ------------------------------------------------------------------ acts
    def change(self, after: st.AortaState, text: str) -> bool:
        """Make one act, undoably; False when nothing may be changed."""
        if self.read_only:
            self.desk.messages.warning(self.read_only, key="aorta-read-only")
            return False
        if after is self.state:
            return False
        self.is_touched = True
        self.desk.session.undo_stack.push(StateStep(self, self.state, after, text))
        return True

    def take(self, state: st.AortaState) -> None:
        """Make a state the present one (an act, its undo or redo); measured when it isn't known yet."""
        self.state = state
        self.refresh()

    def refresh(self) -> None:
        """Let the measurement follow the state."""
        before, state = self.measurement, self.state
        if self.volume is None or not (state.measured and state.can_measure):
            self.measurer.stop()
            self.measurement = None
        else:
            found = self.measurer.want(self.volume, state, self.language)
            if found is not None:
                self.measurement = found
            elif before is not None and st.path_key(before.state) != st.path_key(state):
                self.measurement = None  # of another path: not to be seen with this state
        if self.measurement is not before:
            self.redrawn.emit()
        self.changed.emit()
        if self.is_settled:
            self.settled.emit()

    def measure(self, text: str) -> None:
        """The act "Measure": undoable; once more after a measurement that failed or was cancelled."""
        if self.state.measured:
            if not self.is_current and not self.measurer.is_running and not self.read_only:
                self.refresh()
            return
        self.change(self.state.with_measured(), text)

    def start_with(self, state: st.AortaState, measurement: Measurement | None) -> None:
        """A stored state, as it was; not an act."""
        if measurement is not None:
            self.measurer.keep(measurement)
        self.take(state)

    def _arrived(self, found: Measurement) -> None:
        if found.key != st.measuring_key(self.state, self.language):
            return
        self.measurement = found
        self.redrawn.emit()
        self.changed.emit()
        # the pictures are painted first: writing the draft keeps other threads, and so this one, busy
        QTimer.singleShot(0, self, self._settle)

    def _settle(self) -> None:
        if self.is_settled:
            self.settled.emit()

    def _failed(self, problem: Exception) -> None:
        self.desk.messages.show(problem)
        self.changed.emit()
