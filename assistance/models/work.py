"""Employment, posts and their wages, and the three registers of work (三库联动)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from assistance import choices
from assistance.models.rows import PersonRow
from assistance.querysets import (
    DemandQuerySet,
    EmploymentQuerySet,
    LabourQuerySet,
    PostQuerySet,
    PostWageQuerySet,
    TrainingQuerySet,
)
from households.choices import PublicPost as PostType
from households.models import WorkRecord
from households.models.amounts import YuanField
from households.models.tracking import tracked


class Employment(WorkRecord):
    """The spells of work of the register as a ledger (务工就业): a department that
    keeps it sees them, as it sees the rows of its other ledgers."""

    objects = EmploymentQuerySet.as_manager()  # type: ignore[assignment, misc]

    class Meta:
        proxy = True
        verbose_name = _("spell of work")
        verbose_name_plural = _("spells of work")


@tracked()
class PublicPost(PersonRow):
    """A public post of a person (公益性岗位) with its wage and who looked whether the
    person is there."""

    name = models.CharField(_("post held"), max_length=40)
    post_type = models.CharField(_("kind of post"), max_length=14, choices=PostType)
    employer = models.CharField(_("employing unit"), max_length=80)
    started_on = models.DateField(_("since"))
    contract_until = models.DateField(_("contract until"), null=True, blank=True)
    ended_on = models.DateField(_("left the post on"), null=True, blank=True)
    monthly_wage = YuanField(verbose_name=_("wage a month (yuan)"))
    presence = models.CharField(
        _("presence"), max_length=8, choices=choices.Presence, blank=True
    )
    checked_by = models.CharField(_("presence checked by"), max_length=40, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("public post")
        verbose_name_plural = _("public posts")
        ordering = ["household", "-started_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "started_on"],
                name="post_once",
                violation_error_message=_("This post is already recorded."),
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(ended_on=None),
                name="post_one_a_person",
                violation_error_message=_("The person already holds a post."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="post_in_order",
                violation_error_message=_("The end is before the start."),
            ),
            models.CheckConstraint(
                condition=Q(presence="") | Q(checked_on__isnull=False),
                name="post_check_has_date",
                violation_error_message=_("Give the day of the check."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@tracked()
class PostWage(models.Model):
    """The wage of a post for a month. A month of which nothing was entered is due all
    the same, at the wage of the post."""

    post = models.ForeignKey(
        PublicPost, models.CASCADE, related_name="wages", verbose_name=_("public post")
    )
    month = models.DateField(_("month"))
    due_amount = YuanField(verbose_name=_("due (yuan)"))
    paid_amount = YuanField(verbose_name=_("paid (yuan)"), null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    over_reason = models.CharField(
        _("reason for paying more"), max_length=200, blank=True
    )
    note = models.CharField(_("remark"), max_length=200, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PostWageQuerySet.as_manager()

    class Meta:
        verbose_name = _("wage of a post")
        verbose_name_plural = _("wages of posts")
        ordering = ["post", "-month"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "month"],
                name="post_wage_once",
                violation_error_message=_("The wage of this month is recorded."),
            ),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="post_wage_month",
                violation_error_message=_("A month is kept by its first day."),
            ),
            models.CheckConstraint(
                condition=Q(paid_on=None, paid_amount=None)
                | Q(paid_on__isnull=False, paid_amount__gt=0),
                name="post_wage_paid_whole",
                violation_error_message=_(
                    "A payment needs both: the amount and the day."
                ),
            ),
            models.CheckConstraint(
                condition=Q(paid_amount=None)
                | Q(paid_amount__lte=F("due_amount"))
                | ~Q(over_reason=""),
                name="post_wage_over_has_reason",
                violation_error_message=_("More than is due is paid; say why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.month:%Y-%m}"


@tracked()
class LabourEntry(PersonRow):
    """实名现状库: what a person able to work is doing."""

    status = models.CharField(_("status"), max_length=10, choices=choices.LabourStatus)
    skill = models.CharField(_("skill"), max_length=40, blank=True)
    place = models.CharField(_("place"), max_length=60, blank=True)
    checked_on = models.DateField(_("as of"))

    objects = LabourQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the labour register")
        verbose_name_plural = _("labour register")
        ordering = ["household", "member"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                name="labour_entry_once",
                violation_error_message=_("The person is already in the register."),
            )
        ]

    def __str__(self) -> str:
        return self.get_status_display()


@tracked()
class Training(PersonRow):
    """培训库: a course of a person and the certificate it led to."""

    course = models.CharField(_("course"), max_length=60)
    organiser = models.CharField(_("organiser"), max_length=60, blank=True)
    started_on = models.DateField(_("start date"))
    ended_on = models.DateField(_("end date"), null=True, blank=True)
    certificate = models.CharField(_("certificate"), max_length=60, blank=True)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        ordering = ["household", "-started_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "course", "started_on"],
                name="training_once",
                violation_error_message=_("This training is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="training_in_order",
                violation_error_message=_("The end is before the start."),
            ),
        ]

    def __str__(self) -> str:
        return self.course


@tracked()
class JobDemand(PersonRow):
    """需求库: which work or training a person wants, and what came of it."""

    registered_on = models.DateField(_("registered on"))
    wanted_trade = models.CharField(_("work wanted"), max_length=60)
    wanted_place = models.CharField(_("place wanted"), max_length=60, blank=True)
    wanted_wage = YuanField(
        verbose_name=_("wage wanted (yuan a month)"), null=True, blank=True
    )
    wanted_training = models.CharField(_("training wanted"), max_length=60, blank=True)
    contacted_on = models.DateField(_("contacted on"), null=True, blank=True)
    result = models.CharField(
        _("result of the contact"),
        max_length=12,
        choices=choices.DemandResult,
        blank=True,
    )

    objects = DemandQuerySet.as_manager()

    class Meta:
        verbose_name = _("wish for work")
        verbose_name_plural = _("wishes for work")
        ordering = ["household", "-registered_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "registered_on"],
                name="job_demand_once",
                violation_error_message=_("The wish of that day is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(result="") | Q(contacted_on__isnull=False),
                name="job_demand_result_has_date",
                violation_error_message=_("Give the day of the contact."),
            ),
        ]

    def __str__(self) -> str:
        return self.wanted_trade
