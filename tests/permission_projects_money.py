"""The addresses of contracts, payments, progress reports and milestones."""

from __future__ import annotations

from typing import Any

from django.db import models

from projects.models import Contract, Milestone, Payment, ProgressReport, Project
from tests.permission_arguments import Arguments, Line, Whose
from tests.permission_world import Belongings, Side, World

AREA = Whose.AREA
VIEW = ("projects.view_project",)
PAY = ("projects.record_payment",)
REPORT = ("projects.record_progress",)


def _project(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": Project.objects.get(area=side.village).pk}


def _of(model: type[models.Model]) -> Arguments:
    """The one row of a kind that the project of a side has."""

    def arguments(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
        rows = model._default_manager
        return {"pk": rows.get(project__area=side.village).pk}

    return arguments


def _rows(
    key: str, permission: tuple[str, ...], model: type[models.Model]
) -> list[Line]:
    return [
        Line(f"projects:{key}-add", permission, AREA, _project),
        Line(f"projects:{key}-edit", permission, AREA, _of(model)),
        Line(f"projects:{key}-remove", permission, AREA, _of(model)),
    ]


MONEY = [
    Line("projects:payments", VIEW),
    Line("projects:contracts", VIEW),
    Line("projects:progress", VIEW),
    Line("projects:milestones", VIEW),
    Line("projects:money", VIEW, AREA, _project),
    Line("projects:works", VIEW, AREA, _project),
    Line("projects:milestone-reach", REPORT, AREA, _of(Milestone)),
    *_rows("payment", PAY, Payment),
    *_rows("contract", PAY, Contract),
    *_rows("report", REPORT, ProgressReport),
    *_rows("milestone", REPORT, Milestone),
]
