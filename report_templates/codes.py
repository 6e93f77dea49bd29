"""Every code that the renderers write themselves (findings bring their own concepts).

Each stands in pydicom's dictionaries with this meaning, or in `OUTSIDE_DICTIONARIES` with its source; a test
compares them. No code from memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from measurements.finding import Code

#: designator of the project's private coding scheme; declared in every object that uses it
PRIVATE_SCHEME = "99ISG"
PRIVATE_SCHEME_NAME = "Voorverslag private codes"


def _dcm(value: str, meaning: str) -> Code:
    return Code(value, "DCM", meaning)


def _sct(value: str, meaning: str) -> Code:
    return Code(value, "SCT", meaning)


# document
IMAGING_MEASUREMENT_REPORT = _dcm("126000", "Imaging Measurement Report")
REPORT_TYPE = Code("18748-4", "LN", "Diagnostic Imaging Report")
CT_PROCEDURE = Code("25045-6", "LN", "CT unspecified body region")
MR_PROCEDURE = Code("25056-3", "LN", "MRI unspecified body region")
LANGUAGES: Mapping[str, Code] = MappingProxyType(
    {"nl": Code("nl", "RFC5646", "Dutch"), "en": Code("en", "RFC5646", "English")}
)

# people
RADIOGRAPHER = _sct("159016003", "Radiologic Technologist")
PERFORMING = _dcm("121094", "Performing")
VERIFYING = _dcm("121098", "Verifying")

# narrative headings, by value as templates name them
HEADINGS: Mapping[str, Code] = MappingProxyType(
    {
        code.value: code
        for code in (
            _dcm("121062", "Request"),
            _dcm("121109", "Indications for Procedure"),
            _dcm("121064", "Current Procedure Descriptions"),
            _dcm("121068", "Previous Findings"),
            _dcm("121070", "Findings"),
            _dcm("121072", "Impressions"),
            _dcm("121076", "Conclusions"),
            _dcm("121074", "Recommendations"),
        )
    }
)

# predecessors (CID 7009)
PRELIMINARY_REPORT = _dcm("121362", "Preliminary report")
REPLACED_REPORT = _dcm("121360", "Replaced report")
ADDENDED_REPORT = _dcm("121361", "Addended report")
PREDECESSOR_PURPOSES: Mapping[str, Code] = MappingProxyType(
    {"preliminary": PRELIMINARY_REPORT, "replaced": REPLACED_REPORT, "addended": ADDENDED_REPORT}
)

# removal from use (CID 7031)
REJECTED_FOR_SAFETY = _dcm("113037", "Rejected for Patient Safety Reasons")
REJECTED_FOR_QUALITY = _dcm("113001", "Rejected for Quality Reasons")

# image library (TID 1600 to 1604)
IMAGE_LIBRARY = _dcm("111028", "Image Library")
IMAGE_LIBRARY_GROUP = _dcm("126200", "Image Library Group")
SOURCE_IMAGE = _sct("260753009", "Source (attribute)")
MODALITY = _dcm("121139", "Modality")
MODALITIES: Mapping[str, Code] = MappingProxyType(
    {
        "CT": _dcm("CT", "Computed Tomography"),
        "MR": _dcm("MR", "Magnetic Resonance"),
        "PT": _dcm("PT", "Positron emission tomography"),
        "US": _dcm("US", "Ultrasound"),
    }
)
FRAME_OF_REFERENCE = _dcm("112227", "Frame of Reference UID")
ROWS = _dcm("110910", "Pixel Data Rows")
COLUMNS = _dcm("110911", "Pixel Data Columns")
HORIZONTAL_SPACING = _dcm("111026", "Horizontal Pixel Spacing")
VERTICAL_SPACING = _dcm("111066", "Vertical Pixel Spacing")
POSITIONS: Mapping[str, Code] = MappingProxyType(
    {axis: _dcm(str(110901 + i), f"Image Position (Patient) {axis}") for i, axis in enumerate("XYZ")}
)
ORIENTATIONS: Mapping[str, Code] = MappingProxyType(
    {
        axis: _dcm(str(110904 + i), f"Image Orientation (Patient) {axis}")
        for i, axis in enumerate(("Row X", "Row Y", "Row Z", "Column X", "Column Y", "Column Z"))
    }
)

# measurement groups
AORTA = _sct("15825003", "Aorta")
#: what a measurement group of the aorta is about when its findings say nothing narrower
MEASURED_SEGMENT = AORTA
COMMENT = _dcm("121106", "Comment")
CONDITION = Code("condition", PRIVATE_SCHEME, "Condition of measurement")
ORIGIN = Code("origin", PRIVATE_SCHEME, "Origin of measurement")
ORIGINS: Mapping[str, Code] = MappingProxyType(
    {
        "manual": Code("manual", PRIVATE_SCHEME, "Manual"),
        "semi-automatic": Code("semi-automatic", PRIVATE_SCHEME, "Semi-automatic"),
        "ai": Code("ai", PRIVATE_SCHEME, "Artificial intelligence"),
    }
)
ABSENT: Mapping[str, Code] = MappingProxyType(
    {
        "not_imaged": Code("not_imaged", PRIVATE_SCHEME, "Not imaged"),
        "not_assessable": Code("not_assessable", PRIVATE_SCHEME, "Not assessable"),
    }
)

#: codes that pydicom's dictionaries lack, with the place where each was read
OUTSIDE_DICTIONARIES: Mapping[Code, str] = MappingProxyType(
    {
        LANGUAGES["nl"]: "RFC 5646 language tag; DICOM PS3.16 TID 1204",
        LANGUAGES["en"]: "RFC 5646 language tag; DICOM PS3.16 TID 1204",
        **{
            code: f"private scheme {PRIVATE_SCHEME}, declared in CodingSchemeIdentificationSequence"
            for code in (CONDITION, ORIGIN, *ORIGINS.values(), *ABSENT.values())
        },
    }
)


def all_codes() -> tuple[Code, ...]:
    """Every code of this module."""
    found: list[Code] = []
    for value in globals().values():
        if isinstance(value, Code):
            found.append(value)
        elif isinstance(value, Mapping):
            found.extend(v for v in value.values() if isinstance(v, Code))
            found.extend(k for k in value if isinstance(k, Code))
    return tuple(dict.fromkeys(found))


def in_dictionary(code: Code) -> bool:
    """Whether pydicom's dictionaries hold this value with this meaning."""
    from pydicom.sr._concepts_dict import concepts

    scheme = concepts.get(code.scheme, {})
    return any(
        code.value in entries and entries[code.value][0] == code.meaning for entries in scheme.values()
    )
