"""How arterial spin labelling was done: kind, label duration, delay, as far as an image says it.

Read when a series is loaded, from its first image only. Nothing is assumed: a time that isn't written is absent.

Sources: DICOM PS3.3 C.8.13.5.14 (public elements); GE: rordenlab/dcm2niix GE/README after D. Shin (GE); Siemens: the
protocol text of the scanner ("ASCCONV"), whose names dcm2niix, KUL_NIS and dicm2nii read alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydicom.dataset import Dataset

from studies import vendors
from studies.frames import read_dataset_of
from studies.headers import Header

_CONTRASTS = {"PSEUDOCONTINUOUS": "PCASL", "CONTINUOUS": "CASL", "PULSED": "PASL"}
_PROTOCOL = re.compile(rb"### ASCCONV BEGIN.*?###(.*?)### ASCCONV END", re.DOTALL)
_LINE = re.compile(rb"^\s*([A-Za-z][\w.\[\]]*)\s*=\s*(.+?)\s*$", re.MULTILINE)
#: bytes of the protocol text that are looked at
_MOST_BYTES = 2 * 2**20
#: depth of nested sequences that are searched for it
_MOST_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Labelling:
    """Times in ms; None where the image doesn't say."""

    technique: str = ""
    label_duration_ms: float | None = None
    post_label_delay_ms: float | None = None
    #: of pulsed labelling: when the labelled blood is cut off (TI1), and the inversion time (TI or TI2)
    bolus_duration_ms: float | None = None
    inversion_time_ms: float | None = None
    #: which elements said so
    source: str = ""

    def facts(self) -> dict[str, str]:
        """As plain text for `SeriesInfo.extra`; only what is known."""
        times = {
            "asl_label_duration_ms": self.label_duration_ms,
            "asl_post_label_delay_ms": self.post_label_delay_ms,
            "asl_bolus_duration_ms": self.bolus_duration_ms,
            "asl_inversion_time_ms": self.inversion_time_ms,
        }
        found = {name: f"{value:g}" for name, value in times.items() if value is not None}
        if self.technique:
            found["asl_technique"] = self.technique
        if found:
            found["asl_source"] = self.source
        return found


def labelling_of(header: Header) -> Labelling:
    """The labelling facts of an image; empty for any other image, and for one that can't be read."""
    if header.text("modality") != "MR":
        return Labelling()
    maker = vendors.maker_of(header)
    words = " ".join(header.text(n) for n in ("series_description", "protocol", "image_type", "asl_context"))
    if not (
        vendors.says_asl(words.replace("\\", " ")) or header.text("ge_asl") or header.text("philips_label")
    ):
        return Labelling()
    try:
        dataset = read_dataset_of(header, pixels=False)
        if maker == vendors.GE:
            return _ge(header, dataset)
        return _siemens(dataset) if maker == vendors.SIEMENS else _public(dataset)
    except Exception:  # noqa: BLE001 - facts beside the image: a damaged one leaves them unknown
        return Labelling()


def _positive(value: object) -> float | None:
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if 0 < number < 60_000 else None


def _public(dataset: Dataset) -> Labelling:
    """(0018,9250) and (0018,9258), at the top or in the functional groups."""
    items = [dataset, *(item for sequence in _nested(dataset, 0) for item in sequence)]
    contrast = next(
        (str(i.ArterialSpinLabelingContrast) for i in items if i.get("ArterialSpinLabelingContrast")), ""
    )
    durations = {_positive(i.ASLPulseTrainDuration) for i in items if i.get("ASLPulseTrainDuration")}
    duration = durations.pop() if len(durations) == 1 else None
    technique = _CONTRASTS.get(contrast.strip().upper(), "")
    return Labelling(technique, label_duration_ms=duration, source="(0018,9250), (0018,9258)")


def _ge(header: Header, dataset: Dataset) -> Labelling:
    """The perfusion image of GE's 3D sequence says PSEUDOCONTINUOUS, its reference image CONTINUOUS."""
    technique = header.text("ge_asl").strip().upper()
    element = dataset.get(0x004310A5)
    duration = _positive(element.value) if element is not None else None
    # of the reference image InversionTime is no delay
    delay = header.number("inversion_time") if technique == "PSEUDOCONTINUOUS" else None
    return Labelling(
        _CONTRASTS.get(technique, ""),
        label_duration_ms=duration,
        post_label_delay_ms=_positive(delay) if delay is not None else None,
        source="GE (0043,10A3), (0043,10A5), InversionTime",
    )


def _siemens(dataset: Dataset) -> Labelling:
    """The protocol text; without one, or without labelling in it, the public elements."""
    text = next((match for value in _private(dataset, 0) if (match := _PROTOCOL.search(value))), None)
    public = _public(dataset)
    if text is None:
        return public
    lines = {key.decode(): value.strip(b'"').decode("latin-1") for key, value in _LINE.findall(text[1])}

    def ms(name: str) -> float | None:
        # written in microseconds
        value = _positive(float(lines[name]) / 1000) if _is_number(lines.get(name, "")) else None
        return value

    sequence = lines.get("tSequenceFileName", "").lower()
    source = "Siemens protocol text"
    if "ep2d_pasl" in sequence:
        return Labelling("PASL", inversion_time_ms=ms("alTI[0]"), source=source)
    if "tgse_pasl" in sequence:
        return Labelling(
            "PASL", bolus_duration_ms=ms("alTI[0]"), inversion_time_ms=ms("alTI[2]"), source=source
        )
    duration, delays = ms("sAsl.ulLabelingDuration"), _delays(lines)
    if duration is None and not delays:
        return public
    return Labelling(
        public.technique,
        label_duration_ms=duration if duration is not None else public.label_duration_ms,
        # several delays: each image has its own, and which isn't said here
        post_label_delay_ms=ms(delays[0]) if len({lines[name] for name in delays}) == 1 else None,
        source=source,
    )


def _delays(lines: dict[str, str]) -> list[str]:
    pattern = re.compile(r"sAsl\.sPostLabelingDelay\[\d+\]")
    return [name for name in lines if pattern.fullmatch(name)]


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def _nested(dataset: Dataset, depth: int) -> Iterator[list[Dataset]]:
    """Sequences within the functional groups."""
    for element in dataset:
        if element.VR == "SQ" and depth < _MOST_DEPTH:
            # the first frame speaks for all
            items = [item for item in element.value[:1] if isinstance(item, Dataset)]
            yield items
            for item in items:
                yield from _nested(item, depth + 1)


def _private(dataset: Dataset, depth: int) -> Iterator[bytes]:
    """Values of private elements that may hold the protocol text."""
    for element in dataset:
        if element.VR == "SQ" and depth < _MOST_DEPTH:
            for item in element.value[:1]:
                yield from _private(item, depth + 1)
        elif element.tag.group in (0x0021, 0x0029):
            value = element.value
            if isinstance(value, str):
                value = value.encode("latin-1", "replace")
            if isinstance(value, bytes) and len(value) > 64:
                yield value[:_MOST_BYTES]
