from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.crypto import EncryptedField
from core.sensitive import SensitiveModel
from households import choices
from households.models.household import PHONE, Household
from households.models.tracking import tracked
from households.querysets import OfHouseholdQuerySet, ResponsiblePersonQuerySet


@tracked()
class ResponsiblePerson(SensitiveModel):
    """帮扶责任人: an official, with an account or without one."""

    SENSITIVE = {"phone": PHONE}

    name = models.CharField(_("name"), max_length=40)
    sex = models.CharField(_("sex"), max_length=10, choices=choices.Sex, blank=True)
    politics = models.CharField(
        _("political status"), max_length=14, choices=choices.Politics, blank=True
    )
    unit = models.CharField(_("unit"), max_length=80, blank=True)
    phone = EncryptedField()
    phone_digest = models.UUIDField(null=True, editable=False)
    phone_mask = models.CharField(_("phone"), max_length=20, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("account"),
    )

    objects = ResponsiblePersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("responsible person")
        verbose_name_plural = _("responsible persons")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["ref"],
                name="responsible_ref_once",
                violation_error_message=_("This row exists already."),
            ),
            models.UniqueConstraint(
                fields=["name", "unit", "phone_digest"],
                name="responsible_person_once",
                nulls_distinct=False,
                violation_error_message=_("This person is already listed."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class Responsibility(models.Model):
    """Who is responsible for a household, from when to when; one at a time."""

    household = models.ForeignKey(
        Household,
        models.CASCADE,
        related_name="responsibilities",
        verbose_name=_("household"),
    )
    person = models.ForeignKey(
        ResponsiblePerson,
        models.PROTECT,
        related_name="responsibilities",
        verbose_name=_("responsible person"),
    )
    started_on = models.DateField(_("from"))
    ended_on = models.DateField(_("to"), null=True, blank=True)

    objects = OfHouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        ordering = ["household", "-started_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(ended_on=None),
                name="responsibility_one_current",
                violation_error_message=_(
                    "The household already has a responsible person."
                ),
            ),
            models.UniqueConstraint(
                fields=["household", "person", "started_on"],
                name="responsibility_once",
                violation_error_message=_("This is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="responsibility_in_order",
                violation_error_message=_("The end is before the start."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.started_on}"
