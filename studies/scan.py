"""What is in this folder: patients, studies, series, and what is wrong with them.

`scan` reads the header of every file once, sorts the images into patients, studies, series and stacks, and
lists the files that it couldn't read with the reason; one bad file never stops the rest.
"""

from __future__ import annotations

import os
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from resources.errors import InputError, Refused
from studies import index as kept_results
from studies import research
from studies.frames import Frame, frames_of, read_dataset_of
from studies.headers import DICOMDIR_CLASS, Header, read_header
from studies.identity import person_key
from studies.sources import (
    CancelCheck,
    FileRef,
    Progress,
    Unreadable,
    archives,
    check_cancelled,
    file_at,
    inside,
    list_zip,
    walk_folder,
)
from studies.stacks import CROSS_SECTIONAL, SeriesEntry, stacks_of, with_m0
from studies.volume import Problem

__all__ = ["Patient", "ScanResult", "SeriesEntry", "Study", "scan"]


_CUT = Problem("truncated", "A file of this series is cut off before its pixels.", "block")


@dataclass(frozen=True, slots=True)
class Study:
    """One study and its series."""

    study_instance_uid: str
    date: str
    description: str
    series: tuple[SeriesEntry, ...]


@dataclass(frozen=True, slots=True)
class Patient:
    """One patient and the studies found."""

    patient_id: str
    name: str
    birth_date: str
    sex: str
    studies: tuple[Study, ...]


@dataclass(frozen=True, slots=True)
class ScanResult:
    """Everything that `scan` found."""

    files: int
    seconds: float
    patients: tuple[Patient, ...]
    unreadable: tuple[tuple[str, str], ...] = ()
    #: the file that was asked for, when the path was one DICOM file
    asked: str = field(default="", compare=False)

    def all_series(self) -> list[SeriesEntry]:
        """Every series entry of every patient and study."""
        return [entry for patient in self.patients for study in patient.studies for entry in study.series]

    def to_json(self) -> dict[str, object]:
        """The object that `voorverslag scan` prints (specs/commands.md)."""
        return {
            "files": self.files,
            "seconds": round(self.seconds, 3),
            "patients": [
                {
                    "patient_id": patient.patient_id,
                    "name": patient.name,
                    "birth_date": patient.birth_date,
                    "sex": patient.sex,
                    "studies": [
                        {
                            "study_instance_uid": study.study_instance_uid,
                            "date": study.date,
                            "description": study.description,
                            "series": [entry.to_json() for entry in study.series],
                        }
                        for study in patient.studies
                    ],
                }
                for patient in self.patients
            ],
            "unreadable": [{"path": path, "reason": reason} for path, reason in self.unreadable],
        }

    def choose(self, series_uid: str | None = None, stack: int | None = None) -> SeriesEntry:
        """The series that is meant.

        Raises
        ------
        InputError
            When nothing fits, or more than one could be meant.
        Refused
            When nothing was asked for and the images are of several patients.
        """
        every = self.all_series()
        if series_uid is not None:
            every = [entry for entry in every if entry.series_instance_uid == series_uid]
            if not every:
                raise InputError(
                    "There is no series {uid} in these images.",
                    "List the series with 'voorverslag scan'.",
                    code="no_such_series",
                    fields={"uid": series_uid},
                )
        if stack is not None:
            every = [entry for entry in every if entry.stack == stack]
            if not every:
                raise InputError(
                    "There is no stack {stack} in this series.",
                    "List the series with 'voorverslag scan'.",
                    code="no_such_stack",
                    fields={"stack": stack},
                )
        loadable = [entry for entry in every if entry.is_loadable]
        if len(loadable) == 1:
            return loadable[0]
        if len(every) == 1:
            return every[0]
        if not loadable:
            raise InputError(
                "There is no CT or MR series here that can be loaded.",
                "Choose a folder with axial images; overviews and reports can't be measured.",
                code="nothing_to_load",
            )
        people = {patient.patient_id + "\0" + patient.name for patient in self.patients}
        if series_uid is None and len(people) > 1:
            raise Refused(
                "These files are of {count} different patients.",
                "Choose one series with --series.",
                code="patient_mismatch",
                fields={"count": len(people)},
            )
        if len({entry.series_instance_uid for entry in loadable}) > 1 or (
            series_uid is None and stack is not None
        ):
            raise InputError(
                "There are {count} series that could be meant.",
                "Choose one with --series; 'voorverslag scan' lists them.",
                code="several_series",
                fields={"count": len(loadable)},
            )
        raise InputError(
            "This series has {count} stacks that could be meant.",
            "Choose one with --stack; 'voorverslag scan' lists them.",
            code="several_stacks",
            fields={"count": len(loadable)},
        )


