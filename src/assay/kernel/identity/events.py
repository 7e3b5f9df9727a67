"""What identity writes into the audit log."""

from enum import StrEnum


class Event(StrEnum):
    REGISTRATION_REQUESTED = "identity.registration_requested"
    ACCOUNT_CREATED = "identity.account_created"
    SIGNED_IN = "identity.signed_in"
    SIGN_IN_FAILED = "identity.sign_in_failed"
    SECOND_FACTOR_FAILED = "identity.second_factor_failed"
    SESSION_ENDED = "identity.session_ended"
    ALL_SESSIONS_ENDED = "identity.all_sessions_ended"
    TOKEN_REUSED = "identity.token_reused"  # noqa: S105 - the name of an event
    ORGANISATION_CHOSEN = "identity.organisation_chosen"
    PASSWORD_RESET_REQUESTED = "identity.password_reset_requested"  # noqa: S105 - the name of an event
    PASSWORD_RESET = "identity.password_reset"  # noqa: S105 - the name of an event
    PASSWORD_CHANGED = "identity.password_changed"  # noqa: S105 - the name of an event
    EMAIL_CHANGE_REQUESTED = "identity.email_change_requested"
    EMAIL_CHANGED = "identity.email_changed"
    NAME_CHANGED = "identity.name_changed"
    REAUTHENTICATION_FAILED = "identity.reauthentication_failed"
    SECOND_FACTOR_ENABLED = "identity.second_factor_enabled"
    SECOND_FACTOR_DISABLED = "identity.second_factor_disabled"
    RECOVERY_CODE_USED = "identity.recovery_code_used"
    RECOVERY_CODES_REPLACED = "identity.recovery_codes_replaced"
    ORGANISATION_CREATED = "identity.organisation_created"
    MEMBER_INVITED = "identity.member_invited"
    INVITATION_WITHDRAWN = "identity.invitation_withdrawn"
    MEMBER_ADDED = "identity.member_added"
    MEMBER_ROLE_CHANGED = "identity.member_role_changed"
    MEMBER_REMOVED = "identity.member_removed"
