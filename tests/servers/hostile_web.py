"""A web server in a child process that answers what a test tells it to; run as a program by `HostileWeb`."""

from __future__ import annotations

import http.server
import json
import ssl
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from studies.archive.node import Node

_PIECE = b"x" * 2**16


class _Handler(http.server.BaseHTTPRequestHandler):
    """Answers by the entry of the script whose path is in the request's; the last entry is the fall-back."""

    protocol_version = "HTTP/1.1"
    script: list[dict[str, Any]] = []
    seen: Path

    def do_GET(self) -> None:
        with self.seen.open("a") as file:
            file.write(json.dumps([self.command, self.path, dict(self.headers)]) + "\n")
        length = int(self.headers.get("Content-Length") or 0)
        while length > 0:
            length -= len(self.rfile.read(min(length, 2**16)))
        entry = next(e for e in self.script if e["path"] in self.path)
        time.sleep(entry.get("wait", 0))
        body = bytes.fromhex(entry.get("hex", ""))
        self.send_response(entry.get("status", 200))
        for name, value in entry.get("headers", {}).items():
            self.send_header(name, value)
        self.close_connection = True
        if entry.get("endless"):
            self.end_headers()
            try:
                while True:
                    self.wfile.write(_PIECE[: entry["endless"]])
                    time.sleep(entry.get("between", 0))
            except OSError:
                return
        self.send_header("Content-Length", str(entry.get("length", len(body))))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


class HostileWeb:
    """The child, from the outside."""

    def __init__(self, folder: Path, script: list[dict[str, Any]], *certificate: str) -> None:
        """`certificate`: files of certificate, key and, where ours is required, its authority."""
        self.seen = folder / "seen.jsonl"
        self.seen.touch()
        (folder / "script.json").write_text(json.dumps(script))
        self._child = subprocess.Popen(
            [sys.executable, __file__, str(self.seen), str(folder / "script.json"), *certificate],
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
            env={"PYTHONPATH": str(Path(__file__).parents[2])},
        )
        assert self._child.stdout is not None
        self.port = int(self._child.stdout.readline())

    def node(self, **changes: Any) -> Node:
        values: dict[str, Any] = {
            "id": "web", "name": "Webarchief", "kind": "dicomweb", "timeout_s": 10,
            "base_url": f"http://127.0.0.1:{self.port}/dicom-web", "username": "voorverslag",
            "roles": frozenset({"query", "store"}), **changes,
        }  # fmt: skip
        return Node(**values)

    def requests(self) -> list[list[Any]]:
        """What was asked of it: method, path, headers."""
        return [json.loads(line) for line in self.seen.read_text().splitlines()]

    def stop(self) -> None:
        self._child.kill()
        self._child.wait()
        assert self._child.stdout is not None
        self._child.stdout.close()


if __name__ == "__main__":
    _Handler.seen = Path(sys.argv[1])
    _Handler.script = json.loads(Path(sys.argv[2]).read_text())
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    if len(sys.argv) > 3:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[3], sys.argv[4])
        if len(sys.argv) > 5:
            context.load_verify_locations(sys.argv[5])
            context.verify_mode = ssl.CERT_REQUIRED
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()
