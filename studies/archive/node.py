"""The nodes that this workstation knows: archives, destinations, worklists; and its own receiver.

They stand in `nodes.toml` in the home. Passwords and tokens aren't in it: see `studies.archive.secret`.
"""

from __future__ import annotations

import contextlib
import ipaddress
import json
import os
import re
import tempfile
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from resources.errors import InputError
from studies.archive.words import clean

KINDS = ("dimse", "dicomweb")
ROLES = ("query", "store", "worklist")
OUR_AE_TITLE = "VOORVERSLAG"
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
# AE title: 1-16 characters of the default repertoire, no backslash, no control characters, not only spaces
_AE_TITLE = re.compile(r"[\x20-\x5b\x5d-\x7e]{1,16}")
_HOST = re.compile(
    r"(?=.{1,253}\Z)[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?(\.[A-Za-z0-9_]([A-Za-z0-9_-]*[A-Za-z0-9_])?)*\.?"
)
_MOST_NODES = 200


@dataclass(frozen=True, slots=True)
class Tls:
    """Files of a secure connection: who we trust, who we are, and whether the host's name must match."""

    ca_file: str = ""
    certificate_file: str = ""
    key_file: str = ""
    check_host: bool = True


@dataclass(frozen=True, slots=True)
class Node:
    """One peer. `roles` says what it is used for; `retrieve` how images come: C-GET, or C-MOVE to ourselves."""

    id: str
    name: str
    kind: str = "dimse"
    host: str = ""
    port: int = 104
    ae_title: str = ""
    calling_ae_title: str = OUR_AE_TITLE
    move_destination: str = ""
    retrieve: str = "get"
    commitment: bool = False
    tls: Tls | None = None
    base_url: str = ""
    username: str = ""
    timeout_s: float = 30
    roles: frozenset[str] = field(default_factory=lambda: frozenset({"query"}))

    @property
    def address(self) -> str:
        """Where it is, for a sentence."""
        return self.base_url if self.kind == "dicomweb" else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Peer:
    """Who may send to our receiver: AE title and the address that it comes from."""

    ae_title: str
    address: str


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a peer may ask of our receiver (specs/security.md section 4)."""

    associations: int = 4
    pdu_bytes: int = 2**20
    #: the first message must be in by then; half a second below the limit, so that the end is below it too
    first_pdu_s: float = 4.5
    idle_s: float = 30.0
    memory_bytes: int = 256 * 2**20


@dataclass(frozen=True, slots=True)
class ReceiverSettings:
    """Our own receiver: the `[receiver]` table of `nodes.toml`. Only `peers` may connect."""

    ae_title: str = OUR_AE_TITLE
    bind: str = "127.0.0.1"
    port: int = 11112
    peers: tuple[Peer, ...] = ()
    tls: Tls | None = None
    limits: Limits = Limits()


def is_ae_title(text: str) -> bool:
    """Whether `text` can be an AE title."""
    return bool(_AE_TITLE.fullmatch(text)) and text == text.strip()


def is_host(text: str) -> bool:
    """Whether `text` can be the name or address of a host."""
    with contextlib.suppress(ValueError):
        ipaddress.ip_address(text)
        return True
    return bool(_HOST.fullmatch(text)) and not text.replace(".", "").isdigit()


def _wrong(node: str, what: str, remedy: str, name: str) -> InputError:
    return InputError(what, remedy, code=f"node_{name}", fields={"name": clean(node, 64) or "?"})


def check_node(node: Node) -> None:
    """Raise `InputError` with one sentence for the first field that is wrong; its `code` is ``node_<field>``."""
    if not _ID.fullmatch(node.id):
        raise _wrong(
            node.id or node.name,
            "The short name of node {name} can't be used.",
            "Use small letters, digits, '-' and '_', at most 32.",
            "id",
        )
    name = node.name.strip()
    if not name or clean(name, 64) != name:
        raise _wrong(
            node.id, "Node {name} has no usable name.", "Give it a name of at most 64 characters.", "name"
        )
    if node.kind not in KINDS:
        raise _wrong(node.id, "The kind of node {name} isn't known.", "Choose dimse or dicomweb.", "kind")
    if not node.roles or not node.roles <= set(ROLES):
        raise _wrong(
            node.id,
            "The roles of node {name} aren't known.",
            "Choose one or more of query, store and worklist.",
            "roles",
        )
    if not 1 <= node.timeout_s <= 600:
        raise _wrong(
            node.id,
            "The time limit of node {name} can't be used.",
            "Choose between 1 and 600 seconds.",
            "timeout_s",
        )
    if node.kind == "dicomweb":
        _check_web(node)
    else:
        _check_dimse(node)
    if node.tls is not None:
        _check_tls(node.id, node.tls)


def _check_web(node: Node) -> None:
    try:
        parts = urlsplit(node.base_url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and is_host(parts.hostname or "")
        usable = usable and (parts.port is None or parts.port > 0)
        hidden = bool(parts.username or parts.password or parts.query or parts.fragment)
    except ValueError:
        usable, hidden = False, False
    if not usable or clean(node.base_url, 500) != node.base_url:
        raise _wrong(
            node.id,
            "The web address of node {name} can't be used.",
            "Type it in full, such as https://pacs.example.org/dicom-web.",
            "base_url",
        )
    if hidden:
        raise _wrong(
            node.id,
            "The web address of node {name} holds a user name, password or question.",
            "Leave those out; the password has a field of its own.",
            "base_url",
        )
    if clean(node.username, 200) != node.username:
        raise _wrong(node.id, "The user name of node {name} can't be used.", "Type it again.", "username")
    if "worklist" in node.roles:
        raise _wrong(
            node.id,
            "A worklist can't be asked of web node {name}.",
            "Choose dimse for the worklist.",
            "roles",
        )


def _check_dimse(node: Node) -> None:
    if not is_host(node.host):
        raise _wrong(
            node.id,
            "The host of node {name} can't be used.",
            "Type a name such as pacs.example.org or an IP address.",
            "host",
        )
    if not 1 <= node.port <= 65_535:
        raise _wrong(node.id, "The port of node {name} can't be used.", "Choose between 1 and 65535.", "port")
    for title, which in ((node.ae_title, "ae_title"), (node.calling_ae_title, "calling_ae_title")):
        if not is_ae_title(title):
            raise _wrong(
                node.id,
                "An AE title of node {name} can't be used.",
                "Use 1 to 16 letters, digits or signs, no backslash.",
                which,
            )
    if node.retrieve not in ("get", "move"):
        raise _wrong(
            node.id, "The way of fetching of node {name} isn't known.", "Choose get or move.", "retrieve"
        )
    if node.move_destination and not is_ae_title(node.move_destination):
        raise _wrong(
            node.id,
            "The move destination of node {name} can't be used.",
            "Use the AE title by which the archive knows this receiver.",
            "move_destination",
        )


def _check_tls(name: str, tls: Tls) -> None:
    if bool(tls.certificate_file) != bool(tls.key_file):
        raise _wrong(
            name,
            "Node {name} has a certificate without its key, or a key without its certificate.",
            "Give both files, or neither.",
            "tls",
        )


def check_receiver(settings: ReceiverSettings) -> None:
    """Raise `InputError` for the first thing that is wrong with the settings of our receiver."""
    if not is_ae_title(settings.ae_title):
        raise _wrong(
            settings.ae_title,
            "The AE title of the receiver can't be used.",
            "Use 1 to 16 letters, digits or signs, no backslash.",
            "ae_title",
        )
    if not 0 <= settings.port <= 65_535:
        raise _wrong("", "The port of the receiver can't be used.", "Choose between 1 and 65535.", "port")
    try:
        ipaddress.ip_address(settings.bind)
    except ValueError:
        raise _wrong(
            "",
            "The address of the receiver can't be used.",
            "Type an IP address of this computer, such as 127.0.0.1.",
            "bind",
        ) from None
    for peer in settings.peers:
        if not is_ae_title(peer.ae_title):
            raise _wrong(
                peer.ae_title,
                "An AE title of a peer of the receiver can't be used.",
                "Use 1 to 16 letters, digits or signs, no backslash.",
                "peers",
            )
        try:
            ipaddress.ip_network(peer.address, strict=False)
        except ValueError:
            raise _wrong(
                peer.address,
                "The address of a peer of the receiver can't be used.",
                "Type an IP address or a range such as 10.1.2.0/24.",
                "peers",
            ) from None
    limits = settings.limits
    if not (
        1 <= limits.associations <= 64
        and 2**14 <= limits.pdu_bytes <= 2**24
        and 0.1 <= limits.first_pdu_s <= 60
        and 1 <= limits.idle_s <= 600
        and limits.memory_bytes >= 64 * 2**20
    ):
        raise _wrong(
            "", "A limit of the receiver can't be used.", "Leave the limits out of the file.", "limits"
        )
    if settings.tls is not None:
        _check_tls(settings.ae_title, settings.tls)
        if not settings.tls.certificate_file:
            raise _wrong(
                settings.ae_title,
                "The secure receiver has no certificate.",
                "Give the files of its certificate and key.",
                "tls",
            )


def read_nodes(path: Path) -> tuple[Node, ...]:
    """All nodes of the file, checked; none when it doesn't exist. Raises `InputError`."""
    found: list[Node] = []
    entries = _table(path).get("node", [])
    if not isinstance(entries, list) or len(entries) > _MOST_NODES:
        raise _bad_file(path, "node")
    for entry in entries:
        node = _node(path, entry)
        check_node(node)
        if any(node.id == other.id for other in found):
            raise _wrong(
                node.id, "Node {name} stands in the file twice.", "Give each its own short name.", "id"
            )
        found.append(node)
    return tuple(found)


