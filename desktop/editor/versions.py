"""Two versions on the report face: the conflict of S22, and text that an earlier sitting left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from desktop import parts
from desktop.editor.conflict import ConflictDialog

if TYPE_CHECKING:
    from desktop.case import Case
    from desktop.desk import Desk
    from desktop.recovery import Unsaved
    from desktop.saving import Conflict


class Versions(QObject):
    """Opens the comparison when one is needed; nothing is lost by closing it."""

    def __init__(self, desk: Desk, face: QWidget, note: parts.Note, drop: parts.Button) -> None:
        super().__init__(face)
        self.desk = desk
        self.case: Case | None = None
        self._face = face
        self._note = note
        self._drop = drop
        self._dialog: ConflictDialog | None = None
        note.action.clicked.connect(self.compare_recovery)
        drop.clicked.connect(self.drop_recovery)

    def set_case(self, case: Case | None) -> None:
        """Another case, or none: what is open is closed, and stays kept."""
        self.case = case
        self._note.hide()
        if self._dialog is not None:
            self._dialog.close()
        if case is not None:
            case.conflict_found.connect(self.resolve_conflict)
            case.recovery_found.connect(self.show_recovery)

    def resolve_conflict(self, conflict: Conflict) -> None:
        """S22, as long as no choice was made."""
        case = self.case
        if case is None or case.content is None or self._dialog is not None:
            return
        kept = (
            self.tr("Your text is kept as revision {n}.").format(n=conflict.kept)
            if conflict.kept
            else self.tr("Your text is kept on this workstation.")
        )
        self._dialog = made = ConflictDialog(
            self.desk,
            self._face.window(),
            title=self.tr("Two versions"),
            explanation=self.tr("This draft was changed by {name} meanwhile.").format(name=conflict.name)
            + " "
            + kept,
            headings=(
                self.tr("Both began with"),
                f"{conflict.name}, {self.desk.time_text(conflict.at)}",
                self.tr("You"),
            ),
            versions=(conflict.base, conflict.theirs.content, case.content),
            identity=self._identity_line(),
            save_words=self.tr("Save my choice as revision {n}").format(n=conflict.head.revision + 1)
            if not conflict.kept
            else self.tr("Save my choice as revision {n}").format(
                n=max(conflict.kept, conflict.head.revision) + 1
            ),
            later_words=self.tr("Look later (both are kept)"),
        )
        made.chosen.connect(case.resolve)
        self._open(made)

    def _open(self, dialog: ConflictDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(lambda _result: self._dialog_gone())
        dialog.open()

    def _dialog_gone(self) -> None:
        self._dialog = None

    @property
    def dialog(self) -> ConflictDialog | None:
        """The comparison that is open."""
        return self._dialog

    def _identity_line(self) -> str:
        study = self.desk.session.study
        if study is None:
            return ""
        return f"{study.patient_name} · {self.desk.date_text(study.birth_date)} · {study.patient_number}"

    def show_recovery(self, entry: Unsaved | None) -> None:
        self._note.setVisible(entry is not None)
        if entry is None or self.case is None:
            return
        self._note.show_words(
            self.tr("Text that wasn't saved was found, of {time}.").format(
                time=self.desk.moment_text(entry.at)
            ),
            self.tr("It was written upon revision {n} and never reached the database.").format(
                n=entry.revision
            ),
        )
        self._note.action.setText(self.tr("Compare and put back"))
        self._note.action.show()
        self._drop.setText(self.tr("Don't use"))

    def compare_recovery(self) -> None:
        case = self.case
        if case is None or case.recovery is None or case.content is None or self._dialog is not None:
            return
        entry = case.recovery
        self._dialog = made = ConflictDialog(
            self.desk,
            self._face.window(),
            title=self.tr("Text that wasn't saved"),
            explanation=self.tr(
                "Choose a part at a time what the draft keeps. Until you choose, the found text stays on this workstation."
            ),
            headings=(
                self.tr("On record"),
                self.tr("On record, revision {n}").format(n=case.report.revision if case.report else 0),
                self.tr("Found, of {time}").format(time=self.desk.moment_text(entry.at)),
            ),
            versions=(case.content, case.content, entry.content),
            identity=self._identity_line(),
            save_words=self.tr("Put my choice back"),
            blocked=case.read_only_because,
            later_words=self.tr("Look later (both are kept)"),
        )
        made.chosen.connect(case.take_recovery)
        self._open(made)

    def drop_recovery(self) -> None:
        if self.case is not None:
            self.case.drop_recovery()