def scan(
    path: str | os.PathLike[str],
    *,
    progress: Progress | None = None,
    cancelled: CancelCheck | None = None,
    index: Path | None = None,
) -> ScanResult:
    """List what a folder, ZIP archive, DICOMDIR or file holds.

    A single DICOM file brings the other files of its series from the same folder with it.

    Parameters
    ----------
    index : Path, optional
        Folder (safe to delete) in which the result for a folder is kept: a second scan of it, when no file came,
        went or changed, takes a fraction of the time.

    Raises
    ------
    InputError
        When the path doesn't exist, or holds nothing that can be read.
    Cancelled
        When `cancelled` says so.
    """
    with archives:
        return _scan(Path(path), progress, cancelled, index)


def _scan(
    place: Path, progress: Progress | None, cancelled: CancelCheck | None, index: Path | None
) -> ScanResult:
    started = time.perf_counter()
    if not place.exists():
        raise InputError(
            "There is no file or folder {path}.",
            "Check the name.",
            code="not_found",
            fields={"path": str(place)},
        )
    unreadable: list[tuple[str, str]] = []
    asked = ""
    wanted: Callable[[Header], bool] | None = None
    if place.is_dir():
        files = list(walk_folder(place, cancelled=cancelled))
        if not files:
            raise InputError(
                "The folder {path} holds no files.",
                "Choose a folder with images.",
                code="empty_folder",
                fields={"path": str(place)},
            )
        kept = kept_results.recall(index, os.path.abspath(place), files) if index is not None else None
        if kept is not None:
            return _from_kept(kept, files, started)
    elif research.is_research_file(place.name):
        files = [file_at(place)]
    elif zipfile.is_zipfile(place) and not _is_dicom(place):
        files, unreadable = list_zip(place, cancelled)
    else:
        files, unreadable, wanted, asked = _from_one_file(place, cancelled)

    found = _read_all(files, wanted, progress, cancelled)
    unreadable.extend(found.unreadable)
    if asked:
        unreadable = [item for item in unreadable if item[0] == asked]
    patients = _patients(found)
    if not patients:
        reason = unreadable[0][1] if unreadable else "it is empty"
        raise InputError(
            "{path} holds no images that can be read: {reason}.",
            "Choose a folder, ZIP archive or file with CT or MR images.",
            code="nothing_readable",
            fields={"path": str(place), "reason": reason},
        )
    known = frozenset(file.path for file in files)
    patients = [_with_known(patient, known) for patient in patients]
    read = {id(f.header) for group in found.frames.values() for f in group}
    result = ScanResult(
        files=len(files) if wanted is None else len(read),
        seconds=time.perf_counter() - started,
        patients=tuple(patients),
        unreadable=tuple(unreadable),
        asked=asked,
    )
    if index is not None and place.is_dir() and not found.cut:
        kept_results.keep(index, os.path.abspath(place), files, _to_keep(result, files))
    return result


def _to_keep(result: ScanResult, files: list[FileRef]) -> dict[str, Any]:
    """`result` as JSON, with the files of each series by their numbers in `files`."""
    numbers = {file.path: k for k, file in enumerate(files)}
    return {
        "unreadable": [list(item) for item in result.unreadable],
        "patients": [
            [
                [patient.patient_id, patient.name, patient.birth_date, patient.sex],
                [
                    [
                        [study.study_instance_uid, study.date, study.description],
                        [kept_results.entry_to_plain(entry, numbers) for entry in study.series],
                    ]
                    for study in patient.studies
                ],
            ]
            for patient in result.patients
        ],
    }