def find_node(path: Path, node_id: str) -> Node:
    """The node of this short name; raises `InputError` that names the ones that exist."""
    nodes = read_nodes(path)
    for node in nodes:
        if node.id == node_id:
            return node
    raise InputError(
        "There is no node {name}.",
        "Choose from: {known}.",
        code="no_node",
        fields={"name": clean(node_id, 64), "known": ", ".join(n.id for n in nodes) or "–"},
    )


def read_receiver(path: Path) -> ReceiverSettings:
    """The `[receiver]` table of the file, checked; its defaults when there is none."""
    entry = _table(path).get("receiver", {})
    if not isinstance(entry, dict):
        raise _bad_file(path, "receiver")
    try:
        settings = ReceiverSettings(
            **{
                **_fields(entry, ReceiverSettings, others=("peer", "tls", "limits")),
                "peers": tuple(Peer(**_fields(peer, Peer)) for peer in entry.get("peer", [])),
                "tls": Tls(**_fields(entry["tls"], Tls)) if "tls" in entry else None,
                "limits": Limits(**_fields(entry.get("limits", {}), Limits)),
            }
        )
    except (TypeError, AttributeError, ValueError) as error:
        raise _bad_file(path, clean(error, 200)) from None
    check_receiver(settings)
    return settings


def write_nodes(path: Path, nodes: tuple[Node, ...], receiver: ReceiverSettings | None = None) -> None:
    """Check and write all nodes, in one move; `receiver` None keeps the receiver that the file holds."""
    for at, node in enumerate(nodes):
        check_node(node)
        if any(node.id == other.id for other in nodes[:at]):
            raise _wrong(
                node.id, "Node {name} stands in the file twice.", "Give each its own short name.", "id"
            )
    if receiver is None and path.exists() and "receiver" in _table(path):
        receiver = read_receiver(path)
    if receiver is not None:
        check_receiver(receiver)
    lines = ["# Nodes of the DICOM network; passwords aren't kept here.", "version = 1"]
    if receiver is not None:
        lines += ["", "[receiver]", *_lines(receiver, ("ae_title", "bind", "port"))]
        if receiver.limits != Limits():
            lines += ["", "[receiver.limits]", *_lines(receiver.limits, tuple(Limits.__slots__))]
        if receiver.tls is not None:
            lines += ["", "[receiver.tls]", *_lines(receiver.tls, tuple(Tls.__slots__))]
        for peer in receiver.peers:
            lines += ["", "[[receiver.peer]]", *_lines(peer, ("ae_title", "address"))]
    for node in nodes:
        lines += ["", "[[node]]", *_lines(node, _NODE_FIELDS)]
        if node.tls is not None:
            lines += ["", "[node.tls]", *_lines(node.tls, tuple(Tls.__slots__))]
    _replace_file(path, "\n".join(lines) + "\n")


