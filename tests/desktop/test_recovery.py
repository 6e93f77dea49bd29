"""The recovery journal: the newest text is on disk before the database has it, and survives a kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop.recovery import ENTRY, Journal, Unsaved
from governance.report import Content, Kind, PatientIdentity, Section, StudyIdentity
from governance.tasks import TaskKey

AT = datetime(2026, 11, 24, 10, 41, 8, tzinfo=UTC)


def content(text: str) -> Content:
    return Content(
        task=TaskKey.AORTA, kind=Kind.PRIMARY, language="nl", template_id="aorta_ct", template_version="1.0",
        patient=PatientIdentity("1", "", "TEST", "19600101", "M"),
        study=StudyIdentity("1.2", "A", "20261124", "", "CT", ""),
        sections=(Section("conclusion", "Conclusie", text, True),),
    )  # fmt: skip


def unsaved(text: str, **more: object) -> Unsaved:
    return replace(Unsaved("r-1", "p-1", 3, AT, content(text), {"ab" * 32: b"png"}), **more)


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "recovery")


def test_what_was_kept_is_found_again_with_its_pictures(journal: Journal) -> None:
    journal.keep(unsaved("Ongered."))
    assert journal.flush()
    found = Journal(journal.folder).find("r-1", "p-1")
    assert found == unsaved("Ongered.")


def test_the_newest_text_wins_and_other_persons_see_nothing(journal: Journal) -> None:
    for n in range(20):
        journal.keep(unsaved(f"Versie {n}."))
    assert journal.flush()
    assert journal.find("r-1", "p-1").content.text("conclusion") == "Versie 19."
    assert journal.find("r-1", "p-2") is None


def test_what_is_on_record_is_forgotten_without_a_trace(journal: Journal) -> None:
    journal.keep(unsaved("Bewaard."))
    journal.forget("r-1", "p-1")
    assert journal.flush()
    assert journal.find("r-1", "p-1") is None
    assert not list(journal.folder.rglob("*.*"))


def test_a_damaged_entry_is_set_aside_and_not_deleted(journal: Journal) -> None:
    journal.keep(unsaved("Tekst."))
    assert journal.flush()
    entry = next(journal.folder.rglob(ENTRY))
    entry.write_text(entry.read_text(encoding="utf-8")[:-40], encoding="utf-8")
    assert journal.find("r-1", "p-1") is None
    assert any("damaged" in p.name for p in journal.folder.iterdir())


def later(text: str) -> Unsaved:
    return unsaved(text, at=AT + timedelta(minutes=5), files={})


def text_of(found: Unsaved | None) -> str:
    return found.content.text("conclusion") if found is not None else ""


def left_behind(folder: Path, text: str) -> Journal:
    """A journal that a process which died left, opened by the next one."""
    died = Journal(folder)
    died.keep(unsaved(text))
    assert died.flush()
    opened = Journal(folder)
    opened.begin("r-1", "p-1")
    return opened


def test_typing_on_before_choosing_does_not_lose_what_an_earlier_sitting_left(tmp_path: Path) -> None:
    journal = left_behind(tmp_path / "recovery", "Van voor de stroomuitval.")
    offered = journal.find("r-1", "p-1")
    for text in ("Nieuw.", "Nieuwer."):
        journal.keep(later(text))
        assert journal.flush()
    journal.forget("r-1", "p-1")  # the newer text is on record
    assert journal.flush()
    again = Journal(journal.folder)
    again.begin("r-1", "p-1")
    assert again.find("r-1", "p-1") == offered == unsaved("Van voor de stroomuitval.")


def test_what_was_typed_and_saved_before_it_was_looked_for_takes_nothing_away(tmp_path: Path) -> None:
    journal = left_behind(tmp_path / "recovery", "Oud.")
    journal.keep(later("Nieuw."))
    journal.forget("r-1", "p-1")  # both before the disk had any of it
    assert journal.flush()
    assert text_of(journal.find("r-1", "p-1")) == "Oud."


def test_the_newest_of_two_sittings_is_offered_first_and_each_is_dropped_alone(tmp_path: Path) -> None:
    journal = left_behind(tmp_path / "recovery", "Oud.")
    journal.keep(later("Nieuw."))
    assert journal.flush()
    journal.begin("r-1", "p-1")
    newest = journal.find("r-1", "p-1")
    assert text_of(newest) == "Nieuw."
    journal.drop(newest)
    assert journal.flush()
    oldest = journal.find("r-1", "p-1")
    assert text_of(oldest) == "Oud."
    journal.drop(oldest)
    assert journal.flush()
    assert journal.find("r-1", "p-1") is None
    assert not list(journal.folder.iterdir())


def test_a_character_that_is_no_text_is_kept_too(journal: Journal) -> None:
    journal.keep(unsaved("half teken \ud800 erin"))
    assert journal.flush()
    assert text_of(journal.find("r-1", "p-1")) == "half teken \ud800 erin"


def test_an_entry_that_cannot_be_written_for_whatever_reason_is_said(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_content: Content) -> object:
        raise RuntimeError("no form")

    monkeypatch.setattr(Content, "to_json", broken)
    journal.keep(unsaved("Tekst."))
    assert not journal.flush()
    assert journal.trouble == "RuntimeError"


@pytest.mark.skipif(os.name != "posix", reason="file modes of POSIX")
def test_only_the_owner_can_read_it(journal: Journal) -> None:
    journal.keep(unsaved("Tekst."))
    assert journal.flush()
    entry = next(journal.folder.rglob(ENTRY))
    assert entry.stat().st_mode & 0o077 == 0
    assert entry.parent.stat().st_mode & 0o077 == 0


def test_a_disk_that_refuses_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "recovery"
    blocked.write_text("a file where the folder should be", encoding="utf-8")
    journal = Journal(blocked)
    journal.keep(unsaved("Tekst."))
    assert not journal.flush()
    assert journal.trouble


@pytest.mark.skipif(os.name != "posix", reason="kill -9")
def test_kill_9_loses_nothing_that_flush_acknowledged(tmp_path: Path) -> None:
    """A process writes entries and says each number after `flush`; it is killed in the middle of the next ones."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[2]);"
        "from pathlib import Path; import test_recovery as t;"
        "j = t.Journal(Path(sys.argv[1]));\n"
        "n = 0\n"
        "while True:\n"
        "    j.keep(t.unsaved(f'Versie {n}.'))\n"
        "    assert j.flush()\n"
        "    print(n, flush=True)\n"
        "    n += 1\n"
    )
    folder = tmp_path / "recovery"
    here = Path(__file__).parent
    environment = os.environ | {"PYTHONPATH": str(here.parents[1])}
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder), str(here)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    assert process.stdout is not None
    said = -1
    for line in process.stdout:
        said = int(line)
        if said >= 12:
            process.send_signal(signal.SIGKILL)
            break
    rest = process.stdout.read().split()
    process.wait()
    process.stdout.close()
    said = int(rest[-1]) if rest else said
    found = Journal(folder).find("r-1", "p-1")
    assert found is not None
    number = int(found.content.text("conclusion").removeprefix("Versie ").removesuffix("."))
    assert number >= said
    assert json.loads(next(folder.rglob(ENTRY)).read_text(encoding="utf-8"))["revision"] == 3
