"""A project from the village's declaration to the asset that is handed over."""

from typing import Any

from django.db import models
from django.db.models import Case, CharField, F, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.models import Area, Department
from households.models.tracking import tracked
from projects import choices
from projects.amounts import WanField
from projects.models.entries import Entry
from projects.models.kinds import ProjectKind
from projects.querysets import ProjectQuerySet

#: Day of a stage, the furthest first: the first that is given names the stage.
STAGE_DAYS = {
    choices.Stage.REMOVED: "removed_on",
    choices.Stage.TERMINATED: "terminated_on",
    choices.Stage.HANDED_OVER: "handed_over_on",
    choices.Stage.SETTLED: "settled_on",
    choices.Stage.ACCEPTED: "accepted_on",
    choices.Stage.FINISHED: "finished_on",
    choices.Stage.STARTED: "started_on",
    choices.Stage.TENDERED: "tendered_on",
    choices.Stage.FUNDED: "funded_on",
    choices.Stage.PLANNED: "planned_on",
    choices.Stage.STORED: "stored_on",
    choices.Stage.REVIEWED: "reviewed_on",
    choices.Stage.DECLARED: "declared_on",
}


def _stage() -> Case:
    reached = [
        When(Q(**{f"{day}__isnull": False}), then=Value(stage.value))
        for stage, day in STAGE_DAYS.items()
    ]
    return Case(*reached, default=Value(choices.Stage.DRAFT.value))


def _day(name: StrOrPromise) -> models.DateField[Any, Any]:
    return models.DateField(name, null=True, blank=True)


def _in_order(
    earlier: str, later: str, message: StrOrPromise
) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{later}__isnull": True})
        | Q(**{f"{later}__gte": F(earlier)})
        | Q(**{f"{earlier}__isnull": True}),
        name=f"project_{later}_after_{earlier}",
        violation_error_message=message,
    )


def _needs(earlier: str, later: str, message: StrOrPromise) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(**{f"{later}__isnull": True}) | Q(**{f"{earlier}__isnull": False}),
        name=f"project_{later}_needs_{earlier}",
        violation_error_message=message,
    )


@tracked("stage")
class Project(Entry):
    """A project of the fund (衔接资金项目, domain §8.3).

    The days are what happened; the stage follows from them. Which papers and persons
    stand behind a day is told by ``ProjectStep`` and ``ProjectPaper``.
    """

    code = models.CharField(_("project number"), max_length=40, unique=True)
    name = models.CharField(_("name of the project"), max_length=120)
    source = models.CharField(
        _("source of the project"),
        max_length=12,
        choices=choices.Source,
        default=choices.Source.OWN,
    )
    category = models.CharField(
        _("category of projects"), max_length=12, choices=choices.Category
    )
    kind = models.ForeignKey(
        ProjectKind,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kind of project"),
    )
    subtype = models.CharField(_("subtype"), max_length=40, blank=True)
    nature = models.CharField(
        _("nature"), max_length=10, choices=choices.Nature, default=choices.Nature.NEW
    )
    #: Where it is: a village, a township, or the county as a whole.
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        to_field="code",
        db_column="area_code",
        related_name="+",
        verbose_name=_("place of the project"),
    )
    planning_year = models.PositiveSmallIntegerField(_("year of the repository"))
    #: Given with the annual plan.
    year = models.PositiveSmallIntegerField(
        _("year of implementation"), null=True, blank=True
    )
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("competent department"),
    )
    responsible_unit = models.CharField(
        _("responsible unit"), max_length=60, blank=True
    )
    builder = models.CharField(_("implementing unit"), max_length=60, blank=True)
    responsible_name = models.CharField(
        _("person in charge"), max_length=40, blank=True
    )
    phone = models.CharField(_("work phone"), max_length=20, blank=True)
    content = models.CharField(_("content and scale"), max_length=500, blank=True)
    planned_start = _day(_("planned start"))
    planned_end = _day(_("planned end"))
    budget = WanField(verbose_name=_("planned investment (10,000 yuan)"))
    linkage = models.CharField(
        _("how households take part"), max_length=300, blank=True
    )
    targets = models.CharField(_("performance targets"), max_length=500, blank=True)
    #: As a paper declares them; the links to households are counted beside.
    declared_households = models.PositiveIntegerField(
        _("declared households"), null=True, blank=True
    )
    declared_persons = models.PositiveIntegerField(
        _("declared persons"), null=True, blank=True
    )
    declared_on = _day(_("declared on"))
    reviewed_on = _day(_("reviewed by the township on"))
    stored_on = _day(_("taken into the repository on"))
    planned_on = _day(_("taken into the plan on"))
    funded_on = _day(_("funds released on"))
    tendered_on = _day(_("tender finished on"))
    started_on = _day(_("works begun on"))
    finished_on = _day(_("works finished on"))
    accepted_on = _day(_("accepted on"))
    settled_on = _day(_("settled on"))
    settled_amount = WanField(
        verbose_name=_("settled amount (10,000 yuan)"), null=True, blank=True
    )
    handed_over_on = _day(_("handed over on"))
    terminated_on = _day(_("terminated on"))
    removed_on = _day(_("removed from the repository on"))
    end_reason = models.CharField(
        _("reason of termination or removal"), max_length=200, blank=True
    )
    stage = models.GeneratedField(
        expression=_stage(),
        output_field=CharField(max_length=12),
        db_persist=True,
        choices=choices.Stage,
        verbose_name=_("stage"),
    )

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-planning_year", "code"]
        indexes = [
            models.Index(fields=["year", "area"], name="project_by_year_and_area"),
            models.Index(fields=["area"], name="project_by_area"),
        ]
        constraints = [
            _in_order(
                "planned_start", "planned_end", _("The end is before the start.")
            ),
            _in_order(
                "started_on",
                "finished_on",
                _("The end of works is before their start."),
            ),
            _needs(
                "started_on", "finished_on", _("Give the day on which works began.")
            ),
            _in_order(
                "finished_on", "accepted_on", _("Accepted before works were finished.")
            ),
            _needs(
                "finished_on",
                "accepted_on",
                _("Give the day on which works were finished."),
            ),
            _in_order(
                "accepted_on", "handed_over_on", _("Handed over before accepted.")
            ),
            _needs(
                "accepted_on", "handed_over_on", _("Give the day of the acceptance.")
            ),
            models.CheckConstraint(
                condition=Q(settled_on=None) | Q(settled_amount__isnull=False),
                name="project_settled_has_amount",
                violation_error_message=_("Give the settled amount."),
            ),
            models.CheckConstraint(
                condition=Q(terminated_on=None, removed_on=None) | ~Q(end_reason=""),
                name="project_ended_has_reason",
                violation_error_message=_("Say why it was terminated or removed."),
            ),
            models.CheckConstraint(
                condition=Q(terminated_on=None) | Q(finished_on=None),
                name="project_ended_unfinished",
                violation_error_message=_("A finished project cannot be terminated."),
            ),
            models.CheckConstraint(
                condition=Q(planning_year__range=(2015, 2100))
                & (Q(year=None) | Q(year__range=(2015, 2100))),
                name="project_years",
                violation_error_message=_("Give the year with four digits."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("projects:project", args=[self.pk])
