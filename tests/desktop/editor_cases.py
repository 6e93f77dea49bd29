"""A draft with two levels, its key image and its text, on a real store; and the faces that show it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import shiboken6
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage

from desktop import content as edits
from desktop import drafts
from desktop.case import Case
from desktop.demo import department
from desktop.demo.job import CONFIRMED
from desktop.desk import Desk
from desktop.editor import CheckFace, EditorFace
from desktop.home import Home
from desktop.session import OpenDraft, OpenStudy, SignedIn
from governance import service
from governance.accounts import Acting
from governance.protocol import Urgency
from governance.report import PatientIdentity, Report, SelfDeclaration, StudyIdentity
from governance.scope import StudyFacts
from governance.store import Store
from governance.store.opening import PasswordCost
from governance.study import Study
from governance.tasks import TaskKey
from measurements.finding import Code, Finding, Method, Origin, Source
from report_templates.linked import token
from studies.volume import Grid, SeriesInfo, Volume

CHEAP = PasswordCost(time=1, memory_kib=64, lanes=1)
PASSWORD = department.recipe()["sign_in"]["password"]
WAIT_MS = 30_000
SERIES = "1.2.826.0.1.3680043.8.498.2"
SLICES = tuple(f"1.2.826.0.1.3680043.8.498.3.{n}" for n in range(1, 5))
SERIES_INFO = SeriesInfo(
    patient_id="TEST-0001", patient_name="TEST^Voorbeeld", birth_date="19580101", sex="M",
    study_instance_uid="1.2.826.0.1.3680043.8.498.1", study_date="20261118", accession_number="T26-000001",
    series_instance_uid=SERIES, modality="CT", sop_instance_uids=SLICES, study_description="CTA aorta",
    slice_thickness_mm=1.5, contrast_agent="contrast",
)  # fmt: skip


def make_home(folder: Path) -> Path:
    """The demo department and one study, once a run; tests copy it."""
    home = Home(folder).prepare()
    store = Store.open(home.root, password_cost=CHEAP)
    made = department.make(store)
    study = Study(
        id="S-1",
        patient=PatientIdentity("TEST-0001", "", "TEST^Voorbeeld", "19580101", "M"),
        identity=StudyIdentity(
            SERIES_INFO.study_instance_uid, "T26-000001", "20261118", "CTA aorta", "CT", "CHEST", (SERIES,)
        ),
        facts=StudyFacts(
            study_instance_uid=SERIES_INFO.study_instance_uid, patient_id="TEST-0001", patient_id_issuer="",
            accession_number="T26-000001", modality="CT", body_part="CHEST", age_years=68, contrast=True,
            study_description="CTA aorta",
        ),
        task=TaskKey.AORTA,
        indication="Controle. Toename?",
        requester="dr. Voorbeeld",
        urgency=Urgency.ROUTINE,
        images="images/none",
        registered_at=store.clock(),
        assigned_group="imaging-services",
    )  # fmt: skip
    service.record_study(store, made.acting("beheer"), study)
    store.close()
    return home.root


def picture(shade: int = 90) -> bytes:
    """A small PNG."""
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(shade * 0x010101)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(data.data())


def finding(level: str, value: float, id: str, label: str) -> Finding:
    return Finding(
        id=id, task="aorta", key="diameter_max_mm", group=f"level:{level}", level=level, label=label,
        concept=Code("81827009", "SCT", "Diameter"), value=value, unit="mm", method=Method("m", "1"),
        source=Source("1.2.826.0.1.3680043.8.498.1", SERIES, "1.2.840.10008.5.1.4.1.1.2", (SLICES[1],)),
        observer="demo-sanne", at="2026-11-24T10:00:00Z", origin=Origin.SEMI_AUTOMATIC,
    )  # fmt: skip


def volume(**identity: str) -> Volume:
    return Volume(
        np.zeros((4, 4, 4), np.int16), Grid((4, 4, 4), (1.0, 1.0, 1.5), (0.0, 0.0, 0.0), np.eye(3)),
        modality="CT", unit="HU", series=replace(SERIES_INFO, **identity),
    )  # fmt: skip


@dataclass
class Sitting:
    """One desk with somebody signed in, the case open and both faces on screen."""

    desk: Desk
    store: Store
    case: Case
    editor: EditorFace
    check: CheckFace

    @property
    def acting(self) -> Acting:
        return self.desk.session.acting

    def current(self) -> object:
        """The content on record, read by another reader."""
        return service.open_report(self.store, self.acting, self.case.report.id)[1].content


def acting(store: Store, login: str, workstation: str = "test") -> Acting:
    signed = service.sign_in(store, login, PASSWORD, workstation=workstation)
    return service.act_as(store, signed, signed.roles[0])


def sign_in(desk: Desk, login: str) -> None:
    who = acting(desk.store, login)
    person = who.person
    desk.session.sign_in(
        SignedIn(person.id, person.display_name, person.login, who.role.value, "", who, (who.role.value,))
    )


def draft(store: Store, *, largest: float = 44.0) -> Report:
    """A saved draft of Sanne with two levels, a key image and complete text."""
    sanne = acting(store, "sanne")
    study = _study(store)
    report = service.create(
        store, sanne, study.id, drafts.new_content(study), declaration=SelfDeclaration.YES, identity=CONFIRMED
    )
    content = edits.set_groups(
        drafts.new_content(study),
        [
            finding("ascending_mid", 38.0, "f-asc", "Aorta ascendens, midden"),
            finding("infrarenal", largest, "f-inf", "Infrarenaal"),
        ],
    )
    made = edits.add_key_image(content, picture(), "Infrarenaal: doorsnede.", ["f-inf"])
    for data in made.files.values():
        store.files.put(data)
    texts = {
        "technique": "CT-aorta, arterieel.",
        "findings": f"Infrarenaal {token('f-inf', 'value')}.",
        "comparison": "Geen eerder onderzoek.",
        "conclusion": "Geen aneurysma.",
    }
    return service.save(
        store, sanne, report.id, edits.with_workings(edits.set_sections(made.content, texts)),
        expected_lock_version=report.lock_version, comment="save",
    )  # fmt: skip


def _study(store: Store) -> Study:
    from governance.store import registers

    with store.read() as connection:
        return registers.study(connection, "S-1")


def open_case(
    qtbot, desk: Desk, report_id: str, *, take_over: bool = True, images: Volume | None = None
) -> Sitting:
    """Open the report as the case screen does, with both faces shown."""
    store = desk.store
    study = _study(store)
    case = Case(desk, study, desk)
    desk.session.open_study(
        OpenStudy(
            study.identity.study_instance_uid, "TEST, Voorbeeld", "M", None, "TEST-0001", study_id="S-1"
        )
    )

    def tell() -> None:
        report = case.report
        desk.session.open_draft(
            OpenDraft(
                report.id,
                report.number,
                report.state.value,
                "aorta",
                report.revision,
                case.saved_at,
                record=report,
            )
        )

    case.report_changed.connect(tell)
    editor, check = EditorFace(desk), CheckFace(desk)
    for face in (editor, check):
        qtbot.addWidget(face)
        face.resize(1600, 850)
    editor.set_case(case)
    check.set_case(case)
    case.show_volume(images or volume())
    report, revision = service.open_report(store, desk.session.acting, report_id)
    if report.author_id == desk.session.acting.person.id and report.state.value in ("draft", "returned"):
        report = service.open_for_editing(store, desk.session.acting, report_id, take_over=take_over)
    case.opened(report, revision)
    editor.show()
    check.show()
    made = Sitting(desk, store, case, editor, check)
    SITTINGS.setdefault(id(desk), []).append(made)
    idle(qtbot, desk)
    qtbot.waitUntil(lambda: editor.conditions.found.revision == report.revision, timeout=WAIT_MS)
    groups = {f.group for f in case.content.findings}
    qtbot.waitUntil(lambda: editor.side.table.rowCount() == len(groups), timeout=WAIT_MS)
    return made


def idle(qtbot, desk: Desk) -> None:
    """Until no work is under way in the background."""
    qtbot.waitUntil(lambda: not desk.background.jobs(), timeout=WAIT_MS)


def close_desk(desk: Desk) -> None:
    """Let go of the cases, then of the desk."""
    for sit in SITTINGS.pop(id(desk), []):
        sit.editor.set_case(None)
        sit.check.set_case(None)
        sit.case.journal.flush()
        shiboken6.delete(sit.case)
    desk.close()
    desk.deleteLater()


def copy_home(base: Path, target: Path) -> Path:
    shutil.copytree(base, target, dirs_exist_ok=True)
    return target


def now() -> datetime:
    return datetime.now(UTC)


#: what was opened on a desk, so that it can be closed in order
SITTINGS: dict[int, list[Sitting]] = {}
Make = Callable[..., Sitting]
