"""The tables of the printed report: levels with both diameters and their comparison, and other measurements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import Flowable, Spacer, Table, TableStyle

from measurements.finding import Finding
from report_templates import numbers
from report_templates.document import ReportDocument
from report_templates.linked import VERDICTS, partner, withheld_words
from report_templates.render.flow import FONT, cell, paragraph
from report_templates.render.style import WIDTH, colour
from report_templates.render.words import WORDS
from report_templates.rows import LARGEST, PERPENDICULAR, Row, measurement_rows
from report_templates.schema import Template


def tables(
    document: ReportDocument, template: Template, language: str, *, compact: bool = False
) -> list[Flowable]:
    """Both tables, as far as there is something in them."""
    rows = measurement_rows(template, document.findings, document.comparisons, language)
    shown = [r for r in rows if r.absent != "not_measured"]
    unmeasured = [r for r in rows if r.absent == "not_measured"]
    parts: list[Flowable] = []
    if any(r.largest is not None for r in rows):
        parts.append(_level_table(document, template, language, shown, unmeasured, compact))
        if template.diameter_decimals == 0:
            compared = any(c.prior_value is not None for c in document.comparisons)
            parts.append(
                paragraph(
                    WORDS[language]["rounding" if compared else "whole"],
                    6.6,
                    9,
                    ink=colour("text", "muted"),
                    before=2,
                    after=2,
                )
            )
    in_rows = {f.group for r in rows for f in (r.largest,) if f is not None}
    others = _others([f for f in document.findings if f.group not in in_rows], template, language)
    if others:
        parts += [Spacer(1, 4), _other_table(others, language)]
    return parts


def _level_table(
    document: ReportDocument,
    template: Template,
    language: str,
    rows: Sequence[Row],
    unmeasured: Sequence[Row],
    compact: bool,
) -> Table:
    words = WORDS[language]
    compared = [c for c in document.comparisons if c.prior_value is not None]
    dates = list(dict.fromkeys(c.prior_date for c in compared))
    limits = list(dict.fromkeys(c.limit for c in compared if c.limit is not None))
    with_prior, one_date = bool(compared), len(dates) == 1
    head = [words["level"], words["largest"], words["perpendicular"]]
    if with_prior:
        date = numbers.iso_day(dates[0], language) if one_date else words["earlier"]
        limit = (
            words["comparison_limit"].format(limit=numbers.number(limits[0], 1, language))
            if len(limits) == 1
            else words["comparison"]
        )
        head += [words["prior"].format(date=date), words["difference"], limit]
    else:
        head.append(words["note"])
    body, marked = _body(rows, template, language, with_prior, one_date)
    if unmeasured:
        names = " · ".join(r.label for r in unmeasured)
        body.append([names, *[""] * (len(head) - 2), template.words[language].terms["not_measured"]])
    widths = [WIDTH - 398, 56, 68, 68, 62, 144] if with_prior else [WIDTH - 382, 66, 72, 244]
    emphasised = {i for i, r in enumerate(marked) if r}
    last = len(head) - 1
    cells = [[cell(t, i, last, head=True) for i, t in enumerate(head)]]
    for number, line in enumerate(body):
        cells.append([cell(t, i, last, bold=number in emphasised) for i, t in enumerate(line)])
    commands: list[Any] = [
        FONT,
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 0.9 if compact else 1.6),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5 if compact else 2.2),
        ("LEFTPADDING", (0, 0), (-1, -1), 4),
        ("RIGHTPADDING", (0, 0), (-1, -1), 4),
        ("LINEBELOW", (0, 0), (-1, 0), 0.7, colour("text", "muted")),
        ("LINEBELOW", (0, 1), (-1, -1), 0.4, colour("line", "subtle")),
    ]
    commands += [
        ("BACKGROUND", (0, i + 1), (-1, i + 1), colour("status", "preliminary", "soft")) for i in emphasised
    ]
    # names without numbers have the room of the empty number columns
    commands += [
        ("SPAN", (0, i + 1), (last - 1, i + 1)) for i, line in enumerate(body) if not any(line[1:last])
    ]
    return Table(cells, colWidths=widths, repeatRows=1, style=TableStyle(commands), spaceAfter=2)


def _body(
    rows: Sequence[Row], template: Template, language: str, with_prior: bool, one_date: bool
) -> tuple[list[list[str]], list[bool]]:
    """Lines of the table and whether each is emphasised; neighbours without a value share a line and its words."""
    lines: list[list[str]] = []
    marked: list[bool] = []
    joins = False
    for row in rows:
        line = _row_cells(row, template, language, with_prior, one_date)
        valued = row.largest is not None and row.largest.value is not None
        if not valued and joins and lines[-1][-1] == line[-1]:
            lines[-1][0] = f"{lines[-1][0]} · {line[0]}"
        else:
            lines.append(line)
            marked.append(row.emphasised)
        joins = not valued
    return lines, marked


def _flags(row: Row, template: Template, language: str) -> str:
    """What is to be known of a measured level, in the template's words: near a branch, edge of the study."""
    terms = template.words[language].terms
    flags = row.largest.flags if row.largest is not None else ()
    return ", ".join(terms[f] for f in flags if f in terms)


