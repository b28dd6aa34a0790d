"""House, road and fuel (domain §4.3)."""

from django.db import models


class RoadKind(models.TextChoices):
    """入户路类型."""

    EARTH = "earth", "泥土路"
    GRAVEL = "gravel", "砂石路"
    CEMENT = "cement", "水泥路"
    ASPHALT = "asphalt", "沥青路"
    OTHER = "other", "其他"


class Fuel(models.TextChoices):
    """主要燃料类型."""

    WOOD = "wood", "柴草"
    DUNG = "dung", "干畜粪"
    COAL = "coal", "煤炭"
    CLEAN = "clean", "清洁能源"
    OTHER = "other", "其他"


class DangerGrade(models.TextChoices):
    """危房级别; C and D are dangerous."""

    A = "a", "A级"
    B = "b", "B级"
    C = "c", "C级"
    D = "d", "D级"
