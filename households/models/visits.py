import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from households import choices
from households.models.amounts import YuanField
from households.models.household import Household
from households.models.tracking import tracked
from households.querysets import VisitQuerySet

#: 两不愁三保障 and water: the six things every visit asks about, in this order.
SAFEGUARDS = (
    ("food_problem", "吃"),
    ("clothing_problem", "穿"),
    ("education_problem", "义务教育"),
    ("medical_problem", "基本医疗"),
    ("housing_problem", "住房安全"),
    ("water_problem", "饮水安全"),
)


@tracked("updated_at")
class Visit(models.Model):
    """The month's visit of a household (月排查). One valid visit a household and month.

    A correction raises ``version``; the earlier content stays in the history. Village
    is the one at the time of the visit: it follows a merger of villages, not a move.
    """

    household = models.ForeignKey(
        Household,
        models.CASCADE,
        related_name="visits",
        db_index=False,
        verbose_name=_("household"),
    )
    month = models.DateField(_("month"))
    village = models.ForeignKey(
        Area,
        models.PROTECT,
        to_field="code",
        db_column="village_code",
        related_name="+",
        db_index=False,
        verbose_name=_("village"),
    )
    visited_on = models.DateField(_("visited on"))
    mode = models.CharField(_("way"), max_length=10, choices=choices.VisitMode)
    visitors = models.CharField(_("visitors"), max_length=80)
    met = models.CharField(_("met"), max_length=8, choices=choices.MetWith)
    met_names = models.CharField(_("persons met"), max_length=120, blank=True)
    food_problem = models.BooleanField(_("food"), null=True)
    clothing_problem = models.BooleanField(_("clothing"), null=True)
    education_problem = models.BooleanField(_("compulsory education"), null=True)
    medical_problem = models.BooleanField(_("basic medical care"), null=True)
    housing_problem = models.BooleanField(_("safe housing"), null=True)
    water_problem = models.BooleanField(_("safe water"), null=True)
    problem_note = models.CharField(_("what problem"), max_length=500, blank=True)
    wage = YuanField(verbose_name=_("wages this month"), null=True)
    operating = YuanField(verbose_name=_("operating income this month"), null=True)
    property = YuanField(verbose_name=_("property income this month"), null=True)
    transfer = YuanField(verbose_name=_("transfers this month"), null=True)
    operating_cost = YuanField(verbose_name=_("operating cost this month"), null=True)
    self_paid = YuanField(
        verbose_name=_("compliant spending paid oneself this month"), null=True
    )
    change_reason = models.CharField(
        _("reason for the change"), max_length=120, blank=True
    )
    signals = ArrayField(
        models.CharField(max_length=10, choices=choices.Signal),
        default=list,
        blank=True,
        verbose_name=_("risk signals"),
    )
    needs = models.CharField(_("requests and measures"), max_length=500, blank=True)
    conclusion = models.CharField(
        _("conclusion"), max_length=20, choices=choices.Conclusion, blank=True
    )
    bulk_confirmed = models.PositiveSmallIntegerField(
        _("answers taken over as last month"), default=0
    )
    entered_through = models.CharField(
        _("entered through"),
        max_length=10,
        choices=choices.EntryChannel,
        default=choices.EntryChannel.FORM,
    )
    client_id = models.UUIDField(default=uuid.uuid4, editable=False)
    filled_at = models.DateTimeField(_("filled in at"), null=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    voided_at = models.DateTimeField(_("voided at"), null=True, editable=False)
    void_reason = models.CharField(_("reason for voiding"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit")
        verbose_name_plural = _("visits")
        ordering = ["-month", "household"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "month"],
                condition=Q(voided_at=None),
                name="visit_once_a_month",
                violation_error_message=_(
                    "This household already has a visit in this month."
                ),
            ),
            models.UniqueConstraint(
                fields=["client_id"],
                name="visit_sent_once",
                violation_error_message=_("This visit has already been saved."),
            ),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="visit_month_is_first_day",
                violation_error_message=_("A month is kept by its first day."),
            ),
            models.CheckConstraint(
                condition=Q(visited_on__year=F("month__year"))
                & Q(visited_on__month=F("month__month")),
                name="visit_inside_its_month",
                violation_error_message=_("The visit lies outside its month."),
            ),
            models.CheckConstraint(
                condition=(Q(wage=None) | Q(wage__gte=0))
                & (Q(operating=None) | Q(operating__gte=0))
                & (Q(property=None) | Q(property__gte=0))
                & (Q(transfer=None) | Q(transfer__gte=0))
                & (Q(operating_cost=None) | Q(operating_cost__gte=0))
                & (Q(self_paid=None) | Q(self_paid__gte=0)),
                name="visit_amounts_not_negative",
                violation_error_message=_("Amounts cannot be negative."),
            ),
        ]
        indexes = [
            models.Index(fields=["household", "-month"], name="visit_by_household"),
            models.Index(fields=["village", "month"], name="visit_by_village"),
            BrinIndex(fields=["month"], name="visit_month_brin"),
        ]

    def __str__(self) -> str:
        return f"{self.household} {self.visited_on}"

    def get_absolute_url(self) -> str:
        return self.household.get_absolute_url()
