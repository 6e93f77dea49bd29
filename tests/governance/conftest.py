"""A department made once a run and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from department import Department, found, open_department


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Home folder of a department, closed; copy it before use."""
    home = tmp_path_factory.mktemp("department") / "home"
    found(home)
    return home


@pytest.fixture
def department_home(founded: Path, tmp_path: Path) -> Path:
    """An own copy of the department's folder."""
    return Path(shutil.copytree(founded, tmp_path / "home"))


@pytest.fixture
def department(department_home: Path) -> Iterator[Department]:
    """An open department with everybody signed in."""
    made = open_department(department_home)
    yield made
    made.store.close()
