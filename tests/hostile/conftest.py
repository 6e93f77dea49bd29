"""The department of tests/governance, for hostile acts."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "governance"))


@pytest.fixture(scope="session")
def authorised_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home folder of a department with one authorised report and one draft, closed."""
    from department import found, open_department

    home = tmp_path_factory.mktemp("hostile") / "home"
    found(home)
    made = open_department(home)
    made.final(1)
    made.created(2)
    made.store.anchor_now("test")
    made.store.close()
    return home


@pytest.fixture
def hostile_home(authorised_home: Path, tmp_path: Path) -> Path:
    """An own copy of it."""
    return Path(shutil.copytree(authorised_home, tmp_path / "home"))
