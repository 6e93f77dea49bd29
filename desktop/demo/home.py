"""The demo home: made at first use; a home with a clinical store is refused, so the two never mix."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desktop import product
from desktop.demo import department
from desktop.demo.department import Department
from desktop.home import Home
from governance.store import Store
from resources.errors import Refused


def is_demo(root: Path) -> bool:
    """Whether a home was made by the demo."""
    return (root / department.MARKER_FILE).exists()


def open_demo(home: Home, progress: Callable[[int, int], None] | None = None) -> Department:
    """Open the demo department in `home`; makes it when the home is empty.

    Raises
    ------
    Refused
        The home holds a store that isn't the demo's.
    """
    new = not home.database.exists()
    if not new and not is_demo(home.root):
        raise Refused(
            "The folder {folder} holds a store that isn't the demo's.",
            "Name another folder in VOORVERSLAG_HOME for the demo.",
            code="not_a_demo_home",
            fields={"folder": str(home.root)},
        )
    home.prepare()
    store = Store.open(home.root, software_version=product.version())
    if new:
        try:
            return department.make(store, progress)
        except BaseException:
            store.close()
            raise
    return Department(store, str(department.recipe()["sign_in"]["password"]))
