"""What was received and fetched, in the browser: reading it, looking at the list on record, and resuming what broke off."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.archive import work
from desktop.browser.found import Hit
from governance import service
from studies.archive.query import StudyAnswer
from studies.load import series_info

if TYPE_CHECKING:
    from desktop.browser.facts_panel import FactsPanel
    from desktop.browser.finding import Finding
    from desktop.browser.standing import Standing
    from desktop.browser.tree import Line
    from desktop.importing.reading import Reading
    from studies.archive.node import Node
    from studies.archive.received import ReceivedStudy


class Receiving(QObject):
    """The source "Received" of Studies."""

    def __init__(self, finding: Finding, parent: QObject) -> None:
        super().__init__(parent)
        self._finding = finding
        self._desk = finding.desk
        self._standing: Standing | None = None

    def holds(self, place: Path) -> bool:
        """Whether a place is the received studies, or one of them."""
        root = self._finding.book.received
        return place == root or root in place.parents

    def list(self, then: Callable[[], object]) -> None:
        """Put the look at the list on record; `then` shows it."""
        store, acting = self._desk.store, self._desk.session.acting
        if store is None or acting is None:
            then()
            return
        self._desk.background.run(
            service.list_received, store, acting, title=self.tr("Recording the access"),
            on_done=lambda _done: then(), on_error=self._desk.messages.show, receiver=self, serial=True,
        )  # fmt: skip

    def read(
        self,
        place: Path,
        *,
        index: Path | None = None,
        progress: work.Progress = None,
        cancelled: work.Check = None,
    ) -> tuple[Reading, dict[str, ReceivedStudy]]:
        """For background work: what lies there."""
        return work.read_received(
            self._finding.book, place, index=index, progress=progress, cancelled=cancelled
        )

    # ------------------------------------------------------------------ resuming
    def show_resume(self, panel: FactsPanel, line: Line | None, standing: Standing) -> None:
        """Offer to go on with a study that broke off."""
        self._standing = standing
        uid = line.study_uid if line is not None else ""
        broken = standing.broken(uid) if uid else None
        if broken is None:
            panel.offer_resume(shown=False)
            return
        reason = ""
        if uid in self._finding.fetching():
            reason = self.tr("The images are being fetched.")
        elif self._node_of(uid) is None:
            reason = self.tr(
                "It isn't known any more which archive this study came from. Search it there and fetch it."
            )
        panel.offer_resume(shown=True, reason=reason)

    def _node_of(self, study_uid: str) -> Node | None:
        return self._finding.book.find(self._finding.origins.node_of(study_uid))

    def resume(self, line: Line | None) -> None:
        """Go on: the study is shown among the answers of its archive, where the fetch is followed."""
        uid = line.study_uid if line is not None else ""
        broken = self._standing.broken(uid) if self._standing is not None and uid else None
        node = self._node_of(uid)
        if broken is None or node is None or line is None:
            return
        known: dict[str, str] = {}
        if line.entries:
            info = series_info(line.entries[0])
            known = {
                "patient_id": info.patient_id,
                "issuer": info.issuer_of_patient_id,
                "patient_name": info.patient_name,
                "birth_date": info.birth_date,
                "sex": info.sex,
                "study_date": info.study_date,
                "description": info.study_description,
                "accession_number": info.accession_number,
            }
        answer = StudyAnswer(uid, **known)  # type: ignore[arg-type]
        self._finding.show_again(node, Hit(answer, broken))
