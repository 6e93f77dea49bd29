"""`measure aorta`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.commands.console import progress, write_json, write_line
from resources.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studies.volume import LabelMap, Volume

app = typer.Typer(help="Meet op beelden.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def measure() -> None:
    """Meet op beelden; dezelfde functies als de werkruimten."""


def numbers(text: str, count: int, option: str) -> tuple[float, ...]:
    """`count` finite numbers separated by commas; raises InputError that names the option."""
    try:
        values = tuple(float(part) for part in text.split(","))
    except ValueError:
        values = ()
    if len(values) != count or not all(abs(v) < 1e9 for v in values):  # also refuses NaN and infinity
        raise InputError(
            "The value '{text}' of {option} isn't {count} numbers.",
            "Give numbers separated by commas, in patient coordinates (LPS, mm).",
            code="bad_option",
            fields={"text": text, "option": option, "count": count},
        )
    return values


def points(texts: Sequence[str] | None, option: str) -> list[tuple[float, ...]]:
    return [numbers(t, 3, option) for t in texts or ()]


def landmarks(texts: Sequence[str] | None) -> dict[str, tuple[float, ...]]:
    """`NAME=X,Y,Z` texts; the name is checked by the measurement."""
    found: dict[str, tuple[float, ...]] = {}
    for text in texts or ():
        name, _, place = text.partition("=")
        found[name.strip()] = numbers(place, 3, "--landmark")
    return found


def _volume(path: Path | None, series: str | None, stack: int | None) -> Volume | None:
    if path is None:
        return None
    from studies.load import load_volume
    from studies.volume import Volume

    loaded = load_volume(path, series=series, stack=stack, progress=progress("Laden"))
    if not isinstance(loaded, Volume):
        raise InputError(
            "This series is a time series; the aorta is measured on one volume.",
            "Choose one phase with --series or --stack.",
            code="time_series",
        )
    return loaded


def _mask(paths: Sequence[Path] | None, volume: Volume | None, label: int | None) -> LabelMap | None:
    if not paths:
        return None
    from studies.masks import load_mask, union

    grid = volume.grid if volume is not None else None
    masks = [load_mask(p, grid=grid, label=label) for p in paths]
    return masks[0] if len(masks) == 1 else union(masks)


@app.command("aorta")
def aorta(
    path: Annotated[
        Path | None, typer.Argument(help="Beelden; mag ontbreken als alleen een masker wordt gemeten.")
    ] = None,
    mask: Annotated[
        list[Path] | None,
        typer.Option("--mask", help="Masker (lumen of heel vat); herhaalbaar: de vereniging."),
    ] = None,
    label: Annotated[
        int | None, typer.Option("--label", help="Waarde in het masker; zonder: alles wat niet 0 is.")
    ] = None,
    click: Annotated[
        list[str] | None, typer.Option("--click", help="X,Y,Z langs het vat; tweemaal of vaker.")
    ] = None,
    start: Annotated[str | None, typer.Option("--start", help="X,Y,Z van het begin (hartzijde).")] = None,
    end: Annotated[str | None, typer.Option("--end", help="X,Y,Z van het einde.")] = None,
    at: Annotated[
        list[str] | None, typer.Option("--at", help="X,Y,Z: doorsnede bij het naaste punt; herhaalbaar.")
    ] = None,
    plane: Annotated[
        list[str] | None, typer.Option("--plane", help="X,Y,Z,NX,NY,NZ: doorsnede in dat vlak; herhaalbaar.")
    ] = None,
    landmark: Annotated[
        list[str] | None, typer.Option("--landmark", help="NIVEAU=X,Y,Z; herhaalbaar.")
    ] = None,
    edge: Annotated[
        str, typer.Option("--edge", help="inner of outer: welke rand het masker of de contour is.")
    ] = "",
    series: Annotated[str | None, typer.Option("--series", help="Series Instance UID.")] = None,
    stack: Annotated[int | None, typer.Option("--stack", help="Stapel binnen de serie.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Eén JSON-object op de standaarduitvoer.")] = False,
) -> None:
    """Centerline, doorsneden, niveaus en grootste diameters van een aorta."""
    from measurements.aorta import measure_aorta

    clicks = points(click, "--click")
    given: dict[str, Any] = {
        "clicks_mm": clicks or None,
        "start_mm": numbers(start, 3, "--start") if start else None,
        "end_mm": numbers(end, 3, "--end") if end else None,
        "at_mm": points(at, "--at"),
        "planes_mm": [numbers(t, 6, "--plane") for t in plane or ()],
        "landmarks_mm": landmarks(landmark),
        "edge": edge,
    }
    volume = _volume(path, series, stack)
    result = measure_aorta(
        volume=volume, mask=_mask(mask, volume, label), progress=progress("Meten"), **given
    ).to_json()
    if json:
        write_json(result)
        return
    write_line(f"centerline {result['centreline']['length_mm']:.1f} mm")
    for section in result["sections"]:
        write_line(f"doorsnede bij {section.get('request')}: {_figures(section)}")
    for level in result["levels"]:
        write_line(f"{level['level']}: {_figures(level)}")
    for which, best in result["maximum"].items():
        if best:
            write_line(f"maximum {which}: {_figures(best)} op {best['arc_mm']:.0f} mm")
    for warning in result["warnings"]:
        write_line(f"let op ({warning['code']}): {warning['message']}")


def _figures(section: dict[str, Any]) -> str:
    largest, across = section.get("diameter_max_mm"), section.get("diameter_perpendicular_mm")
    if largest is None or across is None:
        return str(section.get("reason") or "geen getal")
    return f"{largest:.1f} × {across:.1f} mm, {section['area_mm2']:.0f} mm²"


#: an output of 'measure aorta' is far smaller
MOST_BYTES = 64 * 1024 * 1024


def _output(path: Path) -> dict[str, Any]:
    """The JSON object of an earlier measurement; raises InputError for a file that is none."""
    import json as reader

    try:
        with path.open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
        found = reader.loads(data) if len(data) <= MOST_BYTES else None
    except (OSError, ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InputError(
            "{path} is no output of 'measure aorta --json'.",
            "Measure first and keep the JSON object in a file.",
            code="bad_output",
            fields={"path": str(path)},
        )
    return found


@app.command("agreement")
def agreement(
    first: Annotated[
        list[Path], typer.Option("--first", help="JSON van 'measure aorta', eerste meting; herhaalbaar.")
    ],
    second: Annotated[
        list[Path],
        typer.Option("--second", help="JSON van de tweede meting van hetzelfde onderzoek; even vaak."),
    ],
    figure: Annotated[str, typer.Option("--figure", help="Maat, zoals diameter_max_mm.")] = "diameter_max_mm",
    csv: Annotated[Path | None, typer.Option("--csv", help="Ook de paren in dit CSV-bestand.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Eén JSON-object op de standaarduitvoer.")] = False,
) -> None:
    """Bland-Altman van twee metingen van dezelfde onderzoeken: bias, grenzen, herhaalbaarheid."""
    import csv as table

    from measurements import agreement as compared

    if len(first) != len(second):
        raise InputError(
            "There are {n} first and {m} second measurements.",
            "Give one --second for each --first, in the same order.",
            code="unpaired",
            fields={"n": len(first), "m": len(second)},
        )
    try:
        pairs = [
            compared.pair_levels(_output(one), _output(other), figure)
            for one, other in zip(first, second, strict=True)
        ]
        paired = pairs[0] if len(pairs) == 1 else compared.over_all(pairs)
        found = compared.agreement(paired.first, paired.second)
    except ValueError as problem:
        raise InputError(
            "These measurements can't be compared: {reason}.",
            "Give two measurements of the same study with three levels or more in common.",
            code="not_comparable",
            fields={"reason": str(problem)},
        ) from problem
    if csv is not None:
        try:
            with csv.open("w", encoding="utf-8", newline="") as out:
                rows = table.writer(out)
                rows.writerow(["level", "first", "second", "difference"])
                for name, one, other in zip(paired.names, paired.first, paired.second, strict=True):
                    rows.writerow([name, repr(one), repr(other), repr(other - one)])
        except OSError as problem:
            raise InputError(
                "{path} can't be written.",
                "Choose another folder, or make room.",
                code="not_written",
                fields={"path": str(csv)},
                detail=type(problem).__name__,
            ) from problem
    if json:
        write_json(
            {
                "figure": figure,
                "levels": list(paired.names),
                "missing": list(paired.missing),
                **found.to_json(),
            }
        )
        return
    write_line(f"{found.n} paren ({figure}), verschil = tweede − eerste")
    write_line(f"bias {found.bias:.2f} ({found.bias_interval.low:.2f} tot {found.bias_interval.high:.2f})")
    write_line(f"95 %-grenzen {found.limits.low:.2f} tot {found.limits.high:.2f}; SD {found.sd:.2f}")
    write_line(f"herhaalbaarheid {found.repeatability:.2f}; grootste verschil {found.largest:.2f}")
    if found.is_uncertain:
        write_line(f"Let op: minder dan {compared.FEW_PAIRS} paren; de grenzen zijn onzeker.")
    if paired.missing:
        write_line("alleen in één van beide: " + ", ".join(paired.missing))
