"""The addresses of the list of projects, of the page of one, and of its papers."""

from __future__ import annotations

from typing import Any

from projects.models import Project
from tests.permission_arguments import Line, Whose
from tests.permission_world import Belongings, Side, World

AREA = Whose.AREA
VIEW = ("projects.view_project",)
RECORD = ("projects.record_progress",)


def project(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": Project.objects.get(area=side.village).pk}


def paper(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    found = Project.objects.get(area=side.village)
    return {"pk": found.pk, "paper": found.papers.get(kind="contract").pk}


BOARD = [
    Line("projects:projects", VIEW),
    Line("projects:sheet", ("projects.export_project",)),
    Line("projects:project", VIEW, AREA, project),
    Line("projects:paper-add", RECORD, AREA, project),
    Line("projects:paper-file", VIEW, AREA, paper),
    Line("projects:paper-withdraw", RECORD, AREA, paper),
]
