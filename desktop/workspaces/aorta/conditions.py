"""Conditions of the images: what the header says, what a person states, and what stands in the way of comparing."""

from __future__ import annotations

from dataclasses import replace

from desktop.workspaces.aorta.state import AortaState, Stated
from measurements.aorta import AortaResult
from studies.volume import Volume

KEYS = ("phase", "contrast", "gating", "rr_percent", "completeness")
#: Cardiac Synchronization Technique (PS3.3 C.7.6.18.1.1) in our words; "paced" and "real time" are no gating of ours
_GATING = {"NONE": "none", "PROSPECTIVE": "prospective", "RETROSPECTIVE": "retrospective"}
#: levels up to this one need ECG synchronisation (specs/aorta.md, `not_gated`)
GATED_LEVELS = 5
#: without these a later comparison is refused (specs/aorta.md 9.3)
BLOCKING = ("gating", "phase", "contrast")


def from_header(volume: Volume) -> dict[str, Stated]:
    """What the images say of themselves; nothing is guessed."""
    info = volume.series
    found: dict[str, str] = {}
    if info.contrast_agent:
        found["contrast"] = info.contrast_agent
    gating = _GATING.get(str(info.extra.get("cardiac_synchronisation", "")).upper())
    if gating:
        found["gating"] = gating
    percent = str(info.extra.get("cardiac_phase_percent", ""))
    if percent:
        found["rr_percent"] = percent
    return {key: Stated(value) for key, value in found.items()}


def with_header(state: AortaState, volume: Volume) -> AortaState:
    """The state with what the header says, where nobody stated anything yet."""
    return replace(state, conditions={**from_header(volume), **state.conditions})


def missing(state: AortaState) -> tuple[str, ...]:
    """Conditions that neither the images nor a person stated; a percentage only with gating."""
    needed = [
        k for k in KEYS if k != "rr_percent" or state.stated("gating") in ("prospective", "retrospective")
    ]
    return tuple(k for k in needed if not state.stated(k))


def blocking(state: AortaState, result: AortaResult | None) -> tuple[str, ...]:
    """What makes a later comparison refused: unknown conditions; gating only where the thorax was measured."""
    found = [k for k in BLOCKING if not state.stated(k) and k != "gating"]
    thoracic = result is not None and any(
        lv.section is not None and lv.placement.level.number <= GATED_LEVELS for lv in result.levels
    )
    if thoracic and not state.stated("gating"):
        found.insert(0, "gating")
    return tuple(found)
