"""Logging: structlog to a file of the home folder, without patient data; faulthandler for crashes.

Event names are words, values are our own numbers. A filter removes what could be a patient's: known keys, and
anything that looks like a DICOM person name, a birth date or a nine-digit number.
"""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
import re
from collections.abc import MutableMapping
from typing import IO, Any

import structlog

from desktop.home import Home

PATIENT_KEYS = frozenset(
    {
        "patient", "patient_name", "patient_id", "patient_number", "name", "birth_date", "sex", "age", "bsn",
        "accession", "accession_number", "requester", "text", "report_text",
    }
)  # fmt: skip
REMOVED = "[removed]"
_SUSPECT = (
    re.compile(r"\b[\w'’.-]+(?: [\w'’.-]+)*\^[\w'’. -]*", re.UNICODE),  # person name of DICOM: Family^Given
    re.compile(r"\b(?:19|20)\d{2}[-/]?(?:0[1-9]|1[0-2])[-/]?(?:0[1-9]|[12]\d|3[01])\b(?!T|\.\d)"),
    re.compile(r"\b(?:0[1-9]|[12]\d|3[01])-(?:0[1-9]|1[0-2])-(?:19|20)\d{2}\b"),
    re.compile(r"(?<![\d.])\d{9}(?![\d.])"),  # citizen service number
)


def without_patient(value: object) -> object:
    """`value` with everything that looks like a patient's data taken out."""
    if isinstance(value, str):
        for pattern in _SUSPECT:
            value = pattern.sub(REMOVED, value)
        return value
    if isinstance(value, dict):
        return {k: REMOVED if str(k) in PATIENT_KEYS else without_patient(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [without_patient(item) for item in value]
    return value


def remove_patient_data(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Processor of structlog: known keys go, the rest is searched."""
    for key in list(event):
        if key in ("timestamp", "level", "logger"):
            continue
        event[key] = REMOVED if key in PATIENT_KEYS else without_patient(event[key])
    return event


def set_up_logging(home: Home, *, level: int = logging.INFO) -> IO[str]:
    """Log to `logs/voorverslag.log` (5 × 1 MB) and arm the crash file; returns the open crash file."""
    home.logs.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        home.logs / "voorverslag.log", maxBytes=1_000_000, backupCount=5, encoding="utf-8"
    )
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        remove_patient_data,
    ]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            foreign_pre_chain=shared,
        )
    )
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    crash = home.crash_file.open("a", encoding="utf-8")
    faulthandler.enable(crash)
    return crash
