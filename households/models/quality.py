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
    #: Goes with a row that an import brought and takes back, unless somebody judged it.
    FOLLOWS = "o.state <> 'exempt'"
    #: Hits have no history, the rules write too many of them: an import keeps here what
    #: stood before it, until anybody else changes the state.
    BEFORE_IMPORT = "before_import"

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
    before_import = models.JSONField(null=True, editable=False)

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


class NumberReading(models.Model):
    """What a member's encrypted numbers said when they were last read.

    Rules are SQL and cannot decrypt. Before a run the numbers that have changed since
    (their digest differs) are read once, and only the verdict is kept: no digits, the
    birth date and sex that stand in plain beside the number anyway, and the two
    characters of kind and grade of a disability certificate (docs/decisions/0014).
    """

    class IdVerdict(models.TextChoices):
        LENGTH = "length", "位数不对"
        CHARACTERS = "characters", "含有非数字字符"
        DATE = "date", "出生日期位不是真实日期"
        FUTURE = "future", "出生日期在将来"
        AGE = "age", "超过 120 岁"
        CHECK_DIGIT = "check_digit", "校验位错误"
        PLACEHOLDER = "placeholder", "以 999999 开头"

    class CertificateVerdict(models.TextChoices):
        LENGTH = "length", "位数不是 20 或 22 位"
        NUMBER = "number", "前 18 位不是有效的身份证号"
        KIND = "kind", "残疾类别位不是 1–7"
        GRADE = "grade", "残疾等级位不是 1–4"

    #: Goes with a member that an import brought and takes back.
    FOLLOWS = "true"

    member = models.OneToOneField(
        Member,
        models.CASCADE,
        primary_key=True,
        related_name="number_reading",
        verbose_name=_("member"),
    )
    id_digest = models.UUIDField(null=True)
    id_verdict = models.CharField(max_length=12, choices=IdVerdict, blank=True)
    id_born = models.DateField(null=True)
    id_sex = models.CharField(max_length=10, choices=choices.Sex, blank=True)
    certificate_digest = models.UUIDField(null=True)
    certificate_verdict = models.CharField(
        max_length=8, choices=CertificateVerdict, blank=True
    )
    #: Digest of the identity number inside it, to compare with the owner's.
    certificate_owner = models.UUIDField(null=True)
    certificate_code = models.CharField(max_length=2, blank=True)

    class Meta:
        verbose_name = _("reading of encrypted numbers")
        verbose_name_plural = _("readings of encrypted numbers")

    def __str__(self) -> str:
        return f"{self.member_id} {self.id_verdict}"


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
