"""Areas of a city that does not exist (county code 990981)."""

import factory
from factory.django import DjangoModelFactory

from accounts.models import Area, Department


class AreaFactory(DjangoModelFactory[Area]):
    """A village by default; give ``parent`` and ``code`` for another level."""

    class Meta:
        model = Area
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"990981{100 + n // 700:03d}{200 + n % 700:03d}")
    name = factory.Sequence(lambda n: f"柳树沟{n}村")
    level = Area.Level.VILLAGE

    @factory.lazy_attribute
    def parent(self) -> Area | None:
        if self.level == Area.Level.COUNTY:
            return None
        county = self.level == Area.Level.TOWNSHIP
        code = self.code[: 6 if county else 9].ljust(12, "0")
        level = Area.Level.COUNTY if county else Area.Level.TOWNSHIP
        above = Area.objects.filter(code=code).first()
        name = "安澜市" if county else f"石门{code[6:9]}镇"
        return above or AreaFactory(code=code, level=level, name=name)


class DepartmentFactory(DjangoModelFactory[Department]):
    class Meta:
        model = Department
        django_get_or_create = ("code",)

    code = "civil-affairs"
    name = "市民政局"
