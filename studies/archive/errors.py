"""What can go wrong with an archive, each in one sentence with what to do about it.

The name of the node is the one that the department gave it; nothing of a patient and nothing that the peer
says in its own words is in a message (that goes to `detail`, cleaned).
"""

from __future__ import annotations

from resources.errors import InputError
from studies.archive.words import clean

_ROLES = {"query": "searching and fetching", "store": "sending", "worklist": "the worklist"}


class ArchiveUnreachable(InputError):  # noqa: N818 - reads as what happened
    """No connection, or the connection broke."""

    @classmethod
    def no_connection(cls, name: str, address: str, detail: str = "") -> ArchiveUnreachable:
        return cls(
            "No connection with {name} at {address}.",
            "Check the address and the port, and that the archive is running; then try again.",
            code="archive_unreachable",
            fields={"name": name, "address": address},
            detail=clean(detail),
        )

    @classmethod
    def no_secure_connection(cls, name: str, address: str, detail: str = "") -> ArchiveUnreachable:
        return cls(
            "No secure connection (TLS) with {name} at {address}.",
            "Check the certificates of both sides and the name of the host.",
            code="archive_tls",
            fields={"name": name, "address": address},
            detail=clean(detail),
        )

    @classmethod
    def broken(cls, name: str, detail: str = "") -> ArchiveUnreachable:
        return cls(
            "The connection with {name} broke.",
            "What was received is kept; start again to fetch the rest.",
            code="archive_broken",
            fields={"name": name},
            detail=clean(detail),
        )

    @classmethod
    def no_answer(cls, name: str, seconds: float) -> ArchiveUnreachable:
        return cls(
            "{name} gave no answer within {seconds} seconds.",
            "Try again later, or allow more time in the settings of this node.",
            code="archive_silent",
            fields={"name": name, "seconds": f"{seconds:g}"},
        )


class ArchiveRefused(InputError):  # noqa: N818 - reads as what happened
    """The archive says no."""

    exit_status = 3

    @classmethod
    def association(cls, name: str, ours: str, theirs: str, detail: str = "") -> ArchiveRefused:
        return cls(
            "{name} refuses the connection of {ours} to {theirs}.",
            "Have the administrator of the archive allow this AE title and address, and check both AE titles.",
            code="archive_refused",
            fields={"name": name, "ours": ours, "theirs": theirs},
            detail=clean(detail),
        )

    @classmethod
    def service(cls, name: str, service: str) -> ArchiveRefused:
        return cls(
            "{name} doesn't offer this service: {service}.",
            "Choose another way in the settings of this node, or have the administrator of the archive allow it.",
            code="archive_service",
            fields={"name": name, "service": service},
        )

    @classmethod
    def destination(cls, name: str, title: str) -> ArchiveRefused:
        return cls(
            "{name} doesn't know the destination {title}.",
            "Have the administrator of the archive enter the AE title, address and port of this receiver.",
            code="archive_destination",
            fields={"name": name, "title": title},
        )

    @classmethod
    def sign_in(cls, name: str) -> ArchiveRefused:
        return cls(
            "{name} refuses the user name or password.",
            "Enter them again in the settings of this node.",
            code="archive_sign_in",
            fields={"name": name},
        )

    @classmethod
    def role(cls, name: str, role: str) -> ArchiveRefused:
        return cls(
            "{name} isn't set up for this: {service}.",
            "Have the administrator add it in the settings of this node.",
            code="archive_role",
            fields={"name": name, "service": _ROLES.get(role, role)},
        )

    @classmethod
    def port_taken(cls, port: int, detail: str = "") -> ArchiveRefused:
        return cls(
            "Nothing can be received on port {port}: it is in use or not allowed.",
            "Stop the other receiver, or choose another port in the settings.",
            code="receiver_port",
            fields={"port": port},
            detail=clean(detail),
        )


class ArchiveAnswer(InputError):  # noqa: N818 - reads as what happened
    """The archive answered something that can't be used."""

    @classmethod
    def status(cls, name: str, service: str, status: int, detail: str = "") -> ArchiveAnswer:
        return cls(
            "{name} could not carry this out: {service} (status {status}).",
            "Try again; if it stays so, tell the administrator of the archive this status.",
            code="archive_status",
            fields={"name": name, "service": service, "status": f"0x{status:04X}"},
            detail=clean(detail),
        )

    @classmethod
    def unusable(cls, name: str, service: str, detail: str = "") -> ArchiveAnswer:
        return cls(
            "The answer of {name} can't be used: {service}.",
            "Tell the administrator of the archive; the log holds the details.",
            code="archive_answer",
            fields={"name": name, "service": service},
            detail=clean(detail),
        )

    @classmethod
    def absent(cls, name: str) -> ArchiveAnswer:
        return cls(
            "{name} doesn't have this study.",
            "Search again; the study may have been moved or removed.",
            code="archive_absent",
            fields={"name": name},
        )

    @classmethod
    def too_much(cls, name: str, most: int) -> ArchiveAnswer:
        return cls(
            "{name} gives more than {most} answers.",
            "Ask for less at once.",
            code="archive_too_much",
            fields={"name": name, "most": most},
        )
