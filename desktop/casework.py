"""The screen of one study: images, report and check are three faces of the same case.

Hosts the workspace of the task, the editor and the check page; loads the images in the background, compares their
identity with the order's, and opens or creates the report through governance.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from desktop import drafts, parts
from desktop.browser.changed import ChangedNote, fresh_entry
from desktop.browser.looking import LookingWorkspace
from desktop.case import Case
from desktop.editor import CheckFace, EditorFace
from desktop.kept import NOT_SAVED, RECOVERY
from desktop.loading import DiskWatch, ImageReading
from desktop.open_study import Images, open_draft, open_images, open_study
from desktop.priors.face import PriorFace
from desktop.priors.together import Together
from desktop.screen import Screen
from desktop.start_face import StartFace
from desktop.workspace import StepState, installed
from governance import service
from governance.errors import NotPermitted
from governance.guards import IdentityCheck
from governance.report import FINAL_STATES, Report, Revision, SelfDeclaration, State
from governance.service import reading
from studies.identity import Identity, mismatches
from studies.load import load_series
from studies.scan import scan
from studies.volume import TimeSeries, Volume

if TYPE_CHECKING:
    from desktop.background import Job
    from desktop.desk import Desk
    from desktop.worklist.rows import WorkRow
    from governance.study import Study
    from studies.growing import SoFar
    from studies.stacks import SeriesEntry

FACES = ("images", "report", "check")
EDITABLE = (State.DRAFT, State.RETURNED)
READ_ONLY = "read only"
#: key of the message that asks before an unsaved report is left
LEAVING = "leaving-unsaved"
log = structlog.get_logger(__name__)


def load_images(
    home: Path,
    study: Study,
    *,
    reading: ImageReading | None = None,
    progress: Any = None,
    cancelled: Any = None,
) -> tuple[Any, list[tuple[str, str, str]]]:
    """The study's volume, and where its identity differs from the worklist's: (field, order's, image's).

    A difference that was accepted with a reason when the study came in is on record and isn't one any more.
    """
    series = study.identity.series_instance_uids
    entry = scan(home / study.images, cancelled=cancelled).choose(series[0] if series else None)
    read = reading.read if reading is not None else load_series
    volume = read(entry, progress=progress, cancelled=cancelled)
    expected = Identity(
        study.patient.patient_id,
        study.patient.issuer,
        study.patient.name,
        study.patient.birth_date,
        study.patient.sex,
        study.identity.study_instance_uid,
        study.identity.accession_number,
    )
    return volume, [
        (m.field, m.expected, m.found)
        for m in mismatches(expected, volume.series)
        if not study.explains(m.field, m.found)
    ]


class CaseScreen(Screen):
    """Images, report and check of one study (screen name ``case``)."""

    name = "case"
    context = "aorta"
    navigation = "worklist"
    has_steps = True

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.case: Case | None = None
        self.workspace: Any = None
        self._row: WorkRow | None = None
        self._heard: Case | None = None  # whose signals are connected
        self._face = "images"
        self._locked_because = ""
        self._leaving = False
        self._facts: Any = ()
        self.pages = QStackedWidget(self)
        QVBoxLayout(self).addWidget(self.pages)
        self.layout().setContentsMargins(0, 0, 0, 0)  # type: ignore[union-attr]
        self.images = QWidget(self)
        stack = parts.column((0, 0, 0, 0), 0, self.images)
        self.disk_note = ChangedNote(desk)
        self.disk_note.again.connect(self._read_again)
        stack.addWidget(self.disk_note)
        self._images_row = QHBoxLayout()
        stack.addLayout(self._images_row, 1)
        self._loading: Job | None = None
        self._what: object = None
        self.disk = DiskWatch(desk, self)
        self.disk.changed.connect(self.disk_note.show_changes)
        self._images_row.setContentsMargins(0, 0, 0, 0)
        self._images_row.setSpacing(1)
        self.start = StartFace(desk, self)
        self.editor = EditorFace(desk, self)
        self.check = CheckFace(desk, self)
        self.priors = PriorFace(desk, self)
        self.priors.shown_changed.connect(self._prior_face_changed)
        self._chosen: Together | None = None
        self.trouble = QLabel(self)
        for page in (self.images, self.start, self.editor, self.check, self.priors):
            self.pages.addWidget(page)
        self.start.started.connect(self._create)
        self.start.declined.connect(self._decline)
        self.editor.jump_wanted.connect(self.show_finding)
        self.check.jump_wanted.connect(self.show_finding)
        self.editor.face_wanted.connect(self.choose_face)
        self.check.face_wanted.connect(self.choose_face)
        self.check.section_wanted.connect(self.show_section)
        self.editor.facts_changed.connect(self._show_facts)
        self._heart = QTimer(self)
        self._heart.setInterval(60_000)
        self._heart.timeout.connect(self._beat)
        desk.save_wanted.connect(self._save_now)

    # ------------------------------------------------------------------ opening
    def enter(self, what: object = None) -> None:
        if what is None:
            self._show_bar()
            return
        self.close_case()
        self._what = what
        if isinstance(what, Together):
            self._chosen, what = what, what.present
        self._siblings: tuple[SeriesEntry, ...] = ()
        if isinstance(what, Images):
            self._siblings, what = what.others, what.entry
        record = getattr(what, "record", None)
        if record is None:
            self._open_images(what)  # type: ignore[arg-type]
        else:
            self._open_row(what)  # type: ignore[arg-type]

    def _reading(self) -> ImageReading:
        """A reading whose pictures come on screen as they arrive, as long as this case is open."""
        case, reading = self.case, ImageReading(self.case)
        entries: list[Any] = []
        reading.found.connect(entries.append)
        reading.grown.connect(lambda so_far: self._grown(so_far) if case is self.case else None)
        if case is not None:
            case.volume_changed.connect(lambda _volume: self.disk.watch(entries[0] if entries else None))
        return reading

    def _grown(self, so_far: SoFar) -> None:
        """Part of the images is here: to be looked at; measuring waits for all of them."""
        if self.case is None or self.case.volume is not None:
            return
        if not self._takes(so_far.image):
            return
        show = getattr(self.workspace, "show_growing", None)
        if show is None:
            return
        if self._row is None and self.desk.session.study is None:
            self.desk.session.open_study(open_images(so_far.image.series))  # whose images these are, at once
        show(so_far)

    def _takes(self, image: object) -> bool:
        """Whether the workspace shows such images: a clinical one volumes, the general one all."""
        if isinstance(image, TimeSeries):
            return bool(getattr(self.workspace, "takes_time_series", False))
        return bool(getattr(self.workspace, "takes_volumes", True))

    def _read_again(self) -> None:
        """The images changed on disk: as they are now, from the scan on."""
        what, images = self._what, self.disk.entry
        if what is None:
            return
        if getattr(what, "record", None) is not None or images is None:
            if self.leave():
                self.enter(what)
            return
        self.desk.background.run(
            fresh_entry,
            images,
            title=self.tr("Reading the images"),
            on_done=self.enter,
            on_error=self._failed,
            receiver=self,
        )

    def _open_images(self, entry: SeriesEntry) -> None:
        """Images without a report: for looking and measuring only."""
        self.case = Case(self.desk, None, self)
        self._make_workspace("", LookingWorkspace)
        if self.workspace is not None:
            self.workspace.offer(self._siblings)
        self.desk.session.open_study(None)
        case = self.case
        self._loading = self.desk.background.run(
            self._reading().read,
            entry,
            title=self.tr("Reading the images"),
            on_done=lambda volume: self._loaded((volume, [])) if case is self.case else None,
            on_error=self._failed,
            receiver=self,
        )
        self.choose_face("images")

    def _open_row(self, row: WorkRow) -> None:
        self._row = row
        study: Study = row.record.study
        self.case = case = Case(self.desk, study, self)
        self._tell_session("unconfirmed")
        self._make_workspace(study.task.value)
        self._loading = self.desk.background.run(
            load_images,
            self.desk.home.root,
            study,
            reading=self._reading(),
            title=self.tr("Reading the images"),
            on_done=lambda found: self._loaded(found) if case is self.case else None,
            on_error=self._failed,
            receiver=self,
        )
        if row.record.report is not None and row.record.next_step != "start":
            self._open_report(row.record.report)
            self.choose_face("images")
        else:
            self.start.show_study()
            self._show_gate()
            self.pages.setCurrentWidget(self.start)
            self._show_bar()

    def _tell_session(self, identity: str, differences: tuple[tuple[str, str, str], ...] = ()) -> None:
        row, case = self._row, self.case
        if row is None or case is None or case.study is None:
            return
        study = case.study
        self.desk.session.open_study(
            open_study(
                study,
                author=row.author,
                responsible=row.record.responsible,
                order=case.report.order_id if case.report else "",
                protocol=self._protocol(),
                identity=identity,
                mismatches=differences,
            )
        )

    def _tell_identity(self) -> None:
        """Loading alone confirms nothing that differs or is missing: then a person does."""
        case = self.case
        if case is None:
            return
        word = "unconfirmed"
        if case.volume is not None:
            clear = not case.identity_needs_person() or case.identity_reason
            word = "mismatch" if case.mismatches else "confirmed" if clear else "unconfirmed"
        self._tell_session(word, case.mismatches)

    def _protocol(self) -> str:
        gate = self.case.basis if self.case is not None else None
        return f"{gate.protocol.id}" if gate is not None and gate.protocol is not None else ""

    def _make_workspace(self, task: str, kind: Any = None) -> None:
        kind = kind or installed().get(task)
        if kind is None:
            self.desk.messages.warning(
                self.tr("There is no workspace for this task."), self.tr("Ask the administrator.")
            )
            return
        self.workspace = kind.create(self.desk, self)
        self.workspace.set_case(self.case)
        main, panel = self.workspace.main_widget(), self.workspace.panel_widget()
        self._images_row.addWidget(main, 1)
        self._images_row.addWidget(panel)
        self.workspace.steps_changed.connect(self._show_bar)
        self.workspace.findings_changed.connect(self._show_bar)
        if hasattr(self.workspace, "task_wanted"):
            self.workspace.task_wanted.connect(self.measure)
        self.editor.set_case(self.case)
        self.check.set_case(self.case)
        assert self.case is not None  # noqa: S101 - set by the caller
        if self._heard is self.case:
            return
        self._heard = self.case
        self.case.report_changed.connect(self._report_changed)
        self.case.jump_wanted.connect(self.show_finding)
        self.case.identity_changed.connect(self._tell_identity)
        self.case.report_wanted.connect(lambda: self.choose_face("report"))

    def _loaded(self, found: tuple[Any, list[tuple[str, str, str]]]) -> None:
        volume, differences = found
        if self.case is None:
            return
        self.case.show_volume(volume, differences)
        study = self.case.study
        registration = study.registration if study is not None else None
        self.start.show_identity(differences, registration.corrections if registration is not None else ())
        if self._row is not None:
            self._tell_identity()
        else:
            self.desk.session.open_study(open_images(volume.series))
        if self.workspace is not None and not isinstance(volume, Volume):
            self._show_time_series(volume)
        elif self.workspace is not None:
            self.workspace.open(volume)
            self._offer_priors()
            self.priors.begin(
                self.case, self.workspace, volume, self._chosen.others if self._chosen is not None else ()
            )
        self._show_bar()

    def measure(self, task: str) -> None:
        """A clinical workspace on the images that are looked at; without an order nothing of it becomes a report."""
        case = self.case
        if case is None or not isinstance(case.volume, Volume) or case.report is not None:
            return
        self.priors.end()
        self._let_go_of_workspace()
        self.desk.session.undo_stack.clear()
        self._make_workspace(task)
        if self.workspace is not None:
            self.workspace.open(case.volume)
            others = self._chosen.others if self._chosen is not None else ()
            self._offer_priors()
            self.priors.begin(case, self.workspace, case.volume, others)
        self._show_bar()

    def _offer_priors(self) -> None:
        """A workspace that compares figures finds and opens earlier examinations through the same hand."""
        take = getattr(self.workspace, "take_priors", None)
        if take is not None:
            take(self.priors.hand)

    def _show_time_series(self, series: TimeSeries) -> None:
        """In the workspace if it takes one; else to be looked at only, and that is said."""
        if not getattr(self.workspace, "takes_time_series", False):
            self._let_go_of_workspace()
            self._make_workspace("", LookingWorkspace)
            self.desk.messages.warning(
                self.tr("This series is a time series; this workspace needs one volume."),
                self.tr("Choose one phase in Studies."),
            )
        self.workspace.open(series)

    def _failed(self, problem: Exception) -> None:
        if self.case is not None:
            self.case.volume_failed.emit(problem)
        self.desk.messages.show(problem)

    # ------------------------------------------------------------------ the report
    def _open_report(self, head: Report) -> None:
        store, acting = self.desk.store, self.desk.session.acting

        language = self.desk.language.code

        def work() -> tuple[Report, Revision, str]:
            report, revision = service.open_report(store, acting, head.id)
            if report.state not in EDITABLE or report.author_id != acting.person.id:
                return report, revision, READ_ONLY
            # an own lease of a session that ended without saying so (crash, power cut) is taken over
            own = report.lease is not None and report.lease.holder_id == acting.person.id
            try:
                held = service.open_for_editing(store, acting, head.id, take_over=own)
            except NotPermitted as refused:
                return report, revision, refused.text(language)
            if held.revision != revision.number:  # saved elsewhere in between; from now on the lease is ours
                held, revision = service.open_report(store, acting, head.id)
            return held, revision, ""

        case = self.case

        def opened(found: tuple[Report, Revision, str]) -> None:
            if case is None or case is not self.case:
                return
            report, revision, reason = found
            self._locked_because = reason if reason != READ_ONLY else ""
            case.opened(
                report, revision, read_only=self._read_only(report) if reason == READ_ONLY else reason
            )
            self._tell_identity()  # order and protocol are known now
            self._heart.start()

        self.desk.background.run(
            work,
            title=self.tr("Opening the report"),
            on_done=opened,
            on_error=self.desk.messages.show,
            receiver=self,
            serial=True,
        )

    def _read_only(self, report: Report) -> str:
        if report.state in EDITABLE:
            return self.tr("Only the author edits this draft. Read only.")
        if report.state in FINAL_STATES:
            return self.tr("Authorised. Read only.")
        return self.tr("Submitted at {time}. Read only.").format(
            time=self.desk.time_text(report.submitted_at)
        )

    def _show_gate(self) -> None:
        source, row, who = self.desk.services.get("worklist"), self._row, self.desk.session.who
        if source is None or row is None or who is None:
            return
        self.desk.background.run(
            source.preview,
            who,
            row,
            self.desk.language.code,
            title=self.tr("Checking the conditions"),
            on_done=lambda found: self.start.show_gate([(c.holds, c.text) for c in found.conditions]),
            on_error=self.desk.messages.show,
            receiver=self,
            serial=True,
        )

    def _create(self, declaration: SelfDeclaration) -> None:
        case = self.case
        if case is None or case.study is None or case.volume is None:
            return
        store, acting, study = self.desk.store, self.desk.session.acting, case.study
        identity = IdentityCheck(confirmed=True, mismatches=tuple(f for f, _a, _b in case.mismatches))

        def work() -> tuple[Report, Revision]:
            report = service.create(
                store, acting, study.id, drafts.new_content(study), declaration=declaration, identity=identity
            )
            return service.open_report(store, acting, report.id)

        def created(found: tuple[Report, Revision]) -> None:
            if case is self.case:
                case.opened(*found)
                self._heart.start()
                self._tell_identity()
                self.choose_face("images")

        self.desk.background.run(
            work,
            title=self.tr("Starting the draft"),
            on_done=created,
            on_error=self.desk.messages.show,
            receiver=self,
            serial=True,
        )

    def _decline(self, _answer: object) -> None:
        self.desk.messages.info(
            self.tr("Nothing was started."), self.tr("The study stays on the worklist for the radiologist.")
        )
        self.desk.navigator.open("worklist")

    def _report_changed(self) -> None:
        case = self.case
        if case is None or case.report is None or self.desk.session.acting is None:
            return
        report = case.report
        if report.state not in EDITABLE and not case.read_only_because:
            case.read_only_because = self._read_only(report)
        if report.state in EDITABLE and report.author_id == self.desk.session.acting.person.id:
            case.read_only_because = self._locked_because
        if self.workspace is not None:
            self.workspace.set_read_only(case.read_only_because)
        self.desk.session.open_draft(open_draft(report, case.saved_at))
        self._show_bar()

    def _beat(self) -> None:
        case = self.case
        if case is None or case.report is None or case.read_only_because or case.saving.is_lost:
            return
        store, acting, report_id = self.desk.store, self.desk.session.acting, case.report.id

        def work() -> tuple[bool, str, str]:
            if service.heartbeat(store, acting, report_id):
                return True, "", ""
            with store.read() as connection:
                lease = reading.head(connection, report_id).lease
                holder = reading.display_name(connection, lease.holder_id) if lease is not None else ""
            return False, holder, lease.workstation if lease is not None else ""

        def beaten(found: tuple[bool, str, str]) -> None:
            held, name, place = found
            if not held and case is self.case and case.report is not None and case.report.state in EDITABLE:
                case.lose_lease(
                    self.tr("{name} works on this draft at {place}.").format(name=name, place=place)
                    if name
                    else self.tr("This draft isn't held by this session any more.")
                )

        self.desk.background.run(
            work,
            title=self.tr("Keeping the report open"),
            on_done=beaten,
            on_error=lambda problem: log.warning("heartbeat_failed", kind=type(problem).__name__),
            receiver=self,
            serial=True,
        )

    def _save_now(self) -> None:
        if self.case is not None:
            self.case.save_now()

    # ------------------------------------------------------------------ faces, steps
    def choose_face(self, face: str) -> None:
        """Show images, report or check; report and check need a report."""
        if face != "images" and (self.case is None or self.case.content is None):
            self.desk.messages.warning(
                self.tr("There is no report yet."), self.tr("Start a draft first, or wait until it is open.")
            )
            face = "images"
        self._face = face
        images = self.priors if self.priors.is_open else self.images
        page: QWidget = {"images": images, "report": self.editor, "check": self.check}[face]
        self.pages.setCurrentWidget(page)
        self._show_bar()

    def _prior_face_changed(self) -> None:
        """The comparison is a part of the images' face."""
        if self._face == "images" and self.pages.currentWidget() in (self.images, self.priors):
            self.choose_face("images")

    def show_priors(self) -> None:
        """Open the comparison, or go back to the workspace (Ctrl+Shift+V)."""
        self.choose_face("images")
        self.priors.button.press()

    def go_to(self, step: str) -> None:
        self.priors.show_face(open_=False)
        if self.workspace is not None:
            self.choose_face("images")
            self.workspace.go_to(step)

    def show_finding(self, finding_id: str) -> None:
        """Jump from a number to its place in the images."""
        self.priors.show_face(open_=False)
        self.choose_face("images")
        if self.workspace is not None:
            self.workspace.show_finding(finding_id)

    def _show_gate_line(self) -> None:
        """The gate as it was at the revision on record, in the status line."""
        window, case = self.desk.services.get("window"), self.case
        gate = case.revision.gate if case is not None and case.revision is not None else None
        if window is None or window.current_screen() is not self or gate is None:
            return
        closed = len(gate.failed)
        words = (
            self.tr("Gate closed: {n} conditions").format(n=closed)
            if closed
            else self.tr("Gate open: {n} of {m} conditions").format(
                n=sum(holds is not False for _clause, holds in gate.evaluated), m=len(gate.evaluated)
            )
        )
        window.status_line.show_left(
            words, icon="error" if closed else "ok", tone="error" if closed else "ok"
        )

    def show_section(self, key: str) -> None:
        """Jump from a point to the section of the text that it is about."""
        self.choose_face("report")
        self.editor.go_to_section(key)

    def _show_facts(self, facts: object) -> None:
        self._facts = facts
        self._show_bar()

    def _show_bar(self) -> None:
        window = self.desk.services.get("window")
        if window is None or window.current_screen() is not self:
            return
        bar = window.step_bar
        bar.show_face(self._face)
        steps = list(self.workspace.steps()) if self.workspace is not None else []
        now = next((s.key for s in steps if s.state is StepState.NOW), "")
        bar.show_steps(steps if self._face == "images" else (), now)
        bar.show_facts(self._facts if self._face != "images" else ())
        bar.show_open_points(len(self.workspace.open_points()) if self.workspace is not None else 0)
        seen = self._face == "images" and self.pages.currentWidget() in (self.images, self.priors)
        bar.show_choice(self.priors.button if seen else None)
        self.priors.keep_button(shown=seen)
        bar.show_lock(self.case.read_only_because if self.case is not None else "")
        self._show_gate_line()

    # ------------------------------------------------------------------ form
    def _page(self) -> Any:
        return self.pages.currentWidget()

    def regions(self) -> list[QWidget]:
        page = self._page()
        if page is self.images and self.workspace is not None:
            return list(self.workspace.regions())
        return list(page.regions()) if hasattr(page, "regions") else [page]

    def primary(self) -> None:
        page = self._page()
        if page is self.start:
            self.start.start.click()
        elif page is self.images and self.workspace is not None:
            press = getattr(self.workspace, "primary", None)
            if press is not None:
                press()
        elif hasattr(page, "primary"):
            page.primary()

    def close_case(self) -> None:
        """Let go of the former study: its views, volume and workers."""
        self._heart.stop()
        self.disk.watch(None)
        self.disk_note.hide()
        if self._loading is not None:
            self._loading.cancel()
            self._loading = None
        self.priors.end()
        self._chosen = None
        self.editor.set_case(None)
        self.check.set_case(None)
        self._let_go_of_workspace()
        for key in (LEAVING, NOT_SAVED, RECOVERY):
            self.desk.messages.solve(key)
        self._leaving = False
        self._facts = ()
        if self.case is not None:
            self.case.deleteLater()
        self.case = self._row = self._heard = None
        self.desk.session.undo_stack.clear()

    def _let_go_of_workspace(self) -> None:
        if self.workspace is not None:
            release = getattr(self.workspace, "release", None)
            if release is not None:
                release()
            self.workspace.setParent(None)
            self.workspace.deleteLater()
            self.workspace = None
        parts.empty(self._images_row)

    def _take_choice(self) -> None:
        """The step bar is the next screen's."""
        window = self.desk.services.get("window")
        if window is not None:
            window.step_bar.show_choice(None)
        self.priors.keep_button(shown=False)

    def leave(self) -> bool:
        """Go away when all is saved; otherwise say so first, and go at the second time: the text is kept."""
        case = self.case
        if case is None:
            self._take_choice()
            return True
        case.commit_typing()
        kept = case.journal.flush()
        if not case.saving.is_lost or (self._leaving and kept):
            self._leaving = False
            self.desk.messages.solve(LEAVING)
            self._take_choice()
            return True
        self._leaving = kept
        self.desk.messages.warning(
            self.tr("Not saved – {reason}").format(reason=case.saving.reason),
            self.tr(
                "Your text is kept on this workstation and is offered when you open this report again. "
                "Leave once more to go all the same."
            )
            if kept
            else self.tr("The text can't be kept on this workstation either. Copy it before you leave."),
            key=LEAVING,
            action=self.tr("Retry"),
            run=lambda: case.retry() if case is self.case else None,
        )
        return False
