"""`serve-dicom`: receive studies from the archive or a scanner for as long as it runs."""

from __future__ import annotations

import signal
import sys
import threading
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from desktop.commands.console import write_json, write_line
from desktop.home import home_folder
from resources.errors import InputError

if TYPE_CHECKING:
    from studies.archive.node import Peer, ReceiverSettings
    from studies.archive.receiver import Event

OUTCOMES = {
    "new": "ontvangen",
    "same": "stond er al",
    "other": "geweigerd: er staat al een ander object met deze UID",
    "mismatch": "geweigerd: het object zegt een andere UID dan de afzender",
    "damaged": "geweigerd: onleesbaar",
    "no_room": "geweigerd: de schijf is vol",
    "disk": "geweigerd: de schijf doet het niet",
}
REFUSALS = {
    "address": "onbekend adres",
    "peer": "onbekende AE-titel",
    "called": "niet onze AE-titel",
    "busy": "te veel verbindingen tegelijk",
    "silent": "zei niets",
    "too_slow": "te traag",
    "too_long": "te lang bericht",
    "tls": "geen veilige verbinding",
    "closed": "verbinding verbroken",
}


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command("serve-dicom")(serve_dicom)


def serve_dicom(
    peers: Annotated[
        list[str] | None,
        typer.Option(
            "--peer", help="Wie mag sturen: AE-TITEL@ADRES (herhaalbaar); zonder: die van nodes.toml."
        ),
    ] = None,
    ae: Annotated[str, typer.Option("--ae", help="Onze AE-titel.")] = "",
    bind: Annotated[str, typer.Option("--bind", help="Eigen IP-adres om op te luisteren.")] = "",
    port: Annotated[int | None, typer.Option("--port", help="Poort; 0 kiest een vrije.")] = None,
    into: Annotated[
        Path | None, typer.Option("--into", help="Map voor ontvangen onderzoeken; zonder: die van dit huis.")
    ] = None,
    seconds: Annotated[float | None, typer.Option("--seconds", help="Stop na zoveel seconden.")] = None,
    json: Annotated[
        bool, typer.Option("--json", help="Bij het stoppen één JSON-object op de standaarduitvoer.")
    ] = False,
) -> None:
    """Ontvang onderzoeken (DICOM storage SCP) tot Ctrl+C; alleen van wie is toegelaten."""
    from studies.archive.node import read_receiver
    from studies.archive.receiver import Receiver

    home = home_folder().prepare()
    settings = _settings(read_receiver(home.root / "nodes.toml"), peers, ae, bind, port)
    root = into or home.root / "received"
    counts: Counter[str] = Counter()
    stop = threading.Event()

    def heard(event: Event) -> None:
        if event.kind == "ended":
            stop.set()
            return
        counts[event.outcome if event.kind == "stored" else event.kind] += 1
        if not json:
            _tell(event)

    receiver = Receiver(settings, root, heard)
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stop.set())
    receiver.start()
    try:
        sys.stderr.write(f"Luistert op {settings.bind}:{receiver.port} als {settings.ae_title}.\n")
        sys.stderr.flush()
        # a wait without end can't be woken by a signal on every system
        stop.wait(seconds if seconds is not None else threading.TIMEOUT_MAX)
        has_died = not receiver.is_running
    finally:
        receiver.stop()
    if json:
        write_json(
            {
                "ae_title": settings.ae_title, "port": receiver.port, "folder": str(root),
                "received": counts["new"], "already": counts["same"],
                "refused_objects": sum(counts[o] for o in OUTCOMES if o not in ("new", "same")),
                "refused_connections": counts["refused"],
            }
        )  # fmt: skip
    if has_died:
        raise InputError(
            "The receiver stopped by itself.", "Start it again; what was received is kept.", code="receiver"
        )


def _settings(
    settings: ReceiverSettings, peers: list[str] | None, ae: str, bind: str, port: int | None
) -> ReceiverSettings:
    from studies.archive.node import check_receiver

    settings = replace(
        settings,
        ae_title=ae or settings.ae_title,
        bind=bind or settings.bind,
        port=settings.port if port is None else port,
        peers=tuple(_peer(text) for text in peers) if peers else settings.peers,
    )
    check_receiver(settings)
    if not settings.peers:
        raise InputError(
            "Nobody may send to this receiver yet.",
            "Name who may by --peer AE-TITLE@ADDRESS, or in nodes.toml.",
            code="no_peers",
        )
    return settings


def _peer(text: str) -> Peer:
    from studies.archive.node import Peer

    title, _, address = text.rpartition("@")
    return Peer(title, address)


def _tell(event: Event) -> None:
    if event.kind == "stored":
        write_line(f"{OUTCOMES.get(event.outcome, event.outcome)}: {event.sop_uid} van {event.peer}")
    elif event.kind == "refused":
        who = f"{event.peer or '–'} op {event.address}"
        write_line(f"geweigerd: {who} ({REFUSALS.get(event.why, event.why)})")
    sys.stdout.flush()