def _from_kept(kept: dict[str, Any], files: list[FileRef], started: float) -> ScanResult:
    known = frozenset(file.path for file in files)
    patients = []
    for (number, name, birth_date, sex), studies in kept["patients"]:
        found = [
            Study(
                uid,
                date,
                text,
                tuple(kept_results.entry_from_plain(plain, files, known) for plain in entries),
            )
            for (uid, date, text), entries in studies
        ]
        patients.append(Patient(number, name, birth_date, sex, tuple(found)))
    unreadable = tuple((str(path), str(reason)) for path, reason in kept["unreadable"])
    return ScanResult(len(files), time.perf_counter() - started, tuple(patients), unreadable)


def _with_known(patient: Patient, known: frozenset[str]) -> Patient:
    """`patient` with the paths that the scan saw on every series, so that new files can be told."""
    studies = tuple(
        replace(study, series=tuple(replace(entry, known_paths=known) for entry in study.series))
        for study in patient.studies
    )
    return replace(patient, studies=studies)


def _is_dicom(path: Path) -> bool:
    with open(path, "rb") as stream:
        return stream.read(132)[128:] == b"DICM"


def _from_one_file(
    place: Path, cancelled: CancelCheck | None
) -> tuple[list[FileRef], list[tuple[str, str]], Callable[[Header], bool] | None, str]:
    """Files of a DICOMDIR, or of the series that one DICOM file belongs to."""
    file = file_at(place)
    try:
        header = read_header(file)
    except Unreadable as error:
        raise InputError(
            "{path} can't be read: {reason}.",
            "Choose a DICOM, NIfTI, NRRD or MetaImage file, or a folder.",
            code="unreadable",
            fields={"path": str(place), "reason": str(error)},
        ) from error
    if DICOMDIR_CLASS in (header.media_class, header.sop_class):
        files, missing = _from_dicomdir(place, header)
        return files, missing, None, ""
    key = _series_key(header)
    others = [
        ref for ref in walk_folder(place.parent, deep=False, cancelled=cancelled) if ref.path != file.path
    ]
    # the file itself first: of several copies of one image it is the one that is used
    return [file, *others], [], lambda other: _series_key(other) == key, str(place)


def _from_dicomdir(place: Path, header: Header) -> tuple[list[FileRef], list[tuple[str, str]]]:
    try:
        dataset = read_dataset_of(header, pixels=False)
        records = list(dataset.get("DirectoryRecordSequence") or [])
        names = [record.get("ReferencedFileID") for record in records]
    except Exception as error:
        raise InputError(
            "The DICOMDIR can't be read.",
            "Open the folder that it lies in.",
            code="bad_dicomdir",
            detail=type(error).__name__,
        ) from error
    files: list[FileRef] = []
    missing: list[tuple[str, str]] = []
    for name in names:
        if not name:
            continue
        parts = [name] if isinstance(name, str) else [str(part) for part in name]
        found = inside(place.parent, parts)
        shown = "/".join(parts)
        if found is None:
            missing.append((shown, "the DICOMDIR names a file outside its folder"))
        elif not found.is_file():
            missing.append((shown, "the DICOMDIR names a file that isn't there"))
        else:
            files.append(file_at(found))
    return files, missing


@dataclass(frozen=True, slots=True)
class _Found:
    """What the files held. `cut` names the series of which a file lacks its pixels."""

    frames: dict[tuple[str, ...], list[Frame]]
    research: list[SeriesEntry]
    unreadable: list[tuple[str, str]]
    cut: set[tuple[str, ...]]


