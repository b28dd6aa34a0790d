"""Accounts: created, changed, moved, retired. Every change has its history by trigger
and an entry in the access log by the name of whoever made it."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import lockout
from accounts.models import AccessLog, Area, Department, User
from accounts.roles import Role
from accounts.rules import placement_problems
from accounts.services.access_log import log_access

#: Without characters that are mistaken for one another on paper.
_ALPHABET = ("abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKMNPQRSTUVWXYZ", "23456789")

EDITABLE = ("username", "full_name", "role", "area", "department", "post", "phone")


def generate_password() -> str:
    """A first password to be read out and typed once, e.g. ``kRt7-mXq4-pWn9``."""
    lower, upper, digits = _ALPHABET
    groups = [
        secrets.choice(lower)
        + secrets.choice(upper)
        + secrets.choice(lower)
        + secrets.choice(digits)
        for _group in range(3)
    ]
    return "-".join(groups)


@transaction.atomic
def create_account(*, by: User | None, **values: Any) -> tuple[User, str]:
    """A new account and its first password, which is shown once and stored nowhere.

    ``values``: any of ``EDITABLE``. Raises ValidationError by field.
    """
    password = generate_password()
    user = User(must_change_password=True)
    _assign(user, values)
    user.set_password(password)
    user.save()
    _log(user, by, "create")
    return user, password


@transaction.atomic
def change_account(*, account: User, by: User, **values: Any) -> User:
    """Change the data of an account. It takes effect with its next request."""
    account = _locked(account)
    if account.role == Role.ADMINISTRATOR != values.get("role", account.role):
        _keep_an_administrator(account, by)
    before = {name: getattr(account, name) for name in values}
    _assign(account, values)
    changed = [name for name in values if getattr(account, name) != before[name]]
    if changed:
        account.save(update_fields=changed)
        _log(account, by, "change", fields=changed)
    return account


def move_staff(
    *, account: User, by: User, area: Area | None, department: Department | None = None
) -> User:
    """Place an account elsewhere in the same role."""
    return change_account(account=account, by=by, area=area, department=department)


@transaction.atomic
def retire_staff(*, account: User, by: User) -> User:
    """Disable an account; its sessions end. Accounts are never deleted: what they
    did must keep a name."""
    account = _locked(account)
    _keep_an_administrator(account, by)
    account.is_active = False
    account.session_epoch += 1
    account.save(update_fields=["is_active", "session_epoch"])
    _log(account, by, "disable")
    return account


@transaction.atomic
def restore_staff(*, account: User, by: User) -> User:
    """Enable an account again. Raises ValidationError if its placement is no longer
    right, so that nobody comes back to nowhere."""
    account = _locked(account)
    _check_placement(account)
    account.is_active = True
    account.save(update_fields=["is_active"])
    _log(account, by, "enable")
    return account


@transaction.atomic
def reset_password(*, account: User, by: User | None) -> str:
    """A new first password, returned once; every session of the account ends."""
    account = _locked(account)
    password = generate_password()
    account.set_password(password)
    account.must_change_password = True
    account.session_epoch += 1
    account.save(update_fields=["password", "must_change_password", "session_epoch"])
    lockout.unlock(account.username)
    _log(account, by, "reset_password")
    return password


@transaction.atomic
def change_own_password(*, user: User, password: str) -> User:
    user.set_password(password)
    user.must_change_password = False
    user.password_changed_at = timezone.now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    _log(user, user, "change_password")
    return user


@transaction.atomic
def end_sessions(*, account: User, by: User) -> User:
    account = _locked(account)
    account.session_epoch += 1
    account.save(update_fields=["session_epoch"])
    _log(account, by, "end_sessions")
    return account


@transaction.atomic
def unlock_account(*, account: User, by: User) -> User:
    lockout.unlock(account.username)
    _log(account, by, "unlock")
    return account


def _locked(account: User) -> User:
    fresh: User = User.objects.select_for_update().get(pk=account.pk)
    return fresh


def _assign(user: User, values: dict[str, Any]) -> None:
    if unknown := set(values) - set(EDITABLE):
        raise TypeError(f"not editable: {', '.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(user, name, value)
    _check_placement(user)
    user.full_clean(exclude=["password"])


def _check_placement(user: User) -> None:
    problems = placement_problems(
        role=user.role,
        level=user.area.level if user.area else None,
        has_department=user.department is not None,
    )
    if problems:
        raise ValidationError({name: str(text) for name, text in problems.items()})


def _keep_an_administrator(account: User, by: User) -> None:
    """Nobody locks the door from outside: not oneself, not the last one in."""
    if account.pk == by.pk:
        raise ValidationError(
            _("You cannot disable your own account or take its role away.")
        )
    if account.role != Role.ADMINISTRATOR:
        return
    # Locked, so that two administrators cannot retire each other at the same time.
    others = User.objects.select_for_update().administrators().exclude(pk=account.pk)
    if not list(others):
        raise ValidationError(_("This is the last administrator; keep the account."))


def _log(account: User, by: User | None, action: str, **detail: Any) -> None:
    log_access(
        kind=AccessLog.Kind.ACCOUNT,
        user=by,
        object_type="account",
        object_ids=[account.pk],
        detail={"action": action, "name": account.full_name, **detail},
    )
