"""The open study with its draft: images, content, autosave, undo, and what is still missing.

One object for all faces of one report (images, report, check) and for the review desk. It holds no rule: the gate
and the life cycle are asked of `governance` (through `desktop.operations.reports`), and their sentences are shown.
Every edit takes effect in memory at once and is committed as a revision by an operation on the database thread;
undo is a further revision. `saved` is emitted when a revision is acknowledged: that one survives a kill.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from desktop import content as edits
from desktop.operations import Operation, Run, reports

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.desk import Desk
    from governance.errors import Refusal
    from governance.report import Basis, Content, Report, Revision
    from governance.study import Study
    from measurements.finding import Finding


class Case(QObject):
    """One study on screen, with or without a report."""

    #: images came in: Volume or TimeSeries
    volume_changed = Signal(object)
    volume_failed = Signal(object)
    #: the text, findings or key images are others
    content_changed = Signal()
    #: state, lock version, lease or revision are others
    report_changed = Signal()
    #: a revision is acknowledged
    saved = Signal(int)
    #: show this finding in the images
    jump_wanted = Signal(str)

    def __init__(self, desk: Desk, study: Study | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.study = study
        self.volume: Any = None
        self.mismatches: tuple[tuple[str, str, str], ...] = ()
        self._report: Report | None = None
        self._head: Report | None = None  # newest head on the database thread
        self._content: Content | None = None
        self._pending = 0
        self._files: dict[str, bytes] = {}
        self.revision: Revision | None = None
        self.basis: Basis | None = None
        self.saved_at: datetime | None = None
        self.read_only_because = ""

    # ------------------------------------------------------------------ what there is
    @property
    def report(self) -> Report | None:
        return self._report

    @property
    def content(self) -> Content | None:
        return self._content

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self._content.findings if self._content is not None else ()

    @property
    def is_editable(self) -> bool:
        return self._content is not None and not self.read_only_because

    @property
    def is_saving(self) -> bool:
        return self._pending > 0

    def file(self, sha256: str) -> bytes:
        """Bytes of a key image or working: just made, or from the store."""
        if sha256 not in self._files:
            self._files[sha256] = reports.stored_file(self.desk.store, sha256)
        return self._files[sha256]

    def opened(self, report: Report, revision: Revision, *, read_only: str = "") -> None:
        """A report was created or opened: its head and its current revision."""
        self._report = self._head = report
        self.revision = revision
        self.basis = revision.basis
        self._content = revision.content
        self.read_only_because = read_only
        self.report_changed.emit()
        self.content_changed.emit()

    def show_volume(self, volume: Any, mismatches: Sequence[tuple[str, str, str]] = ()) -> None:
        """Images were loaded and compared with the order's patient and study."""
        self.volume = volume
        self.mismatches = tuple(mismatches)
        self.volume_changed.emit(volume)

    # ------------------------------------------------------------------ edits
    def edit(
        self,
        name: str,
        label: str,
        change: Callable[[Content], Content | edits.Edited],
        *,
        undoable: bool = True,
    ) -> Run | None:
        """Change the content: at once in memory, then as a revision.

        Parameters
        ----------
        name : str
            Stable English name for audit and log, e.g. ``"edit_text"``.
        label : str
            Translated words of the undo step.
        change : callable
            Pure: content in, content (or `Edited`, with files) out; see `desktop.content`.

        Returns
        -------
        Run or None
            None when nothing changed or nothing may be changed.
        """
        if self._content is None or self.read_only_because:
            return None
        before = self._content
        made = change(before)
        after, files = (made.content, dict(made.files)) if isinstance(made, edits.Edited) else (made, {})
        if after == before:
            return None
        self._files.update(files)
        self._content = after
        self._pending += 1
        self.content_changed.emit()

        done = False

        def commit() -> tuple[Report, Content]:
            nonlocal done
            again, done = done, True
            return self._write(edits.rebased(self._newest(), before, after) if again else after, name)

        def undo(_result: object) -> tuple[Report, Content]:
            # only what this edit changed: findings that were measured meanwhile stay
            return self._write(edits.rebased(self._newest(), after, before), f"undo {name}")

        run = Operation(
            name=name,
            label=label,
            commit=commit,
            undo=undo if undoable else None,
            on_done=self._committed,
            kind="draft",
        ).run(self.desk, initiator=self)
        run.refused.connect(self._refused)
        return run

    def _newest(self) -> Content:
        assert self._content is not None  # noqa: S101 - an edit needs an open report
        return self._content

    def _write(self, content: Content, name: str) -> tuple[Report, Content]:
        """On the database thread: store the files, then the revision. Uses the newest head."""
        assert self._head is not None  # noqa: S101 - an edit needs an open report
        wanted = {i.sha256 for i in content.key_images}
        if content.state is not None:
            wanted |= {content.state.sha256, *content.state.files}
        files = {name_: data for name_, data in self._files.items() if name_ in wanted}
        self._head = reports.save(
            self.desk.store, self.desk.session.acting, self._head, content, files, comment=name
        )
        return self._head, content

    def _committed(self, result: tuple[Report, Content]) -> None:
        report, content = result
        self._pending = max(0, self._pending - 1)
        self._report = report
        self.saved_at = self.desk.clock()
        if self._pending == 0 and content is not self._content:
            self._content = content  # an undo or redo
            self.content_changed.emit()
        self.report_changed.emit()
        self.saved.emit(report.revision)

    def _refused(self, _error: object) -> None:
        """The text stays in memory and on screen; the reason is shown by the operation."""
        self._pending = max(0, self._pending - 1)
        self.report_changed.emit()

    def save_now(self) -> None:
        """A revision of what is on screen, also when nothing changed since the last one."""
        if self._content is not None and not self.read_only_because and self._pending == 0:
            content = self._content
            self._pending += 1
            Operation(
                name="save",
                label=self.tr("Save"),
                commit=lambda: self._write(content, "save"),
                on_done=self._committed,
            ).run(self.desk, initiator=self).refused.connect(self._refused)

    # named edits; `label` is the undo text
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

        `act` gets the head and returns the new one; it runs on the database thread after all pending saves.
        """

        def commit() -> Report:
            assert self._head is not None  # noqa: S101 - a transition needs an open report
            self._head = act(self._head)
            return self._head

        def done(report: Report) -> None:
            self._report = report
            self.report_changed.emit()
            if on_done is not None:
                on_done()

        return Operation(name=name, label=label, commit=commit, on_done=done, kind="report").run(
            self.desk, initiator=self
        )

    def submit_refusals(self) -> tuple[Refusal, ...]:
        """Why submitting isn't permitted now, declaration apart; asked of governance. Reads the database: background."""
        if self._report is None:
            return ()
        return reports.submit_refusals(self.desk.store, self.desk.session.acting, self._report)
