"""A web archive that lies, stalls or sends us elsewhere: one clear sentence, bounded time and memory."""

from __future__ import annotations

import io
import json
import resource
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from dicom_objects import image, uid_of, write
from hostile_web import HostileWeb
from hypothesis import given
from hypothesis import strategies as st

from resources.errors import Cancelled, VoorverslagError
from studies.archive import sending, web_session
from studies.archive.query import StudyQuery
from studies.archive.received import ReceivedStudies
from studies.archive.web import WebArchive
from studies.archive.web_parts import NotMultipart, Truncated, WebAnswer, one_object

Serve = Callable[..., HostileWeb]
ASKED = StudyQuery(patient_id="PATA")
JSON = {"Content-Type": "application/dicom+json"}
KIND = 'multipart/related; type="application/dicom"; boundary=grens'


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Starts a server in a child: ``serve({"path": ..., ...}, ...)``."""
    started: list[HostileWeb] = []

    def make(*script: dict[str, Any]) -> HostileWeb:
        folder = tmp_path / f"web-{len(started)}"
        folder.mkdir()
        started.append(HostileWeb(folder, list(script)))
        return started[-1]

    yield make
    for each in started:
        each.stop()


def answer(path: str, values: Any, **more: Any) -> dict[str, Any]:
    return {"path": path, "headers": JSON, "hex": json.dumps(values).encode().hex(), **more}


def element(tag: str, value: str) -> dict[str, Any]:
    return {tag: {"vr": "UI", "Value": [value]}}


def encoded(**what: Any) -> bytes:
    stream = io.BytesIO()
    image("A", **what).save_as(stream, enforce_file_format=True)
    return stream.getvalue()


def part(data: bytes) -> bytes:
    return b"--grens\r\nContent-Type: application/dicom\r\n\r\n" + data + b"\r\n--grens--\r\n"


def study_of(objects: list[dict[str, Any]], count: int = 2) -> list[dict[str, Any]]:
    """A script: series 1 of study A with `count` objects, and what comes when they are fetched."""
    images = [element("00080018", uid_of("A", 1, n)) for n in range(1, count + 1)]
    return [
        *({"path": f"/instances/{uid_of('A', 1, n)}", **o} for n, o in enumerate(objects, 1)),
        answer("/instances?", images),
        answer("/series?", [element("0020000E", uid_of("A", 1))]),
    ]


def code_of(archive: WebArchive) -> str:
    with pytest.raises(VoorverslagError) as caught:
        archive.studies(ASKED)
    assert caught.value.sentence()
    return caught.value.code


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ({"status": 401}, "archive_sign_in"),
        ({"status": 403}, "archive_not_allowed"),
        ({"status": 404}, "archive_no_service"),
        ({"status": 400}, "archive_not_accepted"),
        ({"status": 500}, "archive_fault"),
        ({"status": 503}, "archive_fault"),
        ({"headers": {"Content-Type": "text/html"}, "hex": b"<html>Aanmelden</html>".hex()}, "archive_web_page"),
        ({"headers": JSON, "hex": b"{nee".hex()}, "archive_answer"),
        ({"headers": JSON, "hex": b'"tekst"'.hex()}, "archive_answer"),
        ({"headers": JSON, "hex": b"[1, 2]".hex()}, "archive_answer"),
        ({"headers": JSON, "hex": b"\xff\xfe".hex()}, "archive_answer"),
        ({"headers": JSON, "hex": (b"[" * 100_000).hex()}, "archive_answer"),
        ({"headers": JSON, "hex": b'[{"0020000D": {"vr": "UI", "Value": ["../.."]}}]'.hex()}, "archive_answer"),
        ({"headers": {**JSON, "Content-Encoding": "gzip"}, "hex": b"[]".hex()}, "archive_answer"),
        ({"headers": JSON, "hex": b"[{}".hex(), "length": 5000}, "archive_broken"),
        ({"headers": JSON, "length": 2**40}, "archive_too_large"),
    ],
)  # fmt: skip
def test_each_wrong_answer_is_one_sentence(serve: Serve, entry: dict[str, Any], code: str) -> None:
    server = serve({"path": "", **entry})
    assert code_of(WebArchive(server.node(), "geheim")) == code


def test_an_endless_body_is_broken_off_at_the_limit(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_session, "MOST_JSON_BYTES", 8 * 2**20)
    server = serve({"path": "", "endless": 2**16})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert code_of(WebArchive(server.node(), "geheim")) == "archive_too_large"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


@pytest.mark.parametrize("entry", [{"wait": 60}, {"endless": 1, "between": 0.2}], ids=["silent", "a trickle"])
def test_a_silent_or_trickling_server_is_left_after_the_time_limit(
    serve: Serve, entry: dict[str, Any]
) -> None:
    server = serve({"path": "", **entry})
    start = time.monotonic()
    assert code_of(WebArchive(server.node(timeout_s=1), "geheim")) == "archive_silent"
    assert time.monotonic() - start < 30


@pytest.mark.parametrize("entry", [{"wait": 60}, {"endless": 1, "between": 0.2}], ids=["silent", "a trickle"])
def test_a_cancel_is_seen_while_the_server_is_silent(serve: Serve, entry: dict[str, Any]) -> None:
    server = serve({"path": "", **entry})
    stop = threading.Event()
    threading.Timer(0.5, stop.set).start()
    start = time.monotonic()
    with pytest.raises(Cancelled):
        WebArchive(server.node(timeout_s=50), "geheim").studies(ASKED, cancelled=stop.is_set)
    assert time.monotonic() - start < 20


def test_a_redirect_elsewhere_is_refused_and_no_password_goes_there(serve: Serve) -> None:
    other = serve(answer("", []))
    for address in (
        f"http://127.0.0.1:{other.port}/x",
        f"http://localhost:{other.port}/x",
        "file:///etc/hosts",
    ):
        for status in (301, 302, 307):
            server = serve({"path": "", "status": status, "headers": {"Location": address}})
            assert code_of(WebArchive(server.node(), "geheim")) == "archive_redirect"
    assert other.requests() == []


def test_a_redirect_on_the_same_host_is_followed_but_not_in_a_circle(serve: Serve) -> None:
    server = serve(answer("/nieuw", []), {"path": "", "status": 302, "headers": {"Location": "/nieuw"}})
    assert WebArchive(server.node(), "geheim").studies(ASKED).answers == ()
    assert [path for _, path, _ in server.requests()][-1] == "/nieuw"
    server = serve({"path": "", "status": 302, "headers": {"Location": "/rond"}})
    assert code_of(WebArchive(server.node(), "geheim")) == "archive_answer"
    assert len(server.requests()) < 10


def test_a_user_signs_in_by_password_and_without_a_user_by_token(serve: Serve) -> None:
    server = serve(answer("", []))
    WebArchive(server.node(), "geheim").studies(ASKED)
    WebArchive(server.node(username=""), "teken").studies(ASKED)
    WebArchive(server.node(username=""), None).studies(ASKED)
    seen = [headers.get("Authorization") for _, _, headers in server.requests()]
    assert seen == ["Basic dm9vcnZlcnNsYWc6Z2VoZWlt", "Bearer teken", None]
    assert {headers["Host"] for _, _, headers in server.requests()} == {f"127.0.0.1:{server.port}"}
    assert not WebArchive(server.node(username=""), "a\r\nX: b").echo().ok


def test_a_host_that_isnt_there_is_said(serve: Serve) -> None:
    server = serve(answer("", []))
    server.stop()
    assert code_of(WebArchive(server.node(), "geheim")) == "archive_unreachable"
    server = serve(answer("", []))
    node = server.node(base_url=f"https://127.0.0.1:{server.port}/dicom-web")
    assert code_of(WebArchive(node, "geheim")) == "archive_tls"


def test_a_server_that_repeats_itself_is_asked_no_more(serve: Serve) -> None:
    server = serve(answer("", [element("0020000D", "1.2.3")]))
    assert len(WebArchive(server.node(), "geheim").studies(ASKED).answers) == 1
    assert len(server.requests()) == 2


def test_a_truncated_object_breaks_off_and_comes_the_next_time(serve: Serve, tmp_path: Path) -> None:
    good = {"headers": {"Content-Type": KIND}, "hex": part(encoded()).hex()}
    cut = {"headers": {"Content-Type": KIND}, "hex": part(encoded(number=2))[:-400].hex()}
    got = WebArchive(serve(*study_of([good, cut])).node(), "x").retrieve(uid_of("A"), into=tmp_path / "r")
    assert got.interrupted is not None
    assert (got.interrupted.code, got.received, got.complete) == ("archive_broken", 1, False)
    assert not list((tmp_path / "r" / ".incoming").iterdir())
    whole = {"headers": {"Content-Type": KIND}, "hex": part(encoded(number=2)).hex()}
    got = WebArchive(serve(*study_of([good, whole])).node(), "x").retrieve(uid_of("A"), into=tmp_path / "r")
    assert (got.present, got.received, got.complete) == (1, 1, True)


def test_an_object_that_wasnt_asked_or_is_no_dicom_isnt_kept(serve: Serve, tmp_path: Path) -> None:
    objects = [
        {"headers": {"Content-Type": KIND}, "hex": part(encoded(number=9)).hex()},
        {"headers": {"Content-Type": KIND}, "hex": part(b"geen DICOM").hex()},
        {"headers": {"Content-Type": "application/octet-stream"}, "hex": encoded(number=3).hex()},
        {"status": 404},
        {"headers": {"Content-Type": "application/dicom"}, "hex": encoded(number=5).hex()},
    ]
    server = serve(*study_of(objects, count=5))
    got = WebArchive(server.node(), "x").retrieve(uid_of("A"), into=tmp_path / "r")
    assert {f.sop_instance_uid for f in got.failed} == {uid_of("A", 1, n) for n in (1, 2, 3, 4)}
    assert (got.received, got.complete) == (1, False)
    study = ReceivedStudies(tmp_path / "r").study(uid_of("A"))
    assert study is not None
    assert study.count == 1


def test_a_fault_halfway_is_an_interruption(serve: Serve, tmp_path: Path) -> None:
    good = {"headers": {"Content-Type": KIND}, "hex": part(encoded()).hex()}
    server = serve(*study_of([good, {"status": 503}]))
    got = WebArchive(server.node(), "x").retrieve(uid_of("A"), into=tmp_path / "r")
    assert got.interrupted is not None
    assert (got.interrupted.code, got.received) == ("archive_fault", 1)


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (answer("", {}, status=200), sending.NOT_THERE),
        (answer("", {}, status=409), sending.NOT_STORED),
        (answer("", [], status=413), sending.NO_ROOM),
        (answer("", {"00081198": {"vr": "SQ", "Value": [{"00081197": {"vr": "US", "Value": [0xA700]}}]}}, status=409),
         sending.NO_ROOM),
        (answer("", {"00081198": {"vr": "SQ", "Value": [{"00081197": {"vr": "US", "Value": [0x0122]}}]}}, status=202),
         sending.NOT_ACCEPTED),
    ],
)  # fmt: skip
def test_a_success_that_isnt_there_is_no_success(
    serve: Serve, tmp_path: Path, entry: dict[str, Any], reason: str
) -> None:
    server = serve({"path": "/instances/", "status": 404}, entry)
    (item,) = WebArchive(server.node(), "x").send([write(image("A"), tmp_path / "a.dcm")]).results
    assert (item.stored, item.proven, item.reason) == (False, "", reason)


def test_what_is_sent_arrives_as_it_lies_there(serve: Serve, tmp_path: Path) -> None:
    server = serve({"path": "/instances/", "headers": {"Content-Type": KIND}, "hex": part(encoded()).hex()},
                   answer("", {}))  # fmt: skip
    file = write(image("A"), tmp_path / "a.dcm")
    assert WebArchive(server.node(), "x").send([file]).complete
    method, path, headers = server.requests()[0]
    assert (method, path) == ("POST", "/dicom-web/studies")
    assert int(headers["Content-Length"]) > file.stat().st_size
    assert headers["Content-Type"].startswith('multipart/related; type="application/dicom"; boundary=')


@given(st.binary(max_size=300), st.integers(1, 40), st.integers(0, 60))
def test_an_object_comes_whole_however_the_message_is_cut(body: bytes, size: int, less: int) -> None:
    message = part(body) if b"\r\n--grens" not in body else part(b"")
    body = body if b"\r\n--grens" not in body else b""

    def pieces(data: bytes) -> Iterator[bytes]:
        return (data[at : at + size] for at in range(0, len(data), size))

    assert b"".join(one_object(KIND, pieces(message))) == body
    end = len(b"--\r\n") + less  # without the two last hyphens it isn't the end
    with pytest.raises((Truncated, NotMultipart)):
        list(one_object(KIND, pieces(message[: max(len(message) - end, 0)])))


@given(st.dictionaries(st.sampled_from(["0020000D", "00100010", "00201208"]), st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["Value", "vr", "Alphabetic"]), inner),
)))  # fmt: skip
def test_a_hostile_data_set_gives_plain_values(values: dict[str, Any]) -> None:
    found = WebAnswer(values)
    assert found.text("StudyInstanceUID").isprintable()
    assert found.name("PatientName").isprintable()
    number = found.number("NumberOfStudyRelatedInstances")
    assert number is None or number >= 0
    assert all(isinstance(item, WebAnswer) for item in found.items("PatientName"))
