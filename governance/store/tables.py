"""The tables, as one SQLAlchemy MetaData that SQLite and PostgreSQL share.

Three kinds of table:

- *registers* (`…_version`): one row for each version of a person, protocol, order and so on. A change is a
  new version; the highest is current. Append-only.
- *facts* (revision, signature, audit row, view mark …): written once. Append-only.
- *two movable tables*: `report` (state, lock version, lease, pointer to the current revision: nothing else
  may change) and `account` (failed tries, lock). `triggers.py` guards which columns move.

Append-only tables are `WITHOUT ROWID` and have no unique column but their key, so that a `REPLACE` has no
second way to reach a row. Times are UTC, ISO 8601 with microseconds; JSON is canonical text.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text
from sqlalchemy.schema import SchemaItem

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: tables in which no row is ever changed or removed; filled by `_append_only`
APPEND_ONLY: list[Table] = []


def _text(name: str, *, nullable: bool = False) -> Column[str]:
    return Column(name, Text, nullable=nullable)


def _key(name: str) -> Column[str]:
    return Column(name, Text, primary_key=True, nullable=False)


def _number(name: str, *, primary_key: bool = False, nullable: bool = False) -> Column[int]:
    return Column(name, Integer, primary_key=primary_key, nullable=nullable, autoincrement=False)


def _bytes(name: str) -> Column[bytes]:
    return Column(name, LargeBinary, nullable=False)


def _append_only(name: str, *parts: SchemaItem) -> Table:
    table = Table(name, metadata, *parts, sqlite_strict=True, sqlite_with_rowid=False)
    APPEND_ONLY.append(table)
    return table


def _register(name: str, *extra: SchemaItem) -> Table:
    return _append_only(
        name,
        _key("id"),
        _number("version", primary_key=True),
        *extra,
        _text("content"),
        _text("recorded_at"),
        _text("recorded_by"),
        CheckConstraint("version >= 1", name="version"),
    )


installation = _append_only(
    "installation",
    _number("id", primary_key=True),
    _text("database_id"),
    _text("created_at"),
    #: HMAC of the database id under the chain key: ties this file to the installation that holds the key
    _bytes("binding"),
    CheckConstraint("id = 1", name="one"),
)

# --- registers ---------------------------------------------------------------------------------------------
person_version = _register(
    "person_version",
    _text("login"),
    _text("big_number", nullable=True),
    CheckConstraint("big_number IS NULL OR length(big_number) = 11", name="big_number"),
)
role_assignment = _append_only(
    "role_assignment",
    _key("person_id"),
    _number("person_version", primary_key=True),
    _key("role"),
    _key("valid_from"),
    _text("valid_until", nullable=True),
)
task_version = _register(
    "task_version",
    _number("delegable"),
    _text("mode"),
    CheckConstraint("delegable IN (0, 1)", name="delegable"),
    CheckConstraint("mode = 'TAAKDELEGATIE'", name="mode"),
)
protocol_version = _register("protocol_version", _text("task"), _text("approved_by"))
order_version = _register("order_version", _text("delegator_id"), _text("kind"))
order_task = _append_only(
    "order_task",
    _key("order_id"),
    _number("order_version", primary_key=True),
    _key("task"),
    CheckConstraint("task <> 'VOORSCHRIJVEN_UR'", name="prescribing"),
)
competence_version = _register("competence_version", _text("person_id"), _text("task"))
group_version = _register("group_version")
policy_version = _register("policy_version")
study_version = _register("study_version", _text("study_instance_uid"), _text("patient_id"), _text("task"))
Index(None, study_version.c.study_instance_uid)

# --- accounts and keys -------------------------------------------------------------------------------------
account = Table(
    "account",
    metadata,
    _key("person_id"),
    _text("login"),
    _number("failed_tries"),
    _text("locked_until", nullable=True),
    CheckConstraint("failed_tries >= 0", name="failed_tries"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
Index("ix_account_login", account.c.login, unique=True)
credential = _append_only(
    "credential",
    _key("person_id"),
    _number("version", primary_key=True),
    _text("verifier"),
    _text("recorded_at"),
    _text("recorded_by"),
)
person_key = _append_only(
    "person_key",
    _key("fingerprint"),
    _text("person_id"),
    _bytes("public_key"),
    _text("purpose"),
    _text("valid_from"),
    _text("enrolled_by"),
    #: audit row that holds the fingerprint: a key without it was put in by hand
    _number("enrolled_seq"),
    CheckConstraint("enrolled_by <> person_id", name="second_person"),
)
key_wrapping = _append_only(
    "key_wrapping",
    _key("fingerprint"),
    _number("version", primary_key=True),
    _bytes("salt"),
    _bytes("nonce"),
    _bytes("wrapped"),
    _text("cost"),
    _text("recorded_at"),
)
key_revocation = _append_only(
    "key_revocation",
    _key("fingerprint"),
    _text("revoked_at"),
    _text("revoked_by"),
    _text("reason"),
)

# --- reports -----------------------------------------------------------------------------------------------
STATES = (
    "draft",
    "submitted",
    "in_review",
    "returned",
    "authorised",
    "corrected",
    "recalled",
    "handed_back",
    "lapsed",
)
report = Table(
    "report",
    metadata,
    _key("id"),
    _text("number"),
    _text("study_id"),
    _text("study_instance_uid"),
    _text("patient_id"),
    _text("task"),
    _text("kind"),
    _text("parent_id"),
    _text("author_id"),
    _text("author_role"),
    _text("order_id"),
    _text("emergency_id"),
    _text("created_at"),
    _text("responsible_radiologist_id"),
    _text("state"),
    _text("changed_at"),
    _number("lock_version"),
    _number("revision"),
    _text("revision_sha256"),
    _text("submitted_at", nullable=True),
    _number("submitted_revision", nullable=True),
    _text("claimed_by"),
    _text("claimed_at", nullable=True),
    _text("authorised_by"),
    _text("authorised_at", nullable=True),
    _text("authorised_sha256"),
    _text("superseded_by"),
    _text("lease_holder", nullable=True),
    _text("lease_workstation", nullable=True),
    _text("lease_session", nullable=True),
    _text("lease_until", nullable=True),
    CheckConstraint("state IN (" + ", ".join(f"'{s}'" for s in STATES) + ")", name="state"),
    CheckConstraint("kind IN ('primary', 'addendum', 'correction')", name="kind"),
    CheckConstraint("(kind = 'primary') = (parent_id = '')", name="parent"),
    CheckConstraint("length(responsible_radiologist_id) > 0", name="responsible"),
    CheckConstraint("authorised_by <> author_id", name="four_eyes"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
Index("ix_report_number", report.c.number, unique=True)
Index(None, report.c.study_id)
revision = _append_only(
    "revision",
    _key("report_id"),
    _number("number", primary_key=True),
    _text("kind"),
    _text("act"),
    #: the whole revision in canonical form (LOCK-5); `hash` is its SHA-256
    _text("document"),
    _text("hash"),
    _text("prev_hash"),
    _text("made_by"),
    _text("made_at"),
    _text("responsible_radiologist_id"),
    CheckConstraint("kind IN ('author', 'autosave', 'conflict', 'review')", name="kind"),
    CheckConstraint("length(responsible_radiologist_id) > 0", name="responsible"),
    CheckConstraint("length(hash) = 64", name="hash"),
)
working = _append_only(
    "working",
    _key("report_id"),
    _key("id"),
    Column("sha256", Text, ForeignKey("stored_file.sha256"), primary_key=True, nullable=False),
    _text("content"),
)
view_mark = _append_only(
    "view_mark",
    _key("report_id"),
    _key("working_id"),
    _key("sha256"),
    _key("person_id"),
    _text("viewed_at"),
)
escalation = _append_only(
    "escalation",
    _key("id"),
    _number("version", primary_key=True),
    _text("report_id"),
    _text("urgency"),
    _text("status"),
    _text("content"),
    _text("recorded_at"),
    _text("recorded_by"),
    CheckConstraint("urgency IN ('direct', 'same_day', 'routine')", name="urgency"),
    CheckConstraint("status IN ('open', 'answered', 'closed')", name="status"),
)
Index(None, escalation.c.report_id)
review = _append_only(
    "review",
    _key("id"),
    _text("report_id"),
    _number("revision"),
    _text("kind"),
    _text("reason"),
    _text("comment"),
    _text("at"),
    _text("by"),
)
Index(None, review.c.report_id)
discrepancy = _append_only(
    "discrepancy",
    _key("report_id"),
    _number("revision", primary_key=True),
    _text("score"),
    _text("content"),
    _text("at"),
    _text("by"),
    CheckConstraint("score IN ('1', '2a', '2b', '3a', '3b')", name="score"),
)
signature = _append_only(
    "signature",
    _key("id"),
    _text("subject_id"),
    _number("revision"),
    _text("meaning"),
    _text("hash"),
    _text("signed_at"),
    _text("person_id"),
    _text("fingerprint"),
    _bytes("value"),
    CheckConstraint(
        "meaning IN ('INDIENING', 'AUTORISATIE', 'AANVULLING', 'CORRECTIE', 'INTREKKING', 'OPDRACHT', "
        "'AANVAARDING', 'BEKWAAMHEIDSVERKLARING')",
        name="meaning",
    ),
)
Index(None, signature.c.subject_id, signature.c.revision)
stored_file = _append_only(
    "stored_file",
    _key("sha256"),
    _number("size"),
    _text("stored_at"),
    CheckConstraint("length(sha256) = 64", name="sha256"),
)
report_file = _append_only(
    "report_file",
    _key("report_id"),
    _number("revision", primary_key=True),
    _key("name"),
    Column("sha256", Text, ForeignKey("stored_file.sha256"), nullable=False),
)
incident = _append_only(
    "incident",
    _key("id"),
    _text("report_id", nullable=True),
    _text("kind"),
    _text("content"),
    _text("at"),
    _text("by"),
)
access_reason = _append_only(
    "access_reason",
    _key("id"),
    _text("study_id"),
    _text("person_id"),
    _text("reason"),
    _text("at"),
)
acknowledgement = _append_only(
    "acknowledgement",
    _key("person_id"),
    _key("instruction_id"),
    _key("version"),
    _key("sha256"),
    _text("title"),
    _text("at"),
)
emergency = _append_only(
    "emergency",
    _key("id"),
    _number("version", primary_key=True),
    _text("person_id"),
    _text("content"),
    _text("recorded_at"),
    _text("recorded_by"),
)

# --- audit trail -------------------------------------------------------------------------------------------
audit_log = _append_only(
    "audit_log",
    _number("seq", primary_key=True),
    _bytes("prev_hash"),
    _bytes("hash"),
    _text("ts_utc"),
    _text("tz"),
    _text("event_id"),
    _text("event_type"),
    _text("action"),
    _number("outcome"),
    _text("user_id"),
    _text("alt_id"),
    _text("name"),
    _number("is_requestor"),
    _text("role"),
    _text("responsible_user_id"),
    _text("purpose"),
    _text("workstation"),
    _text("net_type"),
    _text("net_id"),
    _text("source"),
    _text("objects"),
    _text("authorisation_protocol"),
    _text("treatment_relation"),
    _text("consent_profile"),
    _text("controls"),
    CheckConstraint("seq >= 1", name="seq"),
    CheckConstraint("action IN ('C', 'R', 'U', 'D', 'E')", name="action"),
    CheckConstraint("outcome IN (0, 4, 8, 12)", name="outcome"),
    CheckConstraint("length(hash) = 32 AND length(prev_hash) = 32", name="hash"),
)
