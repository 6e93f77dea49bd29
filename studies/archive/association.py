"""One association with a node: opened with our limits, cancelled within a second, its failures in one sentence."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pydicom.uid import UID
from pynetdicom import AE, _config, evt
from pynetdicom.association import Association
from pynetdicom.pdu import A_ABORT_RQ
from pynetdicom.presentation import PresentationContext
from pynetdicom.transport import AddressInformation, AssociationSocket

from resources.errors import Cancelled, VoorverslagError
from studies.archive import errors, sockets
from studies.archive.client import CancelCheck
from studies.archive.node import Node
from studies.archive.words import clean

#: what we say that we are
IMPLEMENTATION_UID = UID("1.2.826.0.1.3680043.10.1337.1")
IMPLEMENTATION_NAME = "VOORVERSLAG_1"
#: bytes of one message that we accept from an archive, and say so
MESSAGE_BYTES = 2**18
#: how often a wait looks whether the person cancelled
LOOK_S = 0.05
#: how long an archive may take to stop after C-CANCEL before the connection is cut
GRACE_S = 0.5
#: how long a host that doesn't answer at all is waited for
CONNECT_S = 10.0

# what peers say isn't printed, and files are sent as they lie there, without taking them apart
_config.LOG_HANDLER_LEVEL = "none"
logging.getLogger("pynetdicom").setLevel(logging.CRITICAL)  # what matters of it is said by our own errors
_config.LOG_REQUEST_IDENTIFIERS = False
_config.LOG_RESPONSE_IDENTIFIERS = False
_config.STORE_SEND_CHUNKED_DATASET = True


class _Entity(AE):
    """Our application entity, whose connections are guarded."""

    def _create_socket(
        self, assoc: Association, address: AddressInformation, tls_args: Any
    ) -> AssociationSocket:
        guarded = sockets.GuardedSocket(assoc, address=address)
        guarded.message_s = float(self.network_timeout or 30)
        if tls_args:
            guarded.tls_args = tls_args
        assoc.dul.state_machine = sockets.GuardedMachine(assoc.dul)
        return guarded


class Connection:
    """An open association, and what ends it."""

    def __init__(self, node: Node, assoc: Association, is_sent_away: threading.Event | None = None) -> None:
        self.node = node
        self.assoc = assoc
        #: set when the peer itself ended the association
        self.is_sent_away = is_sent_away or threading.Event()
        self._message = 0

    def next_message(self) -> int:
        """A message number of its own for each request."""
        self._message = self._message % 65_000 + 1
        return self._message

    def accepts(self, abstract_syntax: str) -> bool:
        """Whether the peer accepted this service or class."""
        return any(context.abstract_syntax == abstract_syntax for context in self.assoc.accepted_contexts)

    def lost(self, service: str, *, since: float | None = None) -> VoorverslagError:
        """Why no answer came to a request for `service`, made at `since` (`time.monotonic`) and not answered at all."""
        if since is not None and self.is_sent_away.is_set():
            return errors.ArchiveRefused.service(self.node.name, service)
        late = since is not None and time.monotonic() - since >= self.node.timeout_s
        self.cut()
        if late:
            return errors.ArchiveUnreachable.no_answer(self.node.name, self.node.timeout_s)
        return errors.ArchiveUnreachable.broken(self.node.name)

    def end(self) -> None:
        """Say goodbye; cut the connection when the peer doesn't answer that."""
        if self.assoc.is_established:
            watch = threading.Timer(GRACE_S * 4, self._cut_socket)
            watch.daemon = True
            watch.start()
            try:
                self.assoc.release()
            finally:
                watch.cancel()
        self.cut()

    def cut(self) -> None:
        """End it at once; whoever waits for an answer hears that there is none."""
        if self.assoc.is_established:
            self.assoc.abort(block=False)
            time.sleep(LOOK_S)  # gives the abort message its chance
        self._cut_socket()
        # a reader that was blocked hears of the end now, so this doesn't wait
        self.assoc.dul.kill_dul()
        self.assoc.kill()
        guarded = self.assoc.dul.socket
        if isinstance(guarded, sockets.GuardedSocket):
            guarded.discard()
        # and so does whoever waits for an answer
        self.assoc.dimse.msg_queue.put((None, None))

    def _cut_socket(self) -> None:
        guarded = self.assoc.dul.socket
        if isinstance(guarded, sockets.GuardedSocket):
            guarded.cut()

    @contextlib.contextmanager
    def cancellable(
        self, cancelled: CancelCheck | None, message: int = 0, model: str | UID = ""
    ) -> Iterator[threading.Event]:
        """While this is open: when the person cancels, send C-CANCEL, and cut the connection soon after.

        Gives an event that is set then; leaving raises `Cancelled` in that case.
        """
        asked, over = threading.Event(), threading.Event()
        if cancelled is None:
            yield asked
            return

        def watch() -> None:
            while not over.wait(LOOK_S):
                if not cancelled():
                    continue
                asked.set()
                if message:
                    with contextlib.suppress(RuntimeError, ValueError):
                        self.assoc.send_c_cancel(message, query_model=model)
                if not over.wait(GRACE_S if message else 0):
                    self.cut()
                return

        watcher = threading.Thread(target=watch, name="archive-cancel", daemon=True)
        watcher.start()
        try:
            yield asked
        finally:
            over.set()
            watcher.join()
        if asked.is_set():
            raise Cancelled


