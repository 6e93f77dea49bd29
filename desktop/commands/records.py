"""`verify` and `admin`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from desktop.commands import people
from desktop.commands.console import write_json, write_line
from desktop.home import home_folder
from resources.errors import InputError

admin = typer.Typer(help="Beheer.", no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command("verify")(verify)
    people.register(admin)


def verify(
    json: Annotated[bool, typer.Option("--json", help="Eén JSON-object op de standaarduitvoer.")] = False,
) -> None:
    """Controleer keten, ankers, hashes, handtekeningen en triggers; status 3 als iets niet klopt."""
    from governance.verify import verify as check

    home = home_folder()
    if not home.database.exists():
        raise InputError(
            "There is no database in {folder}.",
            "Name the folder of the installation in VOORVERSLAG_HOME.",
            code="no_database",
            fields={"folder": str(home.root)},
        )
    found = check(home.root)
    if json:
        write_json(
            {
                "ok": found.ok,
                "counts": dict(found.counts),
                "head": found.head_code,
                "faults": [{"code": f.code, "where": f.where, "what": f.what} for f in found.faults],
            }
        )
    else:
        counts = ", ".join(f"{name} {n}" for name, n in found.counts.items())
        write_line(f"{'In orde' if found.ok else 'NIET IN ORDE'} · kop {found.head_code} · {counts}")
        for fault in found.faults:
            write_line(f"{fault.code} · {fault.where} · {fault.what}")
    if not found.ok:
        raise typer.Exit(3)


@admin.callback()
def manage() -> None:
    """Beheer: eerste beheerder, personen, afdelingsbestand, uitvoer van de audittrail."""


@admin.command("audit-export")
def audit_export(
    out: Annotated[Path, typer.Option("--out", help="Te schrijven bestand.")],
    login: Annotated[str, typer.Option("--login", help="Gebruikersnaam van de logbeheerder of auditor.")],
    password: Annotated[
        str, typer.Option("--password", envvar="VOORVERSLAG_PASSWORD", prompt="Wachtwoord", hide_input=True)
    ],
    form: Annotated[str, typer.Option("--form", help="jsonl of csv.")] = "jsonl",
) -> None:
    """Schrijf de audittrail naar een bestand; de uitvoer zelf wordt ook vastgelegd."""
    from governance import service
    from governance.people import Role
    from governance.store import Store

    store = Store.open(home_folder().root)
    try:
        signed = service.sign_in(store, login, password, workstation="command line")
        role = next((r for r in (Role.LOG_KEEPER, Role.AUDITOR) if r in signed.roles), signed.roles[0])
        acting = service.act_as(store, signed, role)
        out.write_text(service.export_audit(store, acting, form=form), encoding="utf-8")
    finally:
        store.close()
    write_line(str(out))
