"""The rows behind a number as a table: which columns tell what the figure is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Area
from dashboards.choices import Group
from dashboards.figures import AnyFigure, Subject
from dashboards.selections import resting_on
from households.choices import Category, HouseholdType, MonitoringState
from projects.choices import Category as ProjectCategory
from projects.choices import Tier

_LABELS = {
    "category": dict(Category.choices),
    "monitoring_state": dict(MonitoringState.choices),
    "household_type": dict(HouseholdType.choices),
}
_CATEGORIES: dict[str, str] = {c.value: str(c.label) for c in ProjectCategory}
#: Columns of a household that every list shows or needs.
_ALWAYS = (
    "household_id",
    "household__household_no",
    "household__head_name",
    "village__name",
    "village__parent__name",
    "category",
    "household_type",
    "monitoring_state",
    "persons",
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A column of the list: a number, a date, or whether something is so."""

    name: str
    heading: str | Promise
    kind: str = "number"
    digits: int = 0
    #: Of a yes or no: what is said for yes.
    yes: str | Promise = ""

    @property
    def is_number(self) -> bool:
        return self.kind in {"number", "head"}


_MONITORING = (
    Shown("identified_on", _("Identified"), "date"),
    Shown("eliminated_on", _("Eliminated"), "date"),
    Shown("visited_on", pgettext_lazy("column", "Visited"), "date"),
    Shown("has_responsible", _("Responsible person"), "flag", yes=_("assigned")),
)
_MEASURES = (
    Shown("identified_on", _("Identified"), "date"),
    Shown("measures", pgettext_lazy("column", "Measures")),
    Shown("development", _("Development measures")),
    Shown("labour", _("Labour-capable")),
    Shown("helped_in_time", _("Helped in time"), "flag", yes=_("in time")),
)
_INCOME = (
    Shown("net_income", _("Net income"), digits=2),
    Shown("head_income", _("A head"), "head"),
    Shown("head_before", _("A head, a year before"), "head"),
)
_EMPLOYMENT = (
    Shown("labour_force", _("Labour force")),
    Shown("willing", _("Willing to work")),
    Shown("employed", pgettext_lazy("column", "Working")),
    Shown("in_township", _("In the township")),
    Shown("in_county", _("In the county")),
    Shown("in_province", _("In the province")),
    Shown("outside", _("Outside the province")),
    Shown("in_post", _("In a public post")),
    Shown("in_workshop", _("In a workshop")),
)
_INSURANCE = (
    Shown("to_insure", _("To be insured for illness")),
    Shown("insured", pgettext_lazy("column", "Insured")),
    Shown("to_pension", _("To be insured for old age")),
    Shown("pensioned", _("Insured or drawing a pension")),
)
_PAYMENTS = (
    Shown("owed_persons", _("People in arrears")),
    Shown("owed", _("Arrears (yuan)"), digits=2),
    Shown("unpaid_posts", _("Unpaid posts")),
    Shown("unpaid_wages", _("Unpaid wages (yuan)"), digits=2),
)
_VILLAGES = (
    Shown("consumption", _("Bought this year (yuan)"), digits=2),
    Shown("purchases", _("Purchases")),
    Shown("dividends", _("Dividends paid in 12 months (yuan)"), digits=2),
    Shown("dividends_owed", _("Unpaid dividends (yuan)"), digits=2),
)
_MONEY = (
    Shown("allocated", _("Allocated (10,000 yuan)"), digits=2),
    Shown("paid", _("Paid (10,000 yuan)"), digits=2),
    Shown("budget", _("Planned investment (10,000 yuan)"), digits=2),
)
_PROJECTS = (
    *_MONEY,
    Shown("works", _("Works done (%)"), digits=1),
    Shown("works_planned", _("Works planned (%)"), digits=1),
    Shown("households", _("Households it helps")),
)
_HELPED = (Shown("projects", _("Projects it takes part in")),)
_BY_GROUP = {
    Group.INCOME: _INCOME,
    Group.EMPLOYMENT: _EMPLOYMENT,
    Group.INSURANCE: _INSURANCE,
    Group.PAYMENTS: _PAYMENTS,
    Group.VILLAGES: _VILLAGES,
    Group.PROJECTS: _HELPED,
}
_OF_MEASURES = frozenset(
    {
        "measure-rate",
        "measures-per-household",
        "development-rate",
        "measures-in-time",
    }
)
#: The list of the ledgers as they stand today, where what a figure finds is mended.
_LEDGERS = {
    "measure-rate": "assistance:measure-coverage",
    "development-rate": "assistance:measure-coverage",
    "zero-employed": "assistance:zero-employed",
    "unpaid-posts": "assistance:post-look-back",
    "unpaid-wages": "assistance:post-look-back",
    "arrears-persons": "assistance:arrears",
    "arrears-yuan": "assistance:arrears",
    "dividend-arrears-villages": "assistance:dividends-late",
    "dividend-arrears-yuan": "assistance:dividends-late",
}
#: What a worked-out column is made of.
_MADE_OF = {
    "head_income": ("net_income", "income_persons"),
    "head_before": ("net_before", "persons_before"),
}
VILLAGE_FIELDS = (
    "village_id",
    "village__name",
    "village__parent__name",
    *(column.name for column in _VILLAGES),
)


