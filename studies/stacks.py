"""From the frames of one series to stacks: same size, orientation, echo and image type; slices and times.

Each stack becomes one `SeriesEntry`, the thing that a person chooses and the loader reads.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from studies import vendors
from studies.frames import ENHANCED, Frame
from studies.geometry import ASIDE_MM, StackGeometry, analyse, direction_of, plane_name, problems_of
from studies.headers import Header
from studies.identity import person_key
from studies.pixels import LOSSY, SUPPORTED
from studies.times import arrange, places_of
from studies.volume import Problem
from studies.watch import Change, changes

VOLUME, TIME_SERIES, LOCALIZER = "volume", "time_series", "localizer"
LOADABLE = (VOLUME, TIME_SERIES)

_STORAGE = "1.2.840.10008.5.1.4.1.1."
#: classic and enhanced classes of cross-sectional images
CROSS_SECTIONAL = ENHANCED | {_STORAGE + "2", _STORAGE + "4", _STORAGE + "128", _STORAGE + "20"}


@dataclass(frozen=True, slots=True)
class SeriesEntry:
    """One stack of one series: what `scan` lists and `load` reads.

    `frames` are ordered ``[time][slice]``; `size` and `spacing_mm` are (columns, rows, slices).
    """

    series_instance_uid: str
    stack: int
    number: int | None
    modality: str
    description: str
    kind: str
    files: int
    size: tuple[int, int, int]
    timepoints: int
    times_s: tuple[float, ...] | None
    spacing_mm: tuple[float, float, float]
    orientation: str
    slice_spacing_regular: bool
    gantry_tilt_deg: float
    transfer_syntaxes: tuple[str, ...]
    frame_of_reference_uid: str
    problems: tuple[Problem, ...] = ()
    patient_id: str = ""
    patient_name: str = ""
    study_instance_uid: str = ""
    frames: Sequence[tuple[Frame, ...]] = field(default=(), repr=False)
    #: path of a NIfTI, NRRD or MetaImage file; "" for DICOM
    research_file: str = ""
    #: element that the times come from; "" without times
    times_source: str = ""
    #: every path that the scan saw: a file that isn't among them is new
    known_paths: frozenset[str] = field(default=frozenset(), compare=False, repr=False)
    #: paths of all files of the series, of which this stack is a part
    group_paths: tuple[str, ...] = field(default=(), compare=False, repr=False)
    #: size and time of change (ns) of the research file
    research_size: int = 0
    research_ns: int = 0

    @property
    def is_loadable(self) -> bool:
        return self.kind in LOADABLE

    @property
    def header(self) -> Header | None:
        """Header of the first frame."""
        return self.frames[0][0].header if self.frames and self.frames[0] else None

    def has_problem(self, code: str) -> bool:
        return any(problem.code == code for problem in self.problems)

    def changed_since_scan(self) -> tuple[Change, ...]:
        """Files of the series that changed, went or came since it was listed; () when all is as it was."""
        return changes(self)

    def to_json(self) -> dict[str, object]:
        """The series part of `voorverslag scan` (specs/commands.md)."""
        return {
            "series_instance_uid": self.series_instance_uid,
            "stack": self.stack,
            "number": self.number,
            "modality": self.modality,
            "description": self.description,
            "kind": self.kind,
            "files": self.files,
            "size": list(self.size),
            "timepoints": self.timepoints,
            "times_s": None if self.times_s is None else [round(t, 6) for t in self.times_s],
            "spacing_mm": [round(s, 6) for s in self.spacing_mm],
            "orientation": self.orientation,
            "slice_spacing_regular": self.slice_spacing_regular,
            "gantry_tilt_deg": round(self.gantry_tilt_deg, 3),
            "transfer_syntaxes": list(self.transfer_syntaxes),
            "frame_of_reference_uid": self.frame_of_reference_uid,
            "problems": [{"code": p.code, "message": p.message} for p in self.problems],
        }


#: words of ImageType that mark a page of text or a screen instead of a cross-section
_PAGES = {
    "SCREEN SAVE",
    "DOSE",
    "DOSE_INFO",
    "DOSE INFO",
    "REPORT",
    "CSA REPORT",
    "PROTOCOL",
    "PATIENT PROTOCOL",
}
_OVERVIEW = re.compile(
    r"\b(?:loc|localizer|localiser|survey|scout|scano|scanogram|topogram|surview|3[- ]?plane)\b"
)


def kind_of(header: Header, image_type: tuple[str, ...]) -> str:
    """The kind of an object by its SOP class and image type; images with a place are volumes at first."""
    sop = header.sop_class
    if sop.startswith(_STORAGE + "88."):
        return "structured_report"
    if sop in (_STORAGE + "66.4", _STORAGE + "66.7", _STORAGE + "66.8"):
        return "segmentation"
    if sop == _STORAGE + "30":
        return "parametric_map"
    if sop == _STORAGE + "7" or sop.startswith(_STORAGE + "7."):
        return "secondary_capture"
    if not header.has_pixels or not header.rows or not header.columns:
        return "other"
    upper = {part.upper() for part in image_type}
    if upper & {"LOCALIZER", "SCOUT", "TOPOGRAM", "SURVEY"}:
        return LOCALIZER
    # dose pages and screens that say they are CT: no slice of the patient
    if upper & _PAGES or (header.unsigned("samples") or 1) > 1:
        return "secondary_capture"
    if sop in CROSS_SECTIONAL:
        is_page = "SECONDARY" in upper and not header.numbers("position") and sop not in ENHANCED
        return "secondary_capture" if is_page else VOLUME
    placed = header.numbers("position") and header.numbers("orientation")
    return VOLUME if placed and not sop.startswith(_STORAGE + "481.") else "other"


def _is_overview(frames: Sequence[Frame], orientations: int) -> bool:
    """Whether images that don't say so are an overview: three planes, or one CT projection, named like one."""
    header = frames[0].header
    if not _OVERVIEW.search(header.text("series_description").lower().replace("_", " ")):
        return False
    if header.text("modality") == "CT":
        return (
            len(frames) == 1
            and frames[0].orientation is not None
            and plane_name(frames[0].orientation) != "axial"
        )
    return orientations > 1