def _read_all(
    files: list[FileRef],
    wanted: Callable[[Header], bool] | None,
    progress: Progress | None,
    cancelled: CancelCheck | None,
) -> _Found:
    frames: dict[tuple[str, ...], list[Frame]] = {}
    entries: list[SeriesEntry] = []
    unreadable: list[tuple[str, str]] = []
    cut: set[tuple[str, ...]] = set()
    for done, file in enumerate(files):
        if done % 32 == 0:
            check_cancelled(cancelled)
            if progress is not None:
                progress(done, len(files))
        name = os.path.basename(file.member or file.path)
        try:
            if research.is_research_file(name):
                if wanted is None:
                    entries.append(research.describe(file))
                continue
            if research.is_companion(name):
                continue
            header = read_header(file)
            if header.sop_class == DICOMDIR_CLASS or (wanted is not None and not wanted(header)):
                continue
            if not header.sop_class:
                raise Unreadable("the file holds no image or report")  # noqa: TRY301 - listed like the others
            if header.sop_class in CROSS_SECTIONAL and not header.has_pixels:
                cut.add(_series_key(header))
                raise Unreadable("the file is cut off before its pixels")  # noqa: TRY301 - listed like the others
            found = frames_of(header)
            if not found:
                raise Unreadable("the file declares no frames")  # noqa: TRY301 - listed like the others
            frames.setdefault(_series_key(header), []).extend(found)
        except Unreadable as error:
            unreadable.append((file.shown, str(error)))
    if progress is not None:
        progress(len(files), len(files))
    return _Found(frames, entries, unreadable, cut)


def _series_key(header: Header) -> tuple[str, ...]:
    """What makes files one series: its UIDs, or what is left to go by where they are missing."""
    uid = header.text("series_uid")
    if uid:
        return (header.text("study_uid"), uid)
    return (
        "",
        "",
        header.file.path if header.file.member else "",
        header.file.folder,
        header.text("modality"),
        header.text("series_number"),
        header.text("series_description"),
        header.text("study_date"),
        header.text("frame_of_reference"),
        header.sop_class,
    )


def _person(header: Header) -> tuple[str, ...]:
    return person_key(
        header.text("patient_id"),
        header.text("issuer"),
        header.text("patient_name"),
        header.text("birth_date"),
        header.text("sex"),
    )


def _patients(result: _Found) -> list[Patient]:
    people: dict[tuple[str, ...], tuple[Header, dict[str, list[SeriesEntry]], dict[str, Header]]] = {}
    studies: dict[str, set[tuple[str, ...]]] = {}
    for key, group in result.frames.items():
        header = group[0].header
        person = _person(header)
        paths = tuple(dict.fromkeys(f.header.file.path for f in group))
        study_uid = header.text("study_uid")
        if study_uid:
            studies.setdefault(study_uid, set()).update(_person(f.header) for f in group)
        _, by_study, heads = people.setdefault(person, (header, {}, {}))
        by_study.setdefault(study_uid, []).extend(
            replace(
                entry,
                problems=(*entry.problems, _CUT) if key in result.cut else entry.problems,
                group_paths=paths,
            )
            for entry in stacks_of(group)
        )
        heads.setdefault(study_uid, header)

    found = []
    for header, by_study, heads in people.values():
        found.append(
            Patient(
                header.text("patient_id"),
                header.text("patient_name"),
                header.text("birth_date"),
                header.text("sex"),
                tuple(
                    Study(
                        uid,
                        heads[uid].text("study_date"),
                        heads[uid].text("study_description"),
                        tuple(_in_order(with_m0(entries), len(studies.get(uid, ())))),
                    )
                    for uid, entries in by_study.items()
                ),
            )
        )
    extra = tuple(result.research)
    if extra:
        found.append(Patient("", "", "", "", (Study("", "", "", extra),)))
    return found


def _in_order(entries: list[SeriesEntry], people: int) -> list[SeriesEntry]:
    """Series by number; with the problem stated when the study's images are of several patients."""
    if people > 1:
        problem = Problem(
            "patient_mismatch", f"The study holds images of {people} different patients.", "block"
        )
        entries = [
            entry if entry.has_problem(problem.code) else replace(entry, problems=(*entry.problems, problem))
            for entry in entries
        ]
    return sorted(entries, key=lambda e: (e.number is None, e.number or 0, e.series_instance_uid, e.stack))
