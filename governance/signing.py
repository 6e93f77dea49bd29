"""Personal signatures: Ed25519 over what is signed, what it means, when, and for which report and revision.

The private key of a person lies in the database wrapped with AES-256-GCM under a key that argon2id makes from
the person's password and a salt of its own. It is unwrapped for one signature and overwritten afterwards as
far as Python allows.

A signature verifies when the public key belongs to the person, matches its fingerprint, was enrolled (with a
row in the audit chain) before the signing time, and wasn't revoked before it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, Row, select

from governance import audit
from governance.canonical import canonical, normal_text, utc_from_text, utc_text
from governance.people import Attestation, Meaning
from governance.store import PasswordCost, Store, Unit, tables

SALT_BYTES, NONCE_BYTES = 16, 12


def signed_bytes(sha256: str, meaning: Meaning, at: datetime, subject_id: str, revision: int) -> bytes:
    """What is signed: the canonical facts, preceded by their length so that no other form can pass for it."""
    body = canonical(
        {
            "hash": sha256,
            "meaning": meaning.value,
            "time": utc_text(at),
            "report_id": subject_id,
            "revision": revision,
        }
    )
    return len(body).to_bytes(8, "big") + body


def fingerprint_of(public_key: bytes) -> str:
    """SHA-256 of a raw public key, in hexadecimal."""
    return hashlib.sha256(public_key).hexdigest()


@dataclass(slots=True)
class UnlockedKey:
    """A private key in memory, for one signature. `wipe` overwrites it (best effort)."""

    fingerprint: str
    secret: bytearray

    def sign(self, payload: bytes) -> bytes:
        if not any(self.secret):
            raise ValueError("this key was used already")
        return Ed25519PrivateKey.from_private_bytes(bytes(self.secret)).sign(payload)

    def wipe(self) -> None:
        for i in range(len(self.secret)):
            self.secret[i] = 0


def _wrapping_key(password: str, salt: bytes, cost: PasswordCost) -> bytes:
    return hash_secret_raw(
        normal_text(password).encode("utf-8"),
        salt,
        time_cost=cost.time,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=32,
        type=Type.ID,
    )


def _store_wrapping(
    unit: Unit, store: Store, fingerprint: str, secret: bytes, password: str, version: int
) -> None:
    salt, nonce, cost = store.random(SALT_BYTES), store.random(NONCE_BYTES), store.password_cost
    wrapped = AESGCM(_wrapping_key(password, salt, cost)).encrypt(nonce, secret, fingerprint.encode("ascii"))
    unit.insert(
        tables.key_wrapping,
        fingerprint=fingerprint,
        version=version,
        salt=salt,
        nonce=nonce,
        wrapped=wrapped,
        cost=f"{cost.time},{cost.memory_kib},{cost.lanes}",
        recorded_at=utc_text(unit.at),
    )


def make_key(unit: Unit, store: Store, actor: audit.Actor, person_id: str, password: str, second: str) -> str:
    """Make and enrol a key for a person, in the presence of a second one; returns its fingerprint."""
    secret = store.random(32)
    public = Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()
    fingerprint = fingerprint_of(public)
    head = unit.audit(
        audit.Act.KEY_ENROLLED,
        actor,
        responsible=second,
        objects=[{"type": "person", "id": person_id}, {"type": "key", "id": fingerprint}],
    )
    unit.insert(
        tables.person_key,
        fingerprint=fingerprint,
        person_id=person_id,
        public_key=public,
        purpose="clinical",
        valid_from=utc_text(unit.at),
        enrolled_by=second,
        enrolled_seq=head.seq,
    )
    _store_wrapping(unit, store, fingerprint, secret, password, 1)
    return fingerprint


def revoke_key(unit: Unit, actor: audit.Actor, fingerprint: str, reason: str) -> None:
    """End a key's validity now; what it signed before stays verifiable."""
    unit.insert(
        tables.key_revocation,
        fingerprint=fingerprint,
        revoked_at=utc_text(unit.at),
        revoked_by=actor.person_id,
        reason=reason,
    )
    unit.audit(
        audit.Act.KEY_REVOKED, actor, objects=[{"type": "key", "id": fingerprint, "at": utc_text(unit.at)}]
    )


def current_key(connection: Connection, person_id: str, at: datetime) -> Row[tuple[object, ...]] | None:
    """The person's newest key that is valid at `at`; None when there is none."""
    moment, keys, gone = utc_text(at), tables.person_key, tables.key_revocation
    query = (
        select(keys)
        .outerjoin(gone, gone.c.fingerprint == keys.c.fingerprint)
        .where(keys.c.person_id == person_id, keys.c.valid_from <= moment)
        .where((gone.c.revoked_at.is_(None)) | (gone.c.revoked_at > moment))
        .order_by(keys.c.valid_from.desc(), keys.c.fingerprint)
        .limit(1)
    )
    return connection.execute(query).first()


