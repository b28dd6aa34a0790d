"""Values that follow from several cells of a row."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from exchange.staging.batch import Batch
from households import choices
from households.rules import roster_year_period

_TYPE_OF = {
    choices.Category.UNSTABLE_EXITED.value: choices.HouseholdType.EXITED.value,
    choices.Category.MARGINAL.value: choices.HouseholdType.ORDINARY.value,
}


def household_type(batch: Batch) -> None:
    """Two of the three categories tell the household type (domain §2.1)."""
    given, categories = (
        batch.get("household.household_type"),
        batch.get("episode.category"),
    )
    types = [
        kind or _TYPE_OF.get(category or "")
        for kind, category in zip(given, categories, strict=True)
    ]
    batch.values["household.household_type"] = types
    batch.values["episode.household_type"] = types


def exited_household(batch: Batch) -> None:
    """Everybody on the list of persons out of poverty lives in such a household."""
    given = batch.get("household.household_type")
    batch.values["household.household_type"] = [
        kind or choices.HouseholdType.EXITED.value for kind in given
    ]


def monitoring(batch: Batch) -> None:
    """Risks in their order, measures as a list, and whether the risk is gone."""
    columns = [batch.get(f"~risk{number}") for number in range(1, 6)]
    batch.values["episode.risks"] = [
        list(dict.fromkeys(risk for risk in row if risk)) or None
        for row in zip(*columns, strict=True)
    ]
    names = [measure.value for measure in choices.MeasureCategory]
    ticks = [batch.get(f"~{name}") for name in names]
    batch.values["episode.measures"] = [
        None
        if all(tick is None for tick in row)
        else [name for name, tick in zip(names, row, strict=True) if tick]
        for row in zip(*ticks, strict=True)
    ]
    _elimination(batch)


def _elimination(batch: Batch) -> None:
    gone = batch.get("~eliminated")
    for index, day in enumerate(batch.get("episode.eliminated_on")):
        if gone[index] is True and day is None:
            batch.refuse(
                index, "~eliminated", _("The risk is gone, but the date is missing.")
            )
        elif gone[index] is False and day is not None:
            batch.refuse(
                index, "~eliminated", _("There is a date, but the risk is not gone.")
            )
        elif day is not None and day > timezone.localdate():
            batch.refuse(
                index, "episode.eliminated_on", _("The date is in the future.")
            )
    for index, day in enumerate(batch.get("episode.identified_on")):
        if day is not None and day > timezone.localdate():
            batch.refuse(
                index, "episode.identified_on", _("The date is in the future.")
            )


def income_period(batch: Batch) -> None:
    """The year names the period; the household's size is what it is divided by."""
    years, persons = batch.get("income.year"), batch.get("household.reported_persons")
    amounts = ("wage", "operating", "property", "transfer", "operating_cost")
    filled = zip(*(batch.get(f"income.{name}") for name in amounts), strict=True)
    starts: list[Any] = []
    ends: list[Any] = []
    for index, row in enumerate(filled):
        year = years[index]
        if year is None and any(amount is not None for amount in row):
            batch.refuse(index, "income.year", _("Which year's income is this?"))
        start, end = roster_year_period(year) if year else (None, None)
        starts.append(start)
        ends.append(end)
    batch.values["income.period_start"] = starts
    batch.values["income.period_end"] = ends
    if not batch.has("income.persons"):
        batch.values["income.persons"] = list(persons)


def membership(batch: Batch) -> None:
    """Who has a leaving date has left; 健康 stands alone."""
    states = list(batch.get("member.state"))
    for index, left in enumerate(batch.get("member.left_on")):
        if left is not None and states[index] is None:
            states[index] = choices.MemberState.LEFT.value
    if batch.has("member.left_on"):
        batch.values["member.state"] = states
    for index, health in enumerate(batch.get("member.health")):
        if health and len(health) > 1 and choices.Health.HEALTHY in health:
            batch.refuse(index, "member.health", _("«健康» excludes the others."))
