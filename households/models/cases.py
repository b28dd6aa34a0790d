from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from accounts.roles import Role
from exchange.models import Attachment
from households import choices
from households.models.episodes import Episode
from households.models.facts import FoundFacts
from households.models.household import Household
from households.models.leads import Lead
from households.models.tracking import tracked
from households.workflow_querysets import CasePartQuerySet, CaseQuerySet


@tracked("updated_at")
class Case(FoundFacts):
    """A procedure of a household: entry in eight steps, exit in six (domain §3).

    ``step`` is the one to be done next, empty when the procedure is over. What was done
    stands in ``acts``, never overwritten.
    """

    Kind = choices.CaseKind
    Result = choices.CaseResult

    kind = models.CharField(_("procedure"), max_length=6, choices=choices.CaseKind)
    household = models.ForeignKey(
        Household, models.PROTECT, related_name="cases", verbose_name=_("household")
    )
    village = models.ForeignKey(
        Area,
        models.PROTECT,
        to_field="code",
        db_column="village_code",
        related_name="+",
        verbose_name=_("village"),
    )
    lead = models.ForeignKey(
        Lead,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("lead"),
    )
    episode = models.ForeignKey(
        Episode,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("episode"),
    )
    step = models.CharField(
        _("step to be done"), max_length=12, choices=choices.Step, blank=True
    )
    result = models.CharField(
        _("result"), max_length=16, choices=choices.CaseResult, blank=True
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    opened_on = models.DateField(_("opened on"))
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    is_urgent = models.BooleanField(
        _("helped before the procedure ended"), default=False
    )
    urgent_help = models.CharField(_("urgent help"), max_length=300, blank=True)
    urgent_on = models.DateField(_("helped on"), null=True, blank=True)
    category = models.CharField(
        _("proposed category"), max_length=20, choices=choices.Category, blank=True
    )
    risks = ArrayField(
        models.CharField(max_length=20, choices=choices.Risk),
        size=5,
        default=list,
        blank=True,
        verbose_name=_("risks, the main one first"),
    )
    disaster_kind = models.CharField(
        _("kind of disaster"), max_length=12, choices=choices.DisasterKind, blank=True
    )
    risk_note = models.CharField(_("note on other risks"), max_length=200, blank=True)
    elimination_mode = models.CharField(
        _("way of elimination"),
        max_length=12,
        choices=choices.EliminationMode,
        blank=True,
    )
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("opened by"),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("procedure")
        verbose_name_plural = _("procedures")
        ordering = ["-opened_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(result=""),
                name="case_one_running",
                violation_error_message=_(
                    "A procedure of this household is already under way."
                ),
            ),
            models.CheckConstraint(
                condition=(Q(result="") & ~Q(step="") & Q(closed_on=None))
                | (~Q(result="") & Q(step="") & Q(closed_on__isnull=False)),
                name="case_runs_or_has_ended",
                violation_error_message=_(
                    "A procedure either waits for a step or has a result."
                ),
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("opened_on")),
                name="case_in_order",
                violation_error_message=_("The end is before the start."),
            ),
        ]
        indexes = [
            models.Index(fields=["village", "kind", "step"], name="case_by_village")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.household}"

    def get_absolute_url(self) -> str:
        return reverse("households:case", args=[self.pk])

    @property
    def is_running(self) -> bool:
        return not self.result

    @property
    def risk_labels(self) -> list[str]:
        return [str(choices.Risk(risk).label) for risk in self.risks]


@tracked()
class CaseAct(models.Model):
    """One thing somebody did in a procedure: a step passed, returned, rejected."""

    case = models.ForeignKey(
        Case, models.CASCADE, related_name="acts", verbose_name=_("procedure")
    )
    step = models.CharField(_("step"), max_length=12, choices=choices.Step)
    decision = models.CharField(_("decision"), max_length=10, choices=choices.Decision)
    back_to = models.CharField(
        _("back to"), max_length=12, choices=choices.Step, blank=True
    )
    acted_on = models.DateField(_("on"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    actor_role = models.CharField(_("as"), max_length=20, blank=True)
    persons = models.CharField(_("who took part"), max_length=120, blank=True)
    opinion = models.CharField(_("opinion"), max_length=500, blank=True)
    published_from = models.DateField(_("posted from"), null=True, blank=True)
    published_to = models.DateField(_("posted to"), null=True, blank=True)
    attended = models.PositiveSmallIntegerField(_("attended"), null=True, blank=True)
    votes_for = models.PositiveSmallIntegerField(_("in favour"), null=True, blank=True)
    objections = models.CharField(_("objections"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = CasePartQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of a procedure")
        verbose_name_plural = _("steps of procedures")
        ordering = ["case", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_to=None)
                | Q(published_to__gte=F("published_from")),
                name="case_act_posted_in_order",
                violation_error_message=_("The posting ends before it starts."),
            ),
            models.CheckConstraint(
                condition=Q(votes_for=None) | Q(votes_for__lte=F("attended")),
                name="case_act_votes_fit",
                violation_error_message=_("More votes than people who attended."),
            ),
            models.CheckConstraint(
                condition=Q(decision__in=["passed", "helped"]) | ~Q(opinion=""),
                name="case_act_no_with_reason",
                violation_error_message=_("Give the reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.get_step_display()} {self.get_decision_display()}"

    @property
    def role_label(self) -> str:
        """In which role the step was taken, whatever the account does today."""
        return str(Role(self.actor_role).label) if self.actor_role else ""


@tracked()
class CasePaper(models.Model):
    """A paper filed with a procedure at a step."""

    case = models.ForeignKey(
        Case, models.CASCADE, related_name="papers", verbose_name=_("procedure")
    )
    step = models.CharField(_("step"), max_length=12, choices=choices.Step)
    kind = models.CharField(
        _("kind of paper"), max_length=20, choices=choices.PaperKind
    )
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, related_name="+", verbose_name=_("file")
    )
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("filed by"),
    )
    filed_at = models.DateTimeField(_("filed at"), auto_now_add=True)
    withdrawn_at = models.DateTimeField(_("taken out at"), null=True, blank=True)

    objects = CasePartQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["case", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "attachment"],
                name="case_paper_once",
                violation_error_message=_("This file is already filed here."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.get_kind_display()}"
