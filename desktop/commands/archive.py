"""`archive echo|find|series|get|send|worklist`: the hospital's archive without a screen."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.commands.console import fail, progress, write_json, write_line
from desktop.home import home_folder
from resources.errors import InputError

if TYPE_CHECKING:
    from studies.archive.client import Archive, Retrieved, Sent
    from studies.archive.node import Node

archive = typer.Typer(
    name="archive", help="Het archief (PACS): zoeken, ophalen, versturen.", no_args_is_help=True
)

NodeOption = Annotated[str, typer.Option("--node", help="Naam van het knooppunt in nodes.toml.")]
HostOption = Annotated[str, typer.Option("--host", help="Adres, in plaats van een knooppunt.")]
PortOption = Annotated[int, typer.Option("--port", help="Poort bij --host.")]
AeOption = Annotated[str, typer.Option("--ae", help="AE-titel van het archief bij --host.")]
CallingOption = Annotated[str, typer.Option("--calling-ae", help="Onze AE-titel.")]
MoveOption = Annotated[bool, typer.Option("--move", help="Ophalen met C-MOVE naar onze ontvanger.")]
TimeoutOption = Annotated[float | None, typer.Option("--timeout", help="Seconden wachten op antwoord.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Eén JSON-object op de standaarduitvoer.")]
FromOption = Annotated[str, typer.Option("--from", help="Vanaf deze datum, jjjjmmdd.")]
ToOption = Annotated[str, typer.Option("--to", help="Tot en met deze datum, jjjjmmdd.")]


def register(app: typer.Typer) -> None:
    """Add the group to the program."""
    app.add_typer(archive)


@archive.command("echo")
def echo(
    node: NodeOption = "",
    host: HostOption = "",
    port: PortOption = 104,
    ae: AeOption = "",
    calling_ae: CallingOption = "",
    timeout: TimeoutOption = None,
    json: JsonOption = False,
) -> None:
    """Vraag of het archief er is."""
    with _opened(_node(node, host, port, ae, calling_ae, timeout)) as opened:
        answer = opened.echo()
        name = opened.node.name
    if answer.problem is not None:
        raise answer.problem
    if json:
        write_json({"ok": answer.ok, "seconds": round(answer.seconds, 3), "peer": answer.words})
    else:
        write_line(f"{name} antwoordt in {answer.seconds * 1000:.0f} ms ({answer.words or '–'})")


@archive.command("find")
def find(
    patient_id: Annotated[str, typer.Option("--patient-id", help="Patiëntnummer.")] = "",
    name: Annotated[str, typer.Option("--name", help="Naam of een deel daarvan.")] = "",
    birth_date: Annotated[str, typer.Option("--birth-date", help="Geboortedatum, jjjjmmdd.")] = "",
    accession: Annotated[str, typer.Option("--accession", help="Accession number.")] = "",
    study: Annotated[str, typer.Option("--study", help="Study Instance UID.")] = "",
    modality: Annotated[str, typer.Option("--modality", help="CT, MR …")] = "",
    description: Annotated[str, typer.Option("--description", help="Omschrijving of een deel.")] = "",
    date_from: FromOption = "",
    date_to: ToOption = "",
    limit: Annotated[int, typer.Option("--limit", help="Hoogstens zoveel onderzoeken.")] = 200,
    node: NodeOption = "",
    host: HostOption = "",
    port: PortOption = 104,
    ae: AeOption = "",
    calling_ae: CallingOption = "",
    timeout: TimeoutOption = None,
    json: JsonOption = False,
) -> None:
    """Zoek onderzoeken in het archief."""
    from studies.archive.query import StudyQuery

    query = StudyQuery(
        patient_id=patient_id, patient_name=name, birth_date=birth_date, accession_number=accession,
        study_instance_uid=study, modality=modality, description=description, date_from=date_from,
        date_to=date_to, limit=limit,
    )  # fmt: skip
    with _opened(_node(node, host, port, ae, calling_ae, timeout)) as opened:
        found = opened.studies(query)
    if json:
        write_json({"studies": [asdict(answer) for answer in found.answers], "cut": found.cut})
        return
    for answer in found.answers:
        counts = f"{answer.series_count or '–'} series, {answer.image_count or '–'} beelden"
        write_line(
            f"{answer.study_date or '–'}  {answer.patient_name or '(geen naam)'}  {answer.patient_id or '–'}  "
            f"{'/'.join(answer.modalities) or '–'}  {answer.description or '–'}  {counts}  "
            f"{answer.study_instance_uid}"
        )
    if found.cut:
        write_line(f"Er zijn er meer dan {limit}; vraag minder tegelijk.")


@archive.command("series")
def series(
    study: Annotated[str, typer.Argument(help="Study Instance UID.")],
    node: NodeOption = "",
    host: HostOption = "",
    port: PortOption = 104,
    ae: AeOption = "",
    calling_ae: CallingOption = "",
    timeout: TimeoutOption = None,
    json: JsonOption = False,
) -> None:
    """Toon de series van een onderzoek in het archief."""
    with _opened(_node(node, host, port, ae, calling_ae, timeout)) as opened:
        found = opened.series(study)
    if json:
        write_json({"series": [asdict(answer) for answer in found]})
        return
    for answer in found:
        write_line(
            f"{answer.number if answer.number is not None else '–'}  {answer.modality}  "
            f"{answer.description or '–'}  {answer.image_count or '–'} beelden  {answer.series_instance_uid}"
        )


@archive.command("get")
def get(
    study: Annotated[str, typer.Argument(help="Study Instance UID.")],
    only: Annotated[
        list[str] | None, typer.Option("--series", help="Alleen deze serie (herhaalbaar).")
    ] = None,
    into: Annotated[
        Path | None, typer.Option("--into", help="Map voor ontvangen onderzoeken; zonder: die van dit huis.")
    ] = None,
    node: NodeOption = "",
    host: HostOption = "",
    port: PortOption = 104,
    ae: AeOption = "",
    calling_ae: CallingOption = "",
    move: MoveOption = False,
    timeout: TimeoutOption = None,
    json: JsonOption = False,
) -> None:
    """Haal een onderzoek op; wat er al staat wordt overgeslagen, dus opnieuw vragen gaat verder."""
    from studies.archive.received import ReceivedStudies

    root = into or home_folder().prepare().root / "received"
    with _opened(_node(node, host, port, ae, calling_ae, timeout, move=move)) as opened:
        got = opened.retrieve(study, only or (), into=root, progress=progress("Ophalen"))
    folder = ReceivedStudies(root).folder(study)
    if json:
        write_json(
            {
                "study_instance_uid": study, "folder": str(folder), "complete": got.complete,
                "expected": got.expected, "present": got.present, "received": got.received,
                "failed": [asdict(failure) for failure in got.failed],
                "interrupted": got.interrupted.code if got.interrupted is not None else None,
            }
        )  # fmt: skip
    elif got.complete:
        write_line(f"{got.received} opgehaald, {got.present} stonden er al: {folder}")
    if not got.complete:
        raise typer.Exit(_incomplete(got))


def _incomplete(got: Retrieved) -> int:
    """Say what is missing; the exit status."""
    from desktop.errors_text import said

    here = f"{got.present + got.received} van {got.expected} beelden zijn er."
    if got.interrupted is not None:
        from desktop.errors_text import sentence

        return fail(f"{sentence(got.interrupted)} {here}", got.interrupted.exit_status)
    reasons = sorted({said(failure.reason, "nl") for failure in got.failed})
    return fail(f"{here} {' '.join(reasons)}", 2)


@archive.command("send")
def send(
    files: Annotated[list[Path], typer.Argument(help="DICOM-bestanden of mappen daarmee.")],
    node: NodeOption = "",
    host: HostOption = "",
    port: PortOption = 104,
    ae: AeOption = "",
    calling_ae: CallingOption = "",
    move: MoveOption = False,
    timeout: TimeoutOption = None,
    json: JsonOption = False,
) -> None:
    """Verstuur bestanden, en controleer dat het archief precies die bewaart."""
    chosen = [file for path in files for file in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    chosen = [file for file in chosen if not file.is_dir()]
    if not chosen:
        raise InputError(
            "There is nothing to send.", "Name a DICOM file or a folder with files.", code="nothing_to_send"
        )
    with _opened(_node(node, host, port, ae, calling_ae, timeout, move=move, store=True)) as opened:
        sent = opened.send(chosen, progress=progress("Versturen"))
    if json:
        write_json(
            {
                "complete": sent.complete,
                "objects": [
                    {"file": str(file), **asdict(item)}
                    for file, item in zip(chosen, sent.results, strict=True)
                ],
            }
        )
    elif sent.complete:
        write_line(f"{len(sent.results)} verstuurd en bewezen bewaard.")
    if not sent.complete:
        raise typer.Exit(_not_all(sent))


def _not_all(sent: Sent) -> int:
    from desktop.errors_text import said

    missing = [item for item in sent.results if not item.stored]
    reasons = " ".join(sorted({said(item.reason, "nl") for item in missing}))
    return fail(f"{len(missing)} van {len(sent.results)} objecten zijn niet bewezen bewaard. {reasons}", 3)


@archive.command("worklist")
def worklist(
    date_from: FromOption = "",
    date_to: ToOption = "",
    modality: Annotated[str, typer.Option("--modality", help="CT, MR …")] = "",
    station: Annotated[str, typer.Option("--station", help="AE-titel van het toestel.")] = "",
    patient_id: Annotated[str, typer.Option("--patient-id", help="Patiëntnummer.")] = "",
    node: NodeOption = "",
    host: HostOption = "",
    port: PortOption = 104,
    ae: AeOption = "",
    calling_ae: CallingOption = "",
    timeout: TimeoutOption = None,
    json: JsonOption = False,
) -> None:
    """Toon de geplande onderzoeken (modality worklist); zonder vraag die van vandaag."""
    from studies.archive.worklist import scheduled

    if not any((date_from, date_to, modality, station, patient_id)):
        date_from = date_to = datetime.now().astimezone().strftime("%Y%m%d")
    steps = scheduled(
        _node(node, host, port, ae, calling_ae, timeout, worklist=True),
        date_from=date_from,
        date_to=date_to,
        modality=modality,
        station=station,
        patient_id=patient_id,
    )
    if json:
        write_json({"steps": [asdict(step) for step in steps]})
        return
    for step in steps:
        write_line(
            f"{step.date} {step.time[:4]}  {step.patient_name or '(geen naam)'}  {step.patient_id or '–'}  "
            f"{step.modality}  {step.station}  {step.description or step.requested_procedure or '–'}  "
            f"{step.accession_number or '–'}"
        )


class _opened:  # noqa: N801 - reads as what it gives
    """An archive that is closed again."""

    def __init__(self, node: Node) -> None:
        from studies.archive.client import open_archive
        from studies.archive.node import read_receiver
        from studies.archive.secret import secret

        home = home_folder()
        kept = secret(home.root, node.id) if node.kind == "dicomweb" else None
        self._archive = open_archive(node, secret=kept, receiver=read_receiver(home.root / "nodes.toml"))

    def __enter__(self) -> Archive:
        return self._archive

    def __exit__(self, *_: object) -> None:
        self._archive.close()


def _node(
    name: str,
    host: str,
    port: int,
    ae: str,
    calling_ae: str,
    timeout: float | None,
    *,
    move: bool = False,
    store: bool = False,
    worklist: bool = False,
) -> Node:
    """The node that is meant: by its name in the file, by its address, or the only one that can be."""
    from dataclasses import replace

    from studies.archive.node import Node, check_node, find_node, read_nodes

    file = home_folder().root / "nodes.toml"
    role = "worklist" if worklist else "store" if store else "query"
    changes: dict[str, Any] = {}
    if host:
        found = Node(
            id="given", name=ae or host, host=host, port=port, ae_title=ae or "ANY-SCP",
            roles=frozenset({"query", "store", "worklist"}),
        )  # fmt: skip
    elif name:
        found = find_node(file, name)
    else:
        fitting = [node for node in read_nodes(file) if role in node.roles]
        if len(fitting) != 1:
            raise InputError(
                "It isn't clear which node is meant.",
                "Name one by --node, or give --host, --port and --ae; known are: {known}.",
                code="which_node",
                fields={"known": ", ".join(node.id for node in fitting) or "–"},
            )
        found = fitting[0]
    if calling_ae:
        changes["calling_ae_title"] = calling_ae
    if timeout is not None:
        changes["timeout_s"] = timeout
    if move:
        changes["retrieve"] = "move"
    found = replace(found, **changes)
    check_node(found)
    return found
