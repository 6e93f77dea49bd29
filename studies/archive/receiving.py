"""The receiver itself: runs in a child process (`python -m studies.archive.receiving`) within limits of its own.

It reads its settings as one line of JSON, answers each event with one line, and ends when its input closes. It
trusts no peer: only the AE titles and addresses that are listed may connect, a connection that says nothing is
closed after a few seconds, a message is never longer than agreed, the memory is bounded by the system, and an
object's name on disk is a hash. Data go straight to a temporary file, not to memory.
"""

from __future__ import annotations

import contextlib
import errno
import io
import ipaddress
import json
import logging
import os
import secrets
import signal
import socket
import ssl
import sys
import threading
import time
from pathlib import Path
from typing import Any, cast

import pynetdicom.dimse_messages
from pynetdicom import AE, _config, build_context, evt
from pynetdicom.acse import ACSE
from pynetdicom.association import Association
from pynetdicom.sop_class import StorageCommitmentPushModel, Verification  # type: ignore[attr-defined]
from pynetdicom.transport import AssociationServer, RequestHandler

from studies import limits as file_limits
from studies.archive import contexts, sockets
from studies.archive.answers import Answer
from studies.archive.association import IMPLEMENTATION_NAME, IMPLEMENTATION_UID
from studies.archive.node import Limits, Peer, ReceiverSettings, Tls
from studies.archive.received import ReceivedStudies
from studies.archive.receiver import OVERRUN
from studies.archive.words import clean
from studies.headers import read_header
from studies.sources import Unreadable, file_at

STORED, NO_ROOM, MISMATCH, DAMAGED, DUPLICATE = 0x0000, 0xA700, 0xA900, 0xC000, 0x0111
REJECTED_PERMANENT, REJECTED_TRANSIENT = 0x01, 0x02
#: connections that haven't become associations yet; the allowed peers share them
_MOST_OPEN = 32
#: memory that a new association needs; a child that can't have it so many times in a row is of no use
_PROBE_BYTES, _PROBE_S, _MOST_FAILED_PROBES = 2 * 2**20, 1.0, 3
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Spool(io.FileIO):
    """The file that an object is received in. A full disk is remembered and answered, not thrown at the network."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / f"in-{secrets.token_hex(16)}.part", "x+b")
        self.file = self
        self.failed: OSError | None = None
        self._length = 0

    def write(self, data: Any) -> int:
        """Write all of it, or nothing more once something failed."""
        view = memoryview(data)
        length = len(view)
        self._length += length
        if self.failed is None and self._length > file_limits.MAX_FILE_BYTES:
            self.failed = OSError(errno.EFBIG, "too large")
        if self.failed is None:
            try:
                while view:
                    view = view[super().write(view) or 0 :]
            except OSError as error:
                self.failed = error
                # room for the others
                with contextlib.suppress(OSError):
                    self.truncate(0)
        return length

    def discard(self) -> None:
        """Close and remove it."""
        with contextlib.suppress(OSError):
            self.close()
        with contextlib.suppress(OSError):
            os.unlink(self.name)


class Acceptor(ACSE):
    """Refuses whom we don't know before anything else of the request is looked at."""

    def _negotiate_as_acceptor(self) -> None:
        server = cast("Server", self.assoc._server)
        asked: Any = self.requestor.primitive
        calling = clean(asked.calling_ae_title, 16)
        called = clean(asked.called_ae_title, 16)
        address = self.requestor.address_info.address if self.requestor.address_info else ""
        reason: tuple[int, int, int] | None = None
        if called != server.settings.ae_title:
            reason, why = (REJECTED_PERMANENT, 0x01, 0x07), "called"
        elif not server.is_allowed(address, calling):
            reason, why = (REJECTED_PERMANENT, 0x01, 0x03), "peer"
        elif server.established() >= server.settings.limits.associations:
            reason, why = (REJECTED_TRANSIENT, 0x03, 0x02), "busy"
        if reason is None:
            guarded = self.assoc.dul.socket
            if isinstance(guarded, sockets.GuardedSocket):
                guarded.first_until = None
            super()._negotiate_as_acceptor()
            return
        say("refused", peer=calling, address=address, why=why)
        self.send_reject(*reason)
        self.assoc.kill()


