"""S11: the review desk: workings with their pictures, text, changes, conditions, return or authorise.

Holds no rule: what may be done is what `governance` refuses or not. A working counts as viewed when its picture was
on screen at full quality for a second and the radiologist moved on with Space, or ticked it (`review.seeing`).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop import content as edits
from desktop import documents
from desktop.case import Case
from desktop.casework import load_images
from desktop.editor.face import value_of
from desktop.open_study import open_draft, open_study, tell_identity
from desktop.review import acts, changes, facts
from desktop.review.correction import Correction, CorrectionCase
from desktop.review.opening import Opened, for_correction, for_review
from desktop.review.page import ReviewPage
from desktop.review.pane import without_number
from desktop.review.seeing import Seeing
from desktop.review.text import MINE
from desktop.review.workings import Line
from desktop.worklist.governed import as_moment
from governance import service
from governance.errors import NotPermitted, Refusal
from governance.guards import IdentityCheck
from governance.report import Report, ReturnReason, Revision, Score, State, WorkingKind
from report_templates.render.pdf import render_pdf
from studies.volume import Volume

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.worklist.rows import WorkRow
    from governance.report import Content, WorkingRef
    from governance.service import ReviewFacts

HEARTBEAT_MS = 60_000
#: pause in typing a comment before governance is asked again
ASK_AGAIN_MS = 250


class ReviewScreen(ReviewPage):
    """Review of one submitted draft (screen name ``review``)."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.case: Case | None = None
        self.seeing = Seeing()
        self._row: WorkRow | None = None
        self._list: list[WorkRow] = []
        self._submitted: Content | None = None
        self._revision: Revision | None = None
        self._workings: tuple[WorkingRef, ...] = ()
        self._viewed: frozenset[tuple[str, str]] = frozenset()
        self._current = -1
        self._refusals: tuple[Refusal, ...] = ()
        self._facts: ReviewFacts | None = None
        self._hash_shown = ""
        self._responsible = ""
        self._asked = 0
        #: a final is being corrected here; the digest of the text whose difference was on screen
        self._correcting = False
        self._difference_of = ""
        self._give_up = False
        self._ask = QTimer(self)
        self._ask.setSingleShot(True)
        self._ask.setInterval(ASK_AGAIN_MS)
        self._ask.timeout.connect(self.refresh)
        self._heart = QTimer(self)
        self._heart.setInterval(HEARTBEAT_MS)
        self._heart.timeout.connect(self._beat)
        self._connect()

    def _connect(self) -> None:
        self.list.row_chosen.connect(lambda row: self._select(row) if row != self._current else None)
        self.list.tick_pressed.connect(self.tick)
        self.pane.shown.connect(lambda full: self.seeing.painted(full=full))
        self.pane.working_chosen.connect(self._choose_working)
        self.text.edited.connect(
            lambda key, words: self.case.set_text(key, words, self.tr("Change text")) if self.case else None
        )
        self.text.jump_wanted.connect(self._jump)
        self.text.mode.chosen.connect(self._mode_changed)
        self.judge.judged.connect(self._ask.start)
        self.judge.escalation_answered.connect(self._answer)
        self.judge.take_over.connect(self._take_over)
        self.judge.identity_confirmed.connect(self._confirm_identity)
        self.password.textChanged.connect(lambda _text: self._show_signing())
        self.password.returnPressed.connect(self.primary)
        self.give_back.clicked.connect(self._return)
        self.judge.return_menu.triggered.connect(
            lambda action: self._return_because(ReturnReason(action.data()))
        )
        self.release.clicked.connect(self._release)
        self.authorise.clicked.connect(self._authorise)
        self.faces.chosen.connect(self.show_face)
        self.before.clicked.connect(lambda: self._step(-1))
        self.after.clicked.connect(lambda: self._step(1))
        for key, act in (
            ("Space", self.seen_and_next),
            ("Alt+Down", self._next),
            ("Alt+Up", self._previous),
            ("Alt+Left", lambda: self._step(-1)),
            ("Alt+Right", lambda: self._step(1)),
        ):
            self.bind(key, act)
        self.desk.session.locked_changed.connect(lambda _locked: self.seeing.hidden())

    # ------------------------------------------------------------------ opening
    def enter(self, what: object = None) -> None:
        if what is None:
            return
        self._close()
        self._correcting = isinstance(what, Correction)
        row: WorkRow = what.row if isinstance(what, Correction) else what  # type: ignore[assignment]
        report_id = what.report_id if isinstance(what, Correction) else row.record.report.id
        self._row = row
        study = row.record.study
        self.case = case = (CorrectionCase if self._correcting else Case)(self.desk, study, self)
        self.judge.set_correcting(self._correcting)
        self._responsible = row.record.responsible
        self.desk.session.open_study(open_study(study, author=row.author, responsible=self._responsible))
        case.report_changed.connect(self._report_changed)
        case.content_changed.connect(self._content_changed)
        self._open(case, row, report_id)
        self.desk.background.run(
            load_images,
            self.desk.home.root,
            study,
            title=self.tr("Reading the images"),
            on_done=lambda found: self._loaded(found) if case is self.case else None,
            on_error=self.desk.messages.show,
            receiver=self,
        )

    def _open(self, case: Case, row: WorkRow, report_id: str) -> None:
        acting, correcting = self.desk.session.acting, self._correcting

        def opened(found: Opened) -> None:
            if case is not self.case:
                return
            report, revision, refused = found.report, found.revision, found.refused
            self._submitted = found.submitted
            self._revision = revision
            mine = correcting or (report.state is State.IN_REVIEW and report.claimed_by == acting.person.id)
            case.opened(report, revision, read_only="" if mine else self._read_only(report, refused))
            if refused is not None:
                self.desk.messages.show(refused)
            if mine:
                self._heart.start()
            self.list.show_origin(
                facts.origin(self.desk, report, revision, row.author), revision.content.remark
            )
            self._find_list()
            self._find_earlier(case)

        self.desk.background.run(
            for_correction if correcting else for_review, self.desk.store, acting, report_id,
            title=self.tr("Opening the report"), on_done=opened, on_error=self.desk.messages.show,
            receiver=self, serial=True,
        )  # fmt: skip

    def _read_only(self, report: Report, refused: NotPermitted | None) -> str:
        if refused is not None:
            return " ".join(self.desk.in_words(refused))
        other = self._row.record.claimed_by if self._row is not None else ""
        if report.state is State.IN_REVIEW and other:
            return self.tr("{name} has this draft in review. Read only.").format(name=other)
        return self.tr("Read only.")

    def _close(self) -> None:
        self._heart.stop()
        self._ask.stop()
        if self.case is not None:
            self.case.deleteLater()
        self.case = self._submitted = self._revision = self._facts = None
        self._workings, self._viewed = (), frozenset()
        self._current, self._refusals, self._hash_shown = -1, (), ""
        self._difference_of, self._give_up = "", False
        self.seeing.look_at("")
        self.judge.clear()
        self.pane.clear()
        self.text.clear()
        self.preview.clear()
        self.list.show_lines((), -1)
        self.show_face("review")

    def _loaded(self, found: tuple[Any, list[tuple[str, str, str]]]) -> None:
        volume, differences = found
        case = self.case
        if case is None or not isinstance(volume, Volume):
            return
        case.show_volume(volume, differences)
        self.pane.set_volume(volume)
        tell_identity(self.desk.session, differences)
        if case.content is not None:
            self._show_vessel()
            self._show_working()
            self.refresh()

    def _find_list(self) -> None:
        """Which drafts wait for this radiologist, for previous and next."""
        source, who = self.desk.services.get("worklist"), self.desk.session.who
        if source is None or who is None:
            return

        def found(data: Any) -> None:
            self._list = facts.in_kept_order(
                facts.own_list(data.rows), self._list, self._row.key if self._row is not None else None
            )
            self._show_place()

        self.desk.background.run(
            source.load, who, self.desk.language.code, title=self.tr("Reading your list"), on_done=found,
            on_error=self.desk.messages.show, receiver=self, serial=True,
        )  # fmt: skip

    def _find_earlier(self, case: Case) -> None:
        if case.study is None or case.report is None:
            return

        def found(earlier: tuple[Content, str] | None) -> None:
            if case is self.case and earlier is not None:
                self.text.show_prior(earlier[0], self.desk.date_text(as_moment(earlier[1])))

        self.desk.background.run(
            facts.earlier_report, self.desk.store, self.desk.session.acting, case.study, case.report,
            title=self.tr("Looking for an earlier report"), on_done=found, on_error=self.desk.messages.show,
            receiver=self, serial=True,
        )  # fmt: skip

    # ------------------------------------------------------------------ the own list
    def _place(self) -> int:
        key = self._row.key if self._row is not None else None
        return next((i for i, row in enumerate(self._list) if row.key == key), -1)

    def _show_place(self) -> None:
        place, whole = self._place(), len(self._list)
        self.show_place(place + 1, whole)
        none = self.tr("There is no other draft in your list.")
        self.before.block("" if place > 0 else none)
        self.after.block("" if 0 <= place < whole - 1 else none)

    def _step(self, by: int) -> None:
        place = self._place() + by
        if self._place() >= 0 and 0 <= place < len(self._list):
            self._flush()
            self.enter(self._list[place])

    # ------------------------------------------------------------------ workings
    def _content_changed(self) -> None:
        case = self.case
        if case is None or case.content is None:
            return
        self._workings = case.content.workings
        self._show_rows()
        self._show_text()
        self._show_vessel()
        if self._current < 0 and self._workings:
            self._select(0)
        if self.faces.current == "pdf":
            self._show_pdf()
        if self._correcting:
            self._note_difference(self.text.mode.current)
            self._ask.start()

    def _members(self, working: WorkingRef) -> Any:
        content = self.case.content if self.case is not None else None
        if content is None:
            return ()
        return edits.groups(content.findings).get(working.id.removeprefix("measurement:"), ())

    def _value(self, working: WorkingRef) -> str:
        members = self._members(working)
        language = self.case.content.language if self.case is not None and self.case.content else "nl"
        return value_of(members, language) if members else self.tr("picture")

    def _show_rows(self) -> None:
        case = self.case
        if case is None or case.content is None:
            return
        lines = [
            Line(
                working.title,
                self._value(working),
                (working.id, working.sha256) in self._viewed,
                without_number(self._members(working), case.content),
            )
            for working in self._workings
        ]
        self.list.show_lines(lines, self._current)

    def _show_vessel(self) -> None:
        """The vessel stretched, with the levels on it."""
        content = self.case.content if self.case is not None else None
        if content is None:
            return
        names = {w.id: (w.title, self._value(w)) for w in self._workings if w.kind is not WorkingKind.IMAGE}
        selected = self._workings[self._current].id if 0 <= self._current < len(self._workings) else ""
        self.pane.show_vessel(content, names, selected)

    def _select(self, row: int) -> None:
        self._current = row
        self._show_working()
        self._show_rows()

    def _choose_working(self, working_id: str) -> None:
        for i, working in enumerate(self._workings):
            if working.id == working_id:
                self._select(i)

    def _show_working(self) -> None:
        case = self.case
        if case is None or case.content is None or not 0 <= self._current < len(self._workings):
            return
        working = self._workings[self._current]
        if working.kind is WorkingKind.IMAGE:
            self.pane.show_image(case.file(working.sha256), working.title)
        else:
            self.pane.show_findings(working.title, self._value(working), self._members(working), case.content)
            self._show_vessel()
        # from here on: only a picture that is drawn after this counts for this working
        self.seeing.look_at(f"{working.id} {working.sha256}")
        self.pane.update_all()

    def _may_mark(self, row: int) -> bool:
        """Whether the working in sight is this one and was really seen; says why not."""
        if not 0 <= row < len(self._workings):
            return False
        working = self._workings[row]
        if self.seeing.key == f"{working.id} {working.sha256}" and self.seeing.is_seen:
            return True
        if self.case is None or (self.case.volume is None and working.kind is not WorkingKind.IMAGE):
            self.desk.messages.info(self.tr("The images are still being read."))
        elif not self.seeing.is_shown:
            self.desk.messages.info(self.tr("The picture of this working isn't shown at full quality yet."))
        else:
            self.desk.messages.info(self.tr("Look at the picture for a second first."))
        return False

    def seen_and_next(self) -> None:
        """Space: the working was looked at for a second; mark it and go on."""
        if self._may_mark(self._current):
            self._mark(self._current)
            self._next()

    def tick(self, row: int) -> None:
        """The mark of a row was pressed: it counts when its picture is the one in sight, else it is shown first."""
        if row != self._current:
            self._select(row)
            self.desk.messages.info(self.tr("Look at the picture, then tick it again or press Space."))
            return
        if self._may_mark(row):
            self._mark(row)

    def _mark(self, row: int) -> None:
        case = self.case
        if case is None or case.report is None or case.read_only_because:
            return
        working = self._workings[row]
        store, acting, report_id = self.desk.store, self.desk.session.acting, case.report.id

        def done(_none: object) -> None:
            if case is self.case:
                self._viewed = self._viewed | {(working.id, working.sha256)}
                self._show_rows()
                self.refresh()

        self.desk.background.run(
            service.view_working, store, acting, report_id, working.id,
            title=self.tr("Marking as viewed"), on_done=done, on_error=self.desk.messages.show,
            receiver=self, serial=True,
        )  # fmt: skip

    def _next(self) -> None:
        """On to the next working that isn't viewed yet, else the next one."""
        later = range(self._current + 1, len(self._workings))
        todo = [i for i in later if (self._workings[i].id, self._workings[i].sha256) not in self._viewed]
        if later:
            self._select(todo[0] if todo else self._current + 1)

    def _previous(self) -> None:
        if self._current > 0:
            self._select(self._current - 1)

    def _jump(self, finding_id: str) -> None:
        case = self.case
        found = next((f for f in case.findings if f.id == finding_id), None) if case is not None else None
        if found is not None:
            self._choose_working(f"measurement:{found.group}")

    # ------------------------------------------------------------------ text, PDF
    def _show_text(self) -> None:
        case = self.case
        if case is None or case.content is None:
            return
        self.text.show_content(case.content, self._submitted, read_only=bool(case.read_only_because))
        if self._submitted is not None:
            self.judge.show_own(changes.own_changes(self._submitted, case.content))

    def show_face(self, face: str) -> None:
        """Pictures and text, or the pages as they would be printed now."""
        self.faces.choose(face)
        self.middle.setCurrentWidget(self.preview if face == "pdf" else self.work)
        self.seeing.hidden()
        if face == "pdf":
            self._show_pdf()

    def _show_pdf(self) -> None:
        case, revision = self.case, self._revision
        if case is None or case.report is None or revision is None or case.content is None:
            return
        store, head, content = self.desk.store, case.report, case.content
        images = {i.sha256: case.file(i.sha256) for i in content.key_images}

        def make() -> bytes:
            records = documents.read_records(store, head, revision)
            return render_pdf(documents.build(store, records, content=content, unsaved=images))

        self.preview.ask(make, now=True)

    # ------------------------------------------------------------------ conditions
    def _identity(self) -> IdentityCheck:
        return self.case.identity_check() if self.case is not None else IdentityCheck(confirmed=False)

    def _confirm_identity(self, reason: str) -> None:
        """A person compared order and images where the program can't, and says why they belong together."""
        if self.case is not None and reason:
            self.case.confirm_identity(reason)
            self.refresh()

    def score(self) -> Score | None:
        return self.judge.score()

    def refresh(self) -> None:
        """Ask governance what still stands in the way of authorising."""
        case = self.case
        if case is None or case.report is None:
            return
        self._asked += 1
        number, head, score = self._asked, case.report, self.score()
        self._hash_shown = head.revision_sha256

        def done(found: ReviewFacts) -> None:
            if number == self._asked and case is self.case and self.desk.session.acting is not None:
                self._facts, self._refusals, self._viewed = found, found.refusals, found.viewed
                self._show_rows()
                self._show_conditions(found, score)

        if self._correcting and case.content is not None:
            self._hash_shown = case.content.digest()
            self.desk.background.run(
                service.correction_facts, self.desk.store, self.desk.session.acting, head.id, case.content,
                expected_lock_version=head.lock_version, identity=self._identity(), score=score,
                reason=self.judge.comment_text(), difference_shown=self._difference_shown(),
                title=self.tr("Checking the conditions"), on_done=done, on_error=self.desk.messages.show,
                receiver=self, serial=True,
            )  # fmt: skip
            return
        self.desk.background.run(
            service.review_facts, self.desk.store, self.desk.session.acting, head.id,
            expected_lock_version=head.lock_version, hash_shown=self._hash_shown, identity=self._identity(),
            score=score, comment=self.judge.comment_text(), emergency_answered=self.judge.emergency.isChecked(),
            title=self.tr("Checking the conditions"), on_done=done, on_error=self.desk.messages.show,
            receiver=self, serial=True,
        )  # fmt: skip

    def _difference_shown(self) -> bool:
        """The difference was on screen in exactly this wording."""
        content = self.case.content if self.case is not None else None
        return content is not None and self._difference_of == content.digest()

    def _mode_changed(self, mode: str) -> None:
        """Looking at one's changes: what is seen now is the difference."""
        self._note_difference(mode)
        self.refresh()

    def _note_difference(self, mode: str) -> None:
        if mode == MINE and self.case is not None and self.case.content is not None:
            self._difference_of = self.case.content.digest()

    def _show_conditions(self, found: ReviewFacts, score: Score | None) -> None:
        author = self._row.author if self._row is not None else ""
        lines = facts.conditions(self.desk, found, score=score, author=author, responsible=self._responsible)
        self.judge.show_conditions(lines, found.comment_needed)
        case = self.case
        refused = {r.id for r in found.refusals}
        self.judge.take.setVisible("T8-RESPONSIBLE" in refused and case is not None and case.is_editable)
        self.judge.identity.setVisible(case is not None and case.is_editable and case.identity_needs_person())
        self.judge.emergency.setVisible(bool(found.report.emergency_id))
        self.judge.show_escalations(facts.escalation_notes(self.desk, found))
        self._show_signing()

    def _show_signing(self) -> None:
        case, who = self.case, self.desk.session.who
        read_only = case.read_only_because if case is not None else self.tr("Nothing is open.")
        zone = self.desk.clock().astimezone().tzinfo
        code = self.desk.language.code
        reasons = [r.text(code, zone) if zone else r.text(code) for r in self._refusals]
        if self._facts is None:
            reasons = [self.tr("The conditions are being checked.")]
        if read_only:
            reasons = [read_only, *reasons]
        self.judge.show_signing(reasons, who.display_name if who is not None else "", read_only)

    # ------------------------------------------------------------------ acts
    def _answer(self, escalation_id: str, words: str) -> None:
        if self.case is None:
            return
        if words.strip():
            acts.answer(self.desk, self.case, escalation_id, words.strip(), self.refresh)
        else:
            self.desk.messages.warning(self.tr("Write your answer first."), key="review-answer")

    def _take_over(self) -> None:
        who = self.desk.session.who
        if self.case is None or who is None:
            return
        self._flush()

        def done() -> None:
            self._responsible = who.display_name
            study = self.desk.session.study
            if study is not None:
                self.desk.session.open_study(replace(study, responsible=self._responsible))
            self.refresh()

        acts.take_responsibility(self.desk, self.case, done)

    def _return(self) -> None:
        """Ask for the reason, as a menu at the button; the comment says what must change."""
        if self.case is None:
            return
        if not self.judge.comment_text():
            self.desk.messages.warning(self.tr("Write to the author what must change."), key="review-comment")
            self.comment.setFocus()
            return
        self.judge.return_menu.popup(self.give_back.mapToGlobal(self.give_back.rect().topLeft()))

    def _return_because(self, reason: ReturnReason) -> None:
        if self.case is not None:
            self._flush()
            acts.send_back(self.desk, self.case, reason, self.judge.comment_text(), self._leave_desk)

    def _release(self) -> None:
        """Give the draft back; a correction is given up, its final stays as it is."""
        if self.case is None:
            return
        if self._correcting:
            self._give_up = True
            self._show_final()
            return
        self._flush()
        acts.release(self.desk, self.case, self._leave_desk)

    def _authorise(self) -> None:
        case = self.case
        if case is None or case.report is None or self.authorise.reason:
            return
        self._flush()
        if case.is_saving:  # what is signed must be what was on screen and saved
            self.desk.messages.info(self.tr("Your change is being saved; check it and authorise again."))
            return
        judged = acts.Judgement(
            self._hash_shown,
            self._identity(),
            self.score(),
            self.judge.comment_text(),
            self.password.text(),
            self.judge.emergency.isChecked(),
        )
        self.password.clear()
        if self._correcting:
            self._give_up = True
            acts.correct(
                self.desk, case, judged, difference_shown=self._difference_shown(), then=self._show_corrected
            )
        else:
            acts.authorise(self.desk, case, judged, self._show_final)

    def _show_corrected(self) -> None:
        self._heart.stop()
        self.desk.navigator.open("worklist")
        self.desk.messages.info(
            self.tr("The correction is signed."), self.tr("The earlier version is marked as replaced.")
        )

    def _show_final(self) -> None:
        self._heart.stop()
        if self._row is not None:
            self.desk.navigator.open("report", self._row)

    def _leave_desk(self) -> None:
        self._heart.stop()
        self.desk.navigator.open("worklist")

    def _beat(self) -> None:
        """Keep the claim while the desk is open."""
        case = self.case
        if case is not None and case.report is not None and case.is_editable:
            self.desk.background.run(
                service.heartbeat, self.desk.store, self.desk.session.acting, case.report.id,
                title=self.tr("Keeping the report open"), serial=True,
            )  # fmt: skip

    def _report_changed(self) -> None:
        case = self.case
        if case is None or case.report is None:
            return
        report = case.report
        self.desk.session.open_draft(open_draft(report, case.saved_at))
        self.judge.show_since(report.claimed_at if report.state is State.IN_REVIEW else None)
        editing = self.tr("You edit a review revision. The author's revision stays as it is.")
        if self._correcting:
            editing = self.tr(
                "You correct a final report. It stays valid until you sign; nothing is saved before."
            )
        self.say_revision(case.read_only_because or editing)
        self.refresh()

    # ------------------------------------------------------------------ form
    def regions(self) -> list[QWidget]:
        return [self.table, self.pane, self.text.body, self.password]

    def primary(self) -> None:
        self.authorise.press()

    def leave(self) -> bool:
        """Unsaved words of a correction aren't lost by one press: the first time it says so and stays."""
        self._flush()
        case = self.case
        changed = case is not None and self._submitted is not None and case.content != self._submitted
        if self._correcting and changed and not self._give_up:
            self._give_up = True
            self.desk.messages.warning(
                self.tr("The correction isn't signed; leaving gives it up."),
                self.tr("Sign it, or leave once more."),
                key="review-correction",
            )
            return False
        return True

    def _flush(self) -> None:
        """Save what is typed and not saved yet."""
        self.text.flush()
