"""S6 (specs/security.md 2 and 8): kill -9 at random moments: no acknowledged save is lost, the store is sound.

A child saves in a loop and prints each acknowledged revision; the parent kills it and looks. Set
VOORVERSLAG_KILLS for more than the default. A real power cut isn't simulated.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from department import open_department

from governance import service
from governance.report import State
from governance.verify import verify

pytestmark = pytest.mark.hostile
ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("VOORVERSLAG_KILLS", "40"))

CHILD = """
import sys
sys.path[:0] = [sys.argv[2], sys.argv[3]]
from pathlib import Path
from department import content, open_department
from governance import service
from governance.store.opening import utc_now
from governance.accounts import Acting
made = open_department(Path(sys.argv[1]), random=__import__("os").urandom)
report_id = sys.argv[4]
report = service.open_for_editing(made.store, made.mbb, report_id, take_over=True)
print("ready", flush=True)
while True:
    report = service.save(made.store, made.mbb, report_id, content(f"{report.revision + 1}", number=3),
                          expected_lock_version=report.lock_version, autosave=True)
    print(report.revision, flush=True)
"""

SIGNER = """
import sys
sys.path[:0] = [sys.argv[2], sys.argv[3]]
from pathlib import Path
from department import open_department
made = open_department(Path(sys.argv[1]), random=__import__("os").urandom)
from governance import service
report, _ = service.open_report(made.store, made.rad, sys.argv[4])
if report.state.value == "in_review":
    print("ready", flush=True)
    made.authorise(report)
    print("signed", flush=True)
"""


def child(script: str, home: Path, report_id: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", script, str(home), str(ROOT), str(ROOT / "tests" / "governance"), report_id],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def killed_after(process: subprocess.Popen[str], seconds: float) -> list[str]:
    """Wait until it is at work, then kill it; returns the lines that it printed whole."""
    assert process.stdout is not None
    first = process.stdout.readline()
    if first:
        time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read()
    process.stdout.close()
    process.wait()
    return [line for line in rest.split("\n")[:-1] if line]


def test_kill_9_loses_no_acknowledged_save(hostile_home: Path) -> None:
    made = open_department(hostile_home)
    report = made.created(3)
    made.store.close()
    moments, acknowledged, saves = random.Random(6), 1, 0
    for _ in range(KILLS):
        lines = killed_after(child(CHILD, hostile_home, report.id), moments.uniform(0.01, 0.12))
        saves += len(lines)
        acknowledged = max([acknowledged, *(int(line) for line in lines)])
        made_again = verify(hostile_home)
        assert made_again.faults == ()
        with sqlite3.connect(hostile_home / "voorverslag.db") as connection:
            kept = connection.execute("SELECT revision FROM report WHERE id = ?", (report.id,)).fetchone()[0]
        connection.close()
        assert kept >= acknowledged
    made = open_department(hostile_home)
    current, revision = service.open_report(made.store, made.mbb, report.id)
    assert current.revision >= acknowledged
    assert revision.content.text("conclusion") in (str(current.revision), "Normale aorta.")
    made.store.close()
    print(f"{KILLS} kills, {saves} acknowledged saves, 0 lost")
    assert saves > 0


def test_signature_whose_anchor_was_cut_off_is_anchored_at_the_next_start(hostile_home: Path) -> None:
    place = hostile_home / "anchors" / "anchors.jsonl"
    kept = [line for line in place.read_text().splitlines(keepends=True) if '"installation"' in line]
    place.write_text("".join(kept))
    made = open_department(hostile_home)
    found = made.store.anchors.read(made.store.keys.chain_key)
    made.store.close()
    assert [a.reason for a in found] == ["installation", "after a crash"]
    assert verify(hostile_home).faults == ()


def test_kill_9_while_signing_leaves_all_or_nothing(hostile_home: Path) -> None:
    made = open_department(hostile_home)
    report = made.claimed(3)
    made.view_all(report)
    made.store.close()
    moments, signed = random.Random(8), False
    for _ in range(10):
        killed_after(child(SIGNER, hostile_home, report.id), moments.uniform(0.0, 0.03))
        found = verify(hostile_home)
        assert found.faults == ()
        made = open_department(hostile_home)
        with made.store.read() as connection:
            state = connection.exec_driver_sql(f"SELECT state FROM report WHERE id = '{report.id}'").scalar()
        if state == State.AUTHORISED.value:
            document = service.read_final(made.store, made.rad, report.id)
            assert document.files
            signed = True
        else:
            assert state == State.IN_REVIEW.value
        made.store.close()
        if signed:
            break
