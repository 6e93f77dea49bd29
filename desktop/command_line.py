"""`voorverslag`: the same functions as the screens, without a screen.

One Typer program; each command lives in `desktop.commands`. Exit status: 0 done, 2 bad input or usage, 3
refused by a rule or a safety check. Errors are one sentence on standard error, never a traceback; with
``--json`` a command prints one JSON object on standard output and nothing else there.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import TyperException

from desktop.commands import (
    archive,
    deidentify,
    demo,
    images,
    importing,
    measure,
    receiving,
    records,
)
from desktop.commands.console import fail, unexpected
from resources.errors import Cancelled, VoorverslagError

if TYPE_CHECKING:
    from collections.abc import Sequence

app = typer.Typer(
    name="voorverslag",
    help="Voorlopige radiologieverslagen: meten, opstellen, beoordelen en autoriseren.",
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(measure.app, name="measure")
app.add_typer(records.admin, name="admin")
images.register(app)
importing.register(app)
deidentify.register(app)
records.register(app)
demo.register(app)
archive.register(app)
receiving.register(app)


@app.callback(invoke_without_command=True)
def start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Toon de versie.")] = False,
) -> None:
    """Zonder opdracht: open het programma."""
    if version:
        from desktop import product

        sys.stdout.write(f"Voorverslag {product.version()}\n")
        raise typer.Exit
    if context.invoked_subcommand is None:
        from desktop.app import run

        raise typer.Exit(run())


def wrong_usage(words: str) -> int:
    """What is wrong with the command as typed, in one line; a group without a command says its help instead."""
    if "\n" not in words:
        return fail(words, 2)
    sys.stderr.write(words + "\n")
    return 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; returns (and as an entry point exits with) the exit status."""
    command = typer.main.get_command(app)
    try:
        result = command.main(
            args=list(sys.argv[1:] if arguments is None else arguments),
            prog_name="voorverslag",
            standalone_mode=False,
        )
    except typer.Exit as ended:
        return ended.exit_code
    except typer.Abort:
        return fail("Afgebroken.", 2)
    except TyperException as wrong:
        return wrong_usage(wrong.format_message())
    except Cancelled:
        return fail("Afgebroken.", 2)
    except VoorverslagError as error:
        return fail(error, error.exit_status)
    except KeyboardInterrupt:
        return fail("Afgebroken.", 130)
    except BrokenPipeError:
        return 0
    except Exception as error:  # noqa: BLE001 - the last line: a sentence and the log, never a traceback
        return unexpected(error)
    return result if isinstance(result, int) else 0
