"""Name and version of the product, as printed in reports and logs."""

from __future__ import annotations

from importlib import metadata

NAME = "Voorverslag"


def version() -> str:
    """Version of the installed program."""
    return metadata.version("voorverslag")
