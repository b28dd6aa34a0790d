"""The addresses of funds and projects."""

from __future__ import annotations

from tests.permission_projects_benefits import BENEFITS
from tests.permission_projects_board import BOARD
from tests.permission_projects_funds import FUNDS
from tests.permission_projects_money import MONEY
from tests.permission_projects_plans import PLANS

VIEW = ("projects.view_project",)

PROJECTS = [
    *BOARD,
    *BENEFITS,
    *FUNDS,
    *MONEY,
    *PLANS,
]