class Handler(RequestHandler):
    """Makes the association of one connection, on a guarded socket; its first message is due at `until`."""

    def __init__(self, request: Any, client_address: Any, server: Any, until: float) -> None:
        self._until = until
        super().__init__(request, client_address, server)

    def _create_association(self) -> Association:
        server = cast("Server", self.server)
        assoc = super()._create_association()
        guarded = sockets.GuardedSocket(assoc, client_socket=cast(socket.socket, self.request))
        # the other one announced the same connection: once is enough
        with contextlib.suppress(Exception):
            assoc.dul.event_queue.get_nowait()
        guarded.most_bytes = server.settings.limits.pdu_bytes + 1024
        guarded.message_s = server.settings.limits.idle_s
        guarded.first_until = self._until
        guarded.on_limit = _Once(self.client_address[0])
        assoc.dul.socket = guarded
        assoc.acse = Acceptor(assoc)
        assoc.dul.state_machine = sockets.GuardedMachine(assoc.dul)
        # how long a peer that was sent away may take to go
        assoc.dul.artim_timer.timeout = server.settings.limits.first_pdu_s + 1
        watch = threading.Timer(max(self._until - time.monotonic(), 0), _cut_if_silent, (guarded,))
        watch.daemon = True
        watch.start()
        return assoc


class _Once:
    """Tells once why a connection is closed."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._said = False

    def __call__(self, why: str) -> None:
        with self._lock:
            if self._said:
                return
            self._said = True
        say("refused", address=self._address, why=why)


def _cut_if_silent(guarded: sockets.GuardedSocket) -> None:
    if guarded.first_until is not None and guarded.socket is not None:
        if guarded.on_limit is not None:
            guarded.on_limit("silent")
        guarded.cut()


class Server(AssociationServer):
    """Accepts connections of allowed addresses, each on a thread of its own, and never waits for one of them."""

    request_queue_size = 16

    def __init__(self, settings: ReceiverSettings, storing: Storing, *args: Any, **others: Any) -> None:
        self.settings = settings
        self.storing = storing
        self.networks = [
            (peer.ae_title, ipaddress.ip_network(peer.address, strict=False)) for peer in settings.peers
        ]
        self.tls = sockets.server_context(settings.tls) if settings.tls is not None else None
        self._open = 0
        self._lock = threading.Lock()
        super().__init__(*args, **others)

    def is_allowed(self, address: str, calling: str | None = None) -> bool:
        """Whether somebody at this address may connect, with this AE title when it is known."""
        try:
            here = ipaddress.ip_address(address.split("%")[0])
        except ValueError:
            return False
        mapped = getattr(here, "ipv4_mapped", None)
        return any(
            (calling is None or calling == title) and (mapped or here) in network
            for title, network in self.networks
        )

    def established(self) -> int:
        """Associations that are at work."""
        return sum(1 for assoc in self.active_associations if assoc.is_established)

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """Whether to talk at all."""
        if not self.is_allowed(client_address[0]):
            say("refused", address=client_address[0], why="address")
            return False
        if len(self.active_associations) + self._open >= _MOST_OPEN:
            say("refused", address=client_address[0], why="busy")
            return False
        return True

    def process_request(self, request: Any, client_address: Any) -> None:
        """Go on with it on another thread."""
        until = time.monotonic() + self.settings.limits.first_pdu_s
        thread = threading.Thread(target=self._begin, args=(request, client_address, until), daemon=True)
        with self._lock:
            self._open += 1
        try:
            thread.start()
        except (RuntimeError, MemoryError):  # no memory for a thread
            with self._lock:
                self._open -= 1
            say("refused", address=client_address[0], why="busy")
            self.shutdown_request(request)

    def _begin(self, request: socket.socket, client_address: Any, until: float) -> None:
        try:
            request.settimeout(self.settings.limits.idle_s)
            request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.tls is not None:
                request = self._secured(request, until)
            Handler(request, client_address, self, until)
        except (OSError, MemoryError, RuntimeError) as error:
            say(
                "refused",
                address=client_address[0],
                why="tls" if isinstance(error, ssl.SSLError) else "closed",
            )
            self.shutdown_request(request)
        finally:
            with self._lock:
                self._open -= 1

    def _secured(self, request: socket.socket, until: float) -> socket.socket:
        """The connection after a TLS handshake that must be done in time."""
        if self.tls is None:
            return request
        watch = threading.Timer(max(until - time.monotonic(), 0), _shut, (request,))
        watch.daemon = True
        watch.start()
        try:
            # the handshake is on the same descriptor, so shutting that down ends it
            secured = self.tls.wrap_socket(request.dup(), server_side=True, do_handshake_on_connect=False)
            secured.settimeout(self.settings.limits.idle_s)
            try:
                secured.do_handshake()
            except BaseException:
                secured.close()
                raise
        finally:
            watch.cancel()
        request.close()
        return secured

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing on the terminal."""


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