_NODE_FIELDS = (
    "id", "name", "kind", "host", "port", "ae_title", "calling_ae_title", "move_destination", "retrieve",
    "commitment", "base_url", "username", "timeout_s", "roles",
)  # fmt: skip


def _lines(item: object, names: tuple[str, ...]) -> list[str]:
    return [f"{name} = {_toml(getattr(item, name))}" for name in names]


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (frozenset, tuple)):
        return "[" + ", ".join(_toml(v) for v in sorted(value)) + "]"
    # a JSON string is a TOML basic string, but for the delete character
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _replace_file(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".nodes-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _table(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise _bad_file(path, type(error).__name__) from None
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _bad_file(path, clean(error, 200)) from None
    if table.get("version", 1) != 1:
        raise _bad_file(path, f"version {clean(table['version'], 20)}")
    return table


def _bad_file(path: Path, what: str) -> InputError:
    return InputError(
        "The file {file} with the nodes can't be read ({what}).",
        "Mend it, or put back an older copy.",
        code="nodes_file",
        fields={"file": path.name, "what": what},
    )


def _node(path: Path, entry: object) -> Node:
    try:
        values = _fields(entry, Node, others=("roles", "tls"))
        others = entry if isinstance(entry, dict) else {}
        if "roles" in others:
            values["roles"] = frozenset(str(role) for role in others["roles"])
        if "tls" in others:
            values["tls"] = Tls(**_fields(others["tls"], Tls))
        return Node(**values)
    except (TypeError, ValueError) as error:
        raise _bad_file(path, clean(error, 200)) from None


#: what TOML gives for each declared type; whole numbers will do for real ones, truth values for no number
_KINDS: dict[str, tuple[type, ...]] = {"str": (str,), "int": (int,), "float": (int, float), "bool": (bool,)}


def _fields(entry: object, kind: type, others: tuple[str, ...] = ()) -> dict[str, Any]:
    """The plain values of one table, each of the type that `kind` declares; `others` are read elsewhere."""
    if not isinstance(entry, dict):
        raise TypeError(f"{clean(entry, 40)}?")
    values: dict[str, Any] = {}
    for name, value in entry.items():
        if name in others:
            continue
        wanted = _KINDS.get(str(kind.__annotations__.get(name, "")), ())
        if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
            raise ValueError(f"{clean(name, 40)} = {clean(value, 40)}")
        values[name] = value
    return values
