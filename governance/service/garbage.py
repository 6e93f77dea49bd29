"""Which stored files are still needed: every one that any revision or record ever named, not the current ones alone.

A picture that was taken out of a draft belongs to the revisions in which it was, and those can be brought back. So
whatever reads like a hash in a revision or a record is kept: keeping a file too many costs nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator

from sqlalchemy import Connection, select

from governance.audit import Act
from governance.store import Store, registers, tables
from governance.study import Study

_DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
DAY_S = 86_400.0


def referred_files(connection: Connection) -> frozenset[str]:
    """Hashes of all files that something on record refers to."""
    found: set[str] = set()
    for text in _texts(connection):
        found.update(_DIGEST.findall(text))
    return frozenset(found)


def _texts(connection: Connection) -> Iterator[str]:
    columns = [
        tables.revision.c.document,
        tables.working.c.sha256,
        tables.working.c.content,
        tables.stored_file.c.sha256,
        tables.report_file.c.sha256,
        tables.view_mark.c.sha256,
        tables.incident.c.content,
        tables.emergency.c.content,
        tables.acknowledgement.c.sha256,
        *(table.c.content for table, _ in registers.REGISTERS.values()),
    ]
    for column in columns:
        for text in connection.execute(select(column)).scalars():
            yield str(text)


def collect_garbage(store: Store, *, older_than_s: float = DAY_S) -> int:
    """Remove stored files that nothing on record refers to and that are older than a day; returns how many.

    No other change can be committed meanwhile, and a file that is being stored is younger than a day: a file that
    a coming revision refers to is never taken. What was removed is on the trail as a number.
    """
    with store.write(audited=False) as unit:
        removed = store.files.collect_garbage(referred_files(unit.connection), older_than_s=older_than_s)
        if removed:
            unit.audit(Act.FILES_REMOVED, objects=[{"type": "files", "rows": str(removed)}])
    return removed


def referred_images(connection: Connection) -> frozenset[str]:
    """Where the images of all studies lie, of every version of their entries."""
    table = registers.REGISTERS["study"][0]
    contents = connection.execute(select(table.c.content)).scalars()
    return frozenset(Study.from_json(json.loads(text)).images for text in contents)


def collect_images(store: Store, remove: Callable[[frozenset[str]], int]) -> int:
    """Let `remove` take away copies of images that belong to no entry of the worklist; returns how many.

    `remove` gets what is referred to. No entry can be put on the worklist meanwhile. On the trail as a number.
    """
    with store.write(audited=False) as unit:
        removed = remove(referred_images(unit.connection))
        if removed:
            unit.audit(Act.FILES_REMOVED, objects=[{"type": "images", "rows": str(removed)}])
    return removed
