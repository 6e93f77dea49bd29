"""Secrets of the installation that stay outside the database: chain key, database id, last-seen head.

The chain key lives in the system's key ring when a usable one exists, else in a file of mode 0600 in a folder
of mode 0700. A key that group or others can read is refused. Beside it stand the database id that belongs to
this installation and the last head of the audit trail that was seen, so that an older or foreign database is
noticed.

Limitation: who copies the whole folder with the keys has a perfect copy; only the anchors elsewhere tell.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import os
import stat
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import keyring
import keyring.backends.fail
import keyring.errors

from governance.files import write_durably
from resources.errors import Refused

SERVICE = "voorverslag"
KEY_BYTES = 32


class Vault(Protocol):
    """Where small secrets are kept."""

    @property
    def place(self) -> str: ...
    def read(self, name: str) -> str | None: ...
    def write(self, name: str, value: str) -> None: ...


class FileVault:
    """Files of mode 0600 in a folder of mode 0700, owned by the person or service that runs the program."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def place(self) -> str:
        """Where a person finds it."""
        return str(self.folder)

    def read(self, name: str) -> str | None:
        file = self.folder / name
        if not file.exists():
            return None
        require_private(self.folder)
        require_private(file)
        return file.read_text(encoding="utf-8")

    def write(self, name: str, value: str) -> None:
        if not self.folder.exists():
            self.folder.mkdir(parents=True, mode=0o700)
            self.folder.chmod(0o700)
        require_private(self.folder)
        write_durably(self.folder / name, value.encode("utf-8"), mode=0o600)


class KeyringVault:
    """The key ring of the operating system, one entry a name and home folder."""

    def __init__(self, home: Path) -> None:
        self._suffix = hashlib.sha256(str(home.resolve()).encode("utf-8")).hexdigest()[:16]

    @property
    def place(self) -> str:
        """Where a person finds it."""
        return f"keyring {SERVICE} {self._suffix}"

    def read(self, name: str) -> str | None:
        found: str | None = keyring.get_password(SERVICE, f"{name}-{self._suffix}")
        return found

    def write(self, name: str, value: str) -> None:
        keyring.set_password(SERVICE, f"{name}-{self._suffix}", value)


def choose_vault(home: Path) -> Vault:
    """The system's key ring when a usable one exists and is asked for, else files.

    `VOORVERSLAG_KEYS=file` or `keyring` decides; by default files are used where they exist already, or where
    the key ring can't be used.
    """
    wanted = os.environ.get("VOORVERSLAG_KEYS", "")
    folder = home / "keys"
    if wanted == "file" or (not wanted and (folder / "chain.key").exists()):
        return FileVault(folder)
    usable = not isinstance(keyring.get_keyring(), keyring.backends.fail.Keyring)
    if usable:
        vault = KeyringVault(home)
        try:
            vault.read("chain.key")
        except keyring.errors.KeyringError:
            usable = False
        else:
            return vault
    if wanted == "keyring":
        raise Refused(
            "The key ring of this computer can't be used.",
            "Unlock it, or let the administrator set VOORVERSLAG_KEYS to file.",
            code="keyring",
        )
    return FileVault(folder)


def require_private(path: Path) -> None:
    """Raise `Refused` when group or others may read `path`, or it belongs to someone else."""
    if os.name == "nt":  # access lists of the profile folder; modes say nothing there
        return
    found = path.stat()
    if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO) or found.st_uid != os.geteuid():
        raise Refused(
            "Others on this computer can read the key of the audit trail.",
            "Take their access away (mode 0600 for the file, 0700 for the folder), then start again.",
            detail=f"mode {stat.S_IMODE(found.st_mode):o}",
            code="key_readable",
        )


@dataclass(frozen=True, slots=True)
class Head:
    """Last row of the audit trail: sequence number and hash."""

    seq: int
    hash: bytes


class InstallationKeys:
    """Chain key, database id and last-seen head of one installation."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._chain_key: bytes | None = None
        self._lock = threading.Lock()
        self._remembered = 0

    @property
    def vault(self) -> Vault:
        """Where the keys lie, for `verify`."""
        return self._vault

    @property
    def exists(self) -> bool:
        return self._vault.read("chain.key") is not None

    def create(self, database_id: str, random: Callable[[int], bytes]) -> None:
        """Make the chain key of a new installation."""
        self._vault.write("installation.id", database_id)
        self._vault.write("chain.key", random(KEY_BYTES).hex())

    @property
    def chain_key(self) -> bytes:
        """The key of the audit chain; raises `Refused` when it is absent or damaged."""
        if self._chain_key is None:
            found = self._vault.read("chain.key")
            key = b""
            with contextlib.suppress(ValueError):
                key = bytes.fromhex(found or "")
            if len(key) != KEY_BYTES:
                raise Refused(
                    "The key of the audit trail is missing or damaged.",
                    "Put the key back from its own backup; without it nothing can be verified.",
                    code="chain_key_missing",
                )
            self._chain_key = key
        return self._chain_key

    @property
    def database_id(self) -> str | None:
        return self._vault.read("installation.id")

    def binding(self, database_id: str) -> bytes:
        """Ties a database to the installation that holds the chain key."""
        return hmac.digest(self.chain_key, b"installation" + database_id.encode("utf-8"), "sha256")

    def last_seen(self) -> Head | None:
        """The newest head of the audit trail that this installation wrote; None when absent or not ours."""
        text = self._vault.read("last.head")
        if text is None:
            return None
        try:
            data = json.loads(text)
            head = Head(int(data["seq"]), bytes.fromhex(data["hash"]))
            sealed = hmac.compare_digest(str(data["mac"]), self._mac(head))
        except (ValueError, KeyError, TypeError):
            return None
        return head if sealed else None

    def remember(self, head: Head) -> None:
        """Keep `head` as last seen, unless a newer one is kept already."""
        with self._lock:
            if self._remembered < head.seq:
                value = {"seq": head.seq, "hash": head.hash.hex(), "mac": self._mac(head)}
                self._vault.write("last.head", json.dumps(value))
                self._remembered = head.seq

    def _mac(self, head: Head) -> str:
        return hmac.digest(self.chain_key, b"head" + head.seq.to_bytes(8, "big") + head.hash, "sha256").hex()