@contextlib.contextmanager
def connect(
    node: Node,
    contexts: Sequence[PresentationContext],
    *,
    roles: Sequence[Any] = (),
    handlers: Sequence[Any] = (),
    cancelled: CancelCheck | None = None,
) -> Iterator[Connection]:
    """An association with `node` for these contexts; raises the errors of `studies.archive.errors`."""
    is_sent_away = threading.Event()

    def look(event: Any) -> None:
        if isinstance(event.pdu, A_ABORT_RQ):
            is_sent_away.set()

    assoc = _associate(node, contexts, roles, [(evt.EVT_PDU_RECV, look), *handlers], cancelled)
    connection = Connection(node, assoc, is_sent_away)
    try:
        yield connection
    finally:
        connection.end()


def _associate(
    node: Node,
    contexts: Sequence[PresentationContext],
    roles: Sequence[Any],
    handlers: Sequence[Any],
    cancelled: CancelCheck | None,
) -> Association:
    """Ask for the association on a thread of its own, so that a silent host doesn't hold the person up."""
    entity = _Entity(ae_title=node.calling_ae_title)
    entity.implementation_class_uid = IMPLEMENTATION_UID
    entity.implementation_version_name = IMPLEMENTATION_NAME
    entity.connection_timeout = min(node.timeout_s, CONNECT_S)
    entity.acse_timeout = entity.dimse_timeout = entity.network_timeout = node.timeout_s
    tls_args = (sockets.client_context(node.tls), node.host) if node.tls is not None else None
    opened = threading.Event()
    done: list[Association | Exception] = []
    given_up = threading.Event()

    def ask() -> None:
        try:
            found: Association | Exception = entity.associate(
                node.host,
                node.port,
                contexts=list(contexts),
                ae_title=node.ae_title,
                max_pdu=MESSAGE_BYTES,
                ext_neg=list(roles),
                tls_args=tls_args,
                evt_handlers=[(evt.EVT_CONN_OPEN, lambda _event: opened.set()), *handlers],
            )
        except Exception as error:  # noqa: BLE001 - told to whoever waits
            found = error
        done.append(found)
        if given_up.is_set() and isinstance(found, Association):
            Connection(node, found).cut()

    asking = threading.Thread(target=ask, name="archive-connect", daemon=True)
    asking.start()
    # connecting and negotiating have their own limits; this one is only there in case both fail us
    until = time.monotonic() + CONNECT_S + 2 * node.timeout_s
    while asking.is_alive():
        asking.join(LOOK_S)
        if asking.is_alive() and ((cancelled is not None and cancelled()) or time.monotonic() > until):
            given_up.set()
            if cancelled is not None and cancelled():
                raise Cancelled
            raise errors.ArchiveUnreachable.no_answer(node.name, node.timeout_s)
    found = done[0]
    if isinstance(found, OSError):  # the name of the host isn't known
        raise errors.ArchiveUnreachable.no_connection(node.name, node.address, type(found).__name__)
    if isinstance(found, Exception):
        raise found
    if found.is_established:
        return found
    why = _why_not(node, found, opened.is_set())
    Connection(node, found).cut()
    raise why


def _why_not(node: Node, assoc: Association, is_open: bool) -> VoorverslagError:
    """Why there is no association: nobody there, no trust, refused, nothing in common."""
    if assoc.is_rejected:
        return errors.ArchiveRefused.association(
            node.name, node.calling_ae_title, node.ae_title, f"rejected {_diagnostic(assoc)}"
        )
    if node.tls is not None and (is_open or _listens(node)):
        return errors.ArchiveUnreachable.no_secure_connection(node.name, node.address)
    if not is_open:
        return errors.ArchiveUnreachable.no_connection(node.name, node.address)
    if assoc.acceptor.primitive is not None and not assoc.accepted_contexts:
        return errors.ArchiveRefused.service(node.name, _service(assoc))
    return errors.ArchiveRefused.association(node.name, node.calling_ae_title, node.ae_title, "closed")


def _diagnostic(assoc: Association) -> int:
    """Why it was rejected (PS3.8 table 9-21): 3 it doesn't know our AE title, 7 its own is another one."""
    primitive = assoc.acceptor.primitive
    return int(getattr(primitive, "diagnostic", None) or 0)


def _service(assoc: Association) -> str:
    asked = assoc.requestor.requested_contexts
    first = asked[0].abstract_syntax if asked else None
    return clean(first.name if first is not None else "", 80)


def _listens(node: Node) -> bool:
    """Whether anybody accepts a plain connection there."""
    try:
        with socket.create_connection((node.host, node.port), timeout=2):
            return True
    except OSError:
        return False


def run_cancellable(work: Callable[[], Any], connection: Connection, cancelled: CancelCheck | None) -> Any:
    """One request without C-CANCEL (echo, store, action): cancelled by cutting the connection."""
    with connection.cancellable(cancelled):
        return work()
