"""`demo`: the program on the built-in demo worklist, or the whole main job without a screen."""

from __future__ import annotations

import json as json_text
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.commands.console import progress, write_json, write_line
from resources.errors import InputError

if TYPE_CHECKING:
    from desktop.demo.department import Department
    from desktop.demo.job import Outcome
    from governance.store import Store


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("demo")(demo)


def demo(
    headless: Annotated[bool, typer.Option("--headless", help="Doe het hele werk zonder scherm.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Map voor de uitvoer (met --headless).")] = None,
    size: Annotated[str, typer.Option("--size", help="full of small: grootte van de gemaakte CT.")] = "full",
    json: Annotated[bool, typer.Option("--json", help="Eén JSON-object op de standaarduitvoer.")] = False,
    prepare: Annotated[bool, typer.Option("--prepare", hidden=True)] = False,
) -> None:
    """Open het programma op de ingebouwde demowerklijst; met --headless: het hele werk zonder scherm."""
    if prepare:
        from desktop.demo.prepare import prepare as prepare_home
        from desktop.home import home_folder

        prepare_home(home_folder(), _say)
        return
    if not headless:
        from desktop.demo.window import run_demo

        raise typer.Exit(run_demo())
    if out is None:
        raise InputError(
            "The headless demo needs a folder for its output.", "Name one with --out.", code="no_out"
        )
    summary = run_headless(out, size)
    if json:
        write_json(summary)
        return
    for report in summary["reports"]:
        write_line(f"{report['task']}: {' → '.join(report['states'])}, sha256 {report['sha256'][:12]}…")
    for output in summary["outputs"]:
        write_line(f"{output['kind']} ({output['state']}): {output['path']}")
    write_line(f"Controle: VOORVERSLAG_HOME={summary['home']} voorverslag verify")


def _say(text: str) -> None:
    write_line(text)
    sys.stdout.flush()


def run_headless(out: Path, size: str = "full") -> dict[str, Any]:
    """The whole main job in the demo home; outputs in `out`; returns the summary."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from desktop.demo import cases, job
    from desktop.demo.department import recipe
    from desktop.demo.home import open_demo
    from desktop.home import home_folder
    from desktop.language import Language

    application = QApplication.instance() or QApplication([])
    language = Language(home_folder().cache)
    language.switch("nl")
    seconds: dict[str, float] = {}
    started = time.perf_counter()
    out.mkdir(parents=True, exist_ok=True)
    home = home_folder()
    department = open_demo(home, progress("Afdeling maken"))
    seconds["department"] = _since(started)
    try:
        store = department.store
        entry = cases.renumbered(dict(recipe()["studies"][0]), _next_number(store))
        acting = department.acting("beheer")
        mark = time.perf_counter()
        study, phantom = cases.register(department, acting, entry, size=size, progress=progress("CT maken"))
        seconds["images"] = _since(mark)
        mark = time.perf_counter()
        outcome = job.run(department, study, phantom, progress("Meten"))
        seconds["job"] = _since(mark)
        outputs = _write_outputs(out, department, outcome)
        seconds["total"] = _since(started)
        summary = {
            "home": str(home.root),
            "database": str(home.database),
            "reports": [_report(store, outcome)],
            "outputs": outputs,
            "seconds": seconds,
            "warnings": [r.to_json() for r in outcome.result.warnings()],
        }
    finally:
        department.store.close()
        language.close()
        del application
    (out / "summary.json").write_text(
        json_text.dumps(summary, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    return summary


def _since(mark: float) -> float:
    return round(time.perf_counter() - mark, 2)


def _next_number(store: Store) -> int:
    """A number that no report of this home has used: the headless job can be repeated."""
    from sqlalchemy import func, select

    from governance.store import tables

    with store.read() as connection:
        return 500 + int(connection.execute(select(func.count()).select_from(tables.report)).scalar_one())


def _report(store: Store, outcome: Outcome) -> dict[str, Any]:
    from governance.service import reading

    report = outcome.report
    with store.read() as connection:
        author = reading.display_name(connection, report.author_id)
        authoriser = reading.display_name(connection, report.authorised_by)
    return {
        "id": report.id,
        "number": report.number,
        "task": report.task.value,
        "states": outcome.states,
        "author": author,
        "authoriser": authoriser,
        "sha256": report.authorised_sha256,
    }


def _write_outputs(out: Path, department: Department, outcome: Outcome) -> list[dict[str, str]]:
    from governance import service

    outputs: list[dict[str, str]] = []

    def write(name: str, data: bytes, kind: str, state: str) -> None:
        target = out / name
        target.write_bytes(data)
        outputs.append({"report": outcome.report.id, "kind": kind, "state": state, "path": str(target)})

    for state, files in (("preliminary", outcome.preliminary), ("final", outcome.final)):
        for name, data in files.items():
            write(name, data, "pdf" if name.endswith(".pdf") else "sr", state)
    keeper = department.acting("log")
    trail = service.export_audit(department.store, keeper, form="jsonl")
    write("audit.jsonl", trail.encode("utf-8"), "audit", "final")
    return outputs