def stacks_of(frames: Sequence[Frame]) -> list[SeriesEntry]:
    """Stacks of one series (all frames carry one SeriesInstanceUID), the largest first."""
    kept, repeated = _without_copies(frames)
    groups: dict[tuple[object, ...], list[Frame]] = {}
    orientations: list[tuple[float, ...]] = []
    for frame in kept:
        groups.setdefault(_stack_key(frame, orientations), []).append(frame)
    sizes = {(f.rows, f.columns) for f in kept if kind_of(f.header, f.image_type) in (*LOADABLE, LOCALIZER)}
    shared = _shared_problems(kept, repeated)
    if len(sizes) > 1:
        shared.append(
            Problem(
                "mixed_size", f"The series holds images of {len(sizes)} sizes; each is a stack of its own."
            )
        )
    if len(orientations) > 1:
        shared.append(
            Problem(
                "mixed_orientation",
                f"The series holds {len(orientations)} orientations; each is a stack of its own.",
            )
        )
    entries = [_entry(part, shared) for group in groups.values() for part in _parts(group)]
    entries = [
        replace(entry, kind=LOCALIZER)
        if entry.is_loadable and _is_overview([f for row in entry.frames for f in row], len(orientations))
        else entry
        for entry in entries
    ]
    entries.sort(key=lambda entry: (not entry.is_loadable, -entry.size[2] * entry.timepoints))
    return [replace(entry, stack=k) for k, entry in enumerate(entries)]


def _without_copies(frames: Sequence[Frame]) -> tuple[list[Frame], int]:
    """Frames without a second copy of the same instance, and the number of copies left out."""
    seen: dict[tuple[object, ...], Frame] = {}
    kept: list[Frame] = []
    copies = 0
    for frame in frames:
        uid = frame.header.sop_instance
        key = (uid, frame.index, frame.tile, frame.position, frame.rows, frame.columns)
        if uid and key in seen:
            copies += 1
            continue
        seen[key] = frame
        kept.append(frame)
    return kept, copies


