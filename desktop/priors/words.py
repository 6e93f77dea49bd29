"""An earlier examination in words: regions, why it is a prior or isn't, where it is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.days import as_date
from desktop.desk import Desk
from desktop.priors.finding import ARCHIVE, FILES, RECEIVED, Prior
from desktop.words import QT_TRANSLATE_NOOP
from desktop.worklist.governed import shown_name
from studies.priors import Reason, Verdict, all_regions

REGIONS = {
    "head": QT_TRANSLATE_NOOP("Priors", "head"),
    "neck": QT_TRANSLATE_NOOP("Priors", "neck"),
    "thorax": QT_TRANSLATE_NOOP("Priors", "thorax"),
    "abdomen": QT_TRANSLATE_NOOP("Priors", "abdomen"),
    "pelvis": QT_TRANSLATE_NOOP("Priors", "pelvis"),
    "spine": QT_TRANSLATE_NOOP("Priors", "spine"),
    "upper_limb": QT_TRANSLATE_NOOP("Priors", "arm"),
    "lower_limb": QT_TRANSLATE_NOOP("Priors", "leg"),
}
FIELDS = {
    "birth_date": QT_TRANSLATE_NOOP("Priors", "birth date"),
    "patient_name": QT_TRANSLATE_NOOP("Priors", "name"),
    "sex": QT_TRANSLATE_NOOP("Priors", "sex"),
    "issuer": QT_TRANSLATE_NOOP("Priors", "issuer of the number"),
}
DIFFERS = QT_TRANSLATE_NOOP("Priors", "Same number, other {field}: here {here}, there {there}.")
MISSING = QT_TRANSLATE_NOOP("Priors", "The {field} isn't said, so it can't be compared.")
OTHER_REGION = QT_TRANSLATE_NOOP("Priors", "Other part of the body: {regions}.")
NO_REGION = QT_TRANSLATE_NOOP("Priors", "It isn't said which part of the body this is.")
OTHER_MODALITY = QT_TRANSLATE_NOOP("Priors", "Other kind of images: {modality}.")
NO_DATE = QT_TRANSLATE_NOOP("Priors", "The date isn't known.")
NOT_EARLIER = QT_TRANSLATE_NOOP("Priors", "Not earlier than the present examination.")
SAME_STUDY = QT_TRANSLATE_NOOP("Priors", "Another series of the same examination.")
WHOLE_BODY = QT_TRANSLATE_NOOP("Priors", "whole body")
AT_HERE = QT_TRANSLATE_NOOP("Priors", "here")
AT_ARCHIVE = QT_TRANSLATE_NOOP("Priors", "archive {name}")
AT_FILES = QT_TRANSLATE_NOOP("Priors", "chosen in Studies")
AT_RECEIVED = QT_TRANSLATE_NOOP("Priors", "here, received")
IMAGES = QT_TRANSLATE_NOOP("Priors", "{n} images")
NO_DESCRIPTION = QT_TRANSLATE_NOOP("Priors", "no description")
DAYS = QT_TRANSLATE_NOOP("Priors", "{n} days earlier")
ONE_DAY = QT_TRANSLATE_NOOP("Priors", "1 day earlier")
MONTHS = QT_TRANSLATE_NOOP("Priors", "{n} months earlier")
YEARS = QT_TRANSLATE_NOOP("Priors", "{n} years earlier")
YEARS_MONTHS = QT_TRANSLATE_NOOP("Priors", "{years} y {months} m earlier")
SAME_DAY = QT_TRANSLATE_NOOP("Priors", "earlier the same day")
DAYS_A_MONTH, DAYS_A_YEAR = 30.4375, 365.25


def tr(source: str) -> str:
    return QCoreApplication.translate("Priors", source)


def regions(names: frozenset[str]) -> str:
    """Regions from head to foot; all of them as one word."""
    if names and names >= all_regions() - {"spine"}:
        return tr(WHOLE_BODY)
    return ", ".join(tr(REGIONS[name]) for name in REGIONS if name in names)


def value(desk: Desk, field: str, text: str) -> str:
    """An identifier as it is shown."""
    if field == "birth_date":
        day = as_date(text)
        return desk.date_text(day) if day is not None else text
    return shown_name(text) if field == "patient_name" else text


def reason(desk: Desk, found: Reason) -> str:
    """One reason against (or for) a study in a sentence; "" for what needs no saying."""
    if found.code in FIELDS:
        here, there = (value(desk, found.code, found.value(w)) for w in ("here", "there"))
        return tr(DIFFERS).format(field=tr(FIELDS[found.code]), here=here, there=there)
    if found.code.removeprefix("no_") in FIELDS:
        return tr(MISSING).format(field=tr(FIELDS[found.code.removeprefix("no_")]))
    if found.code == "other_region":
        return tr(OTHER_REGION).format(regions=regions(frozenset(found.value("regions").split())))
    if found.code == "other_modality":
        return tr(OTHER_MODALITY).format(modality=found.value("modality").replace(" ", ", ") or "–")
    plain = {"no_region": NO_REGION, "no_date": NO_DATE, "not_earlier": NOT_EARLIER, "same_study": SAME_STUDY}
    return tr(plain[found.code]) if found.code in plain else ""


def reasons(desk: Desk, prior: Prior) -> list[str]:
    """Why it isn't simply a prior: refusals, doubts, or what doesn't suit."""
    if prior.match.verdict is Verdict.PRIOR:
        return []
    return [words for found in prior.match.reasons if (words := reason(desk, found))]


def date(desk: Desk, prior: Prior) -> str:
    day = as_date(prior.match.facts.study_date)
    return desk.date_text(day) if day is not None else "–"


def before(prior: Prior) -> str:
    """How long before the present examination; "" when that isn't known."""
    said = next((r.value("days") for r in prior.match.reasons if r.code == "days_before"), "")
    if not said:
        return ""
    days = int(said)
    if days < 60:
        return tr(SAME_DAY) if days == 0 else tr(ONE_DAY) if days == 1 else tr(DAYS).format(n=days)
    months = round(days / DAYS_A_MONTH)
    if months < 24:
        return tr(MONTHS).format(n=months)
    years, rest = divmod(months, 12)
    return tr(YEARS_MONTHS).format(years=years, months=rest) if rest else tr(YEARS).format(n=years)


def description(prior: Prior) -> str:
    return next((t for t in prior.match.facts.descriptions if t), "") or tr(NO_DESCRIPTION)


def modality(prior: Prior) -> str:
    return ", ".join(prior.match.facts.modalities) or "–"


def place(prior: Prior) -> str:
    """Where it is: here, received, chosen, or in which archive, with how many images."""
    if prior.place == ARCHIVE and prior.node is not None:
        where = tr(AT_ARCHIVE).format(name=prior.node.name or prior.node.id)
    else:
        where = tr({FILES: AT_FILES, RECEIVED: AT_RECEIVED}.get(prior.place, AT_HERE))
    images = tr(IMAGES).format(n=prior.images)
    return f"{where} · {images}" if prior.images else where
