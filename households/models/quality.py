from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from households import choices
from households.models.household import Household
from households.models.members import Member
from households.workflow_querysets import QualityHitQuerySet


class QualityHit(models.Model):
    """A place where a rule of data quality found something (疑似问题数据).

    ``rule`` names the declared check, ``key`` the record within it (``h12``, ``m7``,
    ``v990981101001``), so that running a rule again finds its own rows. An exemption
    holds while ``values`` stay as they were and until its last day.
    """

    State = choices.HitState

    rule = models.CharField(_("rule"), max_length=8)
    key = models.CharField(max_length=60)
    severity = models.CharField(_("severity"), max_length=10, choices=choices.Severity)
    village = models.ForeignKey(
        Area,
        models.PROTECT,
        to_field="code",
        db_column="village_code",
        related_name="+",
        verbose_name=_("village"),
    )
    household = models.ForeignKey(
        Household,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="hits",
        verbose_name=_("household"),
    )
    member = models.ForeignKey(
        Member,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="hits",
        verbose_name=_("member"),
    )
    values = models.JSONField(_("values"), default=dict)
    state = models.CharField(
        _("state"),
        max_length=8,
        choices=choices.HitState,
        default=choices.HitState.OPEN,
    )
    first_seen_at = models.DateTimeField(_("first seen"))
    last_seen_at = models.DateTimeField(_("last seen"))
    fixed_at = models.DateTimeField(_("fixed"), null=True, blank=True)
    exempt_reason = models.CharField(
        _("why it is right as it is"), max_length=200, blank=True
    )
    exempt_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("checked by"),
    )
    exempt_at = models.DateTimeField(_("checked at"), null=True, blank=True)
    exempt_until = models.DateField(_("until"), null=True, blank=True)

    objects = QualityHitQuerySet.as_manager()

    class Meta:
        verbose_name = _("quality hit")
        verbose_name_plural = _("quality hits")
        ordering = ["rule", "village", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "key"],
                name="quality_hit_once",
                violation_error_message=_("This hit is already recorded."),
            ),
            models.CheckConstraint(
                condition=~Q(state="exempt") | ~Q(exempt_reason=""),
                name="quality_exemption_has_reason",
                violation_error_message=_("Say why the data are right as they are."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["village", "state", "rule"], name="quality_hit_by_village"
            ),
            models.Index(fields=["household"], name="quality_hit_by_household"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.key}"


class QualityRun(models.Model):
    """One run of the rules, so that a list can say how old it is."""

    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    scope_low = models.CharField(max_length=12, blank=True)
    scope_high = models.CharField(max_length=12, blank=True)
    rules = models.PositiveSmallIntegerField(_("rules"), default=0)
    opened = models.PositiveIntegerField(_("new hits"), default=0)
    fixed = models.PositiveIntegerField(_("fixed hits"), default=0)
    seconds = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("quality run")
        verbose_name_plural = _("quality runs")
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"
