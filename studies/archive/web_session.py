"""The HTTP session of a web archive: guarded against what a hostile or broken server may do.

Redirects go to the same host, port and protocol only; an answer has a size and a time limit; nothing is
unpacked; a cancel is seen while a server is silent (the socket is cut). No proxy, netrc or cookie of the
computer is used. What goes wrong is raised as one of our errors.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError, NewConnectionError
from urllib3.exceptions import SSLError as TlsError

from resources.errors import Cancelled, VoorverslagError
from studies.archive import errors, web_errors
from studies.archive.client import CancelCheck
from studies.archive.node import Node

QIDO, WADO, STOW = "QIDO-RS", "WADO-RS", "STOW-RS"
#: bytes of one answer in JSON
MOST_JSON_BYTES = 64 * 2**20
#: how long a host that doesn't answer at all is waited for
CONNECT_S = 10.0
#: how often a wait looks whether the person cancelled
LOOK_S = 0.05
#: bytes a second below which a body counts as stalled
SLOWEST = 16 * 2**10
_PIECE = 2**16
_MOST_REDIRECTS = 3
_REDIRECTS = (301, 302, 303, 307, 308)

# these log addresses with what was asked in them, and what the peer says: a name may be in it
for _noisy in ("dicomweb_client", "urllib3.connectionpool", "urllib3.connection"):
    logging.getLogger(_noisy).setLevel(logging.CRITICAL)


class _Auth(AuthBase):
    """Basic with a user name, else a bearer token; nothing without a secret."""

    def __init__(self, node: Node, secret: str | None) -> None:
        self._basic = (node.username.encode(), (secret or "").encode()) if node.username else None
        self._token = (secret or "").strip()

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._basic:
            return requests.auth.HTTPBasicAuth(*self._basic)(request)
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


class _Watch:
    """Cuts the socket when the person cancels or the time is over; `why` says which."""

    def __init__(self, cut: Callable[[], None], cancelled: CancelCheck | None, seconds: float) -> None:
        self.why = ""
        self.until = time.monotonic() + seconds
        self._cut, self._cancelled = cut, cancelled
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look, name="web-watch", daemon=True)

    def __enter__(self) -> _Watch:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._end.wait(LOOK_S):
            if not self.why:
                if self._cancelled is not None and self._cancelled():
                    self.why = "cancelled"
                elif time.monotonic() > self.until:
                    self.why = "late"
            if self.why:
                # again and again: a new connection may just have been made
                self._cut()


class _Adapter(HTTPAdapter):
    """Tells which socket is in use, and checks the host's name unless the node says otherwise."""

    def __init__(self, note: Callable[[Any], None], check_host: bool) -> None:
        self._note, self._check_host = note, check_host
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        note = self._note
        if not self._check_host:
            kwargs["assert_hostname"] = False
        super().init_poolmanager(*args, **kwargs)

        class Plain(HTTPConnection):
            def connect(self) -> None:
                super().connect()
                note(self.sock)

        class Secure(HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                note(self.sock)

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}


