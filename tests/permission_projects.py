"""The addresses of funds and projects."""

from __future__ import annotations

from typing import Any

from projects.models import Project
from tests.permission_arguments import Line, Whose
from tests.permission_projects_benefits import BENEFITS
from tests.permission_projects_funds import FUNDS
from tests.permission_projects_plans import PLANS
from tests.permission_world import Belongings, Side, World

AREA = Whose.AREA
VIEW = ("projects.view_project",)


def project(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": Project.objects.get(area=side.village).pk}


PROJECTS = [
    Line("projects:projects", VIEW),
    Line("projects:progress", VIEW),
    Line("projects:project", VIEW, AREA, project),
    *BENEFITS,
    *FUNDS,
    *PLANS,
]
