"""Edits of content: findings keep their identity, workings follow, nothing else moves."""

from __future__ import annotations

import pytest

from desktop import content as edits
from governance.report import Content, Kind, PatientIdentity, Section, StudyIdentity, WorkingKind
from governance.service import reading
from governance.tasks import TaskKey
from measurements.finding import Code, Finding, Method, Origin, Source


def finding(group: str, value: float, id: str, key: str = "diameter_max_mm") -> Finding:
    return Finding(
        id=id, task="aorta", key=key, group=group, concept=Code("81827009", "SCT", "Diameter"), value=value,
        unit="mm", method=Method("m", "1"), source=Source(), observer="p", at="2026-11-24T10:00:00Z",
        origin=Origin.MANUAL,
    )  # fmt: skip


def empty() -> Content:
    return Content(
        task=TaskKey.AORTA, kind=Kind.PRIMARY, language="nl", template_id="aorta_ct", template_version="1.0",
        patient=PatientIdentity("1", "", "TEST", "19600101", "M"), study=StudyIdentity("1.2", "A", "20261124", "", "CT", ""),
        sections=(Section("findings", "Bevindingen", "", True),),
    )  # fmt: skip


def test_a_measured_again_group_keeps_the_ids_that_the_text_links_to() -> None:
    first = edits.set_groups(empty(), [finding("level:sinus", 35.0, "a"), finding("level:celiac", 25.0, "b")])
    again = edits.set_groups(first, [finding("level:sinus", 36.0, "new")])
    assert [(f.id, f.value) for f in again.findings] == [("a", 36.0), ("b", 25.0)]


def test_a_changed_finding_is_a_changed_working_and_the_others_stay_viewed() -> None:
    first = edits.set_groups(empty(), [finding("level:sinus", 35.0, "a"), finding("level:celiac", 25.0, "b")])
    again = edits.set_groups(first, [finding("level:sinus", 36.0, "new")])
    before, after = ({w.id: w.sha256 for w in c.workings} for c in (first, again))
    assert before["measurement:level:sinus"] != after["measurement:level:sinus"]
    assert before["measurement:level:celiac"] == after["measurement:level:celiac"]


def test_a_removed_group_leaves_findings_workings_and_key_images() -> None:
    filled = edits.set_groups(empty(), [finding("level:sinus", 35.0, "a")])
    with_image = edits.add_key_image(filled, b"png", "Sinus.", ["a"]).content
    left = edits.set_groups(with_image, [], remove=["level:sinus"])
    assert not left.findings
    assert left.key_images[0].finding_ids == ()
    assert [w.kind for w in left.workings] == [WorkingKind.IMAGE]


def test_a_key_image_of_the_same_findings_replaces_the_former_one() -> None:
    one = edits.add_key_image(empty(), b"one", "A.", ["a"]).content
    two = edits.add_key_image(one, b"two", "A.", ["a"])
    assert [i.sha256 for i in two.content.key_images] == [edits.sha256(b"two")]
    assert two.files == {edits.sha256(b"two"): b"two"}


def test_groups_come_in_the_order_of_the_report() -> None:
    mixed = edits.set_groups(
        empty(), [finding("b", 1.0, "1"), finding("a", 2.0, "2"), finding("b", 3.0, "3", "area")]
    )
    assert [f.group for f in edits.order_groups(mixed, ["a", "b"]).findings] == ["a", "b", "b"]


def test_an_unknown_section_is_an_error() -> None:
    with pytest.raises(KeyError):
        edits.set_section(empty(), "nothing", "x")
    assert edits.set_section(empty(), "findings", "tekst").text("findings") == "tekst"


def test_an_edit_hashes_only_the_groups_that_it_changes(monkeypatch) -> None:
    """Accepting the twentieth level takes no longer than accepting the first."""
    many = [finding(f"level:{n}", 30.0 + n, f"id-{n}") for n in range(20)]
    first = edits.set_groups(empty(), many)
    hashed = []
    plain = reading.content_hash
    monkeypatch.setattr(reading, "content_hash", lambda value: hashed.append(1) or plain(value))
    again = edits.set_groups(first, [*many[:19], finding("level:19", 55.0, "new")])
    assert len(hashed) == 1
    assert [w.sha256 for w in again.workings[:19]] == [w.sha256 for w in first.workings[:19]]
    assert again.workings[19].sha256 == plain([again.findings[19].to_json()])


def test_half_a_character_is_replaced_so_that_the_text_can_be_stored() -> None:
    made = edits.set_remark(edits.set_section(empty(), "findings", "a\ud800b \U0001f600"), "\udc00")
    made = edits.add_key_image(made, b"png", "\ud83d").content
    made = edits.caption_key_image(made, made.key_images[0].sha256, "boog \udfff")
    assert (made.text("findings"), made.remark) == ("a\ufffdb \U0001f600", "\ufffd")
    assert made.key_images[0].caption == "boog \ufffd"
    assert made.digest()
