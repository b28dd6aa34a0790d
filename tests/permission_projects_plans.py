"""The addresses of projects' forms and steps, the repository and the plan."""

from __future__ import annotations

from typing import Any

from projects.models import PlanItem, PlanVersion, Project
from tests.permission_arguments import Line, Whose
from tests.permission_world import Belongings, Side, World

AREA = Whose.AREA
VIEW = ("projects.view_project",)
DECLARE = ("projects.declare_project",)
REVIEW = ("projects.review_project",)
DECIDE = ("projects.decide_project",)


def project(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": Project.objects.get(area=side.village).pk}


def stage(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    """A step of the township; those of the bureau are judged by ``step-return``."""
    return {**project(side, mine, world), "stage": "reviewed"}


def present(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {**project(side, mine, world), "stage": "started"}


def version(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    """Plans are the county's: one that everybody shares."""
    return {"pk": PlanVersion.objects.get().pk}


def item(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    row = PlanItem.objects.get(project__area=side.village)
    return {"pk": row.version_id, "item": row.pk}


NOTHING_BEFORE = frozenset({404})

PLANS = [
    Line("projects:project-add", DECLARE),
    Line("projects:project-edit", DECLARE, AREA, project),
    Line("projects:project-adjust", DECIDE, AREA, project),
    Line("projects:project-delete", DECLARE, AREA, project),
    Line("projects:project-steps", VIEW, AREA, project),
    Line("projects:project-end", DECIDE, AREA, project),
    Line("projects:step-take", REVIEW, AREA, stage),
    Line("projects:step-return", DECIDE, AREA, present),
    Line("projects:repository", VIEW),
    Line("projects:plan", VIEW),
    Line("projects:repository-rule", VIEW),
    Line("projects:plan-start", DECIDE),
    Line("projects:plan-print", VIEW, arguments=version),
    # A first version has none before it.
    Line("projects:plan-difference", VIEW, arguments=version, answers=NOTHING_BEFORE),
    Line("projects:plan-add", DECIDE, arguments=version),
    Line("projects:plan-approve", DECIDE, arguments=version),
    Line("projects:plan-discard", DECIDE, arguments=version),
    Line("projects:plan-item", DECIDE, AREA, item),
    Line("projects:plan-item-remove", DECIDE, AREA, item),
]
