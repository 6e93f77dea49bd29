"""How numbers, dates and times are written in a report, in Dutch and in English (specs of screens, section 6).

Dutch: decimal comma, thousands point, dd-mm-jjjj. English: decimal point, thousands comma, yyyy-mm-dd. Both:
a true minus (U+2212), ``×`` between the two diameters of a section, the unit after a space, no thin spaces.
Rounding is half away from zero on the decimal text of the value, as people round on paper.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

MINUS = "\u2212"
TIMES = "×"
LANGUAGES = ("nl", "en")

#: UCUM code to the printed unit; a unit that isn't here is printed as its code
UNITS = {
    "mm": "mm",
    "cm": "cm",
    "mm2": "mm²",
    "cm2": "cm²",
    "ml": "ml",
    "cm/m": "cm/m",
    "cm/m2": "cm/m²",
    "cm2/m": "cm²/m",
    "m2": "m²",
    "deg": "°",
    "%": "%",
    "{ratio}": "",
    "1": "",
    "s": "s",
    "[hnsf'U]": "HU",
    "ml/(100.g)": "ml/100 g",
    "ml/(100.g).min": "ml/100 g/min",
    "/min": "/min",
}

#: decimals printed for a UCUM unit when the template doesn't say otherwise
DECIMALS = {
    "mm": 0,
    "mm2": 0,
    "cm2": 1,
    "ml": 0,
    "cm/m": 2,
    "cm/m2": 2,
    "cm2/m": 1,
    "m2": 2,
    "deg": 0,
    "%": 1,
}


def rounded(value: float, decimals: int) -> Decimal:
    """`value` rounded half away from zero; minus zero becomes zero."""
    result = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(result) if result == 0 else result


def number(value: float, decimals: int, language: str, *, signed: bool = False) -> str:
    """A number: ``1.234,5`` in Dutch, ``1,234.5`` in English; `signed` writes ``+`` too (zero has no sign)."""
    exact = rounded(value, decimals)
    text = f"{abs(exact):,.{decimals}f}"
    if language == "nl":
        text = text.translate(str.maketrans(",.", ".,"))
    if exact < 0:
        return MINUS + text
    return f"+{text}" if signed and exact > 0 else text


def quantity(
    value: float, unit: str, language: str, *, decimals: int | None = None, signed: bool = False
) -> str:
    """A number with its printed unit: ``39 mm``, ``12,0 %``, ``4,1 cm²``; `unit` is a UCUM code."""
    if decimals is None:
        decimals = DECIMALS.get(unit, 1)
    printed = UNITS.get(unit, unit)
    return f"{number(value, decimals, language, signed=signed)} {printed}".rstrip()


def diameter_pair(
    largest_mm: float, perpendicular_mm: float | None, language: str, *, decimals: int = 0
) -> str:
    """The two diameters of a section: ``39 × 34 mm``; one alone when the other isn't known."""
    if perpendicular_mm is None:
        return quantity(largest_mm, "mm", language, decimals=decimals)
    first = number(largest_mm, decimals, language)
    return f"{first} {TIMES} {quantity(perpendicular_mm, 'mm', language, decimals=decimals)}"


def area_cm2(area_mm2: float, language: str) -> str:
    """An area in mm² printed as cm² with one decimal."""
    return quantity(float(Decimal(repr(float(area_mm2))) / 100), "cm2", language)


def interval(low: float, high: float, decimals: int, language: str) -> str:
    """A range with an en dash: ``1,5–7,4``."""
    return f"{number(low, decimals, language)}–{number(high, decimals, language)}"


def day(value: date, language: str) -> str:
    """``20-11-2026`` in Dutch, ``2026-11-20`` in English."""
    return value.strftime("%d-%m-%Y") if language == "nl" else value.isoformat()


def iso_day(text: str, language: str) -> str:
    """An ISO date or date-time as day; empty for empty. Raises ValueError for anything else."""
    return day(date.fromisoformat(text[:10]), language) if text else ""