def _stack_key(frame: Frame, orientations: list[tuple[float, ...]]) -> tuple[object, ...]:
    kind = kind_of(frame.header, frame.image_type)
    if kind not in (*LOADABLE, LOCALIZER):
        return (kind, frame.header.sop_class)
    which = -1
    if frame.orientation is not None:
        for k, known in enumerate(orientations):
            if max(abs(a - b) for a, b in zip(known, frame.orientation, strict=True)) < 1e-3:
                which = k
                break
        else:
            orientations.append(frame.orientation)
            which = len(orientations) - 1
    spacing = frame.pixel_spacing and tuple(round(s, 4) for s in frame.pixel_spacing)
    header = frame.header
    mr = header.text("modality") == "MR"
    return (
        kind,
        frame.is_placed,
        frame.rows,
        frame.columns,
        which,
        spacing,
        # positions in two frames of reference can't be compared
        header.text("frame_of_reference"),
        frame.stack_id,
        # label and control belong together; the M0 image is another thing
        frame.label == "M0",
        _mr_key(frame) if mr else (header.text("kernel"), header.number("kvp"), frame.unit),
    )


def _mr_key(frame: Frame) -> tuple[object, ...]:
    header = frame.header
    return (
        frame.image_type[2:],
        frame.component,
        round(frame.echo, 3) if frame.echo is not None else None,
        frame.b_value,
        frame.unit,
        # GE puts the perfusion image and its proton density image in one series
        header.text("ge_asl"),
        header.text("ge_asl_technique"),
    )


def _parts(frames: list[Frame]) -> list[list[Frame]]:
    """A group of equal images taken apart where it can't be one stack: beside each other, flip angles, acquisitions."""
    if (
        len(frames) < 2
        or not frames[0].is_placed
        or kind_of(frames[0].header, frames[0].image_type) != VOLUME
    ):
        return [frames]
    return [part for beside in _beside(frames) for part in _by_facts(beside)]


