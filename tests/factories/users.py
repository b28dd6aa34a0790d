import factory
from factory.django import DjangoModelFactory

from accounts.models import User
from accounts.roles import Role

PASSWORD = "Pruefung-2026"


class UserFactory(DjangoModelFactory[User]):
    """Township staff by default, with a password that need not be changed."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"staff{n}")
    full_name = factory.Iterator(["任晓燕", "高磊", "魏东", "白建平", "贺琴", "石鹏"])
    role = Role.TOWNSHIP_STAFF
    must_change_password = False
    password = factory.django.Password(PASSWORD)
