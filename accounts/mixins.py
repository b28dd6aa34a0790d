"""Access to a view: log-in by middleware, action by role, rows by ``visible_to``."""

from typing import NoReturn, cast

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied

from accounts.models import User


class ActionRefusedError(PermissionDenied):
    """The role lacks an action; the 403 page names the roles that have it."""

    def __init__(self, permissions: tuple[str, ...]) -> None:
        super().__init__()
        self.permissions = permissions


class RoleRequiredMixin(PermissionRequiredMixin):
    """Refuses with 403 when the role lacks ``permission_required``."""

    raise_exception = True

    @property
    def viewer(self) -> User:
        return cast(User, self.request.user)  # type: ignore[attr-defined]

    def handle_no_permission(self) -> NoReturn:
        raise ActionRefusedError(tuple(self.get_permission_required()))
