"""S9: the draft editor: sections, live preview or revisions, what is missing, measurements, key images."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QLabel,
    QVBoxLayout,
    QWidget,
)

from desktop import comparisons, documents, drafts, parts
from desktop import content as edits
from desktop.editor.conditions import Conditions, Found
from desktop.editor.facepage import SIDE_WIDTH, FacePage
from desktop.editor.field import SectionField
from desktop.editor.points import Act, Point, Points
from desktop.editor.side import figure_of, value_of
from desktop.editor.versions import Versions
from desktop.editor.words import act_words
from desktop.kept import REMARK
from desktop.window import panel_width
from report_templates import templates
from report_templates.render.pdf import render_pdf

if TYPE_CHECKING:
    from desktop.case import Case
    from desktop.desk import Desk
    from governance.report import Content

EDITOR_WIDTH = 620
#: below this the preview is a tab beside the text
WIDE = 1500
NARROW_SIDE = 430
UNBOUND = 16_777_215
#: how long after an edit the lists at the right are made anew
LISTS_MS = 150
RECENT = 3


class EditorFace(FacePage):
    """The report as text with linked numbers; every edit goes through the case."""

    jump_wanted = Signal(str)
    face_wanted = Signal(str)
    #: facts for the step bar: (icon, tone, words) each
    facts_changed = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.case: Case | None = None
        self.conditions: Conditions | None = None
        self._points = Points(self)
        self._fields: dict[str, SectionField] = {}
        self._states: dict[str, tuple[QLabel, QLabel]] = {}
        self._composed: dict[str, str] = {}
        self._recent: list[tuple[int, str, str]] = []
        self._tab = "text"
        self._lists_due = False
        self._lists = QTimer(self)
        self._lists.setSingleShot(True)
        self._lists.setInterval(LISTS_MS)
        self._lists.timeout.connect(self._show_lists)
        self.versions = Versions(desk, self, self.recovery_note, self.drop_recovery)
        self._connect()
        desk.about_to_lock.connect(self.flush)
        shortcut = QShortcut(QKeySequence("Ctrl+Shift+M"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._open_insert)
        self._arrange()
        self.retranslate()

    def _connect(self) -> None:
        self.revisions.closed.connect(lambda: self.show_revisions(False))
        self.side.act_wanted.connect(self.act)
        self.side.jump_wanted.connect(self.jump_wanted)
        self.side.hand_back_wanted.connect(lambda: self.face_wanted.emit("check"))
        self.side.submit_wanted.connect(lambda: self.face_wanted.emit("check"))
        self.insert_menu.aboutToShow.connect(self._fill_insert)
        self.compose.clicked.connect(self.compose_text)
        self.save_note.retry_wanted.connect(self._retry)
        self.returned.section_wanted.connect(self.go_to_section)
        self.returned.jump_wanted.connect(self.jump_wanted)
        self.returned.ticked.connect(self._lists.start)
        self.all_revisions.clicked.connect(lambda: self.show_revisions(True))
        for name, button in self.tab_buttons.items():
            button.clicked.connect(lambda _on=False, n=name: self.show_tab(n))

    # ------------------------------------------------------------------ parts
    @property
    def table(self) -> QWidget:
        """The measurements."""
        return self.side.table

    # ------------------------------------------------------------------ case
    def set_case(self, case: Case | None) -> None:
        """Another case, or none."""
        self.flush()
        self._composed, self._recent = {}, []
        self.case = case
        self.conditions = Conditions.of(self.desk, case) if case is not None else None
        self.side.set_case(case)
        self.revisions.set_case(case)
        self.show_revisions(False)
        self._build()
        self.preview.clear()
        for note in (self.save_note, self.returned, self.locked):
            note.hide()
        self.returned.show_said(None, None)
        self.versions.set_case(case)
        if case is not None and self.conditions is not None:
            case.content_changed.connect(self.refresh)
            case.report_changed.connect(self.refresh)
            case.saving_changed.connect(self._saving_changed)
            case.saved.connect(self._saved)
            case.identity_changed.connect(self._lists.start)
            self.conditions.changed.connect(self._conditions_changed)

    def _build(self) -> None:
        parts.empty(self._sections_page)
        self._fields, self._states = {}, {}
        content = self.case.content if self.case is not None else None
        if content is None:
            return
        theme = self.desk.theme
        template = drafts.template_of(content)
        keys = [s.key for s in content.sections]
        for section in content.sections:
            self._add_field(section.key, template.label(section.key, content.language))
            if section.key == keys[-1]:
                self.legend = parts.text(theme, "", "caption", "link")
                line = parts.row((0, 2, 0, 0), 6)
                mark = parts.text(theme)
                theme.dress(mark, "info", "text.link", 14)
                line.addWidget(mark)
                line.addWidget(self.legend, 1)
                self._sections_page.addLayout(line)
        self._alarms: QVBoxLayout = parts.column((0, 4, 0, 0), 6)
        self._sections_page.addLayout(self._alarms)
        self._add_field(REMARK, self.tr("Remark for the radiologist"), self.tr("(not in the report)"))
        self._sections_page.addStretch(1)
        self.legend.setText(self.tr("blue = linked number, a click jumps to the measurement"))
        self.template.setText(
            self.tr("Template {name} {version}").format(
                name=template.words[content.language].title, version=template.version
            )
        )

    def _add_field(self, key: str, label: str, after: str = "") -> None:
        theme = self.desk.theme
        head = parts.row((0, 6, 0, 0), 6)
        head.addWidget(parts.text(theme, label, "strong", "primary"))
        if after:
            head.addWidget(parts.text(theme, after, "body", "muted"))
        mark, state = parts.text(theme), parts.text(theme, "", "caption", "muted")
        mark.setFixedWidth(16)
        head.addSpacing(4)
        head.addWidget(mark)
        head.addWidget(state, 1)
        self._sections_page.addLayout(head)
        field = SectionField(theme, label, live=True)
        field.typed.connect(lambda text, k=key: self._typed(k, text))
        field.edited.connect(lambda _text: self._pause_ended())
        field.undo_wanted.connect(self.desk.session.undo_stack.undo)
        field.redo_wanted.connect(self.desk.session.undo_stack.redo)
        field.jump_wanted.connect(self.jump_wanted)
        self._sections_page.addWidget(field)
        self._fields[key], self._states[key] = field, (mark, state)

    def field(self, key: str) -> SectionField:
        """The field of a section, or of the remark (`REMARK`)."""
        return self._fields[key]

    def _typed(self, key: str, text: str) -> None:
        if self.case is not None:
            label = self.tr("Change remark") if key == REMARK else self.tr("Change text")
            self.case.type_text(key, text, label)

    def _pause_ended(self) -> None:
        if self.case is not None:
            self.case.commit_typing()

    def flush(self) -> None:
        """Commit what is being typed, and wait until it is in the recovery journal."""
        if self.case is not None:
            self.case.commit_typing()
            self.case.journal.flush()

    def compose_text(self) -> None:
        """Write the sections from the measurements: empty ones, and those that still are as composed before."""
        case = self.case
        if case is None or case.content is None:
            return
        info = case.volume.series if case.volume is not None else None
        distance = float(case.volume.grid.spacing_mm[2]) if case.volume is not None else None
        texts = drafts.composed(case.content, info, distance, no_prior=case.no_prior)
        kept = {s.key: s.text for s in case.content.sections}
        # what a person typed stays; empty it first to have it composed again
        new = {k: t for k, t in texts.items() if not kept[k].strip() or kept[k] == self._composed.get(k)}
        self._composed.update({k: t for k, t in new.items() if k in kept})
        run = case.set_texts(new, self.tr("Compose the text from the measurements"))
        if run is None and case.is_editable:
            self.desk.messages.info(
                self.tr("Nothing was composed: every section holds your own text."),
                self.tr("Empty a section to have it composed again."),
            )

    # ------------------------------------------------------------------ linked numbers
    def _fill_insert(self) -> None:
        self.insert_menu.clear()
        content = self.case.content if self.case is not None else None
        if content is None:
            return
        for group, members in edits.groups(content.findings).items():
            first = next((f for f in members if f.key == "diameter_max_mm"), members[0])
            figure, unit = figure_of(members, content.language)
            action = QAction(f"{members[0].label or group}   {figure} {unit}".rstrip(), self.insert_menu)
            what = "pair" if first.key == "diameter_max_mm" else "value"
            action.triggered.connect(lambda _on=False, i=first.id, w=what: self.insert_number(i, w))
            self.insert_menu.addAction(action)
        if self.insert_menu.isEmpty():
            empty = self.insert_menu.addAction(self.tr("No measurements yet"))
            empty.setEnabled(False)

    def _open_insert(self) -> None:
        self.insert.showMenu()

    def insert_number(self, finding_id: str, what: str) -> None:
        """Put a linked number at the cursor of the field that was last in use, else at the end of the findings."""
        content = self.case.content if self.case is not None else None
        if content is None or self.case is None or self.case.read_only_because:
            return
        from report_templates.linked import token

        focus = self.window().focusWidget()
        field = next((f for f in self._fields.values() if f is focus), None) or self._fields.get("findings")
        if field is None:
            return
        raw = token(finding_id, what)
        words = templates.render_text(
            raw,
            content.findings,
            content.language,
            comparisons=comparisons.of_content(content),
            diameter_decimals=1,
        )
        field.insert_link(raw, words)
        self.case.commit_typing()

    # ------------------------------------------------------------------ shown
    def refresh(self) -> None:
        """Show the content as it is now: the text at once, the lists shortly after."""
        case = self.case
        content = case.content if case is not None else None
        if case is None or content is None:
            return
        if set(self._fields) != {s.key for s in content.sections} | {REMARK}:
            self._build()
        texts = {s.key: s.text for s in content.sections} | {REMARK: content.remark}
        compared = comparisons.of_content(content)
        read_only = bool(case.read_only_because)
        required = {s.key for s in content.sections if s.required}
        for key, field in self._fields.items():
            changed = field.show_text(texts[key], content.findings, content.language, compared)
            if field.isReadOnly() != read_only:
                field.setReadOnly(read_only)
            self._show_state(key, texts[key], required=key in required, changed=changed)
        self.locked.setVisible(read_only)
        if read_only:
            self.locked.show_words(case.read_only_because)
        self.compose.block(case.read_only_because or ("" if content.findings else self.tr("Measure first.")))
        self.insert.setEnabled(not read_only)
        self._lists.start()

    def _show_state(self, key: str, text: str, *, required: bool, changed: bool) -> None:
        mark, label = self._states[key]
        icon = "ok"
        if key == REMARK:
            mark.clear()
            label.clear()
            return
        if changed:
            words, tone, icon = self.tr("number changed"), "warn", "warn"
        elif "[kies:" in text or "[choose:" in text:
            words, tone, icon = self.tr("required · make a choice"), "warn", "missing"
        elif text.strip():
            words, tone = self.tr("filled in"), "ok"
        elif required:
            words, tone, icon = self.tr("required"), "warn", "missing"
        else:
            words, tone, icon = self.tr("may stay empty"), "muted", "todo"
        if label.text() != words:
            label.setText(words)
            parts.say(label, tone)
            self.desk.theme.dress(mark, icon, "text.muted" if tone == "muted" else f"status.{tone}.text", 14)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._lists_due:
            self._lists.start()

    def _show_lists(self) -> None:
        case = self.case
        if case is None or case.content is None:
            return
        # behind the images nobody reads them: they, and the print, are made when the report is brought up
        self._lists_due = not self.isVisible()
        if self._lists_due:
            return
        found = self._found()
        points = self.open_points()
        self.side.show_points(points)
        self.side.show_content()
        blocking = sum(p.blocks for p in points)
        reason = case.read_only_because
        if not reason and blocking:
            reason = (
                self.tr("1 point is still open.")
                if blocking == 1
                else self.tr("{n} points are still open.").format(n=blocking)
            )
        words = self.tr("Submit")
        if blocking and not case.read_only_because:
            words = self.tr("Submit · {n} open").format(n=blocking)
        mine = case.report is not None and case.report.author_id == self.desk.session.acting.person.id
        self.side.show_submit(words, reason, "" if mine else self.tr("Only the author can hand back."))
        self._show_alarms(found)
        self._show_revision()
        self._tell_facts(points)
        self.undo.setEnabled(self.desk.session.undo_stack.canUndo())
        self.redo.setEnabled(self.desk.session.undo_stack.canRedo())
        self.preview.ask_prepared(self.prepare_pdf)

    def _found(self) -> Found:
        return self.conditions.found if self.conditions is not None else Found()

    def open_points(self) -> list[Point]:
        """What stands in the right-hand list."""
        case = self.case
        if case is None or case.read_only_because:
            return []
        made = self._points.points(case, self._found(), language=self.desk.language.code)
        waiting = self.returned.open_points()
        if waiting:
            made.append(
                Point(
                    self.tr("Comments of the radiologist: {n} to deal with").format(n=waiting),
                    self.tr("tick them on top of the report"),
                    Act.RETURN,
                    self.tr("Go to"),
                    blocks=False,
                    icon="returned",
                )
            )
        return made

    def _show_alarms(self, found: Found) -> None:
        parts.empty(self._alarms)
        for call in found.calls:
            known = call.escalation
            reached = next((c for c in known.contacts if c.reached), None) if known is not None else None
            note = parts.Note(self.desk.theme, "error", "escalate")
            words = call.label
            if reached is not None:
                words += " " + self.tr("{person} called {time}.").format(
                    person=reached.person, time=self.desk.time_text(reached.at)
                )
            note.show_words(self.tr("Alarm line (can't be removed):"), words)
            self._alarms.addWidget(note)

    def _tell_facts(self, points: list[Point]) -> None:
        case = self.case
        if case is None or case.content is None:
            return
        content = case.content
        filled = sum(bool(s.text.strip()) for s in content.sections)
        linked = len(edits.groups(content.findings))
        blocking = sum(p.blocks for p in points)
        facts = [
            (
                "ok" if filled == len(content.sections) else "missing",
                "ok" if filled == len(content.sections) else "warn",
                self.tr("{n} of {m} sections").format(n=filled, m=len(content.sections)),
            ),
            (
                "ok" if linked else "missing",
                "ok" if linked else "warn",
                self.tr("{n} measurements").format(n=linked),
            ),
        ]
        if case.read_only_because:
            facts.append(("locked", "neutral", self.tr("read only")))
        elif blocking:
            words = (
                self.tr("1 point open") if blocking == 1 else self.tr("{n} points open").format(n=blocking)
            )
            facts.append(("missing", "warn", words))
        else:
            facts.append(("ok", "ok", self.tr("no points open")))
        self.facts_changed.emit(facts)

    def prepare_pdf(self) -> Callable[[], bytes] | None:
        """What makes the PDF of what is on screen now, upon the revision that is on record now."""
        case = self.case
        if case is None or case.report is None or case.content is None or case.revision is None:
            return None
        store, report, revision = self.desk.store, case.report, case.revision
        saved = case.is_saved and case.content == revision.content
        content: Content | None = None if saved else case.content
        unsaved = case.unsaved_files()
        about = self.tr("PDF, live · revision {n}").format(n=revision.number)
        if not saved:
            about += " · " + self.tr("with what isn't saved yet")
        self.preview.about.setText(about)

        def make() -> bytes:
            records = documents.read_records(store, report, revision)
            return render_pdf(documents.build(store, records, content=content, unsaved=unsaved))

        return make

    # ------------------------------------------------------------------ saving
    def _saving_changed(self) -> None:
        if self.case is not None:
            self.save_note.show_saving(self.case.saving)
            self._lists.start()
            self._show_revision()

    def _retry(self) -> None:
        if self.case is not None:
            self.case.retry()

    def _saved(self, number: int) -> None:
        case = self.case
        if case is None or case.revision is None:
            return
        self._recent.insert(
            0, (number, self.desk.time_text(case.saved_at), act_words("save", case.revision.comment))
        )
        self._show_revision()

    def _show_revision(self) -> None:
        case = self.case
        if case is None or case.report is None:
            return
        if not self._recent and case.revision is not None:
            revision = case.revision
            act = act_words(revision.act.value, revision.comment)
            self._recent = [(revision.number, self.desk.time_text(revision.made_at), act)]
        words = "     ".join(f"{n} {at} {what}" for n, at, what in self._recent[:RECENT])
        self.revision.setText(words)
        self.all_revisions.setText(self.tr("Show all {n}").format(n=case.report.revision))

    # ------------------------------------------------------------------ acts of the lists
    def act(self, point: Point) -> None:
        """What the action of a point does."""
        case = self.case
        if case is None:
            return
        if point.act is Act.SECTION:
            self.go_to_section(point.target)
        elif point.act is Act.IMAGES:
            found = next((f for f in case.findings if f.level == point.target), None)
            if found is not None:
                self.jump_wanted.emit(found.id)
            else:
                self.face_wanted.emit("images")
        elif point.act is Act.SAVE:
            case.retry()
        elif point.act is Act.RETURN:
            self.returned.setFocus()
            self.text_area.verticalScrollBar().setValue(0)
        else:
            self.face_wanted.emit("check")

    def go_to_section(self, key: str) -> None:
        """The cursor into a section, at the choice that is to be made or at the end."""
        field = self._fields.get(key)
        if field is None:
            return
        self.show_tab("text")
        self.text_area.ensureWidgetVisible(field, 0, 60)
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        place = field.toPlainText().find("[")
        cursor = field.textCursor()
        cursor.setPosition(place if place >= 0 else field.document().characterCount() - 1)
        field.setTextCursor(cursor)

    def _conditions_changed(self) -> None:
        self.returned.show_said(self.case, self._found().returned)
        self._lists.start()

    # ------------------------------------------------------------------ form
    def show_revisions(self, on: bool) -> None:
        """S9b in the place of the preview, or the preview again."""
        self.middle.setCurrentWidget(self.revisions if on else self.preview)
        self.show_tab("preview" if on else self._tab if self._tab == "text" else "preview")
        if on:
            self.revisions.look()

    def show_tab(self, name: str) -> None:
        """Text or preview, when there is no room for both."""
        self._tab = name
        self._arrange()

    def _arrange(self) -> None:
        wide = self.width() >= WIDE
        self.strip.setVisible(not wide)
        self.tab_buttons[self._tab].setChecked(True)
        self.side.setFixedWidth(max(SIDE_WIDTH, panel_width(self.width())) if wide else NARROW_SIDE)
        self.left.setMinimumWidth(EDITOR_WIDTH if wide else 0)
        self.left.setMaximumWidth(EDITOR_WIDTH if wide else UNBOUND)
        self.left.setVisible(wide or self._tab == "text")
        self.middle.setVisible(wide or self._tab == "preview")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def retranslate(self) -> None:
        self.compose.setText(self.tr("Compose from measurements"))
        self.undo.set_words(self.tr("Undo"))
        self.redo.set_words(self.tr("Redo"))
        self.insert.set_words(self.tr("Insert a measurement (Ctrl+Shift+M)"))
        self.tab_buttons["text"].setText(self.tr("Text"))
        self.tab_buttons["preview"].setText(self.tr("Preview"))
        self.revision_title.setText(self.tr("Revisions"))
        if self.case is not None:
            self._build()
            self.refresh()
            self.versions.show_recovery(self.case.recovery)

    def regions(self) -> list[QWidget]:
        return [self._sections, self.revisions if self.revisions.isVisible() else self.preview, self.side]

    def primary(self) -> None:
        self.side.submit.press()


__all__ = ["EditorFace", "value_of"]
