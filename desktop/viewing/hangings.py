"""The hanging protocols that can be chosen: those that come with the program and a person's own, kept in a file of theirs."""

from __future__ import annotations

import hashlib
import os
import uuid
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

import resources
from resources.errors import InputError
from viewers import hanging as data
from viewers.hanging import Facts, Hanging, Score

if TYPE_CHECKING:
    from desktop.desk import Desk

log = structlog.get_logger(__name__)
MOST_OWN = 50
MOST_BYTES = 256_000


class HangingFileError(InputError):
    """A person's file of hanging protocols that can't be read or written."""


def shipped() -> tuple[Hanging, ...]:
    """Those that come with the program; all of them are tested."""
    found, problems = data.read(resources.path("hanging", "hangings.toml").read_text(encoding="utf-8"))
    if problems:
        raise HangingFileError(
            "The program's own hanging protocols are damaged.", "Install the program again."
        )
    return tuple(found)


class Hangings:
    """Reads once, writes at once; `file` belongs to one person."""

    def __init__(self, file: Path, workspace: str = "") -> None:
        self.file, self.workspace = file, workspace
        self._own: list[Hanging] | None = None
        #: what was wrong with the file, one sentence each; such protocols are left out and kept in the file's copy
        self.problems: list[str] = []

    @classmethod
    def of(cls, desk: Desk, workspace: str = "") -> Hangings:
        """Those of the person who is signed in; of nobody, those of this installation."""
        who = desk.session.who
        name = hashlib.sha256((who.person_id if who is not None else "").encode()).hexdigest()[:24]
        return cls(desk.home.root / "hangings" / f"{name}.toml", workspace)

    def _kept(self) -> list[Hanging]:
        """All of the person's, of every workspace."""
        if self._own is None:
            self._own = self._read()
        return self._own

    @property
    def own(self) -> tuple[Hanging, ...]:
        """The person's own for this workspace."""
        return tuple(h for h in self._kept() if h.workspace == self.workspace)

    def _read(self) -> list[Hanging]:
        self.problems = []
        try:
            with self.file.open("rb") as opened:
                text = opened.read(MOST_BYTES + 1)[:MOST_BYTES].decode(
                    "utf-8"
                )  # one that is too long is no TOML
            found, self.problems = data.read(text, is_own=True)
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError, data.HangingError) as wrong:
            log.warning("hangings_not_read", kind=type(wrong).__name__)
            self.problems = [str(wrong)] if isinstance(wrong, data.HangingError) else [type(wrong).__name__]
            found = []
        if self.problems:
            self._keep_copy()
        return found[:MOST_OWN]

    def _keep_copy(self) -> None:
        """What can't be read isn't lost when the file is written next."""
        copy = self.file.with_suffix(".damaged.toml")
        try:
            copy.write_bytes(self.file.read_bytes())
        except OSError as problem:
            log.warning("hangings_copy_not_written", kind=type(problem).__name__)

    def all(self) -> tuple[Hanging, ...]:
        return (*self.own, *(h for h in shipped() if h.workspace == self.workspace))

    def ranked(self, facts: Facts) -> list[tuple[Hanging, Score]]:
        return data.ranked(self.all(), facts)

    def best(self, facts: Facts) -> Hanging:
        """The one that fits best; there is always one that fits everything."""
        return self.ranked(facts)[0][0]

    def with_key(self, key: str) -> Hanging | None:
        return next((h for h in self.all() if h.key == key), None)

    def save(self, hanging: Hanging) -> Hanging:
        """Keep one of one's own; one of the same name is replaced.

        Raises
        ------
        HangingFileError
            There are too many, or the file can't be written.
        """
        self._own = None  # another workspace may have written the file meanwhile
        name = hanging.names["en"]
        same = next((h for h in self.own if h.names["en"].casefold() == name.casefold()), None)
        kept = [h for h in self._kept() if h is not same]
        if len(kept) >= MOST_OWN:
            raise HangingFileError(
                "There are already {most} layouts of your own.",
                "Delete one that you don't use.",
                fields={"most": str(MOST_OWN)},
            )
        made = replace(
            hanging,
            key=same.key if same is not None else f"own-{uuid.uuid4().hex[:12]}",
            is_own=True,
            workspace=self.workspace,
        )
        self._write([*kept, made])
        return made

    def rename(self, key: str, name: str) -> None:
        self._own = None
        named = {"en": name, "nl": name}
        self._write([replace(h, names=named) if h.key == key else h for h in self._kept()])

    def delete(self, key: str) -> None:
        self._own = None
        self._write([h for h in self._kept() if h.key != key])

    def put_back(self, hanging: Hanging) -> None:
        """Undo of a deletion."""
        self._own = None
        self._write([*[h for h in self._kept() if h.key != hanging.key], hanging])

    def _write(self, hangings: list[Hanging]) -> None:
        text = data.write(hangings)
        temporary = self.file.with_suffix(".part")
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with temporary.open("w", encoding="utf-8") as out:
                out.write(text)
                out.flush()
                os.fsync(out.fileno())
            temporary.replace(self.file)
        except OSError as problem:
            raise HangingFileError(
                "The layout can't be kept.",
                "Ask IT whether the program's folder can be written.",
                detail=type(problem).__name__,
            ) from problem
        self._own = hangings