def dicom_day(text: str, language: str) -> str:
    """A DICOM date (``YYYYMMDD``) as day; unreadable text is given back as it is, empty stays empty."""
    try:
        return day(datetime.strptime(text.strip(), "%Y%m%d").replace(tzinfo=UTC).date(), language)
    except ValueError:
        return text.strip()


def dicom_clock(text: str) -> str:
    """A DICOM time (``HHMMSS.ffffff``) as ``HH:MM``; unreadable text gives nothing."""
    digits = text.strip()[:4]
    if len(digits) == 4 and digits.isdigit() and int(digits[:2]) < 24 and int(digits[2:]) < 60:
        return f"{digits[:2]}:{digits[2:]}"
    return ""


def local(at: str, timezone: str) -> datetime:
    """A UTC ISO 8601 time in the zone in which it is printed; a time without zone raises ValueError."""
    moment = datetime.fromisoformat(at)
    if moment.tzinfo is None:
        raise ValueError("a time needs its zone")
    return moment.astimezone(ZoneInfo(timezone))


def moment(at: str, language: str, timezone: str, *, joined: str = " ") -> str:
    """Day and clock of a UTC time: ``20-11-2026 11:56``; `joined` may be ``" om "``. Empty for empty."""
    if not at:
        return ""
    here = local(at, timezone)
    return f"{day(here.date(), language)}{joined}{here:%H:%M}"


def age_years(birth_date: str, on_date: str) -> int | None:
    """Whole years between two DICOM dates, or None when either can't be read."""
    try:
        born = datetime.strptime(birth_date, "%Y%m%d").replace(tzinfo=UTC)
        then = datetime.strptime(on_date, "%Y%m%d").replace(tzinfo=UTC)
    except ValueError:
        return None
    years = then.year - born.year - ((then.month, then.day) < (born.month, born.day))
    return years if years >= 0 else None


def age(birth_date: str, on_date: str, language: str) -> str:
    """``68 j`` in Dutch, ``68 y`` in English; empty when unknown."""
    years = age_years(birth_date, on_date)
    return "" if years is None else f"{years} {'j' if language == 'nl' else 'y'}"


def duration(minutes: int, language: str) -> str:
    """``45 min``, ``3 u``, ``1 d 2 u`` (English ``h``): the two largest parts that aren't zero."""
    hour = "u" if language == "nl" else "h"
    days, rest = divmod(max(0, minutes), 1440)
    hours, left = divmod(rest, 60)
    parts = [f"{days} d"] * bool(days) + [f"{hours} {hour}"] * bool(hours) + [f"{left} min"] * bool(left)
    return " ".join(parts[:2]) or "0 min"


def wilson(successes: int, count: int, language: str) -> str:
    """A share with its 95 % Wilson interval: ``91,4 % (81,4–96,3; n = 58)``; empty for no observations."""
    if count <= 0:
        return ""
    z = 1.959963984540054
    share = successes / count
    centre = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * ((share * (1 - share) / count + z * z / (4 * count * count)) ** 0.5) / (1 + z * z / count)
    low, high = max(0.0, centre - half), min(1.0, centre + half)
    return (
        f"{number(100 * share, 1, language)} % ({interval(100 * low, 100 * high, 1, language)}; n = {count})"
    )


def person_name(dicom_name: str) -> str:
    """A DICOM person name as ``FAMILY, Given Middle``-like text; other text is given back as it is."""
    alphabetic = dicom_name.split("=")[0]
    if "^" not in alphabetic:
        return dicom_name.strip()
    family, given, middle, prefix, suffix = (alphabetic.split("^") + [""] * 5)[:5]
    rest = " ".join(part.strip() for part in (prefix, given, middle, suffix) if part.strip())
    return ", ".join(part for part in (family.strip(), rest) if part)
