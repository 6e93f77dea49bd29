"""UIDs derived from seed and identity: the same phantom has the same UIDs on every machine."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from pydicom.uid import PYDICOM_ROOT_UID

from studies.phantom.variants import Identity

#: clinical root without a site root: pydicom's own root followed by "1." (specs/governance.md, 13)
ROOT = str(PYDICOM_ROOT_UID) + "1."


def derived(*parts: object) -> str:
    """A UID below `ROOT` from a SHA-512 of the parts, at most 64 characters."""
    digest = hashlib.sha512("\x1f".join(str(p) for p in parts).encode()).digest()
    number = str(int.from_bytes(digest, "big"))
    return ROOT + "1" + number[: 63 - len(ROOT)]


@dataclass(frozen=True)
class Uids:
    """All UIDs of one series."""

    seed: int
    variant: str
    size: str
    identity: Identity

    def _of(self, *parts: object) -> str:
        who = self.identity
        return derived(
            "phantom",
            self.seed,
            self.variant,
            self.size,
            who.patient_id,
            who.accession_number,
            who.uid_entropy,
            *parts,
        )

    @property
    def study(self) -> str:
        return self._of("study")

    @property
    def series(self) -> str:
        return self._of("series", self.identity.series_number)

    @property
    def frame_of_reference(self) -> str:
        return self._of("frame")

    def instance(self, slice_number: int) -> str:
        """SOP Instance UID of a slice, counted from the lowest."""
        return self._of("instance", self.identity.series_number, slice_number)
