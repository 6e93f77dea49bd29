"""The seam of the clinical workspaces: what one must offer, and how they are found.

A hospital adds one by an entry point of the group ``voorverslag.workspaces``; the shell knows only this file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

import structlog

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QWidget

    from desktop.desk import Desk
    from measurements.finding import Finding

log = structlog.get_logger(__name__)
GROUP = "voorverslag.workspaces"


class StepState(StrEnum):
    """How a step stands; the step bar draws each differently."""

    TODO = "todo"
    DONE = "done"
    NOW = "now"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a workspace. `text` is translated; steps may be visited in any order."""

    key: str
    text: str
    state: StepState = StepState.TODO
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Suitability:
    """May this series be used for this workspace; `reason` is a translated sentence when not."""

    suits: bool
    reason: str = ""


@runtime_checkable
class Workspace(Protocol):
    """A workspace: a widget of views and a widget for the right-hand panel, and the findings they give."""

    #: task key: `aorta`, `liver`, `perfusion`, `oncology`
    task: ClassVar[str]

    #: emitted when a step's state, a finding or what is open for the report changes
    steps_changed: SignalInstance
    findings_changed: SignalInstance

    @classmethod
    def suits(cls, series: Any) -> Suitability:
        """Is this `studies.scan.SeriesEntry` fit for the workspace?"""
        ...

    @classmethod
    def create(cls, desk: Desk, parent: QWidget | None = None) -> Workspace:
        """A workspace for the study and draft of the session; touches no file yet."""
        ...

    def open(self, volume: Any) -> None:
        """Show a loaded `Volume` or `TimeSeries`."""
        ...

    def main_widget(self) -> QWidget:
        """The views, with a tool rail where the workspace edits."""
        ...

    def panel_widget(self) -> QWidget:
        """The right-hand panel: table, card of what is selected, notes, primary button."""
        ...

    def steps(self) -> Sequence[Step]:
        """All steps, in order, as they stand."""
        ...

    def go_to(self, step: str) -> None:
        """Show a step; one that can't be done yet says why in its own panel."""
        ...

    def findings(self) -> Sequence[Finding]:
        """The findings so far, with full provenance."""
        ...

    def open_points(self) -> Sequence[str]:
        """What is still open before the report, as translated sentences."""
        ...

    def show_finding(self, finding_id: str) -> None:
        """Jump to the place and view in which a finding was made."""
        ...

    def set_read_only(self, reason: str) -> None:
        """Lock all edits with a translated reason; an empty one unlocks."""
        ...

    def regions(self) -> Sequence[QWidget]:
        """What F6 jumps between."""
        ...


def installed() -> dict[str, type[Workspace]]:
    """All workspaces that can be imported, by task; one that can't is logged and left out."""
    found: dict[str, type[Workspace]] = {}
    for entry in entry_points(group=GROUP):
        try:
            found[entry.name] = entry.load()
        except (ImportError, AttributeError) as problem:
            log.warning("workspace_missing", workspace=entry.name, detail=type(problem).__name__)
    return found
