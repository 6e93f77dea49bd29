"""S9: the draft editor: sections, live preview, what is still missing, measurements, key images."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop import content as edits
from desktop import documents, drafts, parts, pictures
from desktop.editor.field import SectionField
from desktop.editor.preview import Preview
from desktop.screen import Translated
from desktop.window import panel_width
from report_templates import numbers
from report_templates.render.pdf import render_pdf

if TYPE_CHECKING:
    from desktop.case import Case
    from desktop.desk import Desk

EDITOR_WIDTH = 560


class EditorFace(Translated):
    """The report as text with linked numbers; every edit goes through the case."""

    jump_wanted = Signal(str)
    face_wanted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.case: Case | None = None
        theme = desk.theme
        self._fields: dict[str, SectionField] = {}
        self._states: dict[str, QLabel] = {}
        self._labels: dict[str, QLabel] = {}
        layout = parts.row((0, 0, 0, 0), 1, self)
        left = parts.surface("panel")
        left.setFixedWidth(EDITOR_WIDTH)
        left_page = parts.column((0, 0, 0, 0), 0, left)
        bar = parts.row((12, 6, 12, 6), 8)
        self.template = parts.text(theme, "", "caption", "muted")
        self.compose = parts.Button(theme, "secondary", "refine")
        self.compose.clicked.connect(self.compose_text)
        bar.addWidget(self.template, 1)
        bar.addWidget(self.compose)
        left_page.addLayout(bar)
        left_page.addWidget(parts.rule())
        self._sections = QWidget()
        self._sections_page: QVBoxLayout = parts.column((12, 8, 12, 12), 4, self._sections)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._sections)
        left_page.addWidget(scroll, 1)
        left_page.addWidget(parts.rule())
        self.revision = parts.text(theme, "", "caption", "muted")
        foot = parts.row((12, 6, 12, 6), 8)
        foot.addWidget(self.revision, 1)
        left_page.addLayout(foot)
        layout.addWidget(left)
        self.preview = Preview(desk, self)
        layout.addWidget(self.preview, 1)
        right = parts.surface("panel")
        right.setFixedWidth(panel_width(1600))
        page = parts.column((0, 0, 0, 0), 0, right)
        self.missing_title = parts.text(theme, "", "heading", "primary")
        self.measure_title = parts.text(theme, "", "heading", "primary")
        self.image_title = parts.text(theme, "", "heading", "primary")
        self.missing: QVBoxLayout = parts.column((12, 0, 12, 8), 4)
        page.addLayout(self._headed(self.missing_title))
        page.addLayout(self.missing)
        page.addWidget(parts.rule())
        page.addLayout(self._headed(self.measure_title))
        self.table = QTableWidget(0, 2)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(26)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.table.cellClicked.connect(self._table_clicked)
        page.addWidget(self.table, 1)
        page.addWidget(parts.rule())
        page.addLayout(self._headed(self.image_title))
        self.images: Any = parts.row((12, 0, 12, 8), 8)
        page.addLayout(self.images)
        page.addWidget(parts.rule())
        buttons = parts.row((12, 10, 12, 10), 8)
        self.to_check = parts.Button(theme, "primary", "submitted")
        self.to_check.clicked.connect(lambda: self.face_wanted.emit("check"))
        buttons.addStretch(1)
        buttons.addWidget(self.to_check)
        page.addLayout(buttons)
        layout.addWidget(right)
        self._groups: list[str] = []
        self._composed: dict[str, str] = {}
        desk.about_to_lock.connect(self.flush)
        self.retranslate()

    def _headed(self, title: QLabel) -> Any:
        line = parts.row((12, 8, 12, 4), 8)
        line.addWidget(title, 1)
        return line

    # ------------------------------------------------------------------ case
    def set_case(self, case: Case | None) -> None:
        """Another case, or none."""
        self.flush()
        self._composed = {}
        self.case = case
        self._build()
        self.preview.clear()
        if case is not None:
            case.content_changed.connect(self.refresh)
            case.report_changed.connect(self.refresh)

    def _build(self) -> None:
        parts.empty(self._sections_page)
        self._fields, self._states, self._labels = {}, {}, {}
        content = self.case.content if self.case is not None else None
        if content is None:
            return
        theme = self.desk.theme
        template = drafts.template_of(content)
        for section in content.sections:
            self._add_field(section.key, template.label(section.key, content.language))
        self._add_field("remark", self.tr("Remark for the radiologist (not in the report)"))
        self._sections_page.addStretch(1)
        self.template.setText(
            self.tr("Template {name} {version}").format(
                name=template.words[content.language].title, version=template.version
            )
        )
        del theme

    def _add_field(self, key: str, label: str) -> None:
        theme = self.desk.theme
        head = parts.row((0, 6, 0, 0), 8)
        name = parts.text(theme, label, "strong", "primary")
        state = parts.text(theme, "", "caption", "muted")
        head.addWidget(name)
        head.addWidget(state, 1)
        self._sections_page.addLayout(head)
        field = SectionField(theme, label)
        field.edited.connect(lambda text, k=key: self._edited(k, text))
        field.jump_wanted.connect(self.jump_wanted)
        self._sections_page.addWidget(field)
        self._fields[key], self._states[key], self._labels[key] = field, state, name

    def _edited(self, key: str, text: str) -> None:
        if self.case is None:
            return
        if key == "remark":
            self.case.set_remark(text, self.tr("Change remark"))
        else:
            self.case.set_text(key, text, self.tr("Change text"))

    def flush(self) -> None:
        """Commit what is being typed."""
        for field in self._fields.values():
            field.flush()

    def compose_text(self) -> None:
        """Write the sections from the measurements: empty ones, and those that still are as composed before."""
        self.flush()
        case = self.case
        if case is None or case.content is None:
            return
        info = case.volume.series if case.volume is not None else None
        distance = float(case.volume.grid.spacing_mm[2]) if case.volume is not None else None
        texts = drafts.composed(case.content, info, distance)
        kept = {s.key: s.text for s in case.content.sections}
        # what a person typed stays; empty it first to have it composed again
        new = {k: t for k, t in texts.items() if not kept[k].strip() or kept[k] == self._composed.get(k)}
        self._composed.update({k: t for k, t in new.items() if k in kept})
        case.set_texts(new, self.tr("Compose the text from the measurements"))

    # ------------------------------------------------------------------ shown
    def refresh(self) -> None:
        """Show the content as it is now."""
        case = self.case
        content = case.content if case is not None else None
        if case is None or content is None:
            return
        if set(self._fields) != {s.key for s in content.sections} | {"remark"}:
            self._build()
        texts = {s.key: s.text for s in content.sections} | {"remark": content.remark}
        read_only = bool(case.read_only_because)
        required = {s.key for s in content.sections if s.required}
        for key, field in self._fields.items():
            if field.text() != texts[key] or not field.hasFocus():
                field.show_text(texts[key], content.findings, content.language)
            field.setReadOnly(read_only)
            state, tone = self._state(texts[key], key in required)
            self._states[key].setText(state)
            parts.say(self._states[key], tone)
        self.compose.block(case.read_only_because or ("" if content.findings else self.tr("Measure first.")))
        self._show_missing()
        self._show_table()
        self._show_images()
        self._show_revision()
        self.preview.ask(self._pdf)

    def _state(self, text: str, required: bool) -> tuple[str, str]:
        if "[kies:" in text or "[choose:" in text:
            return self.tr("choose one"), "warn"
        if text.strip():
            return self.tr("filled in"), "ok"
        return (self.tr("required"), "warn") if required else (self.tr("may stay empty"), "muted")

    def _pdf(self) -> bytes:
        case = self.case
        if case is None or case.report is None or case.content is None or case.revision is None:
            raise RuntimeError("the case was closed")
        records = documents.read_records(self.desk.store, case.report, case.revision)
        unsaved = {i.sha256: case.file(i.sha256) for i in case.content.key_images}
        return render_pdf(documents.build(self.desk.store, records, content=case.content, unsaved=unsaved))

    def _show_missing(self) -> None:
        parts.empty(self.missing)
        case = self.case
        assert case is not None and case.content is not None  # noqa: S101, PT018 - asked by refresh
        names = drafts.missing_fields(case.content)
        self.missing_title.setText(
            self.tr("What is still missing")
            + ("" if not names else " · " + self.tr("{n} points").format(n=len(names)))
        )
        if not names:
            self.missing.addWidget(parts.Check(self.desk.theme, self.tr("Nothing in the text; see Check.")))
        for name in names[:6]:
            self.missing.addWidget(
                parts.Check(self.desk.theme, name, icon="missing", tone="warn", quiet=False)
            )

    def _show_table(self) -> None:
        case = self.case
        assert case is not None and case.content is not None  # noqa: S101, PT018 - asked by refresh
        content = case.content
        groups = edits.groups(content.findings)
        self._groups = list(groups)
        self.measure_title.setText(self.tr("Measurements") + f" · {len(groups)}")
        self.table.setHorizontalHeaderLabels([self.tr("Measurement"), self.tr("Value")])
        self.table.setRowCount(len(groups))
        for i, members in enumerate(groups.values()):
            name = QTableWidgetItem(members[0].label or members[0].group)
            value = QTableWidgetItem(value_of(members, content.language))
            value.setToolTip(members[0].withheld)
            value.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            name.setIcon(self.desk.theme.icon("jump", "accent.base"))
            self.table.setItem(i, 0, name)
            self.table.setItem(i, 1, value)

    def _table_clicked(self, row: int, _column: int) -> None:
        case = self.case
        if case is None or row >= len(self._groups):
            return
        found = next((f for f in case.findings if f.group == self._groups[row]), None)
        if found is not None:
            self.jump_wanted.emit(found.id)

    def _show_images(self) -> None:
        parts.empty(self.images)
        case = self.case
        assert case is not None and case.content is not None  # noqa: S101, PT018 - asked by refresh
        images = case.content.key_images
        self.image_title.setText(self.tr("Key images") + f" · {len(images)}")
        for image in images[:3]:
            label = QLabel()
            label.setPixmap(QPixmap.fromImage(pictures.thumbnail(case.file(image.sha256), 100, 84)))
            label.setToolTip(image.caption)
            label.setAccessibleName(image.caption)
            self.images.addWidget(label)
        self.images.addStretch(1)

    def _show_revision(self) -> None:
        case = self.case
        if case is None or case.report is None:
            return
        saved = (
            self.tr("saving…")
            if case.is_saving
            else self.tr("saved {time}").format(
                time=self.desk.time_text(case.saved_at or case.report.changed_at, seconds=True)
            )
        )
        self.revision.setText(self.tr("Revision {n} · {saved}").format(n=case.report.revision, saved=saved))

    # ------------------------------------------------------------------ form
    def retranslate(self) -> None:
        self.compose.setText(self.tr("Compose from measurements"))
        self.to_check.setText(self.tr("To check"))
        self.missing_title.setText(self.tr("What is still missing"))
        self.measure_title.setText(self.tr("Measurements"))
        self.image_title.setText(self.tr("Key images"))
        if self.case is not None:
            self._build()
            self.refresh()

    def regions(self) -> list[QWidget]:
        return [self._sections, self.preview, self.table]

    def primary(self) -> None:
        self.to_check.click()


def value_of(members: Any, language: str) -> str:
    """The figure of a group as a table shows it: a diameter pair, a single value, or why there is none."""
    by_key = {f.key: f for f in members}
    largest, across = by_key.get("diameter_max_mm"), by_key.get("diameter_perpendicular_mm")
    if largest is not None and largest.value is not None:
        if across is not None and across.value is not None:
            return numbers.diameter_pair(largest.value, across.value, language, decimals=1)
        return f"{numbers.number(largest.value, 1, language)} mm"
    first = next((f for f in members if f.value is not None), None)
    if first is not None and first.value is not None:
        unit = "mm²" if first.unit == "mm2" else first.unit
        return f"{numbers.number(first.value, 1, language)} {unit}"
    return "geen getal" if language == "nl" else "no number"


__all__ = ["EditorFace", "value_of"]
