"""`deidentify`: a training case from a folder of series."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from desktop.commands.console import progress, write_json, write_line
from desktop.commands.images import JsonOption, PathArgument
from resources.errors import Refused


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("deidentify")(deidentify)


def deidentify(
    path: PathArgument,
    out: Annotated[Path, typer.Option("--out", help="Nieuwe map voor de casus.")],
    case: Annotated[str, typer.Option("--case", help="Naam van de casus: letters, cijfers, - en _.")],
    shift_dates: Annotated[
        bool, typer.Option("--shift-dates", help="Verschuif datums met een vast aantal dagen; anders leeg.")
    ] = False,
    keep_characteristics: Annotated[
        bool,
        typer.Option("--keep-characteristics", help="Behoud geslacht, leeftijd (tot 89), lengte en gewicht."),
    ] = False,
    clean_descriptors: Annotated[
        bool, typer.Option("--clean-descriptors", help="Behoud bekende woorden van omschrijvingen.")
    ] = False,
    reviewed: Annotated[
        list[str] | None,
        typer.Option("--pixels-reviewed", help="Series UID waarvan iemand elk beeld op tekst heeft bekeken."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Maak een oefencasus zonder patiëntgegevens (DICOM PS3.15 bijlage E)."""
    from desktop.home import home_folder
    from studies.deidentify import Case, Options
    from studies.deidentify import deidentify as run

    options = Options(shift_dates, keep_characteristics, clean_descriptors, frozenset(reviewed or ()))
    # the name is checked before it becomes the name of a file
    Case(case, bytes(32))
    file = home_folder().root / "cases" / f"{case}.secret"
    is_new = not file.exists()
    made = Case(case, _secret(file))
    try:
        report = run(path, out, made, options, progress=progress("Anonimiseren"))
    except BaseException:
        if is_new:  # no case came of it
            file.unlink(missing_ok=True)
        raise
    if json:
        found: dict[str, Any] = {**asdict(report), "folder": str(report.folder)}
        write_json(found)
        return
    write_line(f"{report.series} series, {report.files} beelden → {report.folder}")
    write_line(
        f"behouden {len(report.kept)}, vervangen {len(report.replaced)}, verwijderd {len(report.removed)} soorten gegevens"
    )
    from desktop.errors_text import said

    for refused in report.refused:
        write_line(
            f"niet overgenomen: {refused.modality} {refused.series_description or '–'}: {said(refused.reason, 'nl')}"
        )
    for warned in report.to_check:
        write_line(f"controleer serie {warned.series}: {said(warned.message, 'nl')}")


def _secret(file: Path) -> bytes:
    """The secret of a case: made once, in a file that only its owner reads; never in the case itself."""
    from studies.deidentify import new_secret

    try:
        if os.name == "posix" and file.stat().st_mode & 0o077:
            raise Refused(
                "Others can read the secret of this case.",
                "Take their access away (mode 0600), or choose another case name.",
                code="secret_readable",
            )
        return file.read_bytes()
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    secret = new_secret()
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(secret)
        stream.flush()
        os.fsync(stream.fileno())
    return secret