class GuardedSession(requests.Session):
    """A session with one web archive; see the module. `cancelled` is looked at during each request."""

    def __init__(self, node: Node, secret: str | None) -> None:
        super().__init__()
        self.node = node
        self.cancelled: CancelCheck | None = None
        self.service = QIDO
        self.trust_env = False
        self.auth = _Auth(node, secret)
        self._socket: socket.socket | None = None
        tls = node.tls
        self._verify: str | bool = tls.ca_file if tls and tls.ca_file else True
        self._certificate = (tls.certificate_file, tls.key_file) if tls and tls.certificate_file else None
        adapter = _Adapter(self._note, tls.check_host if tls else True)
        self.mount("http://", adapter)
        self.mount("https://", adapter)

    def _note(self, used: Any) -> None:
        self._socket = used

    def _cut(self) -> None:
        used = self._socket
        if used is not None:
            with contextlib.suppress(OSError):
                # past ssl: its own shutdown would turn the reading thread to plain text
                socket.socket.shutdown(used, socket.SHUT_RDWR)

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        """One request with its whole answer, as dicomweb-client asks; the answer is at most `MOST_JSON_BYTES`."""
        headers = dict(kwargs.get("headers") or {})
        # a wildcard may stand in an address as it is; Orthanc 1.10 doesn't know it otherwise
        path, mark, asked = str(url).partition("?")
        address = path + mark + asked.replace("%2A", "*").replace("%3F", "?")
        with self.exchange(
            str(method), address, self.service, headers=headers, data=kwargs.get("data"),
            params=kwargs.get("params"), most=MOST_JSON_BYTES,
        ) as (response, pieces):  # fmt: skip
            response._content = b"".join(pieces)
            response._content_consumed = True
        if response._content and "html" in response.headers.get("Content-Type", "").lower():
            raise web_errors.web_page(self.node.name)
        return response

    @contextlib.contextmanager
    def exchange(
        self,
        method: str,
        url: str,
        service: str,
        *,
        headers: dict[str, str],
        most: int,
        data: Any = None,
        params: Any = None,
        accepted: tuple[int, ...] = (),
    ) -> Iterator[tuple[requests.Response, Iterator[bytes]]]:
        """An open answer and the pieces of its body; statuses of 400 and more that aren't `accepted` raise."""
        headers = {name: value for name, value in headers.items() if name.lower() != "host"}
        headers["Accept-Encoding"] = "identity"
        # sending takes the time that its size needs
        seconds = self.node.timeout_s + CONNECT_S + (len(data) / SLOWEST if hasattr(data, "__len__") else 0)
        with _Watch(self._cut, self.cancelled, seconds) as watch:
            with self._errors(watch):
                request = self.prepare_request(
                    requests.Request(method, url, headers=headers, data=data, params=params)
                )
                response = self._sent(request, service, watch)
            try:
                self._check(response, service, accepted)
                yield response, self._pieces(response, watch, most)
            finally:
                response.close()

    def _sent(self, request: requests.PreparedRequest, service: str, watch: _Watch) -> requests.Response:
        for _ in range(_MOST_REDIRECTS + 1):
            try:
                response = self._send_once(request)
            except requests.ConnectionError as error:
                # a kept connection that the server ended meanwhile: once more, on a new one
                if watch.why or request.method != "GET" or not _is_ended(error):
                    raise
                response = self._send_once(request)
            if response.status_code not in _REDIRECTS:
                return response
            target = urljoin(str(request.url), response.headers.get("Location", ""))
            response.close()
            if _origin(target) != _origin(str(request.url)) or request.method != "GET":
                raise web_errors.other_address(self.node.name, _origin_text(target))
            request.url = target
        raise errors.ArchiveAnswer.unusable(self.node.name, service, "too many redirects")

    def _send_once(self, request: requests.PreparedRequest) -> requests.Response:
        self.cookies.clear()
        return self.send(
            request,
            stream=True,
            timeout=(min(CONNECT_S, self.node.timeout_s), self.node.timeout_s),
            verify=self._verify,
            cert=self._certificate,
            allow_redirects=False,
        )

    def _check(self, response: requests.Response, service: str, accepted: tuple[int, ...]) -> None:
        name, status = self.node.name, response.status_code
        if response.headers.get("Content-Encoding", "identity").lower() not in ("", "identity"):
            raise errors.ArchiveAnswer.unusable(name, service, "packed though not asked")
        if 200 <= status < 300 or status in accepted:
            return
        if status == 401:
            raise errors.ArchiveRefused.sign_in(name)
        if status == 403:
            raise web_errors.not_allowed(name, service)
        if status in (404, 405, 501):
            raise web_errors.no_service(name, service)
        if status >= 500:
            raise web_errors.fault(name, service, status)
        raise web_errors.not_accepted(name, service, status)

    def _pieces(self, response: requests.Response, watch: _Watch, most: int) -> Iterator[bytes]:
        told = response.headers.get("Content-Length", "")
        if told.isdigit() and int(told[:19]) > most:
            raise web_errors.too_large(self.node.name, most)
        count = 0
        start = time.monotonic()
        while True:
            watch.until = start + self.node.timeout_s + count / SLOWEST
            with self._errors(watch):
                piece = response.raw.read(_PIECE, decode_content=False)
                # a socket that was cut reads as the end where the length isn't told
                if watch.why:
                    raise OSError(watch.why)
            if not piece:
                return
            count += len(piece)
            if count > most:
                raise web_errors.too_large(self.node.name, most)
            yield piece

    @contextlib.contextmanager
    def _errors(self, watch: _Watch) -> Iterator[None]:
        """What requests raises, as ours."""
        node = self.node
        try:
            yield
        except (VoorverslagError, Cancelled):
            raise
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            self._socket = None
            detail = type(error).__name__
            if watch.why == "cancelled":
                raise Cancelled from error
            if isinstance(error, requests.exceptions.SSLError | TlsError) or (
                isinstance(error, OSError) and not isinstance(error, requests.RequestException)
                and str(error).startswith("Could not find")
            ):  # fmt: skip
                raise errors.ArchiveUnreachable.no_secure_connection(
                    node.name, node.address, detail
                ) from error
            if isinstance(error, requests.ConnectTimeout) or _is_no_connection(error):
                raise errors.ArchiveUnreachable.no_connection(node.name, node.address, detail) from error
            if watch.why == "late" or isinstance(error, requests.Timeout) or "imeout" in _chain(error):
                raise errors.ArchiveUnreachable.no_answer(node.name, node.timeout_s) from error
            if isinstance(error, requests.exceptions.InvalidHeader):
                raise errors.ArchiveRefused.sign_in(node.name) from error
            if isinstance(error, requests.ConnectionError | HTTPError | OSError):
                raise errors.ArchiveUnreachable.broken(node.name, detail) from error
            raise errors.ArchiveAnswer.unusable(node.name, self.service, detail) from error


def _origin(url: str) -> tuple[str, str, int]:
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
        return parts.scheme, (parts.hostname or "").lower(), port
    except ValueError:
        return "", "", 0


def _origin_text(url: str) -> str:
    scheme, host, port = _origin(url)
    return f"{scheme}://{host}:{port}" if host else ""


def _chain(error: BaseException) -> str:
    """Names of what is behind an error."""
    names: list[str] = []
    seen: list[Any] = [error]
    while seen and len(names) < 20:
        one = seen.pop()
        names.append(type(one).__name__)
        seen += [other for other in (*getattr(one, "args", ()), getattr(one, "reason", None))
                 if isinstance(other, BaseException)]  # fmt: skip
    return " ".join(names)


def _is_no_connection(error: BaseException) -> bool:
    return isinstance(error, NewConnectionError) or any(
        name in _chain(error) for name in ("NewConnectionError", "NameResolutionError")
    )


def _is_ended(error: BaseException) -> bool:
    return not _is_no_connection(error) and any(
        name in _chain(error) for name in ("RemoteDisconnected", "ConnectionReset", "BrokenPipe")
    )