def _beside(frames: list[Frame]) -> list[list[Frame]]:
    """Frames by their place across the slices, where they don't lie in one line."""
    direction = direction_of(frames[0].orientation or ())
    positions = np.array([f.position for f in frames], dtype=np.float64) @ direction
    depth, across = positions[:, 2], positions[:, :2]
    line = np.stack([depth - depth.mean(), np.ones(len(frames))], axis=1)
    fitted, *_ = np.linalg.lstsq(line, across, rcond=None)
    if float(np.linalg.norm(across - line @ fitted, axis=1).max()) <= ASIDE_MM:
        return [frames]
    groups: list[tuple[tuple[float, float], list[Frame]]] = []
    for frame, (x, y) in zip(frames, across, strict=True):
        for (x0, y0), members in groups:
            if math.hypot(x - x0, y - y0) <= ASIDE_MM:
                members.append(frame)
                break
        else:
            groups.append(((float(x), float(y)), [frame]))
    # many places: slices that are scattered, which the geometry then says
    return [members for _, members in groups] if len(groups) <= max(2, len(frames) // 3) else [frames]


def _by_facts(frames: list[Frame]) -> list[list[Frame]]:
    places = places_of(frames)
    if max(len(place) for place in places) == 1:
        return [frames]
    if frames[0].header.text("modality") == "MR":
        parts = _split(frames, lambda f: f.header.number("flip_angle"))
        if parts and all(len(places_of(part)) == len(places) for part in parts):
            return parts
    if len({len(place) for place in places}) > 1 and arrange(frames).is_incomplete:
        parts = _split(frames, lambda f: f.times.get("acquisition_number"))
        if parts and all(len(places_of(part)) == len(part) for part in parts):
            return parts
    return [frames]


def _split(frames: list[Frame], key: Callable[[Frame], float | None]) -> list[list[Frame]]:
    """Frames by a fact that all have and that differs; [] when it doesn't."""
    groups: dict[float, list[Frame]] = {}
    for frame in frames:
        value = key(frame)
        if value is None:
            return []
        groups.setdefault(value, []).append(frame)
    return list(groups.values()) if len(groups) > 1 else []


def _shared_problems(frames: Sequence[Frame], repeated: int) -> list[Problem]:
    headers = {id(f.header): f.header for f in frames}.values()
    problems = []
    people = {
        person_key(
            h.text("patient_id"),
            h.text("issuer"),
            h.text("patient_name"),
            h.text("birth_date"),
            h.text("sex"),
        )
        for h in headers
    }
    if len(people) > 1:
        problems.append(
            Problem(
                "patient_mismatch", f"The series holds images of {len(people)} different patients.", "block"
            )
        )
    if repeated:
        problems.append(
            Problem(
                "duplicate_instance_uid", f"{repeated} images are there more than once; each is used once."
            )
        )
    uids = [h.sop_instance for h in headers]
    if len(set(uids)) < len(uids) and all(uids):
        problems.append(
            Problem("duplicate_instance_uid", "Different images carry the same SOP Instance UID.", "warn")
        )
    if any(
        not h.text("series_uid") or not h.text("study_uid") or not h.text("sop_instance") for h in headers
    ):
        problems.append(
            Problem("missing_uid", "Study, series or instance UIDs are missing from the images.", "warn")
        )
    return problems


def _file_problems(headers: Sequence[Header], kind: str) -> list[Problem]:
    problems = []
    lossy = [h for h in headers if h.text("lossy") == "01" or h.transfer_syntax in LOSSY or h.is_irreversible]
    if lossy:
        problems.append(
            Problem("lossy_compressed", "The images were compressed with loss of detail.", "warn")
        )
    if any(h.text("burned_in").upper() == "YES" for h in headers):
        problems.append(
            Problem("burned_in_annotation", "Text is burned into the pixels of the images.", "warn")
        )
    unknown = sorted({h.transfer_syntax for h in headers if h.transfer_syntax not in SUPPORTED})
    if unknown:
        problems.append(
            Problem(
                "unsupported_transfer_syntax",
                f"The images are encoded in a way that can't be read: {', '.join(unknown)}.",
                "block",
            )
        )
    cut = sum(h.is_truncated for h in headers)
    if cut and kind != "other":
        problems.append(
            Problem("truncated", f"{cut} of {len(headers)} files are shorter than they say.", "block")
        )
    return problems


def _entry(frames: list[Frame], shared: list[Problem]) -> SeriesEntry:
    first = frames[0]
    kind = kind_of(first.header, first.image_type)
    headers = list({id(f.header): f.header for f in frames}.values())
    problems = [*shared, *_file_problems(headers, kind)]
    tilt_sign = math.copysign(1.0, first.header.number("tilt") or 0.0) if first.header.number("tilt") else 0.0
    geometry = StackGeometry((), 0.0, True, 0.0, 0, 0.0, 0.0)
    times: tuple[float, ...] | None = None
    source = ""
    arranged: list[list[Frame]] = [frames]
    orientation = plane_name(first.orientation) if first.orientation else "oblique"
    if kind in LOADABLE:
        if not first.is_placed:
            frames = sorted(frames, key=lambda f: (f.times.get("instance_number", 0.0), f.index))
            arranged = [frames]
            problems.append(
                Problem(
                    "missing_geometry",
                    "The images don't say where they lie or how large their pixels are.",
                    "block",
                )
            )
            if len(frames) > 1:
                geometry = replace(geometry, regular=False)
        else:
            found = arrange(frames)
            arranged, times, source = found.volumes, found.times_s, found.source
            problems.extend(found.problems)
            arranged, scaled = _one_scale(arranged)
            problems.extend(scaled)
            if first.header.text("modality") == "CT" and not all(f.is_rescaled for f in frames):
                problems.append(
                    Problem(
                        "missing_rescale",
                        "The images don't say how their values become Hounsfield units.",
                        "warn",
                    )
                )
            positions = np.array([f.position for f in arranged[0]], dtype=np.float64)
            geometry = analyse(positions, first.orientation or (), tilt_sign)
            problems.extend(problems_of(geometry, first.thickness_mm))
            if len(arranged) > 1:
                kind = TIME_SERIES
                problems.extend(label_problems(arranged))
    elif first.is_placed and kind == LOCALIZER and len(frames) > 1:
        positions = np.array([f.position for f in frames], dtype=np.float64)
        geometry = analyse(positions, first.orientation or (), tilt_sign)
        arranged = [[frames[k] for k in geometry.order]]
    head = arranged[0][0].header
    row_mm, column_mm = first.pixel_spacing or (0.0, 0.0)
    slice_mm = geometry.spacing_mm
    if len(arranged[0]) == 1 and first.is_placed:
        # one slice has no neighbour; its thickness is all there is to say about its extent
        slice_mm = first.header.number("spacing_between") or first.thickness_mm or 0.0
    image = kind in (*LOADABLE, LOCALIZER)
    return SeriesEntry(
        series_instance_uid=head.text("series_uid"),
        stack=0,
        number=head.integer("series_number"),
        modality=head.text("modality"),
        description=head.text("series_description"),
        kind=kind,
        files=len(headers),
        size=(first.columns, first.rows, len(arranged[0])),
        timepoints=len(arranged),
        times_s=times,
        spacing_mm=(column_mm, row_mm, slice_mm),
        orientation=orientation,
        slice_spacing_regular=geometry.regular,
        gantry_tilt_deg=geometry.tilt_deg if image else 0.0,
        transfer_syntaxes=tuple(sorted({h.transfer_syntax for h in headers})),
        frame_of_reference_uid=head.text("frame_of_reference"),
        problems=_once(problems),
        patient_id=head.text("patient_id"),
        patient_name=head.text("patient_name"),
        study_instance_uid=head.text("study_uid"),
        frames=tuple(tuple(row) for row in arranged),
        times_source=source,
    )


def _one_scale(volumes: list[list[Frame]]) -> tuple[list[list[Frame]], list[Problem]]:
    """Frames on one scale: Philips scales each image anew, and its private slope says by how much.

    The value of a Philips image is ``(stored x RescaleSlope + RescaleIntercept) / (RescaleSlope x scale slope)``; that
    is the rescaled value divided by the product. Images of one series with unequal products aren't comparable until
    they are divided; the first image keeps its rescaled values.
    """
    every = [frame for row in volumes for frame in row]
    first = every[0].scale
    if not all(f.scale for f in every) or all(math.isclose(f.scale, first, rel_tol=1e-4) for f in every):
        return volumes, []
    brought = [
        [replace(f, slope=f.slope * first / f.scale, intercept=f.intercept * first / f.scale) for f in row]
        for row in volumes
    ]
    note = Problem(
        "scale_varies", "The images were stored with different scales; all were brought to that of the first."
    )
    return brought, [note]


def _once(problems: list[Problem]) -> tuple[Problem, ...]:
    """One problem per code: the one with the strongest effect."""
    rank = {"note": 0, "warn": 1, "block": 2}
    best: dict[str, Problem] = {}
    for problem in problems:
        known = best.get(problem.code)
        if known is None or rank[problem.effect] > rank[known.effect]:
            best[problem.code] = problem
    return tuple(best.values())


def label_problems(volumes: Sequence[Sequence[Frame]]) -> list[Problem]:
    """Whether a labelling series fails to say which images are label and which control."""
    head = volumes[0][0].header
    text = f"{head.text('series_description')} {head.text('protocol')} {' '.join(head.texts('image_type'))}"
    labels = [volume[0].label for volume in volumes]
    if (vendors.says_asl(text) or any(labels)) and not all(labels):
        return [
            Problem(
                "missing_label_control", "The images don't say which are label and which are control.", "warn"
            )
        ]
    return []


def with_m0(entries: Sequence[SeriesEntry]) -> list[SeriesEntry]:
    """The series of one study, with the problem stated on labelling series when no M0 image is among them."""
    found = []
    has_m0 = any(_is_m0(entry) for entry in entries)
    for entry in entries:
        head = entry.header
        labelled = any(frame.label in ("LABEL", "CONTROL") for row in entry.frames for frame in row[:1])
        described = head is not None and vendors.says_asl(
            f"{head.text('series_description')} {head.text('protocol')}"
        )
        if (
            entry.is_loadable
            and not has_m0
            and (labelled or (described and head and head.text("modality") == "MR"))
        ):
            problem = Problem(
                "missing_m0",
                "There is no M0 image in this study; perfusion in ml/100 g/min can't be computed.",
                "warn",
            )
            found.append(replace(entry, problems=(*entry.problems, problem)))
        else:
            found.append(entry)
    return found


def _is_m0(entry: SeriesEntry) -> bool:
    first = entry.frames[0][0] if entry.frames and entry.frames[0] else None
    if first is None:
        return False
    words = re.split(r"[^A-Z0-9]+", f"{entry.description} {first.header.text('protocol')}".upper())
    if first.label == "M0" or {"M0", "MZERO"} & set(words):
        return True
    # GE: the reference image of a labelling series is original, the perfusion image derived
    technique = f"{first.header.text('ge_asl')} {first.header.text('ge_asl_technique')}".upper()
    is_ge = vendors.maker_of(first.header) == vendors.GE and "ASL" in first.image_type[2:]
    return is_ge and (
        first.image_type[:1] == ("ORIGINAL",)
        or ("CONTINUOUS" in technique and "PSEUDO" not in technique and "PULSED" not in technique)
    )
