"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from governance.store import triggers

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_reason",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("study_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_reason")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "account",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("failed_tries", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("locked_until", sa.Text(), nullable=True),
        sa.CheckConstraint("failed_tries >= 0", name=op.f("ck_account_failed_tries")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_account")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_account_login", "account", ["login"], unique=True)
    op.create_table(
        "acknowledgement",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("instruction_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint(
            "person_id", "instruction_id", "version", "sha256", name=op.f("pk_acknowledgement")
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit_log",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("prev_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("ts_utc", sa.Text(), nullable=False),
        sa.Column("tz", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Text(), nullable=False),
        sa.Column("event_type", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("alt_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_requestor", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("responsible_user_id", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("workstation", sa.Text(), nullable=False),
        sa.Column("net_type", sa.Text(), nullable=False),
        sa.Column("net_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("objects", sa.Text(), nullable=False),
        sa.Column("authorisation_protocol", sa.Text(), nullable=False),
        sa.Column("treatment_relation", sa.Text(), nullable=False),
        sa.Column("consent_profile", sa.Text(), nullable=False),
        sa.Column("controls", sa.Text(), nullable=False),
        sa.CheckConstraint("action IN ('C', 'R', 'U', 'D', 'E')", name=op.f("ck_audit_log_action")),
        sa.CheckConstraint("length(hash) = 32 AND length(prev_hash) = 32", name=op.f("ck_audit_log_hash")),
        sa.CheckConstraint("outcome IN (0, 4, 8, 12)", name=op.f("ck_audit_log_outcome")),
        sa.CheckConstraint("seq >= 1", name=op.f("ck_audit_log_seq")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_log")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "competence_version",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_competence_version_version")),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_competence_version")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "credential",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("verifier", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", "version", name=op.f("pk_credential")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "discrepancy",
        sa.Column("report_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("score", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.CheckConstraint("score IN ('1', '2a', '2b', '3a', '3b')", name=op.f("ck_discrepancy_score")),
        sa.PrimaryKeyConstraint("report_id", "revision", name=op.f("pk_discrepancy")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "emergency",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_emergency")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "escalation",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("report_id", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.CheckConstraint("status IN ('open', 'answered', 'closed')", name=op.f("ck_escalation_status")),
        sa.CheckConstraint(
            "urgency IN ('direct', 'same_day', 'routine')", name=op.f("ck_escalation_urgency")
        ),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_escalation")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_escalation_report_id"), "escalation", ["report_id"], unique=False)
    op.create_table(
        "group_version",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_group_version_version")),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_group_version")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("report_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("database_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("binding", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_installation_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "key_revocation",
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("revoked_at", sa.Text(), nullable=False),
        sa.Column("revoked_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_key_revocation")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "key_wrapping",
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("cost", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", "version", name=op.f("pk_key_wrapping")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "order_task",
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("order_version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.CheckConstraint("task <> 'VOORSCHRIJVEN_UR'", name=op.f("ck_order_task_prescribing")),
        sa.PrimaryKeyConstraint("order_id", "order_version", "task", name=op.f("pk_order_task")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "order_version",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("delegator_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_order_version_version")),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_order_version")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "person_key",
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("enrolled_by", sa.Text(), nullable=False),
        sa.Column("enrolled_seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.CheckConstraint("enrolled_by <> person_id", name=op.f("ck_person_key_second_person")),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_person_key")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "person_version",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("big_number", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "big_number IS NULL OR length(big_number) = 11", name=op.f("ck_person_version_big_number")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_person_version_version")),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_person_version")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "policy_version",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_policy_version_version")),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_policy_version")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "protocol_version",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_protocol_version_version")),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_protocol_version")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("study_id", sa.Text(), nullable=False),
        sa.Column("study_instance_uid", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("parent_id", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Text(), nullable=False),
        sa.Column("author_role", sa.Text(), nullable=False),
        sa.Column("order_id", sa.Text(), nullable=False),
        sa.Column("emergency_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.Text(), nullable=False),
        sa.Column("responsible_radiologist_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.Text(), nullable=False),
        sa.Column("lock_version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision_sha256", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.Text(), nullable=True),
        sa.Column("submitted_revision", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("claimed_by", sa.Text(), nullable=False),
        sa.Column("claimed_at", sa.Text(), nullable=True),
        sa.Column("authorised_by", sa.Text(), nullable=False),
        sa.Column("authorised_at", sa.Text(), nullable=True),
        sa.Column("authorised_sha256", sa.Text(), nullable=False),
        sa.Column("superseded_by", sa.Text(), nullable=False),
        sa.Column("lease_holder", sa.Text(), nullable=True),
        sa.Column("lease_workstation", sa.Text(), nullable=True),
        sa.Column("lease_session", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.Text(), nullable=True),
        sa.CheckConstraint("(kind = 'primary') = (parent_id = '')", name=op.f("ck_report_parent")),
        sa.CheckConstraint("kind IN ('primary', 'addendum', 'correction')", name=op.f("ck_report_kind")),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'in_review', 'returned', 'authorised', 'corrected', 'recalled', 'handed_back', 'lapsed')",
            name=op.f("ck_report_state"),
        ),
        sa.CheckConstraint("authorised_by <> author_id", name=op.f("ck_report_four_eyes")),
        sa.CheckConstraint("length(responsible_radiologist_id) > 0", name=op.f("ck_report_responsible")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_report_number", "report", ["number"], unique=True)
    op.create_index(op.f("ix_report_study_id"), "report", ["study_id"], unique=False)
    op.create_table(
        "review",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("report_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_review_report_id"), "review", ["report_id"], unique=False)
    op.create_table(
        "revision",
        sa.Column("report_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("responsible_radiologist_id", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('author', 'autosave', 'conflict', 'review')", name=op.f("ck_revision_kind")
        ),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_revision_hash")),
        sa.CheckConstraint("length(responsible_radiologist_id) > 0", name=op.f("ck_revision_responsible")),
        sa.PrimaryKeyConstraint("report_id", "number", name=op.f("pk_revision")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "role_assignment",
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("person_version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint(
            "person_id", "person_version", "role", "valid_from", name=op.f("pk_role_assignment")
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "signature",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint(
            "meaning IN ('INDIENING', 'AUTORISATIE', 'AANVULLING', 'CORRECTIE', 'INTREKKING', 'OPDRACHT', 'AANVAARDING', 'BEKWAAMHEIDSVERKLARING')",
            name=op.f("ck_signature_meaning"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_signature_subject_id_revision"), "signature", ["subject_id", "revision"], unique=False
    )
    op.create_table(
        "stored_file",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stored_at", sa.Text(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_stored_file_sha256")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_stored_file")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "study_version",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("study_instance_uid", sa.Text(), nullable=False),
        sa.Column("patient_id", sa.Text(), nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.CheckConstraint("version >= 1", name=op.f("ck_study_version_version")),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_study_version")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_study_version_study_instance_uid"), "study_version", ["study_instance_uid"], unique=False
    )
    op.create_table(
        "task_version",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("delegable", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.CheckConstraint("mode = 'TAAKDELEGATIE'", name=op.f("ck_task_version_mode")),
        sa.CheckConstraint("delegable IN (0, 1)", name=op.f("ck_task_version_delegable")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_task_version_version")),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_task_version")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "view_mark",
        sa.Column("report_id", sa.Text(), nullable=False),
        sa.Column("working_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("viewed_at", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("report_id", "working_id", "sha256", "person_id", name=op.f("pk_view_mark")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "report_file",
        sa.Column("report_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_report_file_sha256")),
        sa.PrimaryKeyConstraint("report_id", "revision", "name", name=op.f("pk_report_file")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "working",
        sa.Column("report_id", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_working_sha256")),
        sa.PrimaryKeyConstraint("report_id", "id", "sha256", name=op.f("pk_working")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    triggers.create_all(op.get_bind())
