"""Is this folder on a local disk? SQLite's WAL needs one host; a network share loses data (LOCK-11)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from resources.errors import Refused

#: file systems that live on another machine
NETWORK = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb2",
        "smb3",
        "smbfs",
        "afs",
        "afpfs",
        "ncpfs",
        "coda",
        "ceph",
        "glusterfs",
        "lustre",
        "beegfs",
        "gpfs",
        "webdav",
        "davfs",
        "fuse.sshfs",
        "fuse.davfs2",
        "fuse.glusterfs",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.gcsfuse",
        "fuse.ceph-fuse",
        "fuse.smbnetfs",
    }
)
#: set to 1 by an administrator who has made sure that an unknown FUSE disk is local
TRUST_SETTING = "VOORVERSLAG_TRUST_LOCAL_DISK"


def require_local_disk(folder: Path, *, kind: str | None = None) -> None:
    """Raise `Refused` when `folder` is, or may be, on another machine.

    Parameters
    ----------
    folder : Path
        Where the database will live; need not exist yet.
    kind : str or None
        Name of the file system, when known already (tests); otherwise asked from the system.
    """
    name = str(folder)
    if name.startswith(("\\\\", "//")):
        raise _network("UNC path")
    kind = file_system(folder) if kind is None else kind
    if kind in NETWORK:
        raise _network(kind)
    if kind.startswith("fuse.") and os.environ.get(TRUST_SETTING) != "1":
        raise Refused(
            "The program can't tell whether the database folder is on this computer.",
            "Choose a folder on a local disk, or let the administrator set {setting} to 1.",
            detail=f"file system {kind}",
            code="disk_unknown",
            fields={"setting": TRUST_SETTING},
        )


def _network(kind: str) -> Refused:
    return Refused(
        "The database folder is on a network share; several computers could damage it.",
        "Choose a folder on a local disk of this computer, or use the department database.",
        detail=f"file system {kind}",
        code="network_disk",
    )


def file_system(folder: Path) -> str:
    """Name of the file system that holds `folder`; an empty text when the system doesn't say."""
    if sys.platform == "win32":
        return _windows(folder)
    table = Path("/proc/self/mounts")
    if table.exists():
        lines = [line.split(" ") for line in table.read_text(encoding="utf-8", errors="replace").splitlines()]
        return longest([(_unescape(f[1]), f[2]) for f in lines if len(f) > 2], folder.resolve())
    out = subprocess.run(["/sbin/mount"], capture_output=True, text=True, check=False, timeout=10).stdout
    found = []
    for line in out.splitlines():  # "//user@host/share on /Volumes/share (smbfs, nodev)"
        _, _, rest = line.partition(" on ")
        place, _, options = rest.rpartition(" (")
        if place:
            found.append((place, options.split(",")[0].strip(")")))
    return longest(found, folder.resolve())


def longest(mounts: list[tuple[str, str]], folder: Path) -> str:
    """File system of the mount point that is the longest parent of `folder`; the later one on a tie."""
    best, kind = -1, ""
    for place, name in mounts:
        if (folder == Path(place) or Path(place) in folder.parents) and len(place) >= best:
            best, kind = len(place), name
    return kind


def _unescape(text: str) -> str:
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, character)
    return text


def _windows(folder: Path) -> str:
    if sys.platform != "win32":
        return ""
    import ctypes

    remote = 4  # DRIVE_REMOTE
    return "smbfs" if ctypes.windll.kernel32.GetDriveTypeW(folder.resolve().anchor) == remote else "local"
