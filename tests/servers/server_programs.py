"""Server programs for tests: each is a child of the test, on a free port of this machine, with its own folder.

Programs are stopped by SIGTERM to that child only (`kill` is for the tests that pull the plug). A missing
program skips the test on a person's machine and fails it in CI.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from studies.archive.node import Node, Tls

START_S = 60.0
STOP_S = 30.0
DICOMWEB = ("/usr/share/orthanc/plugins/libOrthancDicomWeb.so", "/usr/lib/orthanc/libOrthancDicomWeb.so")


def program(name: str) -> str:
    """Path of a server program; skips the test without it, and fails it in CI."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if found:
        return found
    reason = f"{name} isn't installed (see .ci/system-libraries)"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def free_ports(count: int) -> list[int]:
    """Ports that nobody uses at this moment."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


def accepts(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


class Child:
    """One server program: started until its ports accept, stopped by SIGTERM to it alone."""

    def __init__(
        self, command: list[str], ports: list[int], log: Path, environment: dict[str, str] | None = None
    ):
        self.command, self.ports, self.log, self.environment = command, ports, log, environment
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> bool:
        """Start it; False when it ended again by itself (its port was taken meanwhile)."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.log.parent,
                env={**os.environ, **(self.environment or {})},
            )
        deadline = time.monotonic() + START_S
        while not all(accepts(port) for port in self.ports):
            if self.process.poll() is not None:
                return False
            if time.monotonic() > deadline:
                self.stop()
                pytest.fail(f"{self.command[0]} didn't start in {START_S:.0f} s:\n{self.tail()}")
            time.sleep(0.02)
        return self.process.poll() is None

    def stop(self) -> int | None:
        """SIGTERM, then wait; a child that won't end is killed, and the test fails."""
        process, self.process = self.process, None
        if process is None:
            return None
        if process.poll() is None:
            process.terminate()
        try:
            return process.wait(STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            pytest.fail(f"{self.command[0]} didn't end within {STOP_S:.0f} s of SIGTERM")

    def kill(self) -> None:
        """Pull the plug (SIGKILL)."""
        process, self.process = self.process, None
        if process is not None:
            process.send_signal(signal.SIGKILL)
            process.wait()

    def tail(self) -> str:
        return self.log.read_text(errors="replace")[-3000:] if self.log.exists() else ""


class Orthanc:
    """An Orthanc with its own storage and the DICOMweb plugin, as specs/interop.md section 9 asks."""

    USER, PASSWORD = "voorverslag", "proef-op-de-som"

    def __init__(self, folder: Path, *, our_ports: dict[str, int] | None = None, **changes: Any) -> None:
        self.folder, self.host, self.ae_title = folder, "127.0.0.1", "ORTHANC"
        # where the archive sends to when it moves or reports to us: a port that stays ours for the session
        self.our_ports = our_ports or {"VOORVERSLAG": free_ports(1)[0]}
        self.changes = changes
        self.dicom_port = self.http_port = 0
        self._child: Child | None = None

    @property
    def base_url(self) -> str:
        return f"http://{self.host}:{self.http_port}/dicom-web"

    @property
    def receive_port(self) -> int:
        """The port at which this Orthanc expects the receiver of VOORVERSLAG."""
        return self.our_ports["VOORVERSLAG"]

    def start(self) -> None:
        """Start on free ports; tries again with others when one was taken meanwhile."""
        binary = program("Orthanc")
        for _ in range(5):
            if not self.dicom_port:
                self.dicom_port, self.http_port = free_ports(2)
            config = self.folder / "orthanc.json"
            config.write_text(json.dumps(self._config(), indent=1))
            child = Child(
                [binary, str(config)], [self.dicom_port, self.http_port], self.folder / "orthanc.log"
            )
            if child.start():
                self._child = child
                return
            child.stop()
            self.dicom_port = self.http_port = 0
        pytest.fail(f"Orthanc doesn't start:\n{child.tail()}")

    def _config(self) -> dict[str, Any]:
        plugins = [p for p in DICOMWEB if Path(p).exists()]
        if not plugins and os.environ.get("CI"):
            pytest.fail("the DICOMweb plugin of Orthanc isn't installed (see .ci/system-libraries)")
        modalities = {
            title: {
                "AET": title, "Host": "127.0.0.1", "Port": port, "AllowEcho": True, "AllowFind": True,
                "AllowGet": True, "AllowMove": True, "AllowStore": True, "AllowStorageCommitment": True,
                "AllowTranscoding": False,
            }
            for title, port in self.our_ports.items()
        }  # fmt: skip
        return {
            "Name": "proef", "StorageDirectory": str(self.folder / "storage"),
            "IndexDirectory": str(self.folder / "index"), "TemporaryDirectory": str(self.folder),
            "DicomAet": self.ae_title, "DicomPort": self.dicom_port, "HttpPort": self.http_port,
            "RemoteAccessAllowed": False, "AuthenticationEnabled": True,
            "RegisteredUsers": {self.USER: self.PASSWORD},
            "DicomAlwaysAllowEcho": True, "DicomAlwaysAllowStore": False, "DicomAlwaysAllowFind": False,
            "DicomAlwaysAllowGet": False, "DicomAlwaysAllowMove": False, "DicomCheckCalledAet": True,
            "DicomCheckModalityHost": True, "DicomModalities": modalities, "OverwriteInstances": False,
            "Plugins": plugins, "SynchronousCMove": True, "UnknownSopClassAccepted": False,
            "LimitFindResults": 100, "LimitFindInstances": 0, "StableAge": 2, "HttpThreadsCount": 8,
            "TranscodeDicomProtocol": False, "IngestTranscodingOfUncompressed": False,
            "DicomWeb": {"Enable": True, "Root": "/dicom-web/", "EnableWado": False, "Ssl": False,
                         "StudiesMetadata": "Full", "SeriesMetadata": "Full"},
            **self.changes,
        }  # fmt: skip

    def stop(self) -> int | None:
        child, self._child = self._child, None
        return child.stop() if child else None

    def kill(self) -> None:
        """End it as a power cut would."""
        child, self._child = self._child, None
        if child:
            child.kill()

    def restart(self) -> None:
        """Start again on the same storage and ports (after `stop` or `kill`)."""
        self.stop()
        self.start()

    def log(self) -> str:
        """The end of its log, for a failing test."""
        file = self.folder / "orthanc.log"
        return file.read_text(errors="replace")[-3000:] if file.exists() else ""

    def node(self, **changes: Any) -> Node:
        """This archive as a DIMSE node."""
        values: dict[str, Any] = {
            "id": "orthanc", "name": "Orthanc", "kind": "dimse", "host": self.host, "port": self.dicom_port,
            "ae_title": self.ae_title, "calling_ae_title": "VOORVERSLAG", "timeout_s": 30,
            "roles": frozenset({"query", "store"}), **changes,
        }  # fmt: skip
        return Node(**values)

    def web_node(self, **changes: Any) -> Node:
        """This archive as a DICOMweb node; the password is `secret`."""
        values: dict[str, Any] = {
            "id": "orthanc-web", "name": "Orthanc web", "kind": "dicomweb", "base_url": self.base_url,
            "username": self.USER, "timeout_s": 30, "roles": frozenset({"query", "store"}), **changes,
        }  # fmt: skip
        return Node(**values)

    @property
    def secret(self) -> str:
        return self.PASSWORD

    def rest(self, path: str, *, method: str = "GET", body: bytes | None = None) -> Any:
        """Ask its own REST interface, past our code: what it really holds."""
        request = urllib.request.Request(
            f"http://{self.host}:{self.http_port}{path}", data=body, method=method
        )
        token = base64.b64encode(f"{self.USER}:{self.PASSWORD}".encode()).decode()
        request.add_header("Authorization", f"Basic {token}")
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=30) as answer:
            data = answer.read()
        return json.loads(data) if data[:1] in (b"{", b"[") else data

    def upload(self, *files: Path) -> None:
        """Put files in it, past our code."""
        for file in files:
            self.rest("/instances", method="POST", body=file.read_bytes())

    def empty(self) -> None:
        """Remove everything that it holds."""
        for patient in self.rest("/patients"):
            self.rest(f"/patients/{patient}", method="DELETE")


