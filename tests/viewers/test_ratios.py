"""The tests of geometry, tools and mouse once more on screens of 1.5 and 2 device pixels a logical one.

The ratio of a screen can't be changed within a process; Qt takes it from the environment at the start.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.gui, pytest.mark.truth]
HERE = Path(__file__).parent
#: values and places through real mouse events, in every plane, flip, rotation and zoom
MODULES = ("test_truth_planes", "test_tools", "test_tool_kinds", "test_words_and_regions", "test_points")


@pytest.mark.parametrize("ratio", ["1.5", "2"])
def test_values_places_and_tools_hold_on_a_sharper_screen(ratio: str) -> None:
    environment = os.environ | {"QT_SCALE_FACTOR": ratio, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("PYTEST_CURRENT_TEST", None)
    files = [str(HERE / f"{name}.py") for name in MODULES]
    told = "import sys; from PySide6.QtWidgets import QApplication; a = QApplication([]); print(a.devicePixelRatio())"
    found = subprocess.run(
        [sys.executable, "-c", told], env=environment, capture_output=True, text=True, timeout=300, check=True
    )
    assert float(found.stdout) == float(ratio), "or the run below would prove nothing"
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files],
        env=environment,
        cwd=HERE.parents[1],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
    assert " passed" in run.stdout
