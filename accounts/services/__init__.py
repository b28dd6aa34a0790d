from accounts.services.access_log import ChainReport, log_access, verify_chain
from accounts.services.staff import (
    change_account,
    change_own_password,
    create_account,
    end_sessions,
    move_staff,
    reset_password,
    restore_staff,
    retire_staff,
    unlock_account,
)

__all__ = [
    "ChainReport",
    "change_account",
    "change_own_password",
    "create_account",
    "end_sessions",
    "log_access",
    "move_staff",
    "reset_password",
    "restore_staff",
    "retire_staff",
    "unlock_account",
    "verify_chain",
]
