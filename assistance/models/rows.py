"""What every row of a ledger has."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from households.models import Household, Member


class LedgerRow(models.Model):
    """A row about a household, as it was entered and by whom."""

    household = models.ForeignKey(
        Household,
        models.CASCADE,
        related_name="+",
        verbose_name=_("household"),
    )
    note = models.CharField(_("remark"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class PersonRow(LedgerRow):
    """A row about a person, and the household the person belongs to. What goes on when
    a household is split or merged follows the person; what a family was paid stays with
    that family (``services.carrying``)."""

    member = models.ForeignKey(
        Member, models.CASCADE, related_name="+", verbose_name=_("member")
    )

    class Meta:
        abstract = True


class VillageRow(models.Model):
    """A row about a village."""

    village = models.ForeignKey(
        Area,
        models.PROTECT,
        to_field="code",
        db_column="village_code",
        related_name="+",
        verbose_name=_("village"),
    )
    note = models.CharField(_("remark"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("entered by"),
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True
