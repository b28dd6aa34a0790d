"""The addresses of beneficiaries, notices, assets and rural construction."""

from __future__ import annotations

from typing import Any

from projects.models import (
    Asset,
    Beneficiary,
    DemonstrationVillage,
    Project,
    PublicNotice,
    VillagePlan,
)
from tests import permission_arguments as of
from tests.permission_arguments import Line, Whose
from tests.permission_world import Belongings, Side, World

AREA = Whose.AREA
VIEW = ("projects.view_project",)
BENEFICIARY = ("projects.record_beneficiary",)
NOTICE = ("projects.record_progress",)
MANAGE = ("projects.decide_project",)
VILLAGE = ("projects.record_village",)
#: A department sees no household, and no village.
NONE_OF_IT = frozenset({404})


def project(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": Project.objects.get(area=side.village).pk}


def beneficiary(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": Beneficiary.objects.get(household=side.household).pk}


def asset(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": Asset.objects.get(area=side.village).pk}


def notice(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": PublicNotice.objects.get(project__area=side.village).pk}


def named(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": DemonstrationVillage.objects.get(village=side.village).pk}


def plan(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"pk": VillagePlan.objects.get(village=side.village).pk}


def whose(side: Side, mine: Belongings, world: World) -> dict[str, Any]:
    return {"project": Project.objects.get(area=side.village).pk}


BENEFITS = [
    Line("projects:beneficiaries", VIEW),
    Line("projects:beneficiary-add", BENEFICIARY, AREA, query=whose),
    Line(
        "projects:beneficiary",
        VIEW,
        AREA,
        beneficiary,
        answers=NONE_OF_IT,
        write=BENEFICIARY,
    ),
    Line("projects:beneficiary-remove", BENEFICIARY, AREA, beneficiary),
    Line("projects:beneficiaries-of", VIEW, AREA, project),
    Line("projects:household-projects", VIEW, AREA, of.household, answers=NONE_OF_IT),
    Line("projects:notices", VIEW),
    Line("projects:notice", VIEW, AREA, notice, write=NOTICE),
    Line("projects:notice-remove", NOTICE, AREA, notice),
    Line("projects:notice-photo", VIEW, AREA, notice),
    Line("projects:notices-of", VIEW, AREA, project),
    Line("projects:notice-add", NOTICE, AREA, project),
    Line("projects:assets", VIEW),
    Line("projects:asset", VIEW, AREA, asset, write=MANAGE),
    Line("projects:asset-remove", MANAGE, AREA, asset),
    Line("projects:assets-of", VIEW, AREA, project),
    Line("projects:asset-add", MANAGE, AREA, project),
    Line("projects:assets-hand-over", MANAGE, AREA, project),
    Line("projects:rural", VIEW),
    Line("projects:demonstration-villages", VIEW),
    Line("projects:demonstration-village-add", VILLAGE),
    Line(
        "projects:demonstration-village",
        VIEW,
        AREA,
        named,
        answers=NONE_OF_IT,
        write=VILLAGE,
    ),
    Line("projects:demonstration-village-remove", VILLAGE, AREA, named),
    Line("projects:village-plans", VIEW),
    Line("projects:village-plan-add", VILLAGE),
    Line("projects:village-plan", VIEW, AREA, plan, answers=NONE_OF_IT, write=VILLAGE),
    Line("projects:village-plan-remove", VILLAGE, AREA, plan),
    Line("dashboards:rural-rates", VIEW),
]
