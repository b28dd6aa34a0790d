from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from households import choices
from households.models.household import Household
from households.models.members import Member
from households.models.tracking import tracked
from households.workflow_querysets import ChangeQuerySet


@tracked()
class HouseholdChange(models.Model):
    """A change of a household or of who belongs to it, as of a day, with its reason.

    The ledger behind the bridge of the months and behind «this household on a day».
    Rows are only added; a mistake is undone by a further row.
    """

    Kind = choices.ChangeKind

    kind = models.CharField(
        _("kind of change"), max_length=16, choices=choices.ChangeKind
    )
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="changes", verbose_name=_("household")
    )
    other_household = models.ForeignKey(
        Household,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("other household"),
    )
    member = models.ForeignKey(
        Member,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="changes",
        verbose_name=_("member"),
    )
    effective_on = models.DateField(_("on"))
    from_village = models.ForeignKey(
        Area,
        models.PROTECT,
        null=True,
        blank=True,
        to_field="code",
        db_column="from_village_code",
        related_name="+",
        verbose_name=_("from village"),
    )
    to_village = models.ForeignKey(
        Area,
        models.PROTECT,
        null=True,
        blank=True,
        to_field="code",
        db_column="to_village_code",
        related_name="+",
        verbose_name=_("to village"),
    )
    persons = models.PositiveSmallIntegerField(_("persons"), default=0)
    reason = models.CharField(_("reason"), max_length=200)
    #: What stood before and which rows were touched: an undo and a look back go by it.
    details = models.JSONField(default=dict, editable=False)
    undoes = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="undone_by",
        verbose_name=_("undoes"),
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("household change")
        verbose_name_plural = _("household changes")
        ordering = ["-effective_on", "-id"]
        indexes = [
            models.Index(fields=["household", "effective_on"], name="change_by_day")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.household} {self.effective_on}"
