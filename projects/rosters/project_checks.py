"""What a file may not do to projects: as the services of forms, steps and plans."""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from exchange.roster import Target
from exchange.staging.fields import column_of, quoted
from exchange.staging.outcome import outcome
from exchange.staging.stage import Stage
from projects.models import Project, ProjectKind
from projects.models.project import STAGE_DAYS
from projects.procedure import DECIDE, REVIEW

#: What was approved with the project; it changes by an adjustment or the plan.
APPROVED = (
    "name", "source", "category", "kind", "subtype", "nature", "area",
    "planning_year", "year", "department", "responsible_unit", "builder", "content",
    "planned_start", "planned_end", "budget", "linkage", "targets", "planned_on",
)  # fmt: skip
#: Recorded by whoever declares.
_DECLARED = ("declared_on",)
_DECIDED = (
    *(day for day in STAGE_DAYS.values() if day not in (*_DECLARED, "reviewed_on")),
    "year", "settled_amount", "end_reason",
)  # fmt: skip


def check_projects(stage: Stage) -> None:
    project = stage.roster.target["project"]
    _check_mine(stage, project)
    _check_future(stage, project)
    _check_kind(stage, project)
    _check_budget(stage, project)
    _check_approved(stage, project)
    _check_rights(stage, project)


def _check_mine(stage: Stage, project: Target) -> None:
    """The number belongs to a project that the owner does not see."""
    mine = Project.objects.visible_to(stage.owner).values_list("pk", flat=True)
    stage.refuse(
        project,
        f"SELECT m.row, NULL::text FROM {stage.matches(project)} m "
        "WHERE m.id <> ALL(%s::bigint[])",
        [list(mine)],
        message=stage.outside_message(),
        field="code",
    )


def _check_future(stage: Stage, project: Target) -> None:
    """Days of what has been done are not in the future."""
    days = sorted(STAGE_DAYS.values())
    listed = ", ".join(
        f"CASE WHEN v.{name} > %s THEN {n} END" for n, name in enumerate(days, 1)
    )
    stage.refuse_each(
        project,
        f"SELECT v.row, p.n FROM ({outcome(stage, project)}) v, "
        f"LATERAL unnest(ARRAY[{listed}]) AS p (n) WHERE p.n IS NOT NULL".replace(
            "%s", f"date '{timezone.localdate():%Y-%m-%d}'"
        ),
        [(_("The date is in the future."), name) for name in days],
    )


def _check_kind(stage: Stage, project: Target) -> None:
    kinds = ProjectKind._meta.db_table
    stage.refuse(
        project,
        f"SELECT v.row, k.name FROM ({outcome(stage, project)}) v "
        f"JOIN {kinds} k ON k.id = v.kind_id WHERE k.category <> v.category",
        message=_("The kind {} belongs to another category of projects."),
        field="category",
    )


def _check_budget(stage: Stage, project: Target) -> None:
    stage.refuse(
        project,
        f"SELECT v.row, NULL::text FROM ({outcome(stage, project)}) v "
        "WHERE v.budget <= 0",
        message=_("The planned investment is missing."),
        field="budget",
    )


def _check_approved(stage: Stage, project: Target) -> None:
    """What stands approved is not overwritten; gaps may be filled."""
    _compare(
        stage,
        project,
        APPROVED,
        "(t.stored_on IS NOT NULL OR t.planned_on IS NOT NULL) "
        "AND coalesce(t.{0}::text, '') <> '' AND v.{0} IS DISTINCT FROM t.{0}",
        _("Approved: it changes by an adjustment on the project's page, or a plan."),
    )


def _check_rights(stage: Stage, project: Target) -> None:
    """Later steps are recorded by the bureau, the review by the township."""
    if stage.owner.may(DECIDE):
        return
    names = _DECIDED if stage.owner.may(REVIEW) else (*_DECIDED, "reviewed_on")
    _compare(
        stage,
        project,
        names,
        "coalesce(v.{0}::text, '') <> coalesce(t.{0}::text, '')",
        _("This is recorded by who decides on it, not by who declares."),
    )


def _compare(
    stage: Stage, project: Target, names: tuple[str, ...], rule: str, message: str
) -> None:
    """Refuse rows where a rule holds of one of the columns; ``t`` is how it is."""
    columns = [column_of(Project, name) for name in names]
    listed = ", ".join(
        f"CASE WHEN {rule.format(column)} THEN {n} END"
        for n, column in enumerate(columns, 1)
    )
    stage.refuse_each(
        project,
        f"SELECT v.row, p.n FROM ({outcome(stage, project)}) v "
        f"LEFT JOIN {quoted(Project._meta.db_table)} t ON t.id = v.id, "
        f"LATERAL unnest(ARRAY[{listed}]) AS p (n) WHERE p.n IS NOT NULL",
        [(message, name) for name in names],
    )
