"""`import`: put a study on the worklist from files, as a person who may; the same functions as the Studies screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.commands.console import progress, write_json, write_line
from desktop.home import home_folder
from resources.errors import InputError, Refused

if TYPE_CHECKING:
    from desktop.importing.facts import Entered, Found
    from desktop.importing.reading import Reading
    from governance.accounts import Acting, SignedIn
    from governance.people import Role
    from governance.store import Store
    from studies.stacks import SeriesEntry


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("import")(bring_in)


def bring_in(
    path: Annotated[Path, typer.Argument(help="Map, ZIP, DICOMDIR of DICOM-bestand.")],
    login: Annotated[str, typer.Option("--login", help="Gebruikersnaam van wie het onderzoek aanmeldt.")],
    password: Annotated[
        str, typer.Option("--password", envvar="VOORVERSLAG_PASSWORD", prompt="Wachtwoord", hide_input=True)
    ],
    task: Annotated[str, typer.Option("--task", help="aorta, liver, perfusion of oncology.")],
    indication: Annotated[str, typer.Option("--indication", help="Vraag van de aanvrager.")],
    role: Annotated[str, typer.Option("--role", help="Rol waarin u handelt, bij meer dan één.")] = "",
    requester: Annotated[str | None, typer.Option("--requester", help="Aanvrager.")] = None,
    urgency: Annotated[str, typer.Option("--urgency", help="routine, same_day of direct.")] = "routine",
    order: Annotated[
        str, typer.Option("--order", help="Nummer van de opdracht; zonder: de best passende.")
    ] = "",
    series: Annotated[str | None, typer.Option("--series", help="Series Instance UID.")] = None,
    stack: Annotated[int | None, typer.Option("--stack", help="Stapel binnen de serie.")] = None,
    whole_study: Annotated[
        bool, typer.Option("--whole-study", help="Neem ook de andere reeksen van het onderzoek mee.")
    ] = False,
    patient_id: Annotated[
        str | None, typer.Option("--patient-id", help="Patiëntnummer of eigen nummer.")
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help="Achternaam, voornaam.")] = None,
    birth_date: Annotated[str | None, typer.Option("--birth-date", help="dd-mm-jjjj.")] = None,
    sex: Annotated[str | None, typer.Option("--sex", help="M, F of O.")] = None,
    accession: Annotated[str | None, typer.Option("--accession", help="Accession number.")] = None,
    description: Annotated[str | None, typer.Option("--description", help="Omschrijving.")] = None,
    reason: Annotated[str, typer.Option("--reason", help="Waarom iets ontbreekt of afwijkt.")] = "",
    research: Annotated[bool, typer.Option("--research", help="Geanonimiseerde onderzoeksdata.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Eén JSON-object op de standaarduitvoer.")] = False,
) -> None:
    """Zet een onderzoek uit bestanden op de werklijst; de beelden worden gekopieerd en gecontroleerd."""
    from desktop.importing import operation, reading
    from desktop.importing.facts import found_in

    found_place = reading.read(path, progress=progress("Lezen"))
    entries = _entries(found_place, series, stack, whole=whole_study)
    found = found_in(entries)
    given = {
        "patient_id": patient_id, "patient_name": name, "birth_date": birth_date, "sex": sex,
        "accession_number": accession, "description": description, "requester": requester,
    }  # fmt: skip
    entered = replace(
        _entered(found, given, task, urgency),
        indication=indication,
        reason=reason,
        research=research,
        order_id=order,
    )
    store, acting = _sign_in(login, password, role)
    try:
        entered = replace(entered, group=_group(store, acting))
        choice = operation.Choice(found_place, entries, found, entered)
        study, stored = operation.put_on_worklist(store, acting, choice, progress=progress("Kopiëren"))
        gate = _gate(store, acting, choice)
    finally:
        _leave(store, acting)
    if json:
        write_json(
            {
                "study": study.id, "task": study.task.value, "state": "new",
                "study_instance_uid": study.identity.study_instance_uid,
                "series_instance_uids": list(study.identity.series_instance_uids),
                "images": stored.folder, "files": stored.files, "bytes": stored.bytes,
                "sha256": stored.sha256, "already": stored.already,
                "corrections": [c.field for c in study.registration.corrections] if study.registration else [],
                "gate": gate,
                "warnings": [
                    {"code": p.code, "message": p.message} for entry in entries for p in entry.problems
                ],
            }
        )  # fmt: skip
        return
    write_line(f"Op de werklijst: {study.id} ({study.task.value}), {stored.files} beelden")
    for sentence in gate["reasons"]:
        write_line(f"let op: {sentence}")


def _entries(
    found: Reading, series: str | None, stack: int | None, *, whole: bool
) -> tuple[SeriesEntry, ...]:
    """The series that is meant, and with `whole` the others of its study that can be measured."""
    from desktop.importing.operation import companions

    main = found.result.choose(series, stack)
    if not whole:
        return (main,)
    study = next(
        s for p in found.result.patients for s in p.studies if any(entry is main for entry in s.series)
    )
    return (main, *companions(main, study.series))


def _entered(found: Found, given: dict[str, str | None], task: str, urgency: str) -> Entered:
    """What the images say, with the options in its place."""
    from datetime import UTC, datetime

    from desktop.importing.facts import SEXES, as_found, dicom_name, typed_date
    from governance.protocol import Urgency
    from governance.tasks import CLINICAL_TASKS, TaskKey

    if task not in {t.value for t in CLINICAL_TASKS}:
        raise _unknown(task, "--task", ", ".join(t.value for t in CLINICAL_TASKS))
    if urgency not in {u.value for u in Urgency}:
        raise _unknown(urgency, "--urgency", ", ".join(u.value for u in Urgency))
    values = {name: value for name, value in given.items() if value is not None}
    if "sex" in values and values["sex"] not in SEXES:
        raise _unknown(values["sex"], "--sex", "M, F, O")
    if values.get("birth_date"):
        day = typed_date(values["birth_date"], datetime.now(UTC).astimezone().date())
        if not day:
            raise _unknown(values["birth_date"], "--birth-date", "dd-mm-jjjj")
        values["birth_date"] = day
    if "patient_name" in values:
        values["patient_name"] = dicom_name(values["patient_name"], found.patient_name)
    return replace(as_found(found, TaskKey(task)), urgency=Urgency(urgency), **values)  # type: ignore[arg-type]


def _unknown(value: str, option: str, allowed: str) -> InputError:
    return InputError(
        "The value '{value}' of {option} can't be used.",
        "Choose from: {allowed}.",
        code="bad_option",
        fields={"value": value, "option": option, "allowed": allowed},
    )


def _sign_in(login: str, password: str, role: str) -> tuple[Store, Acting]:
    from governance import service
    from governance.store import Store

    home = home_folder()
    if not home.database.exists():
        raise InputError(
            "There is no database in {folder}.",
            "Name the folder of the installation in VOORVERSLAG_HOME.",
            code="no_database",
            fields={"folder": str(home.root)},
        )
    store = Store.open(home.prepare().root)
    try:
        signed = service.sign_in(store, login, password, workstation="command line")
        return store, service.act_as(store, signed, _chosen_role(signed, role))
    except BaseException:
        store.close()
        raise


def _leave(store: Store, acting: Acting) -> None:
    """End the session on record: who ran a command isn't present afterwards."""
    from governance import service

    try:
        service.sign_out(store, acting)
    finally:
        store.close()


def _chosen_role(signed: SignedIn, role: str) -> Role:
    roles = {r.value: r for r in signed.roles}
    if role and role not in roles:
        raise Refused(
            "You don't have the role {role}.",
            "Choose from: {allowed}.",
            code="role",
            fields={"role": role, "allowed": ", ".join(roles)},
        )
    return roles[role] if role else signed.roles[0]


def _group(store: Store, acting: Acting) -> str:
    """The group whose worklist it comes on: the person's own."""
    now = store.clock()
    mine = [g.group_id for g in acting.person.groups if acting.person.in_group(g.group_id, now)]
    return mine[0] if mine else ""


def _gate(store: Store, acting: Acting, choice: Any) -> dict[str, Any]:
    """Whether this person may start a draft for it now, with every reason when not."""
    from desktop.importing.conditions import ask

    answer = ask(store, acting, choice, "nl")
    return {"allowed": answer.allowed, "reasons": [text for holds, text in answer.gate if not holds]}
