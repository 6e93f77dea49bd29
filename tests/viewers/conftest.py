"""Views of the phantom, let go after each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from picture_phantom import phantom

from studies.volume import Volume
from viewers.slicing import SliceSource
from viewers.state import SyncGroup
from viewers.view import SliceView


@pytest.fixture
def volume() -> Volume:
    return phantom()


MakeView = Callable[..., SliceView]


@pytest.fixture
def make_view(qtbot) -> Iterator[MakeView]:
    made: list[SliceView] = []

    def make(
        volume: Volume | None, orientation: str = "axial", size: tuple[int, int] = (400, 422), **fields
    ) -> SliceView:
        view = SliceView(volume, orientation)
        qtbot.addWidget(view)
        view.resize(*size)
        view.show()
        if fields:
            view.change(**fields)
        made.append(view)
        return view

    yield make
    for view in made:
        view.release()


@pytest.fixture
def linked(qtbot, volume) -> Iterator[dict[str, SliceView]]:
    """Three linked views of the phantom."""
    source, group = SliceSource.of(volume), SyncGroup()
    views = {}
    tools = None
    for orientation in ("axial", "coronal", "sagittal"):
        view = SliceView(volume, orientation, source=source, tools=tools)
        tools = view.tools
        qtbot.addWidget(view)
        view.resize(400, 422)
        view.set_group(group)
        view.show()
        views[orientation] = view
    yield views
    for view in views.values():
        view.release()
