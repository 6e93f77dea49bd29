"""Accounts: sign in, choose a role, prove again who you are; make accounts and enrol signing keys.

Passwords are verified by argon2id; a second argon2id run with its own salt unwraps the signing key. Five
failed tries lock the account for a quarter of an hour (site settings). A name that doesn't exist answers like
one that does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, select, update

from governance import audit, signing
from governance.audit import Act, Actor
from governance.canonical import normal_text, utc_from_text, utc_text
from governance.errors import NotPermitted
from governance.people import Person, Role
from governance.signing import UnlockedKey
from governance.store import Store, Unit, registers, tables
from resources.errors import InputError, Refused

SHORTEST_PASSWORD = 10
#: roles of the second person at the enrolment of a key
WITNESS_ROLES = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.RADIOLOGIST)


class SignInRefused(Refused):
    """Name or password is wrong, or the account is locked."""

    @classmethod
    def wrong(cls, left: int) -> SignInRefused:
        return cls("Name or password is wrong.", "{n} tries left.", code="sign_in", fields={"n": left})

    @classmethod
    def locked(cls, until: datetime, tries: int) -> SignInRefused:
        return cls(
            "Locked until {time} after {tries} failed tries.",
            code="locked",
            fields={"time": utc_text(until), "tries": tries},
        )


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person who gave the right password; rights come only with a role (`act_as`)."""

    person: Person
    session: str
    workstation: str
    at: datetime
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Acting:
    """A person in one role, at one workstation: what every service function asks for."""

    person: Person
    role: Role
    session: str
    workstation: str
    signed_in_at: datetime

    @property
    def actor(self) -> Actor:
        """As the audit trail names it."""
        person = self.person
        return Actor(person.id, person.login, person.display_name, self.role.value, self.workstation)


@dataclass(slots=True)
class Reauthentication:
    """Proof that the person gave the password just now, with the signing key open for one signature."""

    person_id: str
    at: datetime
    key: UnlockedKey | None = field(repr=False, default=None)

    def take_key(self) -> UnlockedKey:
        """The open key, once."""
        key, self.key = self.key, None
        if key is None:
            raise Refused(
                "You have no valid signing key, or it was used already.",
                "Enter your password again; if that doesn't help, have a key enrolled.",
                code="no_key",
            )
        return key

    def wipe(self) -> None:
        """Overwrite the key when it isn't used after all."""
        if self.key is not None:
            self.key.wipe()
            self.key = None


def sign_in(store: Store, login: str, password: str, *, workstation: str = "") -> SignedIn:
    """Check name and password.

    Raises
    ------
    SignInRefused
        With the number of tries left, or until when the account is locked.
    """
    person = _check_password(store, login, password, Act.LOGIN, workstation)
    now = store.clock()
    roles = tuple(r for r in Role if r in person.roles_at(now))
    return SignedIn(person, store.new_id(), workstation, now, roles)


def act_as(store: Store, signed_in: SignedIn, role: Role) -> Acting:
    """Choose the acting role; it must be held now."""
    with store.write() as unit:
        person = registers.person(unit.connection, signed_in.person.id)
        if not person.active or not person.has_role(role, unit.at):
            raise NotPermitted.because("T-ACCOUNT", {"rol": role.value})
        acting = Acting(person, role, signed_in.session, signed_in.workstation, signed_in.at)
        unit.audit(Act.ROLE_CHOSEN, acting.actor)
    return acting


def sign_out(store: Store, acting: Acting) -> None:
    """End the session, on record."""
    store.log(Act.LOGOUT, acting.actor)


def reauthenticate(store: Store, acting: Acting, password: str) -> Reauthentication:
    """Give the password again, as every signature asks; opens the signing key.

    Raises
    ------
    SignInRefused
        Wrong password; counts as a failed try.
    """
    person = _check_password(store, acting.person.login, password, Act.REAUTHENTICATED, acting.workstation)
    if person.id != acting.person.id:
        raise SignInRefused.wrong(0)
    with store.read() as connection:
        now = store.clock()
        return Reauthentication(person.id, now, signing.unlock(connection, person.id, password, now))


def _hasher(store: Store) -> PasswordHasher:
    cost = store.password_cost
    return PasswordHasher(time_cost=cost.time, memory_cost=cost.memory_kib, parallelism=cost.lanes)


def _matches(store: Store, verifier: str, password: str) -> bool:
    try:
        return _hasher(store).verify(verifier, normal_text(password))
    except (VerificationError, InvalidHashError):
        return False


def _verifier(store: Store, password: str) -> str:
    return _hasher(store).hash(normal_text(password), salt=store.random(16))


