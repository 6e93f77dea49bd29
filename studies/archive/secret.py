"""Passwords and tokens of nodes: in the key ring of the computer, else in files only we can read.

The same choice as for the key of the audit trail: `VOORVERSLAG_KEYS` is `file` or `keyring`; by default the
key ring where it can be used. Never in `nodes.toml`, a log or a message.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from pathlib import Path

import keyring
import keyring.backends.fail
import keyring.errors

from resources.errors import Refused

SERVICE = "voorverslag"


def secret(home: Path, node_id: str) -> str | None:
    """The password or token of a node, or None when there is none."""
    if _by_keyring(home):
        with contextlib.suppress(keyring.errors.KeyringError):
            found: str | None = keyring.get_password(SERVICE, _entry(home, node_id))
            if found is not None:
                return found
    file = _file(home, node_id)
    if not file.exists():
        return None
    _require_private(file.parent)
    _require_private(file)
    return file.read_text(encoding="utf-8")


def keep_secret(home: Path, node_id: str, value: str) -> None:
    """Keep the password or token of a node."""
    if _by_keyring(home):
        try:
            keyring.set_password(SERVICE, _entry(home, node_id), value)
        except keyring.errors.KeyringError:
            if os.environ.get("VOORVERSLAG_KEYS") == "keyring":
                raise _no_keyring() from None
        else:
            _file(home, node_id).unlink(missing_ok=True)
            return
    file = _file(home, node_id)
    if not file.parent.exists():
        file.parent.mkdir(parents=True, mode=0o700)
        file.parent.chmod(0o700)
    _require_private(file.parent)
    # mkstemp makes it readable by us alone
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(value)
            out.flush()
            os.fsync(out.fileno())
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def forget_secret(home: Path, node_id: str) -> None:
    """Remove the password or token of a node, wherever it is."""
    if _by_keyring(home):
        with contextlib.suppress(keyring.errors.KeyringError):
            keyring.delete_password(SERVICE, _entry(home, node_id))
    _file(home, node_id).unlink(missing_ok=True)


def _by_keyring(home: Path) -> bool:
    wanted = os.environ.get("VOORVERSLAG_KEYS", "")
    if wanted == "file" or (not wanted and (home / "keys" / "chain.key").exists()):
        return False
    usable = not isinstance(keyring.get_keyring(), keyring.backends.fail.Keyring)
    if not usable and wanted == "keyring":
        raise _no_keyring()
    return usable


def _no_keyring() -> Refused:
    return Refused(
        "The key ring of this computer can't be used.",
        "Unlock it, or let the administrator set VOORVERSLAG_KEYS to file.",
        code="keyring",
    )


def _entry(home: Path, node_id: str) -> str:
    place = hashlib.sha256(str(home.resolve()).encode("utf-8")).hexdigest()[:16]
    return f"node-{node_id}-{place}"


def _file(home: Path, node_id: str) -> Path:
    # by hash: no name leaves the folder
    return home / "keys" / f"node-{hashlib.sha256(node_id.encode('utf-8')).hexdigest()[:16]}.secret"


def _require_private(path: Path) -> None:
    if os.name == "nt":  # access lists of the profile folder; modes say nothing there
        return
    found = path.stat()
    if found.st_mode & (stat.S_IRWXG | stat.S_IRWXO) or found.st_uid != os.geteuid():
        raise Refused(
            "Others on this computer can read the password of a node.",
            "Take their access away (mode 0600 for the file, 0700 for the folder), then start again.",
            detail=f"mode {stat.S_IMODE(found.st_mode):o}",
            code="secret_readable",
        )
