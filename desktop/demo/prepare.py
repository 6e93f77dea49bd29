"""Prepares the demo home: the department, and the studies of its worklist in the states that the recipe names.

Runs in a process of its own (the pictures of the reports are drawn with widgets), so that the window's thread
stays free; prints one line a step.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from desktop.demo import cases, job
from desktop.demo.department import Department, recipe
from desktop.demo.home import open_demo
from desktop.home import Home
from governance.store import tables

Say = Callable[[str], object]


def pending(department: Department) -> list[dict[str, Any]]:
    """Entries of the recipe that aren't on the worklist yet."""
    with department.store.read() as connection:
        known = set(connection.execute(select(tables.study_version.c.id)).scalars())
    return [e for e in recipe()["studies"] if f"S-{e['accession']}" not in known]


def prepare(home: Home, say: Say = lambda _text: None) -> None:
    """Make what is missing of the demo home; harmless to repeat."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication

    from desktop.language import Language

    application = QApplication.instance() or QApplication([])
    language = Language(home.cache)
    language.switch("nl")
    say("Afdeling maken")
    department = open_demo(home)
    try:
        for entry in pending(department):
            say(f"CT maken: {entry['description']}")
            acting = department.acting("beheer")
            study, phantom = cases.register(department, acting, entry, size=str(entry.get("size", "full")))
            _bring(department, study, phantom, entry, say)
        for entry in recipe().get("received", ()):
            if cases.receive(department, entry):
                say(f"Vorig onderzoek maken: {entry['description']}")
    finally:
        department.store.close()
        language.close()
        del application


def _bring(department: Department, study: Any, phantom: Any, entry: dict[str, Any], say: Say) -> None:
    """Bring a study to a state by the acts of the people who do that."""
    state = str(entry.get("state", "new"))
    if state == "new":
        return
    say(f"Voorverslag maken: {study.identity.description}")
    author = "milan" if state == "authorised" else "sanne"
    report, _result = job.draft(department, study, phantom, author, str(entry["conclusion"]))
    if state == "draft":
        return
    report = job.submit(department, report, author)
    if state == "submitted":
        return
    report = job.review(department, report)
    job.authorise(department, report)
