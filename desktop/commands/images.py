"""`scan` and `export-nifti`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from desktop.commands.console import progress, write_json, write_line

PathArgument = Annotated[
    Path, typer.Argument(help="Map, ZIP, DICOMDIR, DICOM-, NIfTI-, NRRD- of MetaImage-bestand.")
]
SeriesOption = Annotated[str | None, typer.Option("--series", help="Series Instance UID.")]
StackOption = Annotated[int | None, typer.Option("--stack", help="Stapel binnen de serie.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Eén JSON-object op de standaarduitvoer.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("scan")(scan)
    app.command("export-nifti")(export_nifti)


def scan(path: PathArgument, json: JsonOption = False) -> None:
    """Toon wat er staat: patiënten, onderzoeken, series en wat daaraan mankeert."""
    from desktop.home import home_folder
    from studies.scan import scan as scan_path

    home = home_folder()
    # what was listed before and didn't change needn't be read again; without a home nothing is kept
    index = home.cache / "scans" if home.root.is_dir() else None
    found: dict[str, Any] = scan_path(path, progress=progress("Lezen"), index=index).to_json()
    if json:
        write_json(found)
        return
    for patient in found["patients"]:
        write_line(
            f"{patient['name'] or '(geen naam)'} · {patient['birth_date'] or '–'} · {patient['patient_id'] or '–'}"
        )
        for study in patient["studies"]:
            write_line(f"  {study['date'] or '–'}  {study['description'] or '–'}")
            for series in study["series"]:
                write_line("    " + _series_line(series))
    for item in found["unreadable"]:
        write_line(f"onleesbaar: {item['path']}: {item['reason']}")


def _series_line(series: dict[str, Any]) -> str:
    columns, rows, slices = series["size"]
    times = f" × {series['timepoints']}" if series["timepoints"] > 1 else ""
    problems = "".join(f" [{p['code']}]" for p in series["problems"])
    spacing = " × ".join(f"{s:.3g}" for s in series["spacing_mm"] or [])
    return (
        f"{series['modality']} {series['kind']}  {series['description'] or '–'}  "
        f"{columns}×{rows}×{slices}{times}  {spacing} mm{problems}  {series['series_instance_uid']}"
    )


def export_nifti(
    path: PathArgument,
    out: Annotated[Path, typer.Option("--out", help="Te schrijven bestand (.nii of .nii.gz).")],
    series: SeriesOption = None,
    stack: StackOption = None,
    json: JsonOption = False,
) -> None:
    """Schrijf een serie als NIfTI: herschaalde waarden, ware geometrie."""
    from studies.load import load_volume
    from studies.nifti import write_nifti

    volume = load_volume(path, series=series, stack=stack, progress=progress("Laden"))
    write_nifti(volume, out)
    if json:
        write_json(
            {
                "out": str(out),
                "size": list(volume.grid.size),
                "spacing_mm": [float(s) for s in volume.grid.spacing_mm],
                "unit": volume.unit,
                "warnings": [{"code": p.code, "message": p.message} for p in volume.problems],
            }
        )
    else:
        write_line(str(out))
