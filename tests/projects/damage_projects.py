"""What is wrong with projects and funds, one damage each (``tests/households/checks``).

The sound project of a village is under way, funded as planned, made public at every
level, and helps the household; next year's repository holds more than this year's plan.
"""

import datetime as dt
from typing import Any

from accounts.models import Area
from households.models import Household
from projects.choices import NoticeLevel
from projects.models import (
    Allocation,
    Asset,
    Beneficiary,
    Checkpoint,
    Project,
    PublicNotice,
)
from tests.factories import HouseholdFactory
from tests.factories.projects import fund, make_project
from tests.households.checks import homes
from tests.households.checks.homes import Damage, World

DAY = dt.date
THIS, NEXT = "2026-{}", "2027-{}"


def make_sound(village: Area) -> Project:
    """Without a household; its number says the village."""
    project = make_project(
        village,
        THIS.format(village.code),
        targets="建成 1 座厂房，带动 12 户。",
        linkage="务工就业和土地入股分红。",
    )
    fund(project, 98, document_no=f"安财农〔2026〕{village.code}号")
    for level in NoticeLevel:
        PublicNotice.objects.create(
            project=project,
            level=level,
            phase="before",
            posted_on=DAY(2026, 1, 4),
            until=DAY(2026, 1, 14),
        )
    make_project(
        village,
        NEXT.format(village.code),
        planning_year=2027,
        stored_on=DAY(2026, 10, 20),
        budget=500,
        **dict.fromkeys(("year", "planned_on", "funded_on", "started_on")),
    )
    return project


def make_helped(village: Area) -> Household:
    """A household that works at the plant of its village."""
    home = homes.make_home(village)
    project = make_sound(village)
    Beneficiary.objects.create(project=project, household=home, linkage="work")
    return home


def of(w: World) -> Project:
    row: Project = Project.objects.get(code=THIS.format(w.home.village_id))
    return row


def set_days(**values: Any) -> Any:
    return lambda w: homes.change(of(w), **values)


_FINISHED = {"finished_on": DAY(2026, 9, 1)}
_ACCEPTED = {**_FINISHED, "accepted_on": DAY(2026, 9, 20)}


def _ownerless(w: World) -> None:
    homes.change(of(w), **_ACCEPTED)
    Asset.objects.create(
        project=of(w), name="厂房", kind="operating", area=w.home.village, value=80
    )


def _too_many(w: World) -> None:
    HouseholdFactory(village=w.home.village, household_type="ordinary")
    homes.change(of(w), declared_households=500)


def _no_industry(w: World) -> None:
    Project.objects.update(category="construction", kind=None)


def _no_repository(w: World) -> None:
    Project.objects.filter(planning_year=2027).update(budget=1)


def _behind_checkpoint(w: World) -> None:
    Checkpoint.objects.create(
        year=2026, tier="central", day=DAY(2026, 9, 30), target=75, source="市财政局"
    )


DAMAGES = [
    Damage(
        "F01",
        make_helped,
        lambda w: Allocation.objects.filter(project=of(w)).update(amount=90),
        "less than planned",
    ),
    Damage(
        "F01",
        make_helped,
        lambda w: (
            set_days(funded_on=None)(w),
            Allocation.objects.filter(project=of(w)).update(amount=90),
        ),
        "less than planned, the release not recorded",
    ),
    Damage("F02", make_helped, set_days(**_FINISHED), "not accepted"),
    Damage("F02", make_helped, set_days(**_ACCEPTED), "no asset"),
    Damage("F02", make_helped, _ownerless, "an asset of nobody"),
    Damage(
        "F02", make_helped, set_days(started_on=DAY(2026, 1, 5)), "before the approval"
    ),
    Damage(
        "F03",
        make_helped,
        lambda w: PublicNotice.objects.filter(project=of(w), level="village").delete(),
        "no notice in the village",
    ),
    Damage(
        "F03",
        make_helped,
        lambda w: PublicNotice.objects.filter(project=of(w)).update(
            until=DAY(2026, 1, 6)
        ),
        "a notice of two days",
    ),
    Damage("F03", make_helped, set_days(targets=""), "no targets"),
    Damage("F03", make_helped, set_days(linkage=""), "no linkage"),
    Damage("F04", make_helped, _no_repository),
    Damage("F05", make_helped, _no_industry),
    Damage("F06", make_helped, set_days(planned_end=DAY(2026, 10, 1)), "works"),
    Damage("F06", make_helped, _behind_checkpoint, "spending"),
    Damage(
        "F07",
        make_helped,
        lambda w: Beneficiary.objects.filter(project=of(w)).delete(),
        "nobody",
    ),
    Damage("F07", make_helped, _too_many, "more than live there"),
]
