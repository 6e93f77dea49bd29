"""Load a template folder and check every part of it; each fault has its own sentence."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from report_templates.codes import HEADINGS
from report_templates.schema import Completion, Section, SectionKind, Template, TemplateError, Words

FOLDER = Path(__file__).resolve().parent

#: the merge fields that default text and sentences may name
FIELDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "default": frozenset(
            {
                "clinical_question",
                "study_description",
                "gating",
                "phase",
                "slice_thickness",
                "slice_distance",
                "method",
                "edges",
                "images",
                "level_sentences",
                "indices",
                "comparison_sentences",
                "maximum_sentence",
                "growth_sentence",
            }
        ),
        "level": frozenset({"name", "pair"}),
        "level_annulus": frozenset({"name", "pair", "area", "perimeter"}),
        "level_at": frozenset({"name", "pair", "where"}),
        "index": frozenset({"name", "value"}),
        "not_imaged": frozenset({"names"}),
        "not_assessable": frozenset({"names"}),
        "not_measured": frozenset({"names"}),
        "no_prior": frozenset(),
        "prior_not_searched": frozenset(),
        "comparison_intro": frozenset({"date", "method"}),
        "comparison": frozenset(
            {"name", "prior", "value", "difference", "rate", "limit", "reason", "verdict"}
        ),
        "comparison_not_comparable": frozenset({"name", "reason"}),
        "comparison_rest": frozenset(),
        "maximum": frozenset({"name", "pair"}),
        "growth": frozenset({"name", "verdict", "difference", "date"}),
        "no_growth": frozenset({"date"}),
    }
)
SENTENCES = tuple(name for name in FIELDS if name != "default")
TERMS = (
    *("and", "not_imaged", "not_assessable", "not_measured", "same_method", "other_method"),
    *("gated", "not_gated", "arterial", "venous", "delayed", "non_contrast"),
    *("centreline_auto", "double_oblique_manual", "axial", "inner", "outer", "leading"),
)
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LEVEL = re.compile(r"[a-z][a-z0-9_.]{0,39}")
_VERSION = re.compile(r"\d{1,3}\.\d{1,3}")
_FIELD = re.compile(r"\{([^{}]*)\}")
_ROOT_KEYS = frozenset({"id", "version", "task", "modalities", "languages", "numbers", "levels", "section"})
_SECTION_KEYS = frozenset({"id", "kind", "required", "completion", "in_report", "heading"})
_WORD_KEYS = frozenset({"title", "preliminary_title", "sections", "rows", "names", "sentences", "terms"})
_TASKS = ("aorta", "liver", "perfusion", "oncology", "general")


class _Check:
    """Raises TemplateError with the place of the fault."""

    def __init__(self, place: str) -> None:
        self.place = place

    def fault(self, code: str, message: str, **fields: object) -> TemplateError:
        return TemplateError(
            "Template {place}: " + message,
            "Correct the template and load it again.",
            code=code,
            fields={"place": self.place, **fields},
        )

    def keys(self, data: Mapping[str, Any], allowed: frozenset[str]) -> None:
        for key in data:
            if key not in allowed:
                raise self.fault("unknown_key", "the key {key} isn't known.", key=key)

    def text(self, data: Mapping[str, Any], key: str, *, empty: bool = False) -> str:
        if key not in data:
            raise self.fault("missing_key", "the key {key} is missing.", key=key)
        value = data[key]
        if not isinstance(value, str):
            raise self.fault("wrong_type", "{key} must be text.", key=key)
        if not value.strip() and not empty:
            raise self.fault("empty_text", "{key} must not be empty.", key=key)
        if any(ord(c) < 32 and c != "\n" for c in value):
            raise self.fault("control_character", "{key} holds a control character.", key=key)
        return value

    def flag(self, data: Mapping[str, Any], key: str) -> bool:
        if key not in data:
            raise self.fault("missing_key", "the key {key} is missing.", key=key)
        value = data[key]
        if not isinstance(value, bool):
            raise self.fault("wrong_type", "{key} must be true or false.", key=key)
        return value

    def texts(self, data: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = data.get(key)
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self.fault("wrong_type", "{key} must be a list of texts.", key=key)
        if len(set(value)) != len(value):
            raise self.fault("duplicate", "{key} names something twice.", key=key)
        return tuple(value)

    def table(self, data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = data.get(key)
        if not isinstance(value, dict):
            raise self.fault("missing_key", "the part {key} is missing.", key=key)
        return value

    def merge_fields(self, text: str, allowed: frozenset[str], key: str) -> str:
        """Every ``{field}`` is allowed, braces and optional parts are closed, no token is typed by hand."""
        if "{{" in text or "}}" in text:
            raise self.fault("literal_token", "{key} must not hold double braces.", key=key)
        for name in _FIELD.findall(text):
            if name not in allowed:
                raise self.fault(
                    "unknown_field", "{key} names the field {name}, which isn't known.", key=key, name=name
                )
        rest = _FIELD.sub("", text)
        if "{" in rest or "}" in rest:
            raise self.fault("open_brace", "{key} has a brace that isn't closed.", key=key)
        if not _optional_parts_close(text):
            raise self.fault("open_optional", "{key} has an optional part that isn't closed.", key=key)
        return text


def _optional_parts_close(text: str) -> bool:
    depth = 0
    for mark in re.findall(r"\[\?|\?\]", text):
        depth += 1 if mark == "[?" else -1
        if depth not in (0, 1):
            return False
    return depth == 0


def available(folder: Path | None = None) -> tuple[str, ...]:
    """Ids of the templates in `folder`, sorted."""
    return tuple(sorted(p.parent.name for p in (folder or FOLDER).glob("*/template.toml")))


def load(template_id: str, folder: Path | None = None) -> Template:
    """The template with this id from `folder` (default: the shipped ones, each read once); raises TemplateError."""
    return _shipped(template_id) if folder is None else _load(template_id, folder)


@functools.lru_cache(maxsize=32)
def _shipped(template_id: str) -> Template:
    return _load(template_id, FOLDER)


def _load(template_id: str, folder: Path) -> Template:
    check = _Check(template_id)
    if _ID.fullmatch(template_id) is None:
        raise check.fault("bad_id", "the name isn't a template's name.")
    place = folder / template_id
    data = _read(place / "template.toml", check)
    check.keys(data, _ROOT_KEYS)
    if check.text(data, "id") != template_id:
        raise check.fault("bad_id", "the id differs from the folder's name.")
    if _VERSION.fullmatch(check.text(data, "version")) is None:
        raise check.fault("bad_version", "the version must read like 1.0.")
    if check.text(data, "task") not in _TASKS:
        raise check.fault("unknown_task", "the task {task} isn't known.", task=data["task"])
    languages = check.texts(data, "languages")
    for language in ("nl", "en"):
        if language not in languages:
            raise check.fault("missing_language", "the language {language} is missing.", language=language)
    if set(languages) - {"nl", "en"}:
        raise check.fault("unknown_language", "only nl and en are known languages.")
    sections = _sections(data, check)
    levels = check.table(data, "levels")
    check.keys(levels, frozenset({"order", "maxima", "required"}))
    order, maxima, required = (check.texts(levels, k) for k in ("order", "maxima", "required"))
    for level in (*order, *maxima):
        if _LEVEL.fullmatch(level) is None:
            raise check.fault("bad_level", "the level {level} isn't a key.", level=level)
    for level in required:
        if level not in order:
            raise check.fault("unknown_level", "the required level {level} isn't in the order.", level=level)
    figures = check.table(data, "numbers")
    check.keys(figures, frozenset({"diameter_decimals"}))
    decimals = figures.get("diameter_decimals")
    if isinstance(decimals, bool) or not isinstance(decimals, int) or decimals not in (0, 1):
        raise check.fault("bad_decimals", "diameter_decimals must be 0 or 1.")
    return Template(
        id=template_id,
        version=data["version"],
        task=data["task"],
        modalities=check.texts(data, "modalities"),
        sections=sections,
        levels=order,
        maxima=maxima,
        required_levels=required,
        diameter_decimals=decimals,
        words=MappingProxyType(
            {
                language: _words(place / f"{language}.toml", language, sections, (*order, *maxima))
                for language in languages
            }
        ),
    )


def _read(path: Path, check: _Check) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise check.fault("missing_file", "the file {file} is missing.", file=path.name) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise check.fault("not_toml", "the file {file} can't be read as TOML.", file=path.name) from error


def _sections(data: Mapping[str, Any], check: _Check) -> tuple[Section, ...]:
    listed = data.get("section")
    if not isinstance(listed, list) or not listed:
        raise check.fault("no_sections", "there are no sections.")
    sections: list[Section] = []
    for entry in listed:
        check.keys(entry, _SECTION_KEYS)
        section_id = check.text(entry, "id")
        if _ID.fullmatch(section_id) is None:
            raise check.fault("bad_section_id", "{section} isn't a section's id.", section=section_id)
        if section_id in {s.id for s in sections}:
            raise check.fault("duplicate_section", "the section {section} stands twice.", section=section_id)
        kind, completion = check.text(entry, "kind"), check.text(entry, "completion")
        if kind not in set(SectionKind):
            raise check.fault("unknown_kind", "the kind {kind} isn't known.", kind=kind)
        if completion not in set(Completion):
            raise check.fault(
                "unknown_completion",
                "completion must be prohibit, alert or silent, not {word}.",
                word=completion,
            )
        required, in_report = check.flag(entry, "required"), check.flag(entry, "in_report")
        if required != (completion == Completion.PROHIBIT):
            raise check.fault(
                "required_without_prohibit",
                "the section {section} is required, or prohibits, without the other.",
                section=section_id,
            )
        if (kind == SectionKind.REMARK) == in_report:
            raise check.fault(
                "remark_in_report", "a remark, and nothing else, stays out of the report.", section=section_id
            )
        heading = check.text(entry, "heading", empty=True)
        if in_report and heading not in HEADINGS:
            raise check.fault("unknown_heading", "the heading {heading} isn't known.", heading=heading)
        sections.append(
            Section(section_id, SectionKind(kind), required, Completion(completion), in_report, heading)
        )
    if not any(s.kind is SectionKind.CONCLUSION and s.required for s in sections):
        raise check.fault("no_conclusion", "a required conclusion is missing.")
    return tuple(sections)


def _words(path: Path, language: str, sections: tuple[Section, ...], levels: tuple[str, ...]) -> Words:
    check = _Check(f"{path.parent.name}/{path.name}")
    data = _read(path, check)
    check.keys(data, _WORD_KEYS)
    given = check.table(data, "sections")
    for key in given:
        if key not in {s.id for s in sections}:
            raise check.fault("unknown_section", "the section {section} isn't in the template.", section=key)
    labels: dict[str, str] = {}
    defaults: dict[str, str] = {}
    hints: dict[str, str] = {}
    for section in sections:
        part = check.table(given, section.id)
        check.keys(part, frozenset({"label", "hint", "default"}))
        labels[section.id] = check.text(part, "label")
        hints[section.id] = check.text(part, "hint", empty=True)
        defaults[section.id] = check.merge_fields(
            check.text(part, "default", empty=True), FIELDS["default"], f"{section.id}.default"
        )
    sentences = check.table(data, "sentences")
    check.keys(sentences, frozenset(SENTENCES))
    texts = {
        name: check.merge_fields(check.text(sentences, name, empty=True), FIELDS[name], name)
        for name in SENTENCES
    }
    terms = check.table(data, "terms")
    rows, names = check.table(data, "rows"), check.table(data, "names")
    return Words(
        language=language,
        title=check.text(data, "title"),
        preliminary_title=check.text(data, "preliminary_title"),
        labels=MappingProxyType(labels),
        defaults=MappingProxyType(defaults),
        hints=MappingProxyType(hints),
        rows=MappingProxyType({level: check.text(rows, level) for level in levels}),
        names=MappingProxyType({level: check.text(names, level) for level in levels}),
        sentences=MappingProxyType(texts),
        terms=MappingProxyType(
            {
                **{key: check.text(terms, key, empty=True) for key in terms},
                **{key: check.text(terms, key) for key in TERMS},
            }
        ),
    )