def _row_cells(row: Row, template: Template, language: str, with_prior: bool, one_date: bool) -> list[str]:
    words, decimals = template.words[language], template.diameter_decimals
    if row.absent or row.largest is None or row.largest.value is None:
        reason = words.terms.get(row.reason, row.reason)
        text = words.terms[row.absent or "not_assessable"]
        text = f"{text} ({reason})" if reason else text
        return [row.label, "", "", *(["", ""] if with_prior else []), text]
    other = row.perpendicular.value if row.perpendicular else None
    cells = [
        row.label,
        numbers.number(row.largest.value, decimals, language),
        "" if other is None else numbers.number(other, decimals, language),
    ]
    flags = _flags(row, template, language)
    if not with_prior:
        return [*cells, flags]
    compared = row.comparison
    if compared is None:
        missing = VERDICTS["prior_missing"][language]
        return [*cells, "", "", f"{missing}; {flags}" if flags else missing]
    verdict = VERDICTS[compared.verdict][language]
    if compared.reason and compared.verdict != "prior_missing":
        verdict = f"{verdict} ({compared.reason})"
    if flags:
        verdict = f"{verdict}; {flags}"
    prior = "" if compared.prior_value is None else numbers.number(compared.prior_value, decimals, language)
    if prior and not one_date:
        prior = f"{prior} ({numbers.iso_day(compared.prior_date, language)})"
    return [
        *cells,
        prior,
        "" if compared.difference is None else numbers.number(compared.difference, 1, language, signed=True),
        verdict,
    ]


def _others(findings: Sequence[Finding], template: Template, language: str) -> list[tuple[str, str, str]]:
    """Name, value and method of what isn't a level; a section is one line with both diameters."""
    terms = template.words[language].terms
    lines: list[tuple[str, str, str]] = []
    sections = {f.group for f in findings if f.key == LARGEST and f.group}
    for finding in findings:
        if finding.group in sections and finding.key != LARGEST:
            continue
        method = terms.get(finding.method.name, finding.method.name)
        name = terms.get(f"key_{finding.key}") or finding.label or finding.concept.meaning
        arc = dict(finding.conditions).get("arc_mm", "")
        if finding.key == LARGEST and arc and "section_at" in terms:
            name = f"{terms['section_at']} {numbers.quantity(float(arc), 'mm', language)}"
        if finding.value is None:
            value = withheld_words(finding, language)
        elif finding.key == LARGEST:
            other = partner(finding, findings, PERPENDICULAR)
            value = numbers.diameter_pair(
                finding.value, other.value if other else None, language, decimals=template.diameter_decimals
            )
        elif finding.unit == "mm2":
            value = numbers.area_cm2(finding.value, language)
        else:
            value = numbers.quantity(finding.value, finding.unit, language)
        lines.append((name, value, method))
    return lines


def _other_table(others: Sequence[tuple[str, str, str]], language: str) -> Table:
    words = WORDS[language]
    lines = [(words["other_measurements"], words["value"], words["method"]), *others]
    cells = [[cell(t, i, 2, head=n == 0) for i, t in enumerate(line)] for n, line in enumerate(lines)]
    return Table(
        cells,
        colWidths=[WIDTH - 290, 90, 200],
        repeatRows=1,
        style=TableStyle(
            [
                FONT,
                ("TOPPADDING", (0, 0), (-1, -1), 1.6),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 2.2),
                ("LEFTPADDING", (0, 0), (-1, -1), 4),
                ("RIGHTPADDING", (0, 0), (-1, -1), 4),
                ("LINEBELOW", (0, 0), (-1, 0), 0.7, colour("text", "muted")),
                ("LINEBELOW", (0, 1), (-1, -1), 0.4, colour("line", "subtle")),
            ]
        ),
    )
