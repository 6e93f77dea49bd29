"""Where everything lives on this machine: one folder, named by VOORVERSLAG_HOME or by the platform."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of one installation and the places in it."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "voorverslag.db"

    @property
    def images(self) -> Path:
        return self.root / "images"

    @property
    def cache(self) -> Path:
        return self.root / "cache"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def settings(self) -> Path:
        return self.root / "settings.toml"

    @property
    def crash_file(self) -> Path:
        return self.logs / "crash.txt"

    def prepare(self) -> Home:
        """Make the folders; readable by their owner only, because images and drafts are in them."""
        for folder in (self.root, self.images, self.cache, self.logs):
            folder.mkdir(parents=True, exist_ok=True)
        if os.name == "posix":
            self.root.chmod(0o700)
        return self


def home_folder(given: Path | str | None = None) -> Home:
    """The given folder, else VOORVERSLAG_HOME, else the platform's data folder."""
    chosen = (
        given
        or os.environ.get("VOORVERSLAG_HOME")
        or platformdirs.user_data_dir("voorverslag", appauthor=False)
    )
    return Home(Path(chosen).expanduser().absolute())


def log_folder() -> Path:
    """Where the log of this installation is, made when it is missing."""
    return home_folder().prepare().logs
