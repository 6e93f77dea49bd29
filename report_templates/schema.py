"""What a template is, as frozen values; `report_templates.templates` is the door to use.

A template is a folder with ``template.toml`` (sections, levels, rules) and one file of words a language
(``nl.toml``, ``en.toml``). Nothing in it is code: default text holds merge fields ``{name}`` from a fixed
list, optional parts ``[? … {name} … ?]`` that fall away when a field is empty, and choices
``[kies: a / b]`` that the drafter must make. `compose` fills the fields and writes each number that comes
from a finding as a token ``{{finding:ID:what}}``, so that it stays linked to its finding; `render_text` turns
tokens into text when it is shown or printed.

Every fault of a template is found at loading, with its own message (`TemplateError`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from report_templates.document import Comparison
from resources.errors import InputError


class Completion(StrEnum):
    """What signing does when the section is empty: refuse, warn, or nothing."""

    PROHIBIT = "prohibit"
    ALERT = "alert"
    SILENT = "silent"


class SectionKind(StrEnum):
    """How a section's first text comes about."""

    TEXT = "text"
    TECHNIQUE = "technique"
    FINDINGS = "findings"
    COMPARISON = "comparison"
    CONCLUSION = "conclusion"
    REMARK = "remark"


@dataclass(frozen=True, slots=True)
class Section:
    """One field of the template. `heading` is the DCM code of the narrative heading."""

    id: str
    kind: SectionKind
    required: bool
    completion: Completion
    in_report: bool
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a template in one language."""

    language: str
    title: str
    preliminary_title: str
    labels: Mapping[str, str]
    defaults: Mapping[str, str]
    hints: Mapping[str, str]
    #: level key to its name in the table and inside a sentence
    rows: Mapping[str, str]
    names: Mapping[str, str]
    sentences: Mapping[str, str]
    #: code (reason, edge, method, verdict) to its words
    terms: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Template:
    """A checked template; `words` by language."""

    id: str
    version: str
    task: str
    modalities: tuple[str, ...]
    sections: tuple[Section, ...]
    levels: tuple[str, ...]
    maxima: tuple[str, ...]
    required_levels: tuple[str, ...]
    diameter_decimals: int
    words: Mapping[str, Words] = field(default_factory=lambda: MappingProxyType({}))

    def section(self, section_id: str) -> Section:
        """The section with this id; raises KeyError."""
        for section in self.sections:
            if section.id == section_id:
                return section
        raise KeyError(section_id)

    def label(self, section_id: str, language: str) -> str:
        """Printed name of a section."""
        return self.words[language].labels[section_id]

    @property
    def report_sections(self) -> tuple[Section, ...]:
        """The sections that are printed, in order."""
        return tuple(s for s in self.sections if s.in_report)


class TemplateError(InputError):
    """A template that can't be used; `code` names the fault, `fields` where it is."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the text needs beside the findings; unknown things stay empty and fall out of the sentence.

    Acquisition facts that the findings carry themselves (`Finding.conditions`, `Source.facts`) come first.
    """

    clinical_question: str = ""
    study_description: str = ""
    gating: bool | None = None
    rr_percent: float | None = None
    #: ``"arterial"``, ``"venous"``, ``"delayed"``, ``"non_contrast"``
    phase: str = ""
    slice_thickness_mm: float | None = None
    slice_distance_mm: float | None = None
    comparisons: tuple[Comparison, ...] = ()
    #: ISO date of the earlier study; empty with `prior_searched` means that there is none
    prior_date: str = ""
    prior_searched: bool = True
    height_cm: float | None = None
    weight_kg: float | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """A linked number in a text: which finding, what of it, and where it stands in the text."""

    finding_id: str
    what: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: plain words (`token` None) or the rendered text of a token."""

    text: str
    token: Token | None = None


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that is still to be filled in; `completion` says what signing does about it.

    `code` is ``"empty"``, ``"choice"``, ``"broken_link"``, ``"level"`` or ``"changed_unit"``.
    """

    section_id: str
    code: str
    completion: Completion
    label_nl: str
    label_en: str
    detail: str = ""
