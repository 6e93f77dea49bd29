"""S7 (specs/security.md 2): several savers of one report: exactly one winner each round, no text lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from department import content, open_department

from governance import service
from governance.report import RevisionKind
from governance.service.reading import ConflictError
from governance.verify import verify

pytestmark = pytest.mark.hostile
SAVERS, ROUNDS = 8, 5


def test_eight_savers_one_winner_and_every_text_kept(hostile_home: Path) -> None:
    made = open_department(hostile_home)
    report = made.created(3)
    for number in range(ROUNDS):
        current, _ = service.open_report(made.store, made.mbb, report.id)

        def attempt(saver: int, version: int = current.lock_version, number: int = number) -> bool:
            try:
                service.save(
                    made.store,
                    made.mbb,
                    report.id,
                    content(f"{number}-{saver}", number=3),
                    expected_lock_version=version,
                )
            except ConflictError:
                return False
            return True

        with ThreadPoolExecutor(SAVERS) as pool:
            outcomes = list(pool.map(attempt, range(SAVERS)))
        assert sum(outcomes) == 1
    found = service.revisions(made.store, report.id)
    texts = {r.content.text("conclusion") for r in found}
    assert {f"{n}-{s}" for n in range(ROUNDS) for s in range(SAVERS)} <= texts
    assert sum(r.kind is RevisionKind.CONFLICT for r in found) == ROUNDS * (SAVERS - 1)
    made.store.close()
    assert verify(hostile_home).faults == ()
