"""The open study: its images, whose they are, its draft, and the acts of the life cycle.

One object for all faces of one report (images, report, check) and for the review desk. It holds no rule: the gate
and the life cycle are asked of `governance`, and their sentences are shown. How the draft's content is edited, saved
and recovered is `desktop.kept`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, Signal

from desktop import content as edits
from desktop.kept import KeptDraft
from desktop.operations import Operation, Run
from governance.guards import IdentityCheck
from governance.service import reading
from resources.errors import Refused

if TYPE_CHECKING:
    from desktop.desk import Desk
    from governance.report import Content, Report, Revision
    from governance.study import Study
    from measurements.finding import Finding

#: identifiers that order and images must both have for a program to compare them
NEEDED = ("patient_id", "patient_name", "birth_date", "sex")


class Case(KeptDraft):
    """One study on screen, with or without a report."""

    #: images came in: Volume or TimeSeries
    volume_changed = Signal(object)
    volume_failed = Signal(object)
    #: a person confirmed whose images these are, or took that back
    identity_changed = Signal()
    #: show this finding in the images
    jump_wanted = Signal(str)

    def __init__(self, desk: Desk, study: Study | None = None, parent: QObject | None = None) -> None:
        super().__init__(desk, parent)
        self.study = study
        self.volume: Any = None
        self.mismatches: tuple[tuple[str, str, str], ...] = ()
        self.identity_reason = ""
        #: earlier examinations were looked for everywhere that can be, and there are none
        self.no_prior = False
        #: points of a returned draft that were dealt with in this sitting
        self.answered: set[str] = set()

    def show_volume(self, volume: Any, mismatches: Sequence[tuple[str, str, str]] = ()) -> None:
        """Images were loaded and compared with the order's patient and study."""
        self.volume = volume
        self.mismatches = tuple(mismatches)
        self.volume_changed.emit(volume)

    # ------------------------------------------------------------------ whose images these are
    def identity_gaps(self) -> tuple[str, ...]:
        """Identifiers that order or images lack, so that no program can compare them."""
        if self.volume is None or self.study is None:
            return ()
        series, patient = self.volume.series, self.study.patient
        ordered = {
            "patient_id": patient.patient_id,
            "patient_name": patient.name,
            "birth_date": patient.birth_date,
            "sex": patient.sex,
        }
        return tuple(f for f in NEEDED if not ordered[f].strip() or not str(getattr(series, f)).strip())

    def identity_needs_person(self) -> bool:
        """Something differs or is missing: a person compares, gives a reason and puts his or her name to it."""
        return bool(self.mismatches or self.identity_gaps())

    def confirm_identity(self, reason: str) -> None:
        """A person compared order and images; kept for this sitting, and given with submitting."""
        self.identity_reason = reason.strip()
        self.identity_changed.emit()

    def identity_check(self) -> IdentityCheck:
        """What submitting is told: the program's comparison, and a person's where that isn't enough."""
        differ = tuple(f for f, _order, _image in self.mismatches)
        clear = self.volume is not None and not self.identity_needs_person()
        return IdentityCheck(
            confirmed=clear or bool(self.identity_reason), mismatches=differ, reason=self.identity_reason
        )

    # ------------------------------------------------------------------ named edits; `label` is the undo text
    def set_text(self, key: str, text: str, label: str) -> Run | None:
        return self.edit("edit_text", label, lambda c: edits.set_section(c, key, text))

    def set_texts(self, texts: Mapping[str, str], label: str) -> Run | None:
        return self.edit("compose_text", label, lambda c: edits.set_sections(c, texts))

    def set_remark(self, text: str, label: str) -> Run | None:
        return self.edit("edit_remark", label, lambda c: edits.set_remark(c, text))

    def replace_findings(
        self,
        new: Sequence[Finding],
        label: str,
        *,
        remove: Iterable[str] = (),
        titles: Mapping[str, str] | None = None,
        order: Sequence[str] = (),
        images: Sequence[tuple[bytes, str, Sequence[str]]] = (),
        name: str = "measure",
    ) -> Run | None:
        """Replace whole groups of findings; key images (PNG, caption, finding ids or group names) go along."""

        def change(content: Content) -> edits.Edited:
            result = edits.set_groups(content, new, remove, titles)
            if order:
                result = edits.order_groups(result, order)
            files: dict[str, bytes] = {}
            members = edits.groups(result.findings)
            for png, caption, what in images:
                ids = [i for w in what for i in ([f.id for f in members[w]] if w in members else [w])]
                added = edits.add_key_image(result, png, caption, ids)
                files.update(added.files)
                result = added.content
            return edits.Edited(edits.with_workings(result), files)

        return self.edit(name, label, change)

    def add_key_image(self, png: bytes, caption: str, finding_ids: Sequence[str], label: str) -> Run | None:
        return self.edit("add_key_image", label, lambda c: edits.add_key_image(c, png, caption, finding_ids))

    def remove_key_image(self, sha256: str, label: str) -> Run | None:
        return self.edit("remove_key_image", label, lambda c: edits.remove_key_image(c, sha256))

    def caption_key_image(self, sha256: str, caption: str, label: str) -> Run | None:
        return self.edit("caption_key_image", label, lambda c: edits.caption_key_image(c, sha256, caption))

    def move_key_image(self, sha256: str, place: int, label: str) -> Run | None:
        return self.edit("move_key_image", label, lambda c: edits.move_key_image(c, sha256, place))

    # ------------------------------------------------------------------ life cycle, each a named operation
    def transition(
        self,
        name: str,
        label: str,
        act: Callable[[Report], Report],
        on_done: Callable[[], object] | None = None,
    ) -> Run:
        """Run a transition of `governance` on the newest head; the operation shows refusals.

        `act` gets the head and returns the new one; it runs on the database thread after all pending saves, and
        not at all when the last of them failed: what is signed is what was on screen.
        """
        self.commit_typing()
        lost = self.saving.is_lost

        def commit() -> tuple[Report, Revision]:
            assert self._head is not None  # noqa: S101 - a transition needs an open report
            if lost or self._write_error is not None:
                raise Refused(
                    "The report isn't saved yet, so this step can't be taken.",
                    "Save it first: choose Retry above the report.",
                    code="unsaved",
                )
            self._head = act(self._head)
            with self.desk.store.read() as connection:
                return self._head, reading.revision(connection, self._head.id, self._head.revision)

        def done(result: tuple[Report, Revision]) -> None:
            if not shiboken6.isValid(self):
                return
            report, revision = result
            self._report, self.revision, self.basis = report, revision, revision.basis
            self.report_changed.emit()
            if on_done is not None:
                on_done()

        return Operation(name=name, label=label, commit=commit, on_done=done, kind="report").run(
            self.desk, initiator=self
        )
