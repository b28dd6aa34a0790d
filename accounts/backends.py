from typing import Any

from axes.backends import AxesStandaloneBackend
from axes.exceptions import AxesBackendPermissionDenied
from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from accounts import lockout
from accounts.models import User


class LockoutBackend(AxesStandaloneBackend):  # type: ignore[misc]
    """Refuses a locked name and address; and a name tried from many addresses."""

    def authenticate(
        self,
        request: HttpRequest,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().authenticate(request, username, password, **kwargs)
        if username and lockout.is_tried_from_everywhere(username):
            request.axes_locked_out = True  # type: ignore[attr-defined]
            raise AxesBackendPermissionDenied


class RoleBackend(ModelBackend):
    """Password log-in, with permissions from the role instead of groups."""

    def has_perm(
        self, user_obj: User | AnonymousUser, perm: str, obj: Any = None
    ) -> bool:
        return isinstance(user_obj, User) and user_obj.may(perm)

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set(BaseBackend().get_all_permissions(user_obj, obj))
