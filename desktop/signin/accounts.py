"""The seam to the accounts of governance: what the sign-in page asks, and the real thing behind it.

Every call works on the database and on argon2id: the page runs them on the database thread.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass
from typing import Any, Protocol

from desktop.session import SignedIn


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A role that a person may act in now, or `locked` with the reason why not."""

    role: str
    group: str = ""
    locked: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A person whose password was right, and the roles to choose from. `proof` is governance's own record."""

    person_id: str
    display_name: str
    login: str
    roles: tuple[RoleChoice, ...]
    proof: Any = None


class Accounts(Protocol):
    """What the sign-in page needs. Errors are of the `VoorverslagError` family."""

    def sign_in(self, login: str, password: str) -> Known:
        """Check name and password; raises a refusal with the tries left or the time until which it is locked."""
        ...

    def act_as(self, known: Known, role: str) -> SignedIn:
        """Choose the acting role; on record."""
        ...

    def verify(self, who: SignedIn, password: str) -> None:
        """The password of the person who is signed in, once more (session lock); raises when it is wrong."""
        ...

    def sign_out(self, who: SignedIn) -> None:
        """End the session, on record."""
        ...


class GovernanceAccounts:
    """`Accounts` on the governance store."""

    def __init__(self, store: Any) -> None:
        self._store = store

    def sign_in(self, login: str, password: str) -> Known:
        from governance import accounts

        proof = accounts.sign_in(self._store, login.strip(), password, workstation=platform.node())
        group = self._group(proof.person)
        choices = tuple(RoleChoice(role.value, group) for role in proof.roles)
        return Known(proof.person.id, proof.person.display_name, proof.person.login, choices, proof)

    def act_as(self, known: Known, role: str) -> SignedIn:
        from governance import accounts
        from governance.people import Role

        acting = accounts.act_as(self._store, known.proof, Role(role))
        person = acting.person
        return SignedIn(
            person.id,
            person.display_name,
            person.login,
            acting.role.value,
            self._group(person),
            acting,
            tuple(choice.role for choice in known.roles),
            known,
        )

    def verify(self, who: SignedIn, password: str) -> None:
        from governance import accounts

        accounts.reauthenticate(self._store, who.acting, password).wipe()

    def sign_out(self, who: SignedIn) -> None:
        from governance import accounts

        accounts.sign_out(self._store, who.acting)

    def _group(self, person: Any) -> str:
        """Name of the person's first group of today."""
        from governance.people import Group
        from governance.record import within
        from governance.store import registers

        now = self._store.clock()
        with self._store.read() as connection:
            for member in person.groups:
                if within(member.valid_from, member.valid_until, now):
                    group = registers.find(connection, "group", member.group_id, Group)
                    return group.name if group is not None else ""
        return ""