def unlock(connection: Connection, person_id: str, password: str, at: datetime) -> UnlockedKey | None:
    """Unwrap the person's current key; None when there is none, or the password doesn't open it."""
    key = current_key(connection, person_id, at)
    if key is None:
        return None
    wrapping = tables.key_wrapping
    row = connection.execute(
        select(wrapping)
        .where(wrapping.c.fingerprint == key.fingerprint)
        .order_by(wrapping.c.version.desc())
        .limit(1)
    ).one()
    cost = PasswordCost(*(int(n) for n in row.cost.split(",")))
    try:
        secret = AESGCM(_wrapping_key(password, row.salt, cost)).decrypt(
            row.nonce, row.wrapped, str(key.fingerprint).encode("ascii")
        )
    except InvalidTag:
        return None
    return UnlockedKey(str(key.fingerprint), bytearray(secret))


def rewrap(unit: Unit, store: Store, person_id: str, old: str, new: str) -> None:
    """Wrap the person's current key anew after a change of password."""
    key = unlock(unit.connection, person_id, old, unit.at)
    if key is None:
        return
    wrapping = tables.key_wrapping
    versions = unit.connection.execute(
        select(wrapping.c.version).where(wrapping.c.fingerprint == key.fingerprint)
    ).scalars()
    _store_wrapping(unit, store, key.fingerprint, bytes(key.secret), new, max(versions) + 1)
    key.wipe()


def sign(
    unit: Unit,
    store: Store,
    key: UnlockedKey,
    *,
    person_id: str,
    meaning: Meaning,
    sha256: str,
    subject_id: str,
    revision: int = 0,
) -> Attestation:
    """Sign and record, in the transaction of `unit`; the key is wiped afterwards."""
    value = key.sign(signed_bytes(sha256, meaning, unit.at, subject_id, revision))
    fingerprint = key.fingerprint
    key.wipe()
    unit.insert(
        tables.signature,
        id=store.new_id(),
        subject_id=subject_id,
        revision=revision,
        meaning=meaning.value,
        hash=sha256,
        signed_at=utc_text(unit.at),
        person_id=person_id,
        fingerprint=fingerprint,
        value=value,
    )
    return Attestation(person_id, unit.at, meaning, True, sha256, fingerprint, value.hex())


def signature_fault(connection: Connection, row: Row[tuple[object, ...]]) -> str | None:
    """Why a recorded signature doesn't verify; None when it does."""
    keys, gone = tables.person_key, tables.key_revocation
    key = connection.execute(select(keys).where(keys.c.fingerprint == row.fingerprint)).first()
    if key is None or key.person_id != row.person_id:
        return "the key isn't this person's"
    if fingerprint_of(bytes(key.public_key)) != key.fingerprint:
        return "the public key was replaced"
    if not _enrolled(connection, key):
        return "the key was never enrolled"
    revoked = connection.execute(
        select(gone.c.revoked_at).where(gone.c.fingerprint == row.fingerprint)
    ).scalar()
    if key.valid_from > row.signed_at or (revoked is not None and revoked <= row.signed_at):
        return "the key wasn't valid at the time of signing"
    payload = signed_bytes(
        str(row.hash),
        Meaning(row.meaning),
        utc_from_text(str(row.signed_at)),
        str(row.subject_id),
        int(row.revision),
    )
    try:
        Ed25519PublicKey.from_public_bytes(bytes(key.public_key)).verify(bytes(row.value), payload)
    except (InvalidSignature, ValueError):
        return "the signature doesn't fit"
    return None


def _enrolled(connection: Connection, key: Row[tuple[object, ...]]) -> bool:
    log = tables.audit_log
    row = connection.execute(
        select(log.c.event_type, log.c.objects, log.c.ts_utc).where(log.c.seq == key.enrolled_seq)
    ).first()
    return (
        row is not None
        and row.event_type == audit.Act.KEY_ENROLLED.event_type
        and f'"{key.fingerprint}"' in row.objects
        and f'"{key.person_id}"' in row.objects
        and row.ts_utc == key.valid_from
    )


def attestations(
    connection: Connection, subject_id: str, *, revision: int | None = None, meaning: Meaning | None = None
) -> list[Attestation]:
    """Signatures on a subject, each verified now, oldest first."""
    query = select(tables.signature).where(tables.signature.c.subject_id == subject_id)
    if revision is not None:
        query = query.where(tables.signature.c.revision == revision)
    if meaning is not None:
        query = query.where(tables.signature.c.meaning == meaning.value)
    found = connection.execute(query.order_by(tables.signature.c.signed_at, tables.signature.c.id)).all()
    return [
        Attestation(
            person_id=str(row.person_id),
            at=utc_from_text(str(row.signed_at)),
            meaning=Meaning(row.meaning),
            verified=signature_fault(connection, row) is None,
            signed_sha256=str(row.hash),
            key_fingerprint=str(row.fingerprint),
            signature=bytes(row.value).hex(),
        )
        for row in found
    ]