_say_lock = threading.Lock()


def say(event: str, **what: Any) -> None:
    """One line to the parent; when that is gone, there is nobody to tell."""
    line = json.dumps({"event": event, **what}) + "\n"
    with _say_lock, contextlib.suppress(OSError, ValueError):
        sys.stdout.write(line)
        sys.stdout.flush()


class Storing:
    """What is done with an object that came in."""

    def __init__(self, into: Path) -> None:
        self.received = ReceivedStudies(into)
        self.received.tidy()
        self._lock = threading.Lock()
        self._coming: dict[Association | None, set[Spool]] = {}

    def spool(self, **_: Any) -> Spool:
        """A file for the object that begins to come in on this thread."""
        spool = Spool(self.received.incoming())
        assoc = getattr(threading.current_thread(), "assoc", None)
        with self._lock:
            self._coming.setdefault(assoc, set()).add(spool)
        return spool

    def _take(self, assoc: Association, spool: Spool) -> bool:
        """Whether the object is still there to be stored: from now on it isn't half received any more."""
        with self._lock:
            coming = self._coming.get(assoc, set())
            if spool not in coming:
                return False
            coming.discard(spool)
            return True

    def drop_all(self) -> None:
        """Nothing that is half received is left behind."""
        with self._lock:
            left = [spool for coming in self._coming.values() for spool in coming]
            self._coming.clear()
        for spool in left:
            spool.discard()

    def closed(self, event: evt.Event) -> None:
        """The connection is gone: so is what hadn't come in whole."""
        with self._lock:
            left = self._coming.pop(event.assoc, set())
        for spool in left:
            spool.discard()

    def store(self, event: evt.Event) -> int:
        """The answer to one C-STORE."""
        request: Any = event.request
        peer = clean(event.assoc.requestor.ae_title, 16)
        spool = cast(Spool, request._dataset_file)
        sop_uid = str(request.AffectedSOPInstanceUID)
        if not self._take(event.assoc, spool):  # the sender is gone, and the object with it
            return NO_ROOM
        try:
            outcome, study_uid, status = self._keep(spool, sop_uid, str(request.AffectedSOPClassUID), peer)
        except MemoryError:
            outcome, study_uid, status = "no_room", "", NO_ROOM
        finally:
            spool.discard()
        say("stored", study=clean(study_uid, 64), sop=clean(sop_uid, 64), outcome=outcome, peer=peer)
        return status

    def _keep(self, spool: Spool, sop_uid: str, sop_class: str, peer: str) -> tuple[str, str, int]:
        try:
            if spool.failed is not None:
                raise spool.failed
            os.fsync(spool.fileno())
            spool.close()
            file = Path(cast(str, spool.name))
            header = read_header(file_at(file))
            study_uid = header.text("study_uid")
            if (
                header.text("sop_instance") != sop_uid.strip()
                or header.text("sop_class") != sop_class.strip()
            ):
                return "mismatch", study_uid, MISMATCH
            if not study_uid:
                return "damaged", "", DAMAGED
            outcome = self.received.keep(file, study_uid, sop_uid, source=peer)
        except Unreadable:
            return "damaged", "", DAMAGED
        except OSError as error:
            return ("no_room" if error.errno in _FULL else "disk"), "", NO_ROOM
        return outcome, study_uid, DUPLICATE if outcome == "other" else STORED


