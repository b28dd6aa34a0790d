from typing import Any

from django.contrib.auth.backends import BaseBackend, ModelBackend
from django.contrib.auth.models import AnonymousUser

from accounts.models import User


class RoleBackend(ModelBackend):
    """Password log-in, with permissions from the role instead of groups."""

    def has_perm(
        self, user_obj: User | AnonymousUser, perm: str, obj: Any = None
    ) -> bool:
        return isinstance(user_obj, User) and user_obj.may(perm)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return bool(user_obj.is_active and user_obj.is_superuser)

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set(BaseBackend().get_all_permissions(user_obj, obj))
