"""A new draft's content: identity from the worklist, sections from the template, first text from the findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from desktop import comparisons
from governance.report import Content, Kind, Section
from report_templates import templates

if TYPE_CHECKING:
    from governance.study import Study
    from measurements.finding import Finding
    from studies.volume import SeriesInfo

#: the template of each task
TEMPLATES = {"aorta": "aorta_ct"}


def template_of(content: Content) -> templates.Template:
    """The template that the content was made with."""
    return templates.load(content.template_id)


def new_content(study: Study, language: str = "nl") -> Content:
    """An empty report for a study of the worklist; the question is filled in."""
    template = templates.load(TEMPLATES[study.task.value])
    words = template.words[language]
    sections = tuple(
        Section(s.id, words.labels[s.id], study.indication if s.id == "clinical_question" else "", s.required)
        for s in template.sections
        if s.in_report
    )
    return Content(
        task=study.task,
        kind=Kind.PRIMARY,
        language=language,
        template_id=template.id,
        template_version=template.version,
        patient=study.patient,
        study=study.identity,
        sections=sections,
    )


def group_titles(template: templates.Template, findings: Sequence[Finding], language: str) -> dict[str, str]:
    """Printed name of each group of findings: the template's word for its level."""
    rows = template.words[language].rows
    return {f.group: rows[f.level] for f in findings if f.level in rows}


def group_order(template: templates.Template) -> list[str]:
    """Groups in the order of the report table, maxima last."""
    return [f"level:{level}" for level in template.levels] + [
        f"maximum:{m.removeprefix('maximum.')}" for m in template.maxima
    ]


def composed(
    content: Content,
    info: SeriesInfo | None = None,
    slice_distance_mm: float | None = None,
    *,
    no_prior: bool = False,
) -> dict[str, str]:
    """First text of every section from the findings, numbers as tokens; sections outside the report left out.

    `no_prior`: earlier examinations were looked for, and there are none; only then the text says so.
    """
    template = template_of(content)
    compared = comparisons.of_content(content)
    facts = templates.Facts(
        clinical_question=content.text("clinical_question"),
        study_description=content.study.description,
        phase="arterial" if info is not None and info.contrast_agent else "",
        slice_thickness_mm=info.slice_thickness_mm if info else None,
        slice_distance_mm=slice_distance_mm,
        comparisons=compared,
        prior_date=compared[0].prior_date if compared else "",
        prior_searched=no_prior,
    )
    texts = templates.compose(template, content.findings, facts, content.language)
    return {s.key: texts[s.key] for s in content.sections}


def missing(content: Content) -> tuple[templates.Missing, ...]:
    """What the template misses, required and advised, in its order."""
    texts: Mapping[str, str] = {s.key: s.text for s in content.sections}
    return templates.required_missing(template_of(content), texts, content.findings)


def level_names(content: Content, levels: Sequence[str]) -> list[str]:
    """Printed names of levels in the content's language."""
    rows = template_of(content).words[content.language].rows
    return [rows.get(level, level) for level in levels]


def missing_fields(content: Content) -> tuple[str, ...]:
    """Labels of what the template still requires before submitting, in the content's language."""
    found = missing(content)
    dutch = content.language == "nl"
    removed = "verwijderde meting in de tekst" if dutch else "removed measurement in the text"
    names = []
    for m in found:
        if m.completion is templates.Completion.PROHIBIT:
            detail = removed if m.code == "broken_link" else m.detail
            names.append((m.label_nl if dutch else m.label_en) + (f" ({detail})" if detail else ""))
    return tuple(dict.fromkeys(names))
