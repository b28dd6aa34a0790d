"""The parts of an income (domain §2.5)."""

from django.db import models


class IncomeGroup(models.TextChoices):
    """Groups of income items (domain §2.5)."""

    WAGE = "wage", "工资性收入"
    OPERATING = "operating", "生产经营性收入"
    PROPERTY = "property", "财产性收入"
    TRANSFER = "transfer", "转移性收入"
    OPERATING_COST = "operating_cost", "生产经营性支出"
