"""All tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler.store.columns import Json, UtcDateTime

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Lead to this state."""
    op.create_table(
        "district",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_district")),
    )
    op.create_table(
        "outbox",
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_sent_at"), ["sent_at"], unique=False)

    op.create_table(
        "sign_in_attempts",
        sa.Column("bucket", sa.String(length=64), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_sign_in_attempts")),
    )
    with op.batch_alter_table("sign_in_attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_attempts_last_at"), ["last_at"], unique=False)

    op.create_table(
        "user_account",
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("password_changed_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("deactivated_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("email", name=op.f("uq_user_account_email")),
    )
    op.create_table(
        "access_token",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_access_token_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_access_token_token_hash")),
    )
    with op.batch_alter_table("access_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_token_user_id"), ["user_id"], unique=False)

    op.create_table(
        "identity",
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_identity_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_identity_issuer_subject")),
    )
    with op.batch_alter_table("identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identity_user_id"), ["user_id"], unique=False)

    op.create_table(
        "password_reset",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("made_by", sa.String(length=36), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by"], ["user_account.id"], name=op.f("fk_password_reset_made_by_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_password_reset_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_password_reset")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_password_reset_token_hash")),
    )
    with op.batch_alter_table("password_reset", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_password_reset_user_id"), ["user_id"], unique=False)

    op.create_table(
        "past_call",
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("call_hash", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("answer", Json, nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_past_call_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("user_id", "key_hash", name=op.f("pk_past_call")),
    )
    with op.batch_alter_table("past_call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_past_call_created_at"), ["created_at"], unique=False)

    op.create_table(
        "shared_person",
        sa.Column("district_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_shared_person_district_id_district")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_person")),
    )
    with op.batch_alter_table("shared_person", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_shared_person_district_id"), ["district_id"], unique=False
        )

    op.create_table(
        "site",
        sa.Column("district_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_site_district_id_district")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_site")),
        sa.UniqueConstraint("district_id", "name", name=op.f("uq_site_district_id_name")),
    )
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_site_district_id"), ["district_id"], unique=False)

    op.create_table(
        "typed_form",
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("fields", Json, nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_typed_form_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_typed_form")),
        sa.UniqueConstraint("user_id", "path", name=op.f("uq_typed_form_user_id_path")),
    )
    with op.batch_alter_table("typed_form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_typed_form_ends_at"), ["ends_at"], unique=False)

    op.create_table(
        "user_session",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_user_session_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_user_session_token_hash")),
    )
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_session_user_id"), ["user_id"], unique=False)

    op.create_table(
        "feed_address",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("site_id", sa.String(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id"], ["site.id"], name=op.f("fk_feed_address_site_id_site")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_feed_address_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_address")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_feed_address_token_hash")),
    )
    with op.batch_alter_table("feed_address", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feed_address_user_id"), ["user_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("district_id", sa.String(length=36), nullable=True),
        sa.Column("site_id", sa.String(length=36), nullable=True),
        sa.Column("staff_id", sa.String(), nullable=True),
        sa.Column("may_publish", sa.Boolean(), nullable=False),
        sa.Column("invited_by", sa.String(length=36), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("accepted_by", sa.String(length=36), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["accepted_by"],
            ["user_account.id"],
            name=op.f("fk_invitation_accepted_by_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_invitation_district_id_district")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["user_account.id"], name=op.f("fk_invitation_invited_by_user_account")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_invitation_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_table(
        "membership",
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("district_id", sa.String(length=36), nullable=True),
        sa.Column("site_id", sa.String(length=36), nullable=True),
        sa.Column("staff_id", sa.String(), nullable=True),
        sa.Column("may_publish", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_membership_district_id_district")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_membership_site_id_site")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_membership_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "site_id", "staff_id", "role", name=op.f("uq_membership_site_id_staff_id_role")
        ),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_membership_district_id"), ["district_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_membership_site_id"), ["site_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_user_id"), ["user_id"], unique=False)

    op.create_table(
        "school",
        sa.Column("site_id", sa.String(length=36), nullable=False),
        sa.Column("year", sa.String(), nullable=False),
        sa.Column("edition", sa.String(length=36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("archived_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_school_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school")),
        sa.UniqueConstraint("site_id", "year", name=op.f("uq_school_site_id_year")),
    )
    with op.batch_alter_table("school", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_school_site_id"), ["site_id"], unique=False)

    op.create_table(
        "shared_post",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("site_id", sa.String(length=36), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["shared_person.id"],
            name=op.f("fk_shared_post_person_id_shared_person"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_shared_post_site_id_site")),
        sa.PrimaryKeyConstraint("person_id", "site_id", name=op.f("pk_shared_post")),
        sa.UniqueConstraint("site_id", "staff_id", name=op.f("uq_shared_post_site_id_staff_id")),
    )
    op.create_table(
        "access_log",
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("school_id", sa.String(length=36), nullable=True),
        sa.Column("about_staff", sa.String(), nullable=False),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_access_log_school_id_school")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_access_log_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
    )
    with op.batch_alter_table("access_log", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_access_log_about_staff"), ["about_staff"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_access_log_school_id"), ["school_id"], unique=False)

    op.create_table(
        "audit",
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("district_id", sa.String(length=36), nullable=True),
        sa.Column("school_id", sa.String(length=36), nullable=True),
        sa.Column("table_name", sa.String(), nullable=False),
        sa.Column("row_id", sa.String(), nullable=False),
        sa.Column("fields", Json, nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_audit_district_id_district")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_audit_school_id_school")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_audit_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_district_id"), ["district_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_audit_school_id_table_name_row_id"),
            ["school_id", "table_name", "row_id"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_audit_user_id"), ["user_id"], unique=False)

    op.create_table(
        "coach_unavailable",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("weekday", sa.String(), nullable=True),
        sa.Column("first_date", sa.Date(), nullable=True),
        sa.Column("last_date", sa.Date(), nullable=True),
        sa.Column("start_minute", sa.Integer(), nullable=True),
        sa.Column("end_minute", sa.Integer(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_coach_unavailable_school_id_school")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_coach_unavailable_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coach_unavailable")),
    )
    with op.batch_alter_table("coach_unavailable", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_coach_unavailable_school_id"), ["school_id"], unique=False
        )

    op.create_table(
        "coaching_colleague",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=True),
        sa.Column("agreed_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_coaching_colleague_school_id_school")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_coaching_colleague_user_id_user_account"),
        ),
        sa.PrimaryKeyConstraint(
            "school_id", "request_id", "staff_id", name=op.f("pk_coaching_colleague")
        ),
    )
    op.create_table(
        "coaching_cycle",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("teacher_id", sa.String(length=36), nullable=True),
        sa.Column("coach_id", sa.String(length=36), nullable=True),
        sa.Column("coach_staff", sa.String(), nullable=True),
        sa.Column("suggested_by", sa.String(length=36), nullable=True),
        sa.Column("teacher_agreed_at", UtcDateTime(), nullable=True),
        sa.Column("coach_agreed_at", UtcDateTime(), nullable=True),
        sa.Column("colleague_area", sa.String(), nullable=True),
        sa.Column("fit_job", sa.String(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["user_account.id"], name=op.f("fk_coaching_cycle_coach_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_coaching_cycle_school_id_school")
        ),
        sa.ForeignKeyConstraint(
            ["suggested_by"],
            ["user_account.id"],
            name=op.f("fk_coaching_cycle_suggested_by_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["teacher_id"],
            ["user_account.id"],
            name=op.f("fk_coaching_cycle_teacher_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("school_id", "request_id", name=op.f("pk_coaching_cycle")),
    )
    with op.batch_alter_table("coaching_cycle", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_coaching_cycle_coach_id"), ["coach_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_coaching_cycle_teacher_id"), ["teacher_id"], unique=False
        )

    op.create_table(
        "coaching_invitation",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("invited_by", sa.String(length=36), nullable=False),
        sa.Column("group_name", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("first_date", sa.Date(), nullable=False),
        sa.Column("last_date", sa.Date(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["invited_by"],
            ["user_account.id"],
            name=op.f("fk_coaching_invitation_invited_by_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_coaching_invitation_school_id_school")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_invitation")),
    )
    with op.batch_alter_table("coaching_invitation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_coaching_invitation_school_id"), ["school_id"], unique=False
        )

    op.create_table(
        "coaching_link",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_coaching_link_school_id_school")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_coaching_link_token_hash")),
    )
    op.create_table(
        "coaching_offer",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("coach_staff", sa.String(), nullable=False),
        sa.Column("sessions", Json, nullable=False),
        sa.Column("reasons", Json, nullable=False),
        sa.Column("teacher_said", sa.Boolean(), nullable=True),
        sa.Column("partner_said", sa.Boolean(), nullable=True),
        sa.Column("partner_id", sa.String(length=36), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["partner_id"],
            ["user_account.id"],
            name=op.f("fk_coaching_offer_partner_id_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_coaching_offer_school_id_school")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coaching_offer")),
    )
    with op.batch_alter_table("coaching_offer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_coaching_offer_school_id_request_id"),
            ["school_id", "request_id"],
            unique=False,
        )

    op.create_table(
        "happening",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("row_id", sa.String(length=200), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("took_place", sa.Boolean(), nullable=False),
        sa.Column("coverer", sa.String(), nullable=True),
        sa.Column("told_at", UtcDateTime(), nullable=False),
        sa.Column("told_by", sa.String(length=36), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_happening_school_id_school")
        ),
        sa.ForeignKeyConstraint(
            ["told_by"], ["user_account.id"], name=op.f("fk_happening_told_by_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_happening")),
    )
    with op.batch_alter_table("happening", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_happening_school_id_row_id"), ["school_id", "row_id"], unique=False
        )

    op.create_table(
        "import_file",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_import_file_school_id_school")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_import_file_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_file")),
    )
    with op.batch_alter_table("import_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_file_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_import_file_school_id"), ["school_id"], unique=False)

    op.create_table(
        "import_preview",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=True),
        sa.Column("edition", sa.String(length=36), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("gone", Json, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_import_preview_school_id_school")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_import_preview_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_preview")),
    )
    with op.batch_alter_table("import_preview", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_import_preview_created_at"), ["created_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_import_preview_school_id"), ["school_id"], unique=False
        )

    op.create_table(
        "pair_content",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("request_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("session", sa.String(), nullable=True),
        sa.Column("teacher_id", sa.String(length=36), nullable=False),
        sa.Column("coach_id", sa.String(length=36), nullable=True),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("content", Json, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("keep_until", sa.Date(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user_account.id"], name=op.f("fk_pair_content_author_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["user_account.id"], name=op.f("fk_pair_content_coach_id_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_pair_content_school_id_school")
        ),
        sa.ForeignKeyConstraint(
            ["teacher_id"],
            ["user_account.id"],
            name=op.f("fk_pair_content_teacher_id_user_account"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pair_content")),
    )
    with op.batch_alter_table("pair_content", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pair_content_coach_id"), ["coach_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_pair_content_school_id_request_id"),
            ["school_id", "request_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_pair_content_teacher_id"), ["teacher_id"], unique=False
        )

    op.create_table(
        "pd_record",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("pd_day", sa.String(length=200), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("members", Json, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_pd_record_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "pd_day", name=op.f("pk_pd_record")),
    )
    op.create_table(
        "school_areas",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("specialist_only", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_areas_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_school_areas")),
    )
    with op.batch_alter_table("school_areas", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_areas_school_id_position"),
            ["school_id", "position"],
            unique=False,
        )

    op.create_table(
        "school_bells",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("tracks", Json, nullable=False),
        sa.Column("shortened", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_bells_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_school_bells")),
    )
    with op.batch_alter_table("school_bells", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_bells_school_id_position"),
            ["school_id", "position"],
            unique=False,
        )

    op.create_table(
        "school_common_planning",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("staff", Json, nullable=False),
        sa.Column("periods", sa.Integer(), nullable=False),
        sa.Column("consecutive", sa.Boolean(), nullable=False),
        sa.Column("different_days", sa.Boolean(), nullable=False),
        sa.Column("counts_as_planning", sa.Boolean(), nullable=False),
        sa.Column("strength", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_common_planning_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_school_common_planning")),
    )
    with op.batch_alter_table("school_common_planning", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_common_planning_school_id_position"),
            ["school_id", "position"],
            unique=False,
        )

    op.create_table(
        "school_courses",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("pattern", Json, nullable=False),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("enrolment", sa.Integer(), nullable=False),
        sa.Column("size_cap", sa.Integer(), nullable=False),
        sa.Column("size_target", sa.Integer(), nullable=False),
        sa.Column("core", sa.Boolean(), nullable=False),
        sa.Column("room_kind", sa.String(), nullable=True),
        sa.Column("room_tags", Json, nullable=False),
        sa.Column("any_area_cover", sa.Boolean(), nullable=False),
        sa.Column("counts_as_load", sa.Boolean(), nullable=False),
        sa.Column("needs_cover", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_courses_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_school_courses")),
    )
    with op.batch_alter_table("school_courses", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_courses_school_id_position"),
            ["school_id", "position"],
            unique=False,
        )

    op.create_table(
        "school_day_ends",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sections", Json, nullable=False),
        sa.Column("meetings", Json, nullable=False),
        sa.Column("strength", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_day_ends_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_school_day_ends")),
    )
    with op.batch_alter_table("school_day_ends", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_day_ends_school_id_position"),
            ["school_id", "position"],
            unique=False,
        )

    op.create_table(
        "school_duties",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("staff", Json, nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("cycle_days", Json, nullable=False),
        sa.Column("times", Json, nullable=False),
        sa.Column("load_periods", sa.Integer(), nullable=False),
        sa.Column("cover_on_pd", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_duties_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_school_duties")),
    )
    with op.batch_alter_table("school_duties", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_duties_school_id_position"),
            ["school_id", "position"],
            unique=False,
        )

    op.create_table(
        "school_grades",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("enrolment", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_grades_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_school_grades")),
    )
    with op.batch_alter_table("school_grades", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_grades_school_id_position"),
            ["school_id", "position"],
            unique=False,
        )

    op.create_table(
        "school_groups",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("grade", sa.String(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("overlaps", Json, nullable=False),
        sa.Column("track", sa.String(), nullable=True),
        sa.Column("home_room", sa.String(), nullable=True),
        sa.Column("unavailable", Json, nullable=False),
        sa.Column("homeroom", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_groups_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_school_groups")),
    )
    with op.batch_alter_table("school_groups", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_groups_school_id_position"),
            ["school_id", "position"],
            unique=False,
        )

    op.create_table(
        "school_limits",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("of", sa.String(), nullable=False),
        sa.Column("ids", Json, nullable=False),
        sa.Column("periods", Json, nullable=False),
        sa.Column("strength", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_limits_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_school_limits")),
    )
    with op.batch_alter_table("school_limits", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_limits_school_id_position"),
            ["school_id", "position"],
            unique=False,
        )

    op.create_table(
        "school_pd_groups",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("members", Json, nullable=False),
        sa.Column("days_owed", sa.Integer(), nullable=False),
        sa.Column("owed", Json, nullable=False),
        sa.Column("least_gap_days", sa.Integer(), nullable=False),
        sa.Column("exclusions", Json, nullable=False),
        sa.Column("halves_allowed", sa.Boolean(), nullable=False),
        sa.Column("leaders", Json, nullable=False),
        sa.Column("room", sa.String(), nullable=True),
        sa.Column("must", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_pd_groups_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_school_pd_groups")),
    )
    with op.batch_alter_table("school_pd_groups", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_pd_groups_school_id_position"),
            ["school_id", "position"],
            unique=False,
        )

    op.create_table(
        "school_relations",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sections", Json, nullable=False),
        sa.Column("meetings", Json, nullable=False),
        sa.Column("gap", sa.Integer(), nullable=False),
        sa.Column("strength", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_relations_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_school_relations")),
    )
    with op.batch_alter_table("school_relations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_relations_school_id_position"),
            ["school_id", "position"],
            unique=False,
        )

    op.create_table(
        "school_requests",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("teacher", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("areas", Json, nullable=False),
        sa.Column("any_area", sa.Boolean(), nullable=False),
        sa.Column("section", sa.String(), nullable=True),
        sa.Column("wished_coach", sa.String(), nullable=True),
        sa.Column("not_coaches", Json, nullable=False),
        sa.Column("planning_is_fine", sa.Boolean(), nullable=False),
        sa.Column("with_staff", Json, nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("must", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_requests_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_school_requests")),
    )
    with op.batch_alter_table("school_requests", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_requests_school_id_position"),
            ["school_id", "position"],
            unique=False,
        )

    op.create_table(
        "school_room_limits",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sections", Json, nullable=False),
        sa.Column("meetings", Json, nullable=False),
        sa.Column("most_rooms", sa.Integer(), nullable=False),
        sa.Column("strength", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_room_limits_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_school_room_limits")),
    )
    with op.batch_alter_table("school_room_limits", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_room_limits_school_id_position"),
            ["school_id", "position"],
            unique=False,
        )

    op.create_table(
        "school_room_wishes",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sections", Json, nullable=False),
        sa.Column("meetings", Json, nullable=False),
        sa.Column("rooms", Json, nullable=False),
        sa.Column("strength", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_room_wishes_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_school_room_wishes")),
    )
    with op.batch_alter_table("school_room_wishes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_room_wishes_school_id_position"),
            ["school_id", "position"],
            unique=False,
        )

    op.create_table(
        "school_rooms",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("tags", Json, nullable=False),
        sa.Column("building", sa.String(), nullable=False),
        sa.Column("unavailable", Json, nullable=False),
        sa.Column("holds", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_rooms_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_school_rooms")),
    )
    with op.batch_alter_table("school_rooms", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_rooms_school_id_position"),
            ["school_id", "position"],
            unique=False,
        )

    op.create_table(
        "school_sections",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("course", sa.String(), nullable=False),
        sa.Column("groups", Json, nullable=False),
        sa.Column("staff", Json, nullable=False),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("segments", Json, nullable=False),
        sa.Column("track", sa.String(), nullable=True),
        sa.Column("pattern", Json, nullable=True),
        sa.Column("rooms", Json, nullable=False),
        sa.Column("meeting_rooms", Json, nullable=False),
        sa.Column("most_rooms", sa.Integer(), nullable=True),
        sa.Column("pull_out", Json, nullable=True),
        sa.Column("one_teacher_is_enough", sa.Boolean(), nullable=False),
        sa.Column("no_cover_by", Json, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_sections_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_school_sections")),
    )
    with op.batch_alter_table("school_sections", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_sections_school_id_position"),
            ["school_id", "position"],
            unique=False,
        )

    op.create_table(
        "school_slot_wishes",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sections", Json, nullable=False),
        sa.Column("meetings", Json, nullable=False),
        sa.Column("slots", Json, nullable=False),
        sa.Column("every_period", sa.Boolean(), nullable=False),
        sa.Column("strength", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_slot_wishes_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_school_slot_wishes")),
    )
    with op.batch_alter_table("school_slot_wishes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_slot_wishes_school_id_position"),
            ["school_id", "position"],
            unique=False,
        )

    op.create_table(
        "school_spacings",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sections", Json, nullable=False),
        sa.Column("meetings", Json, nullable=False),
        sa.Column("least_days", sa.Integer(), nullable=False),
        sa.Column("within_days", sa.Integer(), nullable=True),
        sa.Column("adjacent", sa.Boolean(), nullable=False),
        sa.Column("strength", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_spacings_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_school_spacings")),
    )
    with op.batch_alter_table("school_spacings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_spacings_school_id_position"),
            ["school_id", "position"],
            unique=False,
        )

    op.create_table(
        "school_staff",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("areas", Json, nullable=False),
        sa.Column("least_load", sa.Integer(), nullable=False),
        sa.Column("most_load", sa.Integer(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("most_preps", sa.Integer(), nullable=True),
        sa.Column("last_year", Json, nullable=False),
        sa.Column("first", sa.Date(), nullable=True),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("replaces", sa.String(), nullable=True),
        sa.Column("track", sa.String(), nullable=True),
        sa.Column("home_room", sa.String(), nullable=True),
        sa.Column("unavailable", Json, nullable=False),
        sa.Column("elsewhere", Json, nullable=False),
        sa.Column("planning_minutes", sa.Integer(), nullable=True),
        sa.Column("volunteer", sa.Boolean(), nullable=False),
        sa.Column("evaluates", Json, nullable=False),
        sa.Column("covers_for_colleagues", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_staff_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_school_staff")),
    )
    with op.batch_alter_table("school_staff", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_staff_school_id_position"),
            ["school_id", "position"],
            unique=False,
        )

    op.create_table(
        "school_team_events",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("per_term", sa.Boolean(), nullable=False),
        sa.Column("least_days_apart", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=True),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_team_events_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_school_team_events")),
    )
    with op.batch_alter_table("school_team_events", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_team_events_school_id_position"),
            ["school_id", "position"],
            unique=False,
        )

    op.create_table(
        "school_teams",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("staff", Json, nullable=False),
        sa.Column("same_groups", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_teams_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_school_teams")),
    )
    with op.batch_alter_table("school_teams", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_teams_school_id_position"),
            ["school_id", "position"],
            unique=False,
        )

    op.create_table(
        "school_templates",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("steps", Json, nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_templates_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_school_templates")),
    )
    with op.batch_alter_table("school_templates", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_school_templates_school_id_position"),
            ["school_id", "position"],
            unique=False,
        )

    op.create_table(
        "school_value",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_value_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "name", name=op.f("pk_school_value")),
    )
    op.create_table(
        "session_record",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("session", sa.String(length=200), nullable=False),
        sa.Column("coach", sa.String(), nullable=False),
        sa.Column("teacher", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("moved_to", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("told_by", sa.String(length=36), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_session_record_school_id_school")
        ),
        sa.ForeignKeyConstraint(
            ["told_by"], ["user_account.id"], name=op.f("fk_session_record_told_by_user_account")
        ),
        sa.PrimaryKeyConstraint("school_id", "session", name=op.f("pk_session_record")),
    )
    op.create_table(
        "snapshot",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_snapshot_school_id_school")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
    )
    with op.batch_alter_table("snapshot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_snapshot_school_id"), ["school_id"], unique=False)

    op.create_table(
        "undo_step",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=True),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("rows", Json, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_undo_step_school_id_school")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_undo_step_user_id_user_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undo_step")),
    )
    with op.batch_alter_table("undo_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_undo_step_school_id"), ["school_id"], unique=False)

    op.create_table(
        "coaching_invitation_hidden",
        sa.Column("invitation_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["coaching_invitation.id"],
            name=op.f("fk_coaching_invitation_hidden_invitation_id_coaching_invitation"),
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["user_account.id"],
            name=op.f("fk_coaching_invitation_hidden_user_id_user_account"),
        ),
        sa.PrimaryKeyConstraint(
            "invitation_id", "user_id", name=op.f("pk_coaching_invitation_hidden")
        ),
    )
    op.create_table(
        "plan",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("edit", sa.String(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("parent_id", sa.String(length=36), nullable=True),
        sa.Column("snapshot_id", sa.String(length=64), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("summary", Json, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=36), nullable=True),
        sa.Column("published_at", UtcDateTime(), nullable=True),
        sa.Column("published_by", sa.String(length=36), nullable=True),
        sa.Column("archived_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["user_account.id"], name=op.f("fk_plan_created_by_user_account")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["plan.id"], name=op.f("fk_plan_parent_id_plan")),
        sa.ForeignKeyConstraint(
            ["published_by"], ["user_account.id"], name=op.f("fk_plan_published_by_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_plan_school_id_school")
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_plan_snapshot_id_snapshot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint(
            "school_id", "number", "step", name=op.f("uq_plan_school_id_number_step")
        ),
    )
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.create_index(
            "uq_plan_published",
            ["school_id"],
            unique=True,
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )

    op.create_table(
        "snapshot_secret",
        sa.Column("snapshot_id", sa.String(length=64), nullable=False),
        sa.Column("request", sa.String(), nullable=False),
        sa.Column("fields", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_snapshot_secret_snapshot_id_snapshot")
        ),
        sa.PrimaryKeyConstraint("snapshot_id", "request", name=op.f("pk_snapshot_secret")),
    )
    op.create_table(
        "solver_job",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.String(length=36), nullable=True),
        sa.Column("snapshot_id", sa.String(length=64), nullable=True),
        sa.Column("input", Json, nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("token", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("stop_wanted", sa.Boolean(), nullable=False),
        sa.Column("progress", Json, nullable=True),
        sa.Column("history", Json, nullable=False),
        sa.Column("result", Json, nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("created_by", sa.String(length=36), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("queued_at", UtcDateTime(), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["user_account.id"], name=op.f("fk_solver_job_created_by_user_account")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_solver_job_school_id_school")
        ),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["snapshot.id"], name=op.f("fk_solver_job_snapshot_id_snapshot")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_solver_job")),
    )
    with op.batch_alter_table("solver_job", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_solver_job_school_id_created_at"),
            ["school_id", "created_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_solver_job_state_lease_until"), ["state", "lease_until"], unique=False
        )

    op.create_table(
        "absence_record",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("periods", Json, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("created_by", sa.String(length=36), nullable=True),
        sa.Column("plan_id", sa.String(length=36), nullable=True),
        sa.Column("taken_back_at", UtcDateTime(), nullable=True),
        sa.Column("is_changed", sa.Boolean(), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["user_account.id"],
            name=op.f("fk_absence_record_created_by_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_absence_record_plan_id_plan")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_absence_record_school_id_school")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence_record")),
    )
    with op.batch_alter_table("absence_record", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_absence_record_school_id_first"), ["school_id", "first"], unique=False
        )

    op.create_table(
        "assignment",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("first_plan_id", sa.String(length=36), nullable=False),
        sa.Column("last_plan_id", sa.String(length=36), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("date", sa.Date(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("content", Json, nullable=False),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["first_plan_id"], ["plan.id"], name=op.f("fk_assignment_first_plan_id_plan")
        ),
        sa.ForeignKeyConstraint(
            ["last_plan_id"], ["plan.id"], name=op.f("fk_assignment_last_plan_id_plan")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_assignment_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "id", name=op.f("pk_assignment")),
    )
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assignment_school_id_date"), ["school_id", "date"], unique=False
        )

    op.create_table(
        "cover_proposal",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("base_id", sa.String(length=36), nullable=False),
        sa.Column("absences", Json, nullable=False),
        sa.Column("order_given", Json, nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("is_proven", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["base_id"], ["plan.id"], name=op.f("fk_cover_proposal_base_id_plan")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_cover_proposal_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", name=op.f("pk_cover_proposal")),
    )
    op.create_table(
        "notice",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.Column("plan_id", sa.String(length=36), nullable=True),
        sa.Column("content", Json, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=True),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_notice_plan_id_plan")),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_notice_school_id_school")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_school_id"), ["school_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "plan_figures",
        sa.Column("plan_id", sa.String(length=36), nullable=False),
        sa.Column("document", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_plan_figures_plan_id_plan")
        ),
        sa.PrimaryKeyConstraint("plan_id", name=op.f("pk_plan_figures")),
    )
    op.create_table(
        "publication",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("plan_id", sa.String(length=36), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("published_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_publication_plan_id_plan")),
        sa.ForeignKeyConstraint(
            ["published_by"],
            ["user_account.id"],
            name=op.f("fk_publication_published_by_user_account"),
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_publication_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", "number", name=op.f("pk_publication")),
    )
    op.create_table(
        "school_figures",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("plan_id", sa.String(length=36), nullable=False),
        sa.Column("document", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plan.id"], name=op.f("fk_school_figures_plan_id_plan")
        ),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_school_figures_school_id_school")
        ),
        sa.PrimaryKeyConstraint("school_id", name=op.f("pk_school_figures")),
    )
    op.create_table(
        "assignment_person",
        sa.Column("school_id", sa.String(length=36), nullable=False),
        sa.Column("assignment_id", sa.String(length=200), nullable=False),
        sa.Column("staff_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id", "assignment_id"],
            ["assignment.school_id", "assignment.id"],
            name=op.f("fk_assignment_person_school_id_assignment_id_assignment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "school_id", "assignment_id", "staff_id", name=op.f("pk_assignment_person")
        ),
    )
    with op.batch_alter_table("assignment_person", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_assignment_person_school_id_staff_id"),
            ["school_id", "staff_id"],
            unique=False,
        )


def downgrade() -> None:
    """Lead back."""
    with op.batch_alter_table("assignment_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_person_school_id_staff_id"))

    op.drop_table("assignment_person")
    op.drop_table("school_figures")
    op.drop_table("publication")
    op.drop_table("plan_figures")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_staff_id"))
        batch_op.drop_index(batch_op.f("ix_notice_school_id"))

    op.drop_table("notice")
    op.drop_table("cover_proposal")
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_assignment_school_id_date"))

    op.drop_table("assignment")
    with op.batch_alter_table("absence_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_absence_record_school_id_first"))

    op.drop_table("absence_record")
    with op.batch_alter_table("solver_job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_solver_job_state_lease_until"))
        batch_op.drop_index(batch_op.f("ix_solver_job_school_id_created_at"))

    op.drop_table("solver_job")
    op.drop_table("snapshot_secret")
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_plan_published",
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        )

    op.drop_table("plan")
    op.drop_table("coaching_invitation_hidden")
    with op.batch_alter_table("undo_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_undo_step_school_id"))

    op.drop_table("undo_step")
    with op.batch_alter_table("snapshot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_snapshot_school_id"))

    op.drop_table("snapshot")
    op.drop_table("session_record")
    op.drop_table("school_value")
    with op.batch_alter_table("school_templates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_templates_school_id_position"))

    op.drop_table("school_templates")
    with op.batch_alter_table("school_teams", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_teams_school_id_position"))

    op.drop_table("school_teams")
    with op.batch_alter_table("school_team_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_team_events_school_id_position"))

    op.drop_table("school_team_events")
    with op.batch_alter_table("school_staff", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_staff_school_id_position"))

    op.drop_table("school_staff")
    with op.batch_alter_table("school_spacings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_spacings_school_id_position"))

    op.drop_table("school_spacings")
    with op.batch_alter_table("school_slot_wishes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_slot_wishes_school_id_position"))

    op.drop_table("school_slot_wishes")
    with op.batch_alter_table("school_sections", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_sections_school_id_position"))

    op.drop_table("school_sections")
    with op.batch_alter_table("school_rooms", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_rooms_school_id_position"))

    op.drop_table("school_rooms")
    with op.batch_alter_table("school_room_wishes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_room_wishes_school_id_position"))

    op.drop_table("school_room_wishes")
    with op.batch_alter_table("school_room_limits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_room_limits_school_id_position"))

    op.drop_table("school_room_limits")
    with op.batch_alter_table("school_requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_requests_school_id_position"))

    op.drop_table("school_requests")
    with op.batch_alter_table("school_relations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_relations_school_id_position"))

    op.drop_table("school_relations")
    with op.batch_alter_table("school_pd_groups", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_pd_groups_school_id_position"))

    op.drop_table("school_pd_groups")
    with op.batch_alter_table("school_limits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_limits_school_id_position"))

    op.drop_table("school_limits")
    with op.batch_alter_table("school_groups", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_groups_school_id_position"))

    op.drop_table("school_groups")
    with op.batch_alter_table("school_grades", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_grades_school_id_position"))

    op.drop_table("school_grades")
    with op.batch_alter_table("school_duties", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_duties_school_id_position"))

    op.drop_table("school_duties")
    with op.batch_alter_table("school_day_ends", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_day_ends_school_id_position"))

    op.drop_table("school_day_ends")
    with op.batch_alter_table("school_courses", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_courses_school_id_position"))

    op.drop_table("school_courses")
    with op.batch_alter_table("school_common_planning", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_common_planning_school_id_position"))

    op.drop_table("school_common_planning")
    with op.batch_alter_table("school_bells", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_bells_school_id_position"))

    op.drop_table("school_bells")
    with op.batch_alter_table("school_areas", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_areas_school_id_position"))

    op.drop_table("school_areas")
    op.drop_table("pd_record")
    with op.batch_alter_table("pair_content", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pair_content_teacher_id"))
        batch_op.drop_index(batch_op.f("ix_pair_content_school_id_request_id"))
        batch_op.drop_index(batch_op.f("ix_pair_content_coach_id"))

    op.drop_table("pair_content")
    with op.batch_alter_table("import_preview", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_preview_school_id"))
        batch_op.drop_index(batch_op.f("ix_import_preview_created_at"))

    op.drop_table("import_preview")
    with op.batch_alter_table("import_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_file_school_id"))
        batch_op.drop_index(batch_op.f("ix_import_file_created_at"))

    op.drop_table("import_file")
    with op.batch_alter_table("happening", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_happening_school_id_row_id"))

    op.drop_table("happening")
    with op.batch_alter_table("coaching_offer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coaching_offer_school_id_request_id"))

    op.drop_table("coaching_offer")
    op.drop_table("coaching_link")
    with op.batch_alter_table("coaching_invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coaching_invitation_school_id"))

    op.drop_table("coaching_invitation")
    with op.batch_alter_table("coaching_cycle", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coaching_cycle_teacher_id"))
        batch_op.drop_index(batch_op.f("ix_coaching_cycle_coach_id"))

    op.drop_table("coaching_cycle")
    op.drop_table("coaching_colleague")
    with op.batch_alter_table("coach_unavailable", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_coach_unavailable_school_id"))

    op.drop_table("coach_unavailable")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_user_id"))
        batch_op.drop_index(batch_op.f("ix_audit_school_id_table_name_row_id"))
        batch_op.drop_index(batch_op.f("ix_audit_district_id"))
        batch_op.drop_index(batch_op.f("ix_audit_at"))

    op.drop_table("audit")
    with op.batch_alter_table("access_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_log_school_id"))
        batch_op.drop_index(batch_op.f("ix_access_log_about_staff"))

    op.drop_table("access_log")
    op.drop_table("shared_post")
    with op.batch_alter_table("school", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_school_site_id"))

    op.drop_table("school")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_user_id"))
        batch_op.drop_index(batch_op.f("ix_membership_site_id"))
        batch_op.drop_index(batch_op.f("ix_membership_district_id"))

    op.drop_table("membership")
    op.drop_table("invitation")
    with op.batch_alter_table("feed_address", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feed_address_user_id"))

    op.drop_table("feed_address")
    with op.batch_alter_table("user_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_session_user_id"))

    op.drop_table("user_session")
    with op.batch_alter_table("typed_form", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_typed_form_ends_at"))

    op.drop_table("typed_form")
    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_site_district_id"))

    op.drop_table("site")
    with op.batch_alter_table("shared_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shared_person_district_id"))

    op.drop_table("shared_person")
    with op.batch_alter_table("past_call", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_past_call_created_at"))

    op.drop_table("past_call")
    with op.batch_alter_table("password_reset", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_password_reset_user_id"))

    op.drop_table("password_reset")
    with op.batch_alter_table("identity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identity_user_id"))

    op.drop_table("identity")
    with op.batch_alter_table("access_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_token_user_id"))

    op.drop_table("access_token")
    op.drop_table("user_account")
    with op.batch_alter_table("sign_in_attempts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_attempts_last_at"))

    op.drop_table("sign_in_attempts")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_sent_at"))
        batch_op.drop_index(batch_op.f("ix_outbox_due_at"))

    op.drop_table("outbox")
    op.drop_table("district")