def _check_password(store: Store, login: str, password: str, act: Act, workstation: str) -> Person:
    site = store.settings
    with store.read() as connection:
        row = connection.execute(select(tables.account).where(tables.account.c.login == login)).first()
        verifier = _newest_verifier(connection, row.person_id) if row else ""
    now = store.clock()
    locked = row is not None and row.locked_until is not None and utc_from_text(row.locked_until) > now
    if row is not None and locked:
        with store.write() as unit:
            unit.audit(act, Actor(row.person_id, login, "", "", workstation), outcome=audit.SERIOUS_FAILURE)
        raise SignInRefused.locked(utc_from_text(row.locked_until), site.failed_sign_ins)
    if row is None:
        _verifier(store, password)  # the same work as for a name that exists
        return _unknown(store, login, act, workstation)
    right = _matches(store, verifier, password)
    refused: SignInRefused | None = None
    with store.write() as unit:
        person = registers.person(unit.connection, row.person_id)
        actor = Actor(person.id, login, person.display_name, "", workstation)
        right = right and person.active
        refused = None if right else _count_failure(unit, store, row.person_id)
        if right:
            unit.connection.execute(
                update(tables.account)
                .where(tables.account.c.person_id == person.id)
                .values(failed_tries=0, locked_until=None)
            )
        unit.audit(act, actor, outcome=audit.SUCCESS if right else audit.MINOR_FAILURE)
    if refused is not None:
        raise refused
    return person


def _count_failure(unit: Unit, store: Store, person_id: str) -> SignInRefused:
    table, site = tables.account, store.settings
    tries = 1 + int(
        unit.connection.execute(
            select(table.c.failed_tries).where(table.c.person_id == person_id)
        ).scalar_one()
    )
    until = unit.at + timedelta(minutes=site.sign_in_lock_minutes) if tries >= site.failed_sign_ins else None
    unit.connection.execute(
        update(table)
        .where(table.c.person_id == person_id)
        .values(failed_tries=0 if until else tries, locked_until=utc_text(until) if until else None)
    )
    if until:
        return SignInRefused.locked(until, site.failed_sign_ins)
    return SignInRefused.wrong(site.failed_sign_ins - tries)


def _unknown(store: Store, login: str, act: Act, workstation: str) -> Person:
    tries = store.unknown_tries.get(login, 0) + 1
    store.unknown_tries[login] = tries % store.settings.failed_sign_ins
    with store.write() as unit:
        unit.audit(act, Actor("unknown", "", "", "", workstation), outcome=audit.MINOR_FAILURE)
    if tries >= store.settings.failed_sign_ins:
        until = store.clock() + timedelta(minutes=store.settings.sign_in_lock_minutes)
        raise SignInRefused.locked(until, store.settings.failed_sign_ins)
    raise SignInRefused.wrong(store.settings.failed_sign_ins - tries)


def _newest_verifier(connection: Connection, person_id: str) -> str:
    table = tables.credential
    query = (
        select(table.c.verifier)
        .where(table.c.person_id == person_id)
        .order_by(table.c.version.desc())
        .limit(1)
    )
    return str(connection.execute(query).scalar_one())


def require_password(password: str) -> None:
    """Raise InputError for a password that is too short."""
    if len(password.strip()) < SHORTEST_PASSWORD:
        raise InputError(
            "This password is too short.",
            "Use at least {n} characters.",
            code="password",
            fields={"n": SHORTEST_PASSWORD},
        )


def bootstrap(store: Store, person: Person, password: str) -> None:
    """Record the first person, an administrator, in an empty store."""
    require_password(password)
    with store.write() as unit:
        if unit.connection.execute(select(tables.person_version.c.id).limit(1)).first() is not None:
            raise NotPermitted.because("T-ROLE")
        registers.require_sound_person(person, unit.at)
        if person.roles_at(unit.at) != {Role.ADMINISTRATOR}:
            raise InputError("The first person is an administrator and nothing else.", code="bootstrap")
        version = registers.add_version(unit, "person", person.id, person, by="system")
        unit.audit(
            Act.PERSON_RECORDED,
            objects=[{"type": "person", "id": person.id, "version": str(version), "sha256": person.digest()}],
        )
        _make_account(unit, store, person, password, audit.SYSTEM)


def create_account(store: Store, acting: Acting, person_id: str, password: str) -> None:
    """Give a person a name and a first password to sign in with (administrator)."""
    require_password(password)
    with store.write() as unit:
        require_role(unit, acting, Role.ADMINISTRATOR)
        person = registers.person(unit.connection, person_id)
        exists = unit.connection.execute(
            select(tables.account.c.person_id).where(
                (tables.account.c.login == person.login) | (tables.account.c.person_id == person_id)
            )
        ).first()
        if exists is not None:
            raise InputError("This person or name has an account already.", code="account_exists")
        _make_account(unit, store, person, password, acting.actor)


def _make_account(unit: Unit, store: Store, person: Person, password: str, actor: Actor) -> None:
    unit.insert(tables.account, person_id=person.id, login=person.login, failed_tries=0, locked_until=None)
    _add_credential(unit, person.id, _verifier(store, password), 1, actor)
    unit.audit(Act.ACCOUNT_MADE, actor, objects=[{"type": "person", "id": person.id}])


