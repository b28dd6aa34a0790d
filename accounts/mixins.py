"""Access to a view: log-in by middleware, action by role, rows by ``visible_to``."""

from django.contrib.auth.mixins import PermissionRequiredMixin

from accounts.models import User


class RoleRequiredMixin(PermissionRequiredMixin):
    """Refuses with 403 when the role lacks ``permission_required``."""

    raise_exception = True

    @property
    def viewer(self) -> User:
        user = self.request.user  # type: ignore[attr-defined]
        if not isinstance(user, User):
            raise TypeError("LoginRequiredMiddleware lets nobody through without one")
        return user
