"""Days as DICOM and ISO write them."""

from __future__ import annotations

from datetime import date, datetime


def as_date(text: str) -> date | None:
    """A date of DICOM (YYYYMMDD) or ISO; None when it is neither."""
    for form in ("%Y%m%d", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day, not a moment
        except ValueError:
            continue
    return None
