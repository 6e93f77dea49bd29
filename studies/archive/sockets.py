"""The connection below an association, with limits that pynetdicom doesn't keep (specs/security.md S17).

A peer can't make us allocate by a length that it merely declares, can't hold a connection open with half a
message, and can't keep us waiting for a TLS handshake.
"""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import time
from collections.abc import Callable
from typing import Any

from pynetdicom import evt
from pynetdicom.association import Association
from pynetdicom.fsm import StateMachine
from pynetdicom.transport import T_CONNECT, AddressInformation, AssociationSocket

from resources.errors import InputError
from studies.archive.node import Tls

_PIECE = 65_536
HEADER_BYTES = 6
_QUICK: int | None = getattr(socket, "TCP_QUICKACK", None)


class LimitBroken(OSError):  # noqa: N818 - reads as what happened
    """The peer asks more than it may, or is too slow; pynetdicom closes the connection on an OSError."""


class GuardedMachine(StateMachine):
    """The state machine of a connection. What doesn't fit in its state ends that connection, not its thread.

    The end of a connection and what another thread still sends can cross; pynetdicom throws then, and whoever
    waits for an answer waits for the time limit.
    """

    def do_action(self, event: str) -> None:
        """Act on an event; anything unforeseen is the end of the connection."""
        try:
            super().do_action(event)
        except Exception:  # noqa: BLE001 - whatever a peer or a crossing brings about
            provider = self.dul
            assoc = provider.assoc
            assoc.is_aborted, assoc.is_established = True, False
            provider.kill_dul()
            if isinstance(provider.socket, GuardedSocket):
                provider.socket.discard()
            assoc.dimse.msg_queue.put((None, None))
            with contextlib.suppress(Exception):
                evt.trigger(assoc, evt.EVT_CONN_CLOSE, {})


class GuardedSocket(AssociationSocket):
    """Reads whole messages, each no longer than `most_bytes` and complete within `message_s`.

    Until the association stands nothing comes in after `first_until` (`time.monotonic`); whoever makes it sets that
    to None. `on_limit` hears why a connection is closed.
    """

    most_bytes = 2**24
    message_s = 30.0
    first_until: float | None = None
    on_limit: Callable[[str], None] | None = None

    def __init__(
        self,
        assoc: Association,
        client_socket: socket.socket | None = None,
        address: AddressInformation | None = None,
    ) -> None:
        super().__init__(assoc, client_socket, address)
        self._until = 0.0

    def connect(self, primitive: T_CONNECT) -> None:
        """Connect; from then on a peer that takes nothing in doesn't hold us longer than `message_s` either."""
        super().connect(primitive)
        if self.socket is not None:
            self.socket.settimeout(self.message_s)
            # requests are small: waiting to send them together costs 40 ms each
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def recv(self, nr_bytes: int) -> bytearray:
        """Read `nr_bytes`: first the header of a message, then what it declares."""
        if nr_bytes > self.most_bytes:
            raise self._broken("too_long")
        if nr_bytes == HEADER_BYTES or not self._until:
            # a header; what follows it keeps the same deadline (a message of six bytes gets a new one: harmless)
            self._until = time.monotonic() + self.message_s
            if self.first_until is not None:
                self._until = min(self._until, self.first_until)
        data = bytearray()
        while len(data) < nr_bytes:
            self._wait()
            raw = self.socket
            if raw is None:
                break
            piece = raw.recv(min(_PIECE, nr_bytes - len(data)))
            _acknowledge(raw)
            if not piece:
                break
            data += piece
        return data

    def _wait(self) -> None:
        """Until there is something to read; raises when the deadline passes first."""
        raw = self.socket
        if raw is None or (isinstance(raw, ssl.SSLSocket) and raw.pending()):
            return
        left = self._until - time.monotonic()
        if left <= 0:
            raise self._broken("too_slow")
        try:
            ready, _, _ = select.select([raw], [], [], left)
        except ValueError as error:  # closed meanwhile
            raise LimitBroken(str(error)) from error
        if not ready:
            raise self._broken("too_slow")

    def _broken(self, why: str) -> LimitBroken:
        if self.on_limit is not None:
            self.on_limit(why)
        return LimitBroken(why)

    def _shutdown_socket(self) -> None:
        self.discard()

    def discard(self) -> None:
        """Close it, whether or not it was ever connected (pynetdicom leaves the latter open)."""
        self.cut()
        if self.socket is not None:
            with contextlib.suppress(OSError):
                self.socket.close()

    def cut(self) -> None:
        """End the connection under whoever is reading or writing it."""
        raw = self.socket
        if raw is not None:
            with contextlib.suppress(OSError):
                raw.shutdown(socket.SHUT_RDWR)


def _acknowledge(raw: socket.socket) -> None:
    """Acknowledge at once.

    Many archives hold back the second half of a message until the first is acknowledged (Nagle), which the
    system does after 40 ms: that is 40 ms for each image. Linux forgets this setting, so it's said each time.
    """
    if _QUICK is not None:
        with contextlib.suppress(OSError):
            raw.setsockopt(socket.IPPROTO_TCP, _QUICK, 1)


def client_context(tls: Tls) -> ssl.SSLContext:
    """TLS of a connection that we make; raises `InputError` when a file can't be used."""
    return _context(tls, ssl.PROTOCOL_TLS_CLIENT)


def server_context(tls: Tls) -> ssl.SSLContext:
    """TLS of our receiver: with a `ca_file` a peer must show a certificate of it."""
    return _context(tls, ssl.PROTOCOL_TLS_SERVER)


def _context(tls: Tls, protocol: Any) -> ssl.SSLContext:
    context = ssl.SSLContext(protocol)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        if protocol == ssl.PROTOCOL_TLS_CLIENT:
            context.check_hostname = tls.check_host
            if tls.ca_file:
                context.load_verify_locations(tls.ca_file)
            else:
                context.load_default_certs()
        elif tls.ca_file:
            context.load_verify_locations(tls.ca_file)
            context.verify_mode = ssl.CERT_REQUIRED
        if tls.certificate_file:
            # a key with a pass phrase can't be used: OpenSSL would ask for it on the terminal
            context.load_cert_chain(tls.certificate_file, tls.key_file, password=lambda: b"")
    except (OSError, ValueError) as error:  # an ssl.SSLError is an OSError
        raise InputError(
            "A file of the secure connection can't be used.",
            "Check the files of the certificate, its key and the certificate authority.",
            code="tls_files",
            detail=type(error).__name__,
        ) from error
    return context