def _add_credential(unit: Unit, person_id: str, verifier: str, version: int, actor: Actor) -> None:
    unit.insert(
        tables.credential,
        person_id=person_id,
        version=version,
        verifier=verifier,
        recorded_at=utc_text(unit.at),
        recorded_by=actor.person_id,
    )


def enrol_key(store: Store, signed_in: SignedIn, password: str, second: Acting) -> str:
    """Make a signing key for the person who is signed in, with a second person; returns its fingerprint.

    An earlier key of the person is revoked in the same transaction.
    """
    if second.person.id == signed_in.person.id:
        raise Refused(
            "A signing key is enrolled by two persons.",
            "Ask a second person to sign in.",
            code="second_person",
        )
    _check_password(store, signed_in.person.login, password, Act.REAUTHENTICATED, signed_in.workstation)
    person = signed_in.person
    actor = Actor(person.id, person.login, person.display_name, "", signed_in.workstation)
    with store.write() as unit:
        require_role(unit, second, *WITNESS_ROLES)
        old = signing.current_key(unit.connection, person.id, unit.at)
        if old is not None:
            signing.revoke_key(unit, actor, str(old.fingerprint), "replaced")
        return signing.make_key(unit, store, actor, person.id, password, second.person.id)


def revoke_key(store: Store, acting: Acting, person_id: str, reason: str) -> None:
    """End the validity of a person's key (the person, or an administrator)."""
    with store.write() as unit:
        if acting.person.id != person_id:
            require_role(unit, acting, Role.ADMINISTRATOR)
        key = signing.current_key(unit.connection, person_id, unit.at)
        if key is None:
            raise InputError("This person has no valid key.", code="no_key")
        signing.revoke_key(unit, acting.actor, str(key.fingerprint), reason)


def change_password(store: Store, acting: Acting, old: str, new: str) -> None:
    """Replace the password and wrap the signing key anew."""
    require_password(new)
    _check_password(store, acting.person.login, old, Act.REAUTHENTICATED, acting.workstation)
    with store.write() as unit:
        table = tables.credential
        versions = unit.connection.execute(
            select(table.c.version).where(table.c.person_id == acting.person.id)
        ).scalars()
        signing.rewrap(unit, store, acting.person.id, old, new)
        _add_credential(unit, acting.person.id, _verifier(store, new), max(versions) + 1, acting.actor)
        unit.audit(Act.PASSWORD_CHANGED, acting.actor, objects=[{"type": "person", "id": acting.person.id}])


def reset_password(store: Store, acting: Acting, person_id: str, new: str) -> None:
    """A new first password for someone who lost the old one (administrator, never for oneself).

    The old password can't be had back, so neither can the signing key: it is revoked, and a new one is to be
    enrolled. The account's lock is lifted.
    """
    require_password(new)
    with store.write() as unit:
        require_role(unit, acting, Role.ADMINISTRATOR)
        if person_id == acting.person.id:
            raise Refused(
                "You cannot change your own record.", "Ask another administrator.", code="own_record"
            )
        if not has_account(unit.connection, person_id):
            raise InputError("This person has no account.", code="no_account")
        key = signing.current_key(unit.connection, person_id, unit.at)
        if key is not None:
            signing.revoke_key(unit, acting.actor, str(key.fingerprint), "password lost")
        table = tables.credential
        versions = unit.connection.execute(
            select(table.c.version).where(table.c.person_id == person_id)
        ).scalars()
        _add_credential(unit, person_id, _verifier(store, new), max(versions) + 1, acting.actor)
        unit.connection.execute(
            update(tables.account)
            .where(tables.account.c.person_id == person_id)
            .values(failed_tries=0, locked_until=None)
        )
        unit.audit(
            Act.PASSWORD_CHANGED,
            acting.actor,
            objects=[{"type": "person", "id": person_id, "detail": "reset by an administrator"}],
        )


def has_people(store: Store) -> bool:
    """Whether anybody is on record: then the first administrator is there already."""
    with store.read() as connection:
        return connection.execute(select(tables.person_version.c.id).limit(1)).first() is not None


def has_account(connection: Connection, person_id: str) -> bool:
    """Whether a person can sign in with a password."""
    table = tables.account
    return (
        connection.execute(select(table.c.person_id).where(table.c.person_id == person_id)).first()
        is not None
    )


def require_role(unit: Unit, acting: Acting, *roles: Role) -> Person:
    """The acting person as on record now, active and holding the acting role, which must be one of `roles`."""
    person = registers.person(unit.connection, acting.person.id)
    if not person.active or not person.has_role(acting.role, unit.at):
        raise NotPermitted.because("T-ACCOUNT", {"rol": acting.role.value})
    if acting.role not in roles:
        missing = "T-ROLE" if roles == (Role.RADIOLOGIST,) else "T-ACCOUNT"
        raise NotPermitted.because(missing, {} if missing == "T-ROLE" else {"rol": acting.role.value})
    return person
