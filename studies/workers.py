"""Decoding on all cores: child processes that run `studies.decoder`, started for one load and ended with it."""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studies import decoder
from studies.headers import Header
from studies.pixels import JPEG_LS, JPEG_LS_NEAR, as_described, decode, mask_bits
from studies.sources import Unreadable

#: seconds that one image may take to decode
MOST_SECONDS = 30.0
#: fewer images than this aren't worth starting processes
LEAST_IMAGES = 24
_MOST_WORKERS = 8


def cores() -> int:
    """Processors that this program may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on Windows or macOS
        return os.cpu_count() or 1


class _Worker:
    """One child process."""

    def __init__(self) -> None:
        root = str(Path(__file__).resolve().parents[1])
        path = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "studies.decoder"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )

    def is_ready(self) -> bool:
        """Wait until the child can decode; False when it died at its start."""
        answers = self._process.stdout
        try:
            return answers is not None and answers.read(1) == b"\x01"
        except (OSError, ValueError):  # ended while it started
            return False

    def decode(self, kind: int, code: bytes) -> NDArray[Any]:
        """Values of one code stream; raises EOFError or OSError when the child is gone."""
        requests, answers = self._process.stdin, self._process.stdout
        if requests is None or answers is None:
            raise EOFError
        late = threading.Timer(MOST_SECONDS, self._process.kill)
        late.start()
        try:
            requests.write(decoder.REQUEST.pack(kind, len(code)))
            requests.write(code)
            requests.flush()
            status, form, length = decoder.ANSWER.unpack(decoder.read_exactly(answers, decoder.ANSWER.size))
            data = decoder.read_exactly(answers, length) if length else b""
        finally:
            late.cancel()
        if status == decoder.COLOUR:
            raise Unreadable("colour images can't be used as a volume")
        if status == decoder.BAD:
            raise Unreadable(
                f"the compressed pixel data can't be decoded ({data.decode('ascii', 'replace')})"
            )
        return np.frombuffer(data, np.dtype(form.decode("ascii")))

    def end(self) -> None:
        """End the child and wait for it."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self._process.wait()


class Decoders:
    """Decodes images of one load from several threads: here until the child processes are up, then in those.

    Use as a context manager; the children end with it.
    """

    def __init__(self, images: int) -> None:
        self._free: queue.Queue[_Worker | None] = queue.Queue()
        # None stands for decoding in this process
        self._free.put(None)
        self._lock = threading.Lock()
        self._up = 0
        self._is_over = False
        self._workers: list[_Worker] = []
        self._starters: list[threading.Thread] = []
        count = min(cores(), _MOST_WORKERS) if images >= LEAST_IMAGES else 0
        if count < 2 or not sys.executable or getattr(sys, "frozen", False):
            return
        for _ in range(count):
            starter = threading.Thread(target=self._start, daemon=True)
            self._starters.append(starter)
            starter.start()

    def _start(self) -> None:
        try:
            worker = _Worker()
        except OSError:
            return
        with self._lock:
            self._workers.append(worker)
            if self._is_over:
                return
        if worker.is_ready():
            with self._lock:
                self._up += 1
            self._free.put(worker)

    def decode(self, header: Header, code: bytes) -> NDArray[Any]:
        """(rows, columns) stored values of one JPEG-LS or JPEG 2000 code stream; raises `Unreadable`."""
        while True:
            worker = self._free.get()
            if worker is not None:
                return self._by(worker, header, code)
            found = self._here(header, code)
            if found is not None:
                return found

    def _here(self, header: Header, code: bytes) -> NDArray[Any] | None:
        """Decode in this process; None once children are up: then it only hands out the work."""
        with self._lock:
            if self._up:
                return None
        try:
            return decode(header, code)
        finally:
            self._free.put(None)

    def _by(self, worker: _Worker, header: Header, code: bytes) -> NDArray[Any]:
        kind = decoder.JPEG_LS if header.transfer_syntax in (JPEG_LS, JPEG_LS_NEAR) else decoder.JPEG_2000
        try:
            values = worker.decode(kind, code)
        except Unreadable:
            self._free.put(worker)
            if kind == decoder.JPEG_LS:
                # GDCM reads streams that pyjpegls refuses
                return decode(header, code)
            raise
        except (EOFError, OSError, ValueError, TypeError) as error:
            with self._lock:
                self._up -= 1
            self._free.put(None)
            raise Unreadable("the compressed pixel data can't be decoded") from error
        self._free.put(worker)
        return mask_bits(as_described(header, values), header)

    def __enter__(self) -> Decoders:
        return self

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._is_over = True
            workers = list(self._workers)
        for worker in workers:
            worker.end()
        for starter in self._starters:
            starter.join()
        for worker in self._workers[len(workers) :]:
            worker.end()
