"""Rules that hold for every test: no screen needed, no network but loopback, nothing left running."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import pytest
from hypothesis import settings
from pytestqt.qtbot import QtBot

# A shared machine may be slow: time is never what a property is about. In CI the examples are the same at each
# run, so that it judges the change at hand; by hand they are new each time, so that they keep finding things.
settings.register_profile("any", deadline=None, print_blob=True)
settings.register_profile("ci", settings.get_profile("any"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "any")
# how long a test waits for what must come: as long as a busy machine needs
for _wait in (QtBot.waitUntil, QtBot.waitSignal, QtBot.waitSignals, QtBot.waitCallback):
    (_wait.__kwdefaults__ or {})["timeout"] = 30_000

# Qt paints into memory; the tests that need a real X server say so and start Xvfb themselves.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_ACCESSIBILITY", "1")

REFERENCE = Path(os.environ.get("VOORVERSLAG_REFERENCE_DATA", Path(__file__).parents[2] / "shared" / "data"))


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """Folder of real images and reference values; the test skips where it is absent."""
    if not REFERENCE.is_dir():
        pytest.skip(f"no reference data at {REFERENCE} (set VOORVERSLAG_REFERENCE_DATA)")
    return REFERENCE


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection to anything but this machine fails the test."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "localhost", "::1"):
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An own VOORVERSLAG_HOME, so that a test never touches a person's data."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("VOORVERSLAG_HOME", str(folder))
    return folder


@pytest.fixture(autouse=True)
def nothing_left_running() -> object:
    """A test that leaves a thread running fails."""
    before = set(threading.enumerate())
    yield
    left = [t for t in set(threading.enumerate()) - before if t.is_alive() and not t.daemon]
    for thread in left:
        thread.join(timeout=5)
    still = [t.name for t in left if t.is_alive()]
    assert not still, f"threads left running: {still}"
