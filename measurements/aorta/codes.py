"""Coded concepts of the aorta findings (specs section 11, interop section 3).

Every code stands in pydicom's dictionaries with this meaning; a test compares them. No code from memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from measurements.finding import Code


def _sct(value: str, meaning: str) -> Code:
    return Code(value, "SCT", meaning)


INNER_DIAMETER = _sct("397413000", "Vessel lumen diameter")
OUTER_DIAMETER = _sct("397414006", "Vessel outside diameter")
DIAMETER = _sct("81827009", "Diameter")
PERPENDICULAR = _sct("131189007", "Perpendicular Axis")
LUMEN_AREA = _sct("397415007", "Vessel lumen cross-sectional area")
AREA = _sct("42798000", "Area")
PERIMETER = _sct("131191004", "Perimeter")
VESSEL_LENGTH = _sct("414599003", "Length of vessel segment")
PATH_LENGTH = Code("121211", "DCM", "Path length")
ANGLE = _sct("1483009", "Angle")
RATIO = _sct("118586006", "Ratio")
Z_SCORE = Code("121416", "DCM", "Z-Score of measurement")
BSA = Code("8277-6", "LN", "BSA")
BSA_DUBOIS = Code("122241", "DCM", "BSA = 0.007184*WT^0.425*HT^0.725")
BSA_MOSTELLER = Code("122244", "DCM", "BSA = (HT*WT/36)^0.5")

MAXIMUM = _sct("56851009", "Maximum")
MINIMUM = _sct("255605001", "Minimum")
MEAN = _sct("373098007", "Mean")

RIGHT = _sct("24028007", "Right")
LEFT = _sct("7771000", "Left")

AORTA = _sct("15825003", "Aorta")
THORACIC_AORTA = _sct("113262008", "Thoracic aorta")
ABDOMINAL_AORTA = _sct("7832008", "Abdominal aorta")

_ILIAC_COMMON = _sct("73634005", "Common iliac artery")
_ILIAC_EXTERNAL = _sct("113269004", "External iliac artery")
_ASCENDING = _sct("54247002", "Ascending aorta")
#: the dictionary also holds 281130003 for the whole descending aorta; 32672002 is the one of CID 12212's set
_DESCENDING = _sct("32672002", "Descending aorta")

#: level key -> finding site
SITES: Mapping[str, Code] = MappingProxyType(
    {
        "annulus": _sct("77583004", "Aortic annulus"),
        "sinus": _sct("81128002", "Sinus of Valsalva"),
        "sinotubular_junction": _sct("443167003", "Aortic sinotubular junction"),
        "ascending_mid": _ASCENDING,
        "ascending_distal": _ASCENDING,
        "arch_mid": _sct("57034009", "Aortic arch"),
        "descending_proximal": _sct("88593004", "Aortic isthmus"),
        "descending_mid": _DESCENDING,
        "diaphragm": THORACIC_AORTA,
        "celiac": ABDOMINAL_AORTA,
        "suprarenal": _sct("1918003", "Suprarenal aorta"),
        "infrarenal": _sct("28205006", "Infrarenal aorta"),
        "abdominal_max": ABDOMINAL_AORTA,
        "bifurcation": _sct("73166001", "Aortic bifurcation"),
        "common_iliac_right": _ILIAC_COMMON,
        "common_iliac_left": _ILIAC_COMMON,
        "external_iliac_right": _ILIAC_EXTERNAL,
        "external_iliac_left": _ILIAC_EXTERNAL,
    }
)
LATERALITY: Mapping[str, Code] = MappingProxyType(
    {
        "common_iliac_right": RIGHT,
        "common_iliac_left": LEFT,
        "external_iliac_right": RIGHT,
        "external_iliac_left": LEFT,
    }
)


def all_codes() -> tuple[Code, ...]:
    """Every code of this module, for the test against the dictionaries."""
    named = [v for v in globals().values() if isinstance(v, Code)]
    return tuple(dict.fromkeys([*named, *SITES.values(), *LATERALITY.values()]))