def tls_of(folder: Path, name: str, *, check_host: bool = True) -> Tls:
    """The TLS files of `name` that the `certificates` fixture made."""
    return Tls(
        ca_file=str(folder / "ca.pem"),
        certificate_file=str(folder / f"{name}.pem"),
        key_file=str(folder / f"{name}.key"),
        check_host=check_host,
    )


class Dcmqrscp:
    """DCMTK's small archive, with its own storage."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ae_title, self.host, self.port = folder, "DCMQRSCP", "127.0.0.1", 0
        self.receive_port = free_ports(1)[0]
        self._child: Child | None = None

    def start(self) -> None:
        binary = program("dcmqrscp")
        (self.folder / "images").mkdir(exist_ok=True)
        for _ in range(5):
            self.port = self.port or free_ports(1)[0]
            config = self.folder / "dcmqrscp.cfg"
            config.write_text(
                f"NetworkTCPPort = {self.port}\nMaxPDUSize = 16384\nMaxAssociations = 16\n"
                "HostTable BEGIN\n"
                f"ours = (VOORVERSLAG, 127.0.0.1, {self.receive_port})\n"
                "HostTable END\nVendorTable BEGIN\nVendorTable END\nAETable BEGIN\n"
                f"{self.ae_title} {self.folder / 'images'} RW (100, 1024mb) ANY\nAETable END\n"
            )
            # compressed images are proposed as they lie there
            child = Child([binary, "-c", str(config)], [self.port], self.folder / "dcmqrscp.log")
            if child.start():
                self._child = child
                return
            child.stop()
            self.port = 0
        pytest.fail(f"dcmqrscp doesn't start:\n{child.tail()}")

    def stop(self) -> None:
        child, self._child = self._child, None
        if child:
            child.stop()

    def node(self, **changes: Any) -> Node:
        values: dict[str, Any] = {
            "id": "dcmtk", "name": "DCMTK", "host": self.host, "port": self.port, "ae_title": self.ae_title,
            "timeout_s": 30, "roles": frozenset({"query", "store"}), **changes,
        }  # fmt: skip
        return Node(**values)


class Worklist:
    """DCMTK's worklist server on a folder of worklist files."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ae_title, self.host, self.port = folder, "WERKLIJST", "127.0.0.1", 0
        self.items = folder / "items" / self.ae_title
        self.items.mkdir(parents=True)
        (self.items / "lockfile").touch()
        self._child: Child | None = None

    def start(self) -> None:
        binary = program("wlmscpfs")
        for _ in range(5):
            self.port = free_ports(1)[0]
            child = Child(
                [binary, "-dfp", str(self.folder / "items"), str(self.port)],
                [self.port],
                self.folder / "wlmscpfs.log",
            )
            if child.start():
                self._child = child
                return
            child.stop()
        pytest.fail(f"wlmscpfs doesn't start:\n{child.tail()}")

    def stop(self) -> None:
        child, self._child = self._child, None
        if child:
            child.stop()

    def node(self, **changes: Any) -> Node:
        values: dict[str, Any] = {
            "id": "werklijst", "name": "Werklijst", "host": self.host, "port": self.port,
            "ae_title": self.ae_title, "roles": frozenset({"worklist"}), **changes,
        }  # fmt: skip
        return Node(**values)


def wait_until(what: Callable[[], bool], words: str, seconds: float = 30) -> None:
    """Look until `what` holds; the test fails when it doesn't in time."""
    until = time.monotonic() + seconds
    while not what():
        if time.monotonic() > until:
            pytest.fail(f"waited {seconds:.0f} s for {words}")
        time.sleep(0.02)
