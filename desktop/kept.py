"""The content of the open draft: edits, autosave, undo, recovery, and how what is on screen stands to the record.

Every edit, each key stroke included, takes effect in memory at once, can be undone at once and goes to the recovery
journal at once; it is committed as a revision by an operation on the database thread. `saving` says how that
stands: only a revision that was acknowledged counts as saved. What was refused or failed stays on screen and in the
journal, and `retry` tries again; a newer version of somebody else is a `Conflict` that a person resolves.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal

from desktop import content as edits
from desktop.operations import Operation, Run, reports
from desktop.recovery import Unsaved, journal_of
from desktop.saving import (
    Conflict,
    EditStep,
    SaveState,
    Saving,
    is_conflict,
    is_lease,
    retries_by_itself,
)
from governance import service
from governance.errors import NotPermitted
from governance.report import State
from governance.service import ConflictError, reading

if TYPE_CHECKING:
    from datetime import datetime

    from desktop.desk import Desk
    from governance.report import Basis, Content, Report, Revision
    from measurements.finding import Finding

#: pause in typing after which the text becomes a revision, and the longest that goes without one
PAUSE_MS = 700
LONGEST_MS = 5_000
#: how long after a failure it is tried again by itself
RETRY_MS = 10_000
#: key of the bus message that says it isn't saved
NOT_SAVED = "not-saved"
RECOVERY = "recovery"
REMARK = "remark"
Written = tuple["Report", "Revision", "Content"]


class KeptDraft(QObject):
    """The content of one draft, kept: `desktop.case.Case` adds the study, its images and the life cycle."""

    #: the text, findings or key images are others
    content_changed = Signal()
    #: state, lock version, lease or revision are others
    report_changed = Signal()
    #: a revision is acknowledged
    saved = Signal(int)
    #: how the screen stands to the record is another: see `saving`
    saving_changed = Signal()
    #: another version is on record; carries the `Conflict`
    conflict_found = Signal(object)
    #: text of an earlier session that never reached the database; carries the `Unsaved`
    recovery_found = Signal(object)
    #: show the report face (from a message)
    report_wanted = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.journal = journal_of(desk)
        self._report: Report | None = None
        self._content: Content | None = None
        self._files: dict[str, bytes] = {}
        self._stored: set[str] = set()
        self.revision: Revision | None = None
        self.basis: Basis | None = None
        self.read_only_because = ""
        self.recovery: Unsaved | None = None
        self.conflict: Conflict | None = None
        self._clash = (
            0,
            "",
        )  # of the conflict: in which revision governance kept this text, and whose the other is
        self._saving = Saving()
        self._told = False
        self._pending = 0
        self._sent: Content | None = None  # newest content handed to the database
        self._burst: tuple[str, EditStep, int] | None = None  # typing in progress: section, step, place
        # on the database thread only
        self._head: Report | None = None
        self._write_error: Exception | None = None
        self._upon: Callable[[], None] | None = None  # said to the database thread with the next write
        self._pause, self._longest, self._again = (QTimer(self) for _ in range(3))
        for timer, length, call in (
            (self._pause, PAUSE_MS, self.commit_typing),
            (self._longest, LONGEST_MS, self.commit_typing),
            (self._again, RETRY_MS, self.retry),
        ):
            timer.setSingleShot(True)
            timer.setInterval(length)
            timer.timeout.connect(call)
        desk.session.saving_changed.connect(self._tell_session)

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
    def saving(self) -> Saving:
        return self._saving

    @property
    def saved_at(self) -> datetime | None:
        """When the newest acknowledged revision was made; None while no report is open."""
        return self._saving.at

    @property
    def is_saving(self) -> bool:
        """An edit is under way to the database, or is being typed."""
        return self._saving.state is SaveState.SAVING

    @property
    def is_saved(self) -> bool:
        """What is on screen is the revision on record."""
        return self._saving.state is SaveState.SAVED

    def file(self, sha256: str) -> bytes:
        """Bytes of a key image or working: just made, or from the store."""
        if sha256 not in self._files:
            self._files[sha256] = reports.stored_file(self.desk.store, sha256)
            self._stored.add(sha256)
        return self._files[sha256]

    def unsaved_files(self) -> dict[str, bytes]:
        """Bytes of key images and of the stored state that this sitting holds, by hash."""
        if self._content is None:
            return {}
        wanted = {i.sha256 for i in self._content.key_images}
        if self._content.state is not None:
            wanted |= {self._content.state.sha256, *self._content.state.files}
        return {name: data for name, data in self._files.items() if name in wanted}

    def opened(self, report: Report, revision: Revision, *, read_only: str = "") -> None:
        """A report was created or opened: its head and its current revision."""
        self._report = self._head = report
        self.revision = revision
        self.basis = revision.basis
        self._content = self._sent = revision.content
        self.read_only_because = read_only
        self._say(Saving(SaveState.SAVED, revision.made_at))
        self.report_changed.emit()
        self.content_changed.emit()
        self._look_for_recovery()

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
        self.commit_typing()
        before = self._content
        made = change(before)
        after, files = (made.content, dict(made.files)) if isinstance(made, edits.Edited) else (made, {})
        if after == before:
            return None
        self._files.update(files)
        self._content = after
        if undoable:
            self._push(EditStep(label, name, before, after, self._restore))
        run = self._commit(after, name, label)
        self.content_changed.emit()
        return run

    def type_text(self, key: str, text: str, label: str) -> None:
        """A key stroke in a section (or `REMARK`): undoable at once, on record after the pause."""
        if self._content is None or self.read_only_because:
            return
        if self._burst is not None and self._burst[0] != key:
            self.commit_typing()
        before = self._content
        after = edits.set_remark(before, text) if key == REMARK else edits.set_section(before, key, text)
        if after == before:
            return
        self._content = after
        stack = self.desk.session.undo_stack
        if self._burst is not None and stack.index() == stack.count() == self._burst[2]:
            self._burst[1].after = after
        else:
            name = "edit_remark" if key == REMARK else "edit_text"
            step = EditStep(label, name, before, after, self._restore)
            self._push(step)
            self._burst = (key, step, stack.count())
        self._pause.start()
        if not self._longest.isActive():
            self._longest.start()
        self._keep()
        if not self._saving.is_lost:
            self._say(replace(self._saving, state=SaveState.SAVING))
        self.content_changed.emit()

    def commit_typing(self) -> Run | None:
        """What was typed becomes a revision now."""
        self._pause.stop()
        self._longest.stop()
        burst, self._burst = self._burst, None
        if self._content is None or self._content == self._sent:
            if self._pending == 0 and self._saving.state is SaveState.SAVING:
                self._all_saved()
            return None
        return self._commit(
            self._content,
            burst[1].name if burst else "edit_text",
            burst[1].text() if burst else self.tr("Save"),
        )

    def _push(self, step: EditStep) -> None:
        self.desk.session.undo_stack.push(step)

    def _restore(self, origin: Content, target: Content, name: str) -> None:
        """Undo or redo, as a new edit: only what the edit changed; what was measured meanwhile stays."""
        if not shiboken6.isValid(self) or self._content is None or self.read_only_because:
            return
        self._burst = None
        self._pause.stop()
        self._longest.stop()
        self._content = content = edits.rebased(self._content, origin, target)
        if content == self._sent and self._pending == 0 and not self._saving.is_lost:
            self._all_saved()  # typing was undone before it was on record
        else:
            self._commit(content, name, self.tr("Undo"))
        self.content_changed.emit()

    # ------------------------------------------------------------------ to the database
    def _keep(self) -> None:
        """Into the recovery journal, before the database has it."""
        if self._report is None or self._content is None or self.desk.session.who is None:
            return
        files = {n: d for n, d in self.unsaved_files().items() if n not in self._stored}
        based = self.revision.number if self.revision is not None else self._report.revision
        self.journal.keep(
            Unsaved(
                self._report.id,
                self.desk.session.who.person_id,
                based,
                self.desk.clock(),
                self._content,
                files,
            )
        )

    def _commit(self, content: Content, name: str, label: str) -> Run | None:
        """Hand it to the database thread, unless two versions or a lost lease wait for a person."""
        self._keep()
        if self._saving.state is SaveState.CONFLICT or self._saving.lease_lost:
            return None
        if self._again.isActive():
            return self.retry()
        return self._run(content, name, label)

    def _run(self, content: Content, name: str, label: str, *, take_lease: bool = False) -> Run:
        self._pending += 1
        self._sent = content
        acting, files = self.desk.session.acting, self.unsaved_files()
        if not self._saving.is_lost:
            self._say(replace(self._saving, state=SaveState.SAVING))
        person = self.desk.session.who.person_id if self.desk.session.who is not None else ""
        upon, self._upon = self._upon, None

        def commit() -> Written:
            if upon is not None:
                upon()
            return self._write(content, files, name, acting, take_lease=take_lease)

        run = Operation(
            name=name,
            label=label,
            commit=commit,
            on_done=functools.partial(self._committed, person),
            on_error=lambda _problem: None,
            kind="draft",
        ).run(self.desk, initiator=self)
        run.refused.connect(self._refused)
        return run

    def _write(
        self, content: Content, files: Mapping[str, bytes], name: str, acting: Any, *, take_lease: bool
    ) -> Written:
        """On the database thread: store the files, then the revision upon the head that this side knows."""
        assert self._head is not None  # noqa: S101 - an edit needs an open report
        store, head = self.desk.store, self._head
        if self._write_error is not None and is_conflict(self._write_error):
            raise self._write_error  # what was queued behind it would only be kept once more
        try:
            if take_lease and head.state is not State.IN_REVIEW:
                # takes the lease only: the lock version stays the one that this side read
                service.open_for_editing(store, acting, head.id, take_over=True)
            new = {n: d for n, d in files.items() if n not in self._stored}
            self._head = reports.save(store, acting, head, content, new, comment=name)
            self._stored.update(new)
            with store.read() as connection:
                revision = reading.revision(connection, self._head.id, self._head.revision)
        except Exception as problem:
            self._write_error = problem
            raise
        self._write_error = None
        return self._head, revision, content

    def _committed(self, person_id: str, result: Written) -> None:
        report, revision, content = result
        self._pending = max(0, self._pending - 1)
        newest = content is self._content or content == self._content
        if newest and self._pending == 0:
            self.journal.forget(report.id, person_id)
        if not shiboken6.isValid(self):
            return  # the study was closed meanwhile; the text is on record
        self._report, self.revision, self.basis = report, revision, revision.basis
        self._again.stop()
        if newest and self._pending == 0:
            self._all_saved(report.changed_at)
        else:
            self._say(Saving(SaveState.SAVING, report.changed_at))
        self.report_changed.emit()
        self.saved.emit(report.revision)

    def _all_saved(self, at: datetime | None = None) -> None:
        self.desk.messages.solve(NOT_SAVED)
        self._say(Saving(SaveState.SAVED, at or self._saving.at))
        who = self.desk.session.who
        if at is None and who is not None and self._report is not None:
            self.journal.forget(self._report.id, who.person_id)

    def _refused(self, problem: Exception) -> None:
        """The text stays on screen and in the journal; the reason stays in sight until it is saved."""
        self._pending = max(0, self._pending - 1)
        if not shiboken6.isValid(self):
            return
        if is_conflict(problem):
            self._read_conflict(problem)
            return
        if self._pending:
            return  # a newer save with all of it is on its way
        reason, remedy = self.desk.in_words(problem)
        self._fail(reason, remedy, retries=retries_by_itself(problem), lease_lost=is_lease(problem))
        self.report_changed.emit()

    def _fail(
        self, reason: str, remedy: str = "", *, retries: bool = False, lease_lost: bool = False
    ) -> None:
        since = self._saving.since or self.desk.clock()
        self._say(Saving(SaveState.FAILED, self._saving.at, since, reason, remedy, retries, lease_lost))
        if retries:
            self._again.start()
        self.desk.messages.error(
            self.tr("Not saved – {reason}").format(reason=reason),
            self.tr("Your text is kept on this workstation. {remedy}").format(remedy=remedy).strip(),
            key=NOT_SAVED,
            action=self.tr("Retry"),
            run=self._retry_from_message,
        )

    def _retry_from_message(self) -> None:
        if shiboken6.isValid(self):
            self.retry()

    def retry(self) -> Run | None:
        """Try to save what is on screen; takes the lease back; a conflict is shown again."""
        self._again.stop()
        if self._saving.state is SaveState.CONFLICT:
            if self.conflict is not None:
                self.conflict_found.emit(self.conflict)
            else:
                self._fetch_conflict()  # it couldn't be read before, or is being read
            return None
        if self._content is None or self._report is None:
            return None
        return self._run(self._content, "save", self.tr("Save"), take_lease=self._saving.lease_lost)

    def save_now(self) -> None:
        """A revision of what is on screen, also when nothing changed since the last one."""
        if self._content is None or self.read_only_because:
            return
        if self.commit_typing() is None and self._pending == 0:
            if self._saving.is_lost:
                self.retry()
            else:
                self._run(self._content, "save", self.tr("Save"))

    def lose_lease(self, words: str) -> None:
        """Another session took the draft over: nothing more is written from here until it is taken back."""
        if self._saving.lease_lost or self._report is None:
            return
        self._fail(
            words, self.tr("Take it over to go on here; nothing of either side is lost."), lease_lost=True
        )
        self.report_changed.emit()

    def _say(self, saving: Saving) -> None:
        if saving == self._saving:
            self._tell_session()
            return
        self._saving = saving
        self._tell_session()
        self.saving_changed.emit()

    def _tell_session(self) -> None:
        """The status line says what is true of this draft, whatever else was saved meanwhile."""
        session = self.desk.session
        if self._report is None or session.draft is None or session.draft.report_id != self._report.id:
            return
        if self._saving.is_lost:
            self._told = True
            session.set_saving(False, failed=self._saving.reason)
        elif self._saving.state is SaveState.SAVING:
            self._told = True
            session.set_saving(True)
        elif self._told:
            self._told = False
            session.set_saving(False)

    # ------------------------------------------------------------------ two versions
    def _read_conflict(self, problem: Exception) -> None:
        """Somebody's newer version is on record: read it, so that a person can choose."""
        if self._saving.state is SaveState.CONFLICT or self._report is None or self.revision is None:
            return
        kept = problem.kept if isinstance(problem, ConflictError) else 0
        name = ""
        if isinstance(problem, NotPermitted):
            name = dict(problem.refusals[0].parameters).get("naam", "")
        words = " ".join(self.desk.in_words(problem)).strip()
        self._say(Saving(SaveState.CONFLICT, self._saving.at, self._saving.since or self.desk.clock(), words))
        self._clash = (kept, name)
        self.desk.messages.error(
            words,
            self.tr("Compare the two versions; nothing is lost."),
            key=NOT_SAVED,
            action=self.tr("Compare"),
            run=self._retry_from_message,
        )
        self._fetch_conflict()

    def _fetch_conflict(self) -> None:
        """Read the version on record; until that worked, `retry` does so again."""
        if self._report is None or self.revision is None:
            return
        kept, name = self._clash
        report_id, base, store = self._report.id, self.revision.content, self.desk.store

        def work() -> tuple[Report, Revision, str]:
            with store.read() as connection:
                head = reading.head(connection, report_id)
                theirs = reading.revision(connection, report_id, head.revision)
                return head, theirs, name or reading.display_name(connection, theirs.made_by)

        def done(found: tuple[Report, Revision, str]) -> None:
            head, theirs, who = found
            if self._content is not None and self._saving.state is SaveState.CONFLICT:
                self.conflict = Conflict(who, theirs.made_at, kept, base, head, theirs, self._content)
                self.conflict_found.emit(self.conflict)

        self.desk.background.run(
            work,
            title=self.tr("Reading the other version"),
            on_done=done,
            on_error=self.desk.messages.show,
            receiver=self,
            serial=True,
        )

    def resolve(self, content: Content) -> Run | None:
        """A person chose: `content` becomes the next revision upon the other's version."""
        conflict = self.conflict
        if conflict is None or self._content is None:
            return None
        before = conflict.theirs.content
        self.conflict = None
        self._content = content
        self._report, self.revision = conflict.head, conflict.theirs
        self._say(Saving(SaveState.SAVING, self._saving.at))
        self._push(EditStep(self.tr("Merge two versions"), "merge", before, content, self._restore))
        self._keep()
        head = conflict.head

        def upon() -> None:
            self._head, self._write_error = head, None

        self._upon = upon
        run = self._run(content, "merge", self.tr("Merge two versions"), take_lease=True)
        self.content_changed.emit()
        return run

    # ------------------------------------------------------------------ what an earlier sitting left
    def _look_for_recovery(self) -> None:
        who, report, revision = self.desk.session.who, self._report, self.revision
        if who is None or report is None or revision is None:
            return

        self.journal.begin(report.id, who.person_id)

        def found(entry: Unsaved | None) -> None:
            if entry is None or self._report is None or self._content is None:
                return
            if entry.content == self._content:
                self.journal.drop(entry)
                return
            self.recovery = entry
            self.desk.messages.warning(
                self.tr("Text that wasn't saved was found, of {time}.").format(
                    time=self.desk.moment_text(entry.at)
                ),
                self.tr("It is offered on top of the report."),
                key=RECOVERY,
                action=self.tr("Show"),
                run=self._wanted_from_message,
            )
            self.recovery_found.emit(entry)

        self.desk.background.run(
            self.journal.find,
            report.id,
            who.person_id,
            title=self.tr("Looking for text that wasn't saved"),
            on_done=found,
            on_error=self.desk.messages.show,
            receiver=self,
        )

    def _wanted_from_message(self) -> None:
        if shiboken6.isValid(self):
            self.report_wanted.emit()

    def take_recovery(self, content: Content | None = None) -> Run | None:
        """Put the found text back (or what a person chose of it), as a new revision that can be undone."""
        entry = self.recovery
        if entry is None or self._content is None or self.read_only_because:
            return None
        self._end_recovery()
        chosen = content if content is not None else entry.content
        self._files.update(entry.files)
        before = self._content
        run = self.edit("recover_text", self.tr("Put unsaved text back"), lambda _c: chosen)
        if run is not None:  # it stays in the journal until the database has it
            run.done.connect(lambda _written: self.journal.drop(entry))
        elif before == chosen:
            self.journal.drop(entry)
        return run

    def drop_recovery(self) -> None:
        """A person looked at it and doesn't want it."""
        if self.recovery is not None:
            self.journal.drop(self.recovery)
            self._end_recovery()

    def _end_recovery(self) -> None:
        self.recovery = None
        self.desk.messages.solve(RECOVERY)
        self.recovery_found.emit(None)
