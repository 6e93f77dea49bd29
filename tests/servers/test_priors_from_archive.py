"""Earlier examinations from a real archive: found by number, matched, fetched, and read beside the present one."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from dicom_objects import uid_of
from server_programs import Orthanc

from desktop.priors import finding
from desktop.priors.finding import ARCHIVE, RECEIVED, Asked
from studies.archive.client import Archive, open_archive
from studies.archive.node import Node
from studies.load import load_series
from studies.priors import Verdict, to_fetch, wish_of
from studies.scan import scan

Files = Callable[..., list[Path]]


class Book:
    """What `desktop.archive.book.NodeBook` is to background work."""

    def __init__(self, received: Path) -> None:
        self.received = received

    @contextlib.contextmanager
    def opened(self, node: Node) -> Iterator[Archive]:
        archive = open_archive(node)
        try:
            yield archive
        finally:
            archive.close()


def test_priors_are_found_in_an_archive_refused_or_fetched_and_read(
    orthanc: Orthanc, study_files: Files, tmp_path: Path
) -> None:
    mine = {"PatientID": "PAT1"}
    now = study_files(study="nu", series=1, images=4, StudyDate="20261124", **mine)
    then = study_files(study="toen", series=2, images=5, StudyDate="20241105", **mine)
    other = study_files(
        study="ander", series=1, images=3, StudyDate="20230101", PatientBirthDate="19610312", **mine
    )
    # its study says nothing of the region; its series do
    plain = study_files(
        study="kaal",
        series=1,
        images=3,
        StudyDate="20220101",
        StudyDescription="",
        BodyPartExamined="CHEST",
        **mine,
    )
    stranger = study_files(study="vreemd", series=1, images=3, PatientID="PAT2", StudyDate="20210101")
    orthanc.upload(*then, *other, *plain, *stranger)
    present = load_series(scan(now[0].parent).choose())
    facts = finding.facts_of_info(present.series)
    book, node = Book(tmp_path / "received"), orthanc.node()
    looked = finding.look(book, tmp_path, facts, wish_of("aorta"), Asked(nodes=(node,)))  # type: ignore[arg-type]
    assert looked.missed == ()
    assert [(p.study_uid, p.match.verdict, p.place) for p in looked.priors] == [
        (uid_of("toen"), Verdict.PRIOR, ARCHIVE),
        (uid_of("kaal"), Verdict.PRIOR, ARCHIVE),
        (uid_of("ander"), Verdict.REFUSED, ARCHIVE),
    ]
    best = to_fetch([p.match for p in looked.priors])
    assert [m.facts.study_instance_uid for m in best] == [uid_of("toen"), uid_of("kaal")]
    told: list[tuple[int, int]] = []
    fetched, got = finding.fetch(book, looked.priors[0], progress=lambda a, b: told.append((a, b)))  # type: ignore[arg-type]
    assert (fetched.place, fetched.images, got.complete, told[-1]) == (RECEIVED, 10, True, (10, 10))
    earlier = finding.read_images(fetched, facts, present)
    assert earlier.series.study_instance_uid == uid_of("toen")
    assert earlier.shape == (5, 16, 16)
    # what is here now isn't offered from the archive again
    again = finding.look(book, tmp_path, facts, wish_of("aorta"), Asked(nodes=(node,)))  # type: ignore[arg-type]
    assert [(p.study_uid, p.place) for p in again.priors][:2] == [
        (uid_of("toen"), RECEIVED),
        (uid_of("kaal"), ARCHIVE),
    ]


def test_an_archive_that_is_gone_is_missed_and_what_is_here_is_still_listed(
    orthanc: Orthanc, study_files: Files, tmp_path: Path
) -> None:
    now = study_files(study="nu", series=1, images=3, StudyDate="20261124")
    facts = finding.facts_of_info(load_series(scan(now[0].parent).choose()).series)
    node = orthanc.node(port=1, timeout_s=2)
    looked = finding.look(
        Book(tmp_path / "received"),
        tmp_path,
        facts,
        wish_of("aorta"),
        Asked(nodes=(node,)),  # type: ignore[arg-type]
    )
    assert looked.priors == ()
    ((missed, problem),) = looked.missed
    assert missed.id == "orthanc"
    assert problem.code == "archive_unreachable"
