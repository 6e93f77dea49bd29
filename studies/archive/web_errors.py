"""What can go wrong with a web archive beyond `studies.archive.errors`: each in one sentence, with a remedy."""

from __future__ import annotations

from studies.archive.errors import ArchiveAnswer, ArchiveRefused
from studies.archive.words import clean


def not_allowed(name: str, service: str) -> ArchiveRefused:
    """The user is known, but may not do this (403)."""
    return ArchiveRefused(
        "{name} doesn't allow this user to do this: {service}.",
        "Have the administrator of the archive allow it, or use another user name.",
        code="archive_not_allowed",
        fields={"name": name, "service": service},
    )


def no_service(name: str, service: str) -> ArchiveRefused:
    """Nothing at this address (404, 405, 501)."""
    return ArchiveRefused(
        "There is no {service} at the web address of {name}.",
        "Check the web address in the settings of this node, with its path such as /dicom-web.",
        code="archive_no_service",
        fields={"name": name, "service": service},
    )


def other_address(name: str, host: str) -> ArchiveRefused:
    """A redirect to another host, port or protocol."""
    return ArchiveRefused(
        "{name} sends this request on to another address: {host}.",
        "Nothing was sent there. If it is right, enter that address in the settings of this node.",
        code="archive_redirect",
        fields={"name": name, "host": clean(host, 100) or "?"},
    )


def fault(name: str, service: str, status: int) -> ArchiveAnswer:
    """The archive itself fails (5xx)."""
    return ArchiveAnswer(
        "{name} has a fault at this moment: {service} (status {status}).",
        "Try again later; if it stays so, tell the administrator of the archive this status.",
        code="archive_fault",
        fields={"name": name, "service": service, "status": status},
    )


def not_accepted(name: str, service: str, status: int) -> ArchiveAnswer:
    """The archive doesn't accept the request (other statuses)."""
    return ArchiveAnswer(
        "{name} doesn't accept this request: {service} (status {status}).",
        "Tell the administrator of the archive this status.",
        code="archive_not_accepted",
        fields={"name": name, "service": service, "status": status},
    )


def web_page(name: str) -> ArchiveAnswer:
    """HTML where DICOM was asked."""
    return ArchiveAnswer(
        "{name} answers with a web page instead of DICOM data.",
        "Check the web address of this node; perhaps a sign-in page or proxy stands in between.",
        code="archive_web_page",
        fields={"name": name},
    )


def too_large(name: str, most_bytes: int) -> ArchiveAnswer:
    """An answer beyond our limit."""
    return ArchiveAnswer(
        "An answer of {name} is larger than {most} MB and was broken off.",
        "Ask for less at once; if it stays so, tell the administrator of the archive.",
        code="archive_too_large",
        fields={"name": name, "most": most_bytes // 2**20},
    )