#: What of the money of a project a list of one tier shows.
_TIERS = {
    tier: (
        Shown(
            f"allocated_{tier.value}",
            format_lazy(_("Allocated, {tier} (10,000 yuan)"), tier=tier.label),
            digits=2,
        ),
        Shown(
            f"paid_{tier.value}",
            format_lazy(_("Paid, {tier} (10,000 yuan)"), tier=tier.label),
            digits=2,
        ),
    )
    for tier in Tier
}
PROJECT_FIELDS = (
    *("project_id", "project__name", "project__code", "area__name", "area__level"),
    *("area__parent__name", "category", "is_stored", "is_started", "is_finished"),
    *("is_late", "planned_end", *(column.name for column in _PROJECTS)),
    *(column.name for columns in _TIERS.values() for column in columns),
)


def columns_of(figure: AnyFigure) -> tuple[Shown, ...]:
    base = resting_on(figure)
    if base.key in _OF_MEASURES:
        return _MEASURES
    if base.subject == Subject.PROJECT:
        tier = next((t for t in Tier if base.key.endswith(f"-{t.value}")), None)
        return (*_TIERS[tier], *_PROJECTS[2:]) if tier else _PROJECTS
    return _BY_GROUP.get(figure.group, _MONITORING)


def ledger_url(figure: AnyFigure) -> str:
    """Where to mend what the figure finds; "" where the list itself leads there."""
    name = _LEDGERS.get(figure.key)
    return reverse(name) if name else ""


def fields_of(figure: AnyFigure) -> tuple[str, ...]:
    """Columns of the month rows that a list of households has to read."""
    names = list(_ALWAYS)
    for column in columns_of(figure):
        names += _MADE_OF.get(column.name, (column.name,))
    return tuple(dict.fromkeys(names))


def shown_household(row: Mapping[str, Any], figure: AnyFigure) -> dict[str, Any]:
    """A row with its codes in words and the income a head worked out. What is owed is
    told by the policy card on the household's page."""
    part = "#policy-card" if figure.group == Group.PAYMENTS else ""
    labels = {
        f"{name}_label": words.get(row[name], "") for name, words in _LABELS.items()
    }
    heads = {
        name: row[net] / row[persons] if row.get(persons) else None
        for name, (net, persons) in _MADE_OF.items()
    }
    states = _LABELS["monitoring_state"]
    return {
        **row,
        **labels,
        **heads,
        "url": reverse("households:household", args=[row["household_id"]]) + part,
        "state_now_label": states.get(row.get("state_now", ""), ""),
    }


def shown_project(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of a project with its codes in words; the project may be gone since."""
    below = row["area__level"] == Area.Level.VILLAGE
    place = (row["area__parent__name"] if below else "", row["area__name"] or "")
    known = row["project__name"] is not None
    return {
        **row,
        "place": " ".join(filter(None, place)),
        "category_label": _CATEGORIES.get(row["category"], ""),
        "url": reverse("projects:project", args=[row["project_id"]]) if known else "",
    }


def category_label(category: str) -> str:
    return str(_LABELS["category"].get(category, ""))
