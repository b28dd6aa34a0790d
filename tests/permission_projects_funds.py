"""The addresses of the fund: batches, allocations, checkpoints, kinds."""

from __future__ import annotations

from typing import Any

from projects.models import Allocation, Checkpoint, FundBatch, Project, ProjectKind
from tests.permission_arguments import Line, Whose
from tests.permission_world import Belongings, Side, World

AREA = Whose.AREA
VIEW = ("projects.view_project",)
MANAGE = ("projects.manage_funds",)
KINDS = ("projects.manage_kinds",)


def project(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": Project.objects.get(area=side.village).pk}


def allocation(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": Allocation.objects.get(project__area=side.village).pk}


def batch(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    """One for both sides: a fact of the county."""
    return {"pk": FundBatch.objects.order_by("pk").values_list("pk", flat=True)[0]}


def checkpoint(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": Checkpoint.objects.get().pk}


def kind(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": ProjectKind.objects.order_by("pk").values_list("pk", flat=True)[0]}


FUNDS = [
    Line("projects:funds", VIEW),
    Line("projects:batches", VIEW),
    Line("projects:batch-add", MANAGE),
    Line("projects:batch", VIEW, arguments=batch),
    Line("projects:batch-edit", MANAGE, arguments=batch),
    Line("projects:batch-remove", MANAGE, arguments=batch),
    Line("projects:batch-allocate", MANAGE, arguments=batch),
    Line("projects:allocations", VIEW),
    Line("projects:allocation-edit", MANAGE, AREA, allocation),
    Line("projects:allocation-remove", MANAGE, AREA, allocation),
    Line("projects:checkpoint-add", MANAGE),
    Line("projects:checkpoint-edit", MANAGE, arguments=checkpoint),
    Line("projects:checkpoint-remove", MANAGE, arguments=checkpoint),
    Line("projects:project-funds", VIEW, AREA, project, write=MANAGE),
    Line("projects:kinds", VIEW),
    Line("projects:kind-add", KINDS),
    Line("projects:kind-edit", KINDS, arguments=kind),
]
