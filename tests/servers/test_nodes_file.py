"""`nodes.toml`: what is written is read back, and what can't be used is said by field."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from resources.errors import InputError
from studies.archive.node import (
    Limits,
    Node,
    Peer,
    ReceiverSettings,
    Tls,
    check_node,
    check_receiver,
    find_node,
    read_nodes,
    read_receiver,
    write_nodes,
)

PACS = Node(
    id="pacs", name="PACS radiologie", host="pacs.example.org", port=11112, ae_title="PACS",
    retrieve="move", move_destination="VOORVERSLAG", commitment=True, timeout_s=12.5,
    tls=Tls("ca.pem", "wij.pem", "wij.key", check_host=False), roles=frozenset({"query", "store"}),
)  # fmt: skip
WEB = Node(
    id="web", name='Archief "oost" \\ 2', kind="dicomweb", base_url="https://x.example.org:8443/dicom-web"
)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    file = tmp_path / "home" / "nodes.toml"
    receiver = ReceiverSettings(
        ae_title="WERK1", bind="10.1.2.3", port=4242, peers=(Peer("PACS", "10.0.0.0/8"),),
        tls=Tls(certificate_file="a", key_file="b"), limits=Limits(associations=2),
    )  # fmt: skip
    write_nodes(file, (PACS, WEB), receiver)
    assert read_nodes(file) == (PACS, WEB)
    assert read_receiver(file) == receiver
    write_nodes(file, (WEB,))  # the receiver stays
    assert (read_nodes(file), read_receiver(file)) == ((WEB,), receiver)
    assert [f.name for f in file.parent.iterdir()] == ["nodes.toml"]


def test_no_file_is_no_nodes(tmp_path: Path) -> None:
    assert read_nodes(tmp_path / "nodes.toml") == ()
    assert read_receiver(tmp_path / "nodes.toml") == ReceiverSettings()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"id": "PACS Oost"}, "node_id"),
        ({"name": ""}, "node_name"),
        ({"name": "a\x1bb"}, "node_name"),
        ({"kind": "hl7"}, "node_kind"),
        ({"roles": frozenset()}, "node_roles"),
        ({"roles": frozenset({"print"})}, "node_roles"),
        ({"host": ""}, "node_host"),
        ({"host": "-x y"}, "node_host"),
        ({"host": "300.1.1.1"}, "node_host"),
        ({"port": 0}, "node_port"),
        ({"port": 65_536}, "node_port"),
        ({"ae_title": ""}, "node_ae_title"),
        ({"ae_title": "LONGER_THAN_16_CHARS"}, "node_ae_title"),
        ({"ae_title": "A\\B"}, "node_ae_title"),
        ({"calling_ae_title": " "}, "node_calling_ae_title"),
        ({"move_destination": "é"}, "node_move_destination"),
        ({"retrieve": "push"}, "node_retrieve"),
        ({"timeout_s": 0}, "node_timeout_s"),
        ({"tls": Tls(certificate_file="a")}, "node_tls"),
        ({"kind": "dicomweb", "base_url": "ftp://x"}, "node_base_url"),
        ({"kind": "dicomweb", "base_url": "https://user:pw@x/dicom-web"}, "node_base_url"),
        ({"kind": "dicomweb", "base_url": "https://x:99999/"}, "node_base_url"),
    ],
)
def test_a_wrong_field_is_named(change: dict[str, object], code: str) -> None:
    with pytest.raises(InputError) as said:
        check_node(replace(PACS, **change))  # type: ignore[arg-type]
    assert said.value.code == code
    assert said.value.sentence().endswith(".")


@pytest.mark.parametrize("host", ["pacs", "pacs.example.org", "10.0.0.1", "::1", "pacs_2.local"])
def test_a_host_may_be_a_name_or_an_address(host: str) -> None:
    check_node(replace(PACS, host=host))


@pytest.mark.parametrize(
    "change",
    [
        {"ae_title": ""},
        {"bind": "localhost"},
        {"port": -1},
        {"peers": (Peer("", "10.0.0.1"),)},
        {"peers": (Peer("PACS", "pacs.example.org"),)},
        {"limits": Limits(associations=0)},
        {"tls": Tls(ca_file="ca.pem")},
    ],
)
def test_a_receiver_that_cant_be_used_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(InputError):
        check_receiver(replace(ReceiverSettings(), **change))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "[[node]\n",
        "version = 2\n",
        "node = 3\n",
        "[[node]]\nid = 3\n",
        '[[node]]\nid = "a"\nname = "b"\nport = true\n',
        '[[node]]\nid = "a"\nname = "b"\npassword = "c"\n',
        '[[node]]\nid = "a"\nname = "b"\ntls = 3\n',
        "receiver = 3\n",
        "[receiver]\npeer = 4\n",
        "[receiver]\nlimits = 4\n",
    ],
)
def test_a_file_that_cant_be_used_is_one_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "nodes.toml"
    file.write_text(text)
    reads = read_receiver if text.startswith("[receiver]") or text.startswith("receiver") else read_nodes
    with pytest.raises(InputError) as said:
        reads(file)
    assert "nodes.toml" in said.value.sentence()


def test_two_nodes_of_one_name_and_an_unknown_one_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "nodes.toml"
    with pytest.raises(InputError):
        write_nodes(file, (PACS, PACS))
    assert not file.exists()
    write_nodes(file, (PACS, WEB))
    assert find_node(file, "web") == WEB
    with pytest.raises(InputError, match="pacs, web"):
        find_node(file, "oost")


def test_the_example_of_the_manual_can_be_used_as_it_stands(tmp_path: Path) -> None:
    manual = (Path(__file__).parents[2] / "docs" / "beheer.md").read_text(encoding="utf-8")
    example = manual.partition("```toml\nversion = 1\n")[2].partition("```")[0]
    file = tmp_path / "nodes.toml"
    file.write_text("version = 1\n" + example, encoding="utf-8")
    (node,) = read_nodes(file)
    assert (node.id, node.commitment, node.tls is not None) == ("pacs", True, True)
    assert read_receiver(file).peers == (Peer("PACS", "10.1.2.0/24"),)
