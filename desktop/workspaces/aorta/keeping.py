"""The draft follows the workspace: its findings and stored state are derived from the state after every act.

Also the way back: when a draft opens with its images, the stored state is read, checked and drawn again. Undo of a text
elsewhere may bring back an older content; what belongs to this workspace is then put right by one more revision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop import content as edits
from desktop import drafts, pictures
from desktop.operations import reports
from desktop.workspaces.aorta import conditions, loose, sending, storing
from desktop.workspaces.aorta import state as st
from desktop.workspaces.aorta.core import AortaCore
from desktop.workspaces.aorta.measuring import Measurement
from desktop.workspaces.aorta.surface import surface_of
from governance.canonical import utc_text
from measurements.aorta import indices, planning
from measurements.finding import Finding
from studies.volume import Volume

if TYPE_CHECKING:
    from desktop.case import Case
    from desktop.workspaces.aorta.beside.side import EarlierSide
    from governance.report import Content, StoredState
    from viewers.tools.annotations import Annotation, AnnotationModel

Key = tuple[str, str]


class Keeper(QObject):
    """Writes and restores what the draft holds of one workspace."""

    #: the draft was brought up to date
    kept = Signal()
    #: reading a stored state began or ended
    restoring_changed = Signal()
    #: a stored state was drawn again
    restored = Signal()

    def __init__(self, core: AortaCore, annotations: AnnotationModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.core = core
        self.annotations = annotations
        self.case: Case | None = None
        self.images = ""
        self.refusal: Exception | None = None
        self.is_restoring = False
        self._read_for: tuple[str, int] | None = None
        self._reference: StoredState | None = None
        self._was_restored = False
        self._is_writing = False
        self._sent: set[str] = set()
        self._known: dict[Key, Finding] = {}
        #: the earlier examination that this one is compared with
        self.side: EarlierSide | None = None
        core.settled.connect(self.keep)
        for signal in (annotations.added, annotations.removed):
            signal.connect(lambda _a: self._annotated())
        annotations.changed.connect(lambda _old, _new: self._annotated())

    def set_case(self, case: Case) -> None:
        self.case = case
        case.content_changed.connect(self._content_changed)

    def _content_changed(self) -> None:
        case = self.case
        if case is None or case.content is None or self._is_writing:
            return  # what is being written is what the state says
        opened = case.revision is not None and case.content is case.revision.content
        if opened and case.content.state != self._reference:
            self._read_for = None  # opened, or put back to an earlier revision: that one's state counts
        self.restore()
        self.keep()

    def _annotated(self) -> None:
        if not self.is_restoring and not self.annotations.is_in_step:
            self.core.is_touched = True
            self.keep()

    # ------------------------------------------------------------------ reading
    def restore(self) -> None:
        """Read the stored state once the draft and its images are both there."""
        case, volume, core = self.case, self.core.volume, self.core
        if case is None or case.content is None or case.report is None or volume is None:
            return
        wanted = (case.report.id, id(volume))
        if self._read_for == wanted:
            return
        self._read_for = wanted
        content, store = case.content, core.desk.store
        core.language = content.language
        self.is_restoring = True
        self.restoring_changed.emit()

        def work() -> tuple[str, storing.Restored | None, object, Exception | None]:
            try:
                found = storing.restore(content, volume, lambda name: reports.stored_file(store, name))
            except storing.StateError as refused:
                return storing.images_sha256(volume), None, None, refused
            surface = surface_of(found.result) if found is not None and found.result is not None else None
            if found is not None and found.result is not None:
                _ = found.result.neck  # as in the measuring worker
            edits.with_workings(content)  # so that the first edit finds the hashes of all groups but its own
            return found.images if found is not None else storing.images_sha256(volume), found, surface, None

        def done(made: tuple[str, storing.Restored | None, object, Exception | None]) -> None:
            if self._read_for != wanted:
                return
            self.images, found, surface, self.refusal = made
            self._reference = content.state
            if self.refusal is not None:
                core.desk.messages.show(self.refusal)
            if found is not None:
                self._start_with(found, surface, content)
            elif core.is_touched and self._was_restored:
                core.is_touched = False  # an earlier revision without a stored measurement
                core.start_with(conditions.with_header(st.AortaState(), volume), None)
            self._was_restored = self._was_restored or found is not None
            self.is_restoring = False
            self.restoring_changed.emit()
            if found is not None:
                self.restored.emit()
            else:
                self.keep()  # what was restored stays as it was written, also by an earlier version of the program

        def wrong(problem: Exception) -> None:
            self.is_restoring = False
            self.refusal = problem
            core.desk.messages.show(problem)
            self.restoring_changed.emit()

        core.desk.background.run(
            work,
            title=self.tr("Reading the stored measurement"),
            on_done=done,
            on_error=wrong,
            receiver=self,
        )

    def _start_with(self, found: storing.Restored, surface: object, content: Content) -> None:
        for annotation in list(self.annotations):
            self.annotations.put(annotation, None)
        for annotation in found.annotations:
            self.annotations.put(None, annotation)
        measurement = None
        if found.result is not None:
            key = st.measuring_key(found.state, self.core.language)
            measurement = Measurement(key, found.state, found.result, surface, found.stored)
        self._known = {(f.group, f.key): f for f in content.findings}
        rows = {st.group_of(k) for k in (*found.state.accepted, *found.state.reasons)}
        self._sent = rows | {loose.group_of(i) for i in found.state.reported}
        self._sent |= {f.group for f in content.findings if f.group in (indices.GROUP, planning.NECK_GROUP)}
        self.core.is_touched = True
        self.core.start_with(found.state, measurement)

    # ------------------------------------------------------------------ writing
    def keep(self) -> None:
        """Bring the draft to what the state says, when that is known; nothing is written when it says so already."""
        case, core, volume = self.case, self.core, self.core.volume
        if case is None or case.content is None or case.read_only_because or volume is None:
            return
        if core.desk.session.acting is None:
            return  # signed out while it was measured: what nobody answers for isn't kept
        if not core.is_touched or not core.is_settled or self.is_restoring or not self.images:
            return
        content = case.content
        made = core.measurement.stored if core.measurement is not None else storing.Stored()
        before = {(f.group, f.key): f for f in content.findings}
        found = sending.steady(self._findings(content, volume), {**self._known, **before})
        template = drafts.template_of(content)
        titles = drafts.group_titles(template, found, content.language)
        tools = [loose.group_of(a.id) for a in self.annotations if a.id in core.state.reported]
        found = [f if f.group not in titles else _named(f, titles[f.group]) for f in found]
        side = self.side
        earlier = side.chosen if side is not None else None
        state = replace(core.state, earlier=earlier)
        data = storing.state_bytes(state, tuple(self.annotations), self.images, made)
        groups = {f.group for f in found}
        gone, self._sent = self._sent - groups, self._sent | groups
        self._known.update({(f.group, f.key): f for f in found})
        self._reference = reference = storing.reference(content, data, state, self.images, made)
        files = {reference.sha256: data, **made.files}
        masks = core.mask_data if side is None else {**core.mask_data, **side.mask_data}
        files.update({name: masks[name] for name in reference.files if name in masks})
        sent = sending.Sending(
            found,
            frozenset(gone),
            titles,
            sending.order_of(template, tools),
            reference,
            files,
            sending.pictures_of(
                found,
                before,
                titles,
                content.language,
                lambda members: pictures.section_picture(volume, members, language=content.language),
            ),
            side.examination(found) if side is not None else None,
        )
        self._is_writing = True
        try:
            run = case.edit("measure", self.tr("Measure the aorta"), sent.change, undoable=False)
        finally:
            self._is_writing = False
        if run is not None:
            self.kept.emit()

    def _findings(self, content: Content, volume: Volume) -> list[Finding]:
        core, desk = self.core, self.core.desk
        observer, at = desk.session.acting.person.id, utc_text(desk.clock())
        found: list[Finding] = []
        if core.result is not None and core.is_current:
            found += st.accepted_findings(
                core.result, core.state, observer=observer, at=at, new_id=desk.store.new_id
            )
        for annotation in self.annotations:
            if annotation.id in core.state.reported:
                found += loose.findings_of(
                    annotation,
                    volume,
                    label=annotation.name or self.label_of(annotation, content.language),
                    observer=observer,
                    at=at,
                    new_id=desk.store.new_id,
                    members=self.annotations.members(annotation),
                )
        return found

    def label_of(self, annotation: Annotation, language: str) -> str:
        """Kind and number of a loose measurement, in the language of the report."""
        words = {
            "length": "Length",
            "bidirectional": "Two diameters",
            "angle": "Angle",
            "cobb": "Cobb angle",
            "ellipse": "Region",
            "rectangle": "Region",
            "polygon": "Region",
            "freehand": "Region",
        }
        source = words.get(annotation.kind, "Measurement")
        same = [a.id for a in self.annotations if words.get(a.kind, "Measurement") == source]
        return f"{sending.report_words(source, language)} {same.index(annotation.id) + 1}"

    def members(self, row: str) -> Sequence[Finding]:
        """Findings of a row in the draft."""
        content = self.case.content if self.case is not None else None
        return edits.groups(content.findings).get(st.group_of(row), ()) if content is not None else ()


def _named(finding: Finding, label: str) -> Finding:
    return finding if finding.label == label else replace(finding, label=label)