def committed(event: evt.Event) -> tuple[int, None]:
    """The answer to a storage commitment report."""
    try:
        report = commitment_report(event.event_information)
    except Exception:  # noqa: BLE001 - whatever a peer calls a report
        return 0x0110, None
    say("committed", peer=clean(event.assoc.requestor.ae_title, 16), **report)
    return 0x0000, None


def commitment_report(dataset: Any) -> dict[str, Any]:
    """Transaction, what the archive has, and what it hasn't with its reason."""
    answer = Answer(dataset)
    return {
        "transaction": answer.text("TransactionUID"),
        "stored": [item.text("ReferencedSOPInstanceUID") for item in answer.items("ReferencedSOPSequence")],
        "failed": [
            [item.text("ReferencedSOPInstanceUID"), item.number("FailureReason") or 0]
            for item in answer.items("FailedSOPSequence")
        ],
    }


def limit_memory(above: int) -> None:
    """Let the system refuse more than so many bytes beyond what the process has now (not on Windows or macOS)."""
    if sys.platform != "linux":
        return
    import resource

    with open("/proc/self/statm", encoding="ascii") as status:
        now = int(status.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (now + above, now + above))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def watch(serving: threading.Thread) -> None:
    """End the process when it is of no use any more: nobody listens, or there is no memory for a connection.

    A peer that fills the memory is thrown out by the limit, but what its association held may stay behind.
    """
    failed = 0
    while failed < _MOST_FAILED_PROBES and serving.is_alive():
        time.sleep(_PROBE_S)
        try:
            bytearray(_PROBE_BYTES)
            failed = 0
        except MemoryError:
            failed += 1
    os._exit(OVERRUN)


def make_server(settings: ReceiverSettings, into: Path) -> Server:
    """The server, listening; raises OSError when the port can't be had."""
    entity = AE(ae_title=settings.ae_title)
    entity.implementation_class_uid = IMPLEMENTATION_UID
    entity.implementation_version_name = IMPLEMENTATION_NAME
    # counted by `Acceptor`: pynetdicom counts silent connections too
    entity.maximum_associations = 1000
    entity.maximum_pdu_size = settings.limits.pdu_bytes
    entity.acse_timeout = settings.limits.first_pdu_s + 1
    entity.dimse_timeout = entity.network_timeout = settings.limits.idle_s
    offered = [*contexts.to_receive(), build_context(Verification)]
    commitment = build_context(StorageCommitmentPushModel)
    commitment.scu_role, commitment.scp_role = False, True
    offered.append(commitment)
    storing = Storing(into)
    _config.STORE_RECV_CHUNKED_DATASET = True
    pynetdicom.dimse_messages.NamedTemporaryFile = storing.spool  # type: ignore[assignment]
    return Server(
        settings,
        storing,
        entity,
        (settings.bind, settings.port),
        settings.ae_title,
        offered,
        evt_handlers=[
            (evt.EVT_C_STORE, storing.store),
            (evt.EVT_N_EVENT_REPORT, committed),
            (evt.EVT_CONN_CLOSE, storing.closed),
        ],
        request_handler=Handler,
    )


def settings_from(data: dict[str, Any]) -> ReceiverSettings:
    """What the parent wrote."""
    return ReceiverSettings(
        ae_title=data["ae_title"],
        bind=data["bind"],
        port=data["port"],
        peers=tuple(Peer(**peer) for peer in data["peers"]),
        tls=Tls(**data["tls"]) if data["tls"] else None,
        limits=Limits(**data["limits"]),
    )


def main() -> int:
    """Serve until the input closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's to answer
    logging.disable(logging.CRITICAL)
    threading.stack_size(2**20)
    data = json.loads(sys.stdin.readline())
    settings = settings_from(data["settings"])
    try:
        server = make_server(settings, Path(data["into"]))
    except OSError as error:
        say("failed", why=error.strerror or type(error).__name__)
        return 1
    limit_memory(settings.limits.memory_bytes)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    serving.start()
    threading.Thread(target=watch, args=(serving,), daemon=True).start()
    say("listening", port=server.server_address[1])
    sys.stdin.read()
    # associations end with the process: what hasn't come in whole isn't kept
    server.storing.drop_all()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
