"""The first text of each section, from findings and facts; and what is still missing.

Numbers of findings become tokens. A field without a value is empty and takes its optional part of the
sentence ``[? … ?]`` with it. What a drafter must decide stays as a choice ``[kies: a / b]``, which counts as
missing until it is gone: the program draws no conclusion by itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from measurements.finding import Finding
from report_templates import numbers
from report_templates.linked import partner, token, tokens
from report_templates.rows import Row, absence, measurement_rows
from report_templates.schema import Completion, Facts, Missing, Section, SectionKind, Template, Words

_OPTIONAL = re.compile(r"\[\?(.*?)\?\]", re.DOTALL)
_FIELD = re.compile(r"\{([a-z_]+)\}")
_CHOICE = re.compile(r"\[(?:kies|choose): [^\]]*\]")
_INDEX_KEYS = ("aortic_size_index", "aortic_height_index", "area_height_index")
_GROWN = ("growth", "decrease")


def compose(template: Template, findings: Sequence[Finding], facts: Facts, language: str) -> dict[str, str]:
    """First text of every section, with a token for each number that comes from a finding."""
    words = template.words[language]
    mine = [f for f in findings if f.task == template.task]
    rows = measurement_rows(template, mine, facts.comparisons, language)
    fields = {
        **_acquisition(mine, facts, words),
        "clinical_question": facts.clinical_question.strip(),
        "study_description": facts.study_description.strip(),
        "level_sentences": _levels(rows, mine, words),
        "indices": _indices(mine, words),
        "comparison_sentences": _comparisons(template, rows, facts, words),
        "maximum_sentence": _maximum(rows, words),
        "growth_sentence": _growth(rows, facts, words),
    }
    return {s.id: _fill(words.defaults[s.id], fields) for s in template.sections}


def required_missing(
    template: Template, sections: Mapping[str, str], findings: Sequence[Finding]
) -> tuple[Missing, ...]:
    """What is still missing, in the order of the template: prohibiting things and alerts.

    Empty sections as their completion says; choices that were never made and links to a removed finding
    always prohibit; a level without a value or a reason is an alert at the findings.
    """
    known = {f.id for f in findings}
    missing: list[Missing] = []
    for section in template.sections:
        text = sections.get(section.id, "")
        if not text.strip() and section.completion is not Completion.SILENT:
            missing.append(_missing(template, section, "empty", section.completion))
        if section.in_report:
            missing.extend(
                _missing(template, section, "choice", Completion.PROHIBIT, choice)
                for choice in _CHOICE.findall(text)
            )
            missing.extend(
                _missing(template, section, "broken_link", Completion.PROHIBIT, link.finding_id)
                for link in tokens(text)
                if link.finding_id not in known
            )
        if section.kind is SectionKind.FINDINGS:
            measured = {
                f.level for f in findings if f.task == template.task and absence(f)[0] != "not_measured"
            }
            missing.extend(
                _missing(template, section, "level", Completion.ALERT, level)
                for level in template.required_levels
                if level not in measured
            )
    return tuple(missing)


def _missing(
    template: Template, section: Section, code: str, completion: Completion, detail: str = ""
) -> Missing:
    return Missing(
        section.id,
        code,
        completion,
        template.label(section.id, "nl"),
        template.label(section.id, "en"),
        detail,
    )


def _fill(text: str, fields: Mapping[str, str]) -> str:
    """Fields filled, optional parts with an empty field dropped. One pass: values are never read again."""

    def values(match: re.Match[str]) -> str:
        return fields.get(match.group(1), "")

    result: list[str] = []
    done = 0
    for part in _OPTIONAL.finditer(text):
        result.append(_FIELD.sub(values, text[done : part.start()]))
        if all(fields.get(name, "") for name in _FIELD.findall(part.group(1))):
            result.append(_FIELD.sub(values, part.group(1)))
        done = part.end()
    result.append(_FIELD.sub(values, text[done:]))
    return "".join(result).strip()


def _start(text: str) -> str:
    """First letter upper case, unless the text starts with a token."""
    return text if text.startswith("{") else text[:1].upper() + text[1:]


def _listing(names: Sequence[str], words: Words) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {words.terms['and']} {names[-1]}"


def _condition(findings: Sequence[Finding], key: str) -> tuple[str, ...]:
    """The different values of a condition over all findings, in order."""
    values = (dict(f.conditions).get(key) or dict(f.source.facts).get(key, "") for f in findings)
    return tuple(dict.fromkeys(v for v in values if v))


def _acquisition(findings: Sequence[Finding], facts: Facts, words: Words) -> dict[str, str]:
    language, terms = words.language, words.terms
    gating = [g for g in _condition(findings, "gating") if g != "unknown"]
    gated = facts.gating if not gating else gating[0] != "none"
    text = "" if gated is None else terms["gated" if gated else "not_gated"]
    percent = _one_number(_condition(findings, "rr_percent"), facts.rr_percent)
    if gated and percent is not None:
        text += f" ({numbers.number(percent, 0, language)} % RR)"
    phase = next(iter(_condition(findings, "phase")), facts.phase)
    thickness = _one_number(_condition(findings, "slice_thickness_mm"), facts.slice_thickness_mm)
    distance = _one_number(_condition(findings, "slice_distance_mm"), facts.slice_distance_mm)
    named = _condition(findings, "method") or tuple(dict.fromkeys(f.method.name for f in findings))
    methods = [terms.get(m, "") for m in named]
    return {
        "gating": text,
        "phase": terms.get(phase, ""),
        "slice_thickness": _millimetres(thickness, language),
        "slice_distance": _millimetres(distance, language),
        "method": _listing([m for m in methods if m], words),
        "edges": _edges(findings, words),
        "images": _listing([terms[m] for m in _marks(findings) if m in terms], words),
    }


#: what the images themselves say against their measurements, in the order of the sentence
_OF_IMAGES = ("resampled", "lossy")


def _marks(findings: Sequence[Finding]) -> list[str]:
    """Marks of the images that any finding carries; a plane that was resampled to measure on it is none."""
    said = {mark for f in findings for mark in f.flags if f.method.name != "planar" or mark != "resampled"}
    said |= {key for f in findings for key, _ in f.source.facts if key == "resampled"}
    return [mark for mark in _OF_IMAGES if mark in said]


def _one_number(texts: Sequence[str], otherwise: float | None) -> float | None:
    """The one number that all findings agree on; none when they differ or say nothing readable."""
    if not texts:
        return otherwise
    try:
        values = {float(t) for t in texts}
    except ValueError:
        return otherwise
    return values.pop() if len(values) == 1 else None


def _millimetres(value: float | None, language: str) -> str:
    if value is None:
        return ""
    decimals = 1 if abs(value * 10 - round(value * 10)) < 1e-6 else 2
    return numbers.quantity(value, "mm", language, decimals=decimals)


def _edges(findings: Sequence[Finding], words: Words) -> str:
    """``buitenwand tot buitenwand``; with more than one edge each with its levels."""
    edges = _condition(findings, "edge")
    known = [e for e in edges if e in words.terms]
    if len(known) == 1:
        return words.terms[known[0]]
    parts = []
    for edge in known:
        levels = dict.fromkeys(
            words.names[f.level]
            for f in findings
            if dict(f.conditions).get("edge") == edge and f.level in words.names
        )
        parts.append(f"{words.terms[edge]} ({_listing(list(levels), words)})")
    return "; ".join(parts)


def _levels(rows: Sequence[Row], findings: Sequence[Finding], words: Words) -> str:
    sentences: list[str] = []
    absent: dict[str, list[str]] = {"not_imaged": [], "not_assessable": [], "not_measured": []}
    for row in rows:
        name = words.names[row.level]
        if row.absent:
            reason = words.terms.get(row.reason, row.reason)
            absent[row.absent].append(f"{name} ({reason})" if reason else name)
        elif row.largest is not None:
            sentences.append(_level(row, row.largest, name, findings, words))
    for kind, names in absent.items():
        if names:
            sentences.append(_fill(words.sentences[kind], {"names": _listing(names, words)}))
    return " ".join(sentences)


def _level(row: Row, largest: Finding, name: str, findings: Sequence[Finding], words: Words) -> str:
    fields = {"name": _start(name), "pair": token(largest.id, "pair")}
    area = partner(largest, findings, "area_mm2")
    perimeter = partner(largest, findings, "perimeter_mm")
    if row.level == "annulus" and area is not None and perimeter is not None:
        fields["area"], fields["perimeter"] = token(area.id, "mm2"), token(perimeter.id, "value")
        return _fill(words.sentences["level_annulus"], fields)
    where = _where(largest, words)
    if where:
        return _fill(words.sentences["level_at"], {**fields, "where": where})
    return _fill(words.sentences["level"], fields)


def _where(finding: Finding, words: Words) -> str:
    """``35 mm distaal van de a. subclavia sinistra``: where a maximum lies, when its landmark has a name."""
    conditions = dict(finding.conditions)
    name = words.terms.get(f"landmark_{conditions.get('landmark', '')}", "")
    try:
        distance = float(conditions["landmark_distance_mm"])
    except (KeyError, ValueError):
        return ""
    side = words.terms.get("distal" if distance > 0 else "proximal", "")
    if not name or not side:
        return ""
    if round(distance) == 0:
        return f"{words.terms.get('at', '')} {name}"
    return f"{numbers.quantity(abs(distance), 'mm', words.language)} {side} {name}"


def _indices(findings: Sequence[Finding], words: Words) -> str:
    return " ".join(
        _fill(words.sentences["index"], {"name": f.label or f.key, "value": token(f.id, "value")})
        for f in findings
        if f.key in _INDEX_KEYS
    )


def _comparisons(template: Template, rows: Sequence[Row], facts: Facts, words: Words) -> str:
    compared = [r for r in rows if r.comparison is not None and r.comparison.verdict != "prior_missing"]
    if not compared:
        if facts.prior_date:
            return ""
        return words.sentences["no_prior" if facts.prior_searched else "prior_not_searched"]
    first = compared[0].comparison
    date = facts.prior_date or (first.prior_date if first else "")
    same = all(r.comparison.same_method for r in compared if r.comparison)
    sentences = [
        _fill(
            words.sentences["comparison_intro"],
            {
                "date": numbers.iso_day(date, words.language),
                "method": words.terms["same_method" if same else "other_method"],
            },
        )
    ]
    told = [r for r in compared if r.emphasised or (r.comparison and r.comparison.verdict in _GROWN)]
    told = told or compared[:1]
    # the first one follows the colon of the introduction
    sentences.extend(_comparison(row, words, starts=row is not told[0]) for row in told)
    sentences.extend(
        _comparison(r, words)
        for r in compared
        if r not in told and r.comparison and r.comparison.verdict == "not_comparable"
    )
    if any(
        r.comparison and r.comparison.verdict == "no_measurable_growth" for r in compared if r not in told
    ):
        sentences.append(words.sentences["comparison_rest"])
    return " ".join(sentences)


def _comparison(row: Row, words: Words, *, starts: bool = True) -> str:
    comparison, finding = row.comparison, row.largest
    if comparison is None or finding is None:
        return ""
    name = _start(words.names[row.level]) if starts else words.names[row.level]
    if comparison.verdict == "not_comparable" or comparison.difference is None:
        return _fill(
            words.sentences["comparison_not_comparable"], {"name": name, "reason": comparison.reason}
        )
    fields = {key: token(finding.id, key) for key in ("prior", "value", "difference", "limit", "verdict")}
    if comparison.rate_per_year is not None:
        fields["rate"] = token(finding.id, "rate")
    return _fill(words.sentences["comparison"], {**fields, "name": name, "reason": comparison.reason})


def _maximum(rows: Sequence[Row], words: Words) -> str:
    top = next((r for r in rows if r.emphasised and r.largest is not None), None)
    if top is None or top.largest is None:
        return ""
    key = top.level if top.level.startswith("maximum.") else "maximum.overall"
    name = words.names.get(key, words.names[top.level])
    return _fill(words.sentences["maximum"], {"name": _start(name), "pair": token(top.largest.id, "pair")})


def _growth(rows: Sequence[Row], facts: Facts, words: Words) -> str:
    compared = [r for r in rows if r.comparison is not None and r.comparison.difference is not None]
    if not compared:
        return ""
    first = compared[0].comparison
    date = numbers.iso_day(facts.prior_date or (first.prior_date if first else ""), words.language)
    grown = [r for r in compared if r.comparison and r.comparison.verdict in _GROWN and r.largest]
    if not grown:
        measured = all(r.comparison and r.comparison.verdict == "no_measurable_growth" for r in compared)
        return _fill(words.sentences["no_growth"], {"date": date}) if measured else ""
    return ". ".join(
        _fill(
            words.sentences["growth"],
            {
                "name": _start(words.names[r.level]),
                "verdict": token(r.largest.id, "verdict"),
                "difference": token(r.largest.id, "difference"),
                "date": date,
            },
        )
        for r in grown
        if r.largest is not None
    )
