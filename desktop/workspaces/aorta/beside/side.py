"""Which earlier examination is compared with, where its figures come from, and its own measurement when it gets one.

What was chosen and acknowledged is part of the workspace's state, so undo takes it back and the draft keeps it. An earlier
examination that is measured anew has a workspace of its own; what stands in that one is read when the draft is written.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.days import as_date
from desktop.operations import reports
from desktop.priors.hand import WORKSPACE, PriorHand
from desktop.workspaces.aorta import conditions, sending, storing
from desktop.workspaces.aorta import state as st
from desktop.workspaces.aorta.beside import record
from governance.canonical import utc_text
from governance.earlier import EarlierExamination, EarlierSource
from measurements.finding import Finding
from measurements.registration import Rigid, moved, register
from resources.errors import InputError
from studies.volume import LabelMap, Volume

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.priors.finding import Opened, Prior
    from desktop.workspaces.aorta.core import AortaCore
    from desktop.workspaces.aorta.workspace import AortaWorkspace

MEASURED = EarlierSource.MEASURED.value
Make = Callable[[], "AortaWorkspace"]


class EarlierSide(QObject):
    """The one place that knows the earlier examination."""

    #: something of it is another: the choice, its figures, its pictures
    changed = Signal()
    #: its own workspace was made, or was let go of
    workspace_changed = Signal()

    def __init__(self, desk: Desk, core: AortaCore, make: Make, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk, self.core = desk, core
        self._make = make
        self.hand: PriorHand | None = None
        self.work: AortaWorkspace | None = None
        self.volume: Volume | None = None
        self.images = ""
        self.points_from = ""
        self.opened_uid = ""
        self.is_busy = False
        self._measure_next = False
        self._known: dict[tuple[str, str], Finding] = {}
        self._resolved: tuple[tuple[object, ...], st.Earlier] | None = None
        core.changed.connect(self.changed)

    # ------------------------------------------------------------------ which ones there are
    def take_hand(self, hand: PriorHand) -> None:
        """The finder of earlier examinations of this case."""
        self.hand = hand
        hand.changed.connect(self.changed)
        hand.report_read.connect(self._report_read)
        hand.opened.connect(self._opened)
        # a bound slot: the finder outlives this workspace and must not keep it
        hand.failed.connect(self._not_opened)

    @property
    def candidates(self) -> tuple[Prior, ...]:
        """Earlier examinations that can be compared with, the best first."""
        if self.hand is None:
            return ()
        return tuple(p for p in self.hand.priors if p.match.is_usable and p.may_open)

    @property
    def none_found(self) -> bool:
        """Everything that can be asked was asked, and there is none."""
        hand = self.hand
        if hand is None or hand.is_looking or hand.present is None or hand.missed:
            return False
        return not hand.priors and (hand.archives_asked or not hand.nodes())

    @property
    def chosen(self) -> st.Earlier | None:
        """What the draft says of it by now."""
        return self.resolve(self.core.state.earlier)

    @property
    def prior(self) -> Prior | None:
        """The chosen one among those that were found."""
        earlier = self.core.state.earlier
        uid = earlier.study_uid if earlier is not None else ""
        return next((p for p in self.candidates if p.study_uid == uid), None)

    # ------------------------------------------------------------------ choosing
    def choose(self, study_uid: str, *, measure: bool = False) -> None:
        """Compare with this one: its report's figures if it has any, else its images are measured anew."""
        prior = next((p for p in self.candidates if p.study_uid == study_uid), None)
        if prior is None or self.hand is None or self.core.read_only:
            return
        self._measure_next = measure
        self.is_busy = True
        self.hand.open(prior, WORKSPACE)
        self.changed.emit()

    def drop(self, text: str) -> None:
        """Compare with none."""
        self.core.change(self.core.state.with_earlier(None), text)

    def _report_read(self, asked_by: str, prior: Prior, found: object) -> None:
        if asked_by != WORKSPACE or self.core.read_only:
            return
        head, revision = found if isinstance(found, tuple) else (None, None)
        earlier = self.core.state.earlier
        if revision is None or (earlier is not None and earlier.study_uid == prior.study_uid):
            return
        taken = record.of_report(revision, head.id, prior.match.facts.study_date)
        if taken is not None:
            self.core.change(
                self.core.state.with_earlier(taken), self.tr("Compare with an earlier examination")
            )

    def _opened(self, opened: Opened) -> None:
        if opened.asked_by != WORKSPACE or self.core.volume is None:
            return
        self.is_busy = False
        self.volume, self.opened_uid, self.images = opened.volume, opened.prior.study_uid, ""
        self._let_go_of_work()
        earlier = self.core.state.earlier
        if earlier is None or earlier.study_uid != self.opened_uid:
            fresh = record.to_measure(opened.volume, self.opened_uid, opened.prior.match.facts.study_date)
            self.core.change(
                self.core.state.with_earlier(fresh), self.tr("Compare with an earlier examination")
            )
            self._measure_next = True
        self.changed.emit()
        if self._measure_next:
            self._measure_next = False
            self.measure()

    def _not_opened(self, _problem: object = None) -> None:
        if self.is_busy:
            self.is_busy = self._measure_next = False
            self.changed.emit()

    # ------------------------------------------------------------------ measuring it anew
    @property
    def is_measured_anew(self) -> bool:
        earlier = self.core.state.earlier
        return earlier is not None and earlier.source == MEASURED

    def measure(self) -> None:
        """A workspace on the earlier images; points come from what was placed there before, else from the present ones."""
        earlier = self.core.state.earlier
        if earlier is None:
            return
        if self.volume is None or self.opened_uid != earlier.study_uid:
            self.choose(earlier.study_uid, measure=True)
            return
        if not self.is_measured_anew:
            anew = record.to_measure(self.volume, earlier.study_uid, earlier.study_date)
            if not self.core.change(
                self.core.state.with_earlier(anew), self.tr("Measure the earlier images")
            ):
                return
        if self.work is None:
            self._begin(self.volume)
        else:
            self.workspace_changed.emit()

    def _begin(self, volume: Volume) -> None:
        earlier = self.core.state.earlier
        anew = (earlier.anew if earlier is not None else None) or st.Anew()
        store = self.desk.store

        def work() -> tuple[str, LabelMap | None]:
            mask = storing.mask_of(reports.stored_file(store, anew.mask_file)) if anew.mask_file else None
            return storing.images_sha256(volume), mask

        self.is_busy = True
        self.changed.emit()
        self.desk.background.run(
            work,
            title=self.tr("Reading the earlier images"),
            on_done=lambda found: self._ready(volume, anew, *found),
            on_error=self._failed,
            receiver=self,
        )

    def _failed(self, problem: Exception) -> None:
        self._not_opened()
        self.desk.messages.show(problem)

    def _ready(self, volume: Volume, anew: st.Anew, images: str, mask: LabelMap | None) -> None:
        self.is_busy = False
        if volume is not self.volume:
            return
        if anew.images and anew.images != images:
            self.desk.messages.show(storing.other_images())
            self.changed.emit()
            return
        self.images, self.points_from = images, anew.points_from
        self.work = work = self._make()
        work.core.language = self.core.language
        work.core.state = record.state_of(anew, mask)
        work.open(volume)
        work.core.settled.connect(self._measured)
        if self.core.read_only:
            work.set_read_only(self.core.read_only)
        self.workspace_changed.emit()
        self.changed.emit()
        if not anew.clicks and mask is None:
            self._propose(volume)

    def _measured(self) -> None:
        self.core.is_touched = True
        self.changed.emit()
        self.core.settled.emit()  # the draft follows

    def _propose(self, volume: Volume) -> None:
        """The points of the present examination, laid onto the earlier one, for the person to correct."""
        present, state = self.core.volume, self.core.state
        if present is None or not (state.clicks or state.landmarks):
            return
        frame = present.frame_of_reference_uid
        if frame and frame == volume.frame_of_reference_uid:
            self._place(volume, lambda point: point, "")
            return
        self.is_busy = True
        self.changed.emit()
        self.desk.background.run(
            functools.partial(register, present, volume),
            title=self.tr("Aligning the examinations"),
            on_done=lambda found: self._aligned(volume, found),
            on_error=self._not_aligned,
            receiver=self,
        )

    def _not_aligned(self, problem: Exception) -> None:
        self.is_busy = False
        self.changed.emit()
        if isinstance(problem, InputError):
            self.desk.messages.info(
                self.tr("The examinations can't be aligned."),
                self.tr("Place the points on the earlier images."),
            )
        else:
            self.desk.messages.show(problem)

    def _aligned(self, volume: Volume, found: Rigid) -> None:
        self.is_busy = False
        self.changed.emit()

        def there(point: st.Point) -> st.Point:
            x, y, z = (float(v) for v in moved(found, point))
            return (x, y, z)

        self._place(volume, there, record.REGISTERED)

    def _place(self, volume: Volume, there: Callable[[st.Point], st.Point], how: str) -> None:
        work, now = self.work, self.core.state
        if work is None or work.core.volume is not volume or work.state.clicks or self.core.read_only:
            return
        inside = [p for p in (there(c) for c in now.clicks) if volume.grid.contains(p)]
        marks = {
            k: p for k, p in ((k, there(p)) for k, p in now.landmarks.items()) if volume.grid.contains(p)
        }
        if len(inside) < st.MINIMUM_CLICKS and not marks:
            return
        self.points_from = how
        state = replace(work.state, edge=now.edge, landmarks=marks).with_clicks(tuple(inside))
        work.core.change(state, self.tr("Take over the points"))
        self.desk.messages.info(
            self.tr("The points of the present examination were laid onto the earlier one."),
            self.tr("Check each of them, then choose Measure."),
        )

    def _let_go_of_work(self) -> None:
        if self.work is not None:
            work, self.work = self.work, None
            self._resolved, self._known = None, {}
            self.workspace_changed.emit()
            work.release()
            work.deleteLater()

    def release(self) -> None:
        self._let_go_of_work()
        self.volume = None

    # ------------------------------------------------------------------ what it says
    def resolve(self, earlier: st.Earlier | None) -> st.Earlier | None:
        """An earlier examination with what its own workspace says by now; while that measures, what it said last."""
        work = self.work
        if (
            earlier is None
            or earlier.source != MEASURED
            or work is None
            or earlier.study_uid != self.opened_uid
        ):
            return earlier
        core = work.core
        asked = (earlier, core.state, core.measurement)
        if self._resolved is not None and all(a is b for a, b in zip(asked, self._resolved[0], strict=True)):
            return self._resolved[1]
        if not core.is_settled:
            last = self._resolved[1] if self._resolved is not None else earlier
            return replace(last, acknowledged=earlier.acknowledged, by=earlier.by, at=earlier.at)
        result, acting = core.result if core.is_current else None, self.desk.session.acting
        found: Sequence[Finding] = ()
        if result is not None and acting is not None:
            made = st.accepted_findings(
                result,
                core.state,
                observer=acting.person.id,
                at=utc_text(self.desk.clock()),
                new_id=self.desk.store.new_id,
            )
            known = {(f.group, f.key): _plain(f) for f in earlier.findings} | self._known
            found = sending.steady(made, known)
            self._known.update({(f.group, f.key): f for f in found})
        made_of = record.measured(
            earlier, core.state, result, found, images=self.images, points_from=self.points_from
        )
        self._resolved = (asked, made_of)
        return made_of

    @property
    def mask_data(self) -> dict[str, bytes]:
        """Masks of this sitting that its measurement used."""
        return {} if self.work is None else self.work.core.mask_data

    def _study_date(self) -> str:
        return self.core.volume.series.study_date if self.core.volume is not None else ""

    def problem(self) -> str:
        """Why it can't be compared with at all: a date that is missing or not earlier; "" when it can."""
        earlier = self.core.state.earlier
        if earlier is None:
            return ""
        today, then = as_date(self._study_date()), as_date(earlier.study_date)
        if today is None or then is None:
            return self.tr("One of the examinations has no date.")
        if then >= today:
            return self.tr("It isn't earlier than the present examination.")
        return self._unstated()

    def _unstated(self) -> str:
        """Conditions of which nobody said what they are: whether they differ can't be known (specs/aorta.md 9.3)."""
        found = list(conditions.blocking(self.core.state, self.core.result))
        if self.work is not None and self.is_measured_anew:
            found += conditions.blocking(self.work.state, self.work.result)
        if not found:
            return ""
        words = {"phase": self.tr("phase"), "contrast": self.tr("contrast"), "gating": self.tr("ECG gating")}
        names = ", ".join(dict.fromkeys(words[k] for k in found))
        return self.tr("not stated: {conditions}. Not compared.").format(conditions=names)

    def bars(self, now: Sequence[Finding]) -> tuple[str, ...]:
        """What differs and stands in the way of comparing, by `measurements.growth.Differs`."""
        earlier = self.chosen
        if earlier is None or self.problem():
            return ()
        return record.bars(now, earlier, self._study_date())

    def examination(self, now: Sequence[Finding]) -> EarlierExamination | None:
        """For the draft: the comparison with the findings of now."""
        earlier = self.chosen
        if earlier is None or self.problem():
            return None
        return record.examination(now, earlier, self._study_date())

    def acknowledge(self, now: Sequence[Finding]) -> None:
        """The person accepts that the two were measured in different ways; said with every number."""
        earlier, acting = self.core.state.earlier, self.desk.session.acting
        found = self.bars(now)
        if earlier is None or acting is None or not found:
            return
        said = replace(earlier, acknowledged=found, by=acting.person.id, at=utc_text(self.desk.clock()))
        self.core.change(self.core.state.with_earlier(said), self.tr("Accept the difference"))


def _plain(finding: Finding) -> Finding:
    """Without what this side added."""
    return replace(finding, conditions=tuple(c for c in finding.conditions if c[0] != record.POINTS_FROM))
