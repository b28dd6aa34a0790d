"""One page of the roster as plain dictionaries, ready to print.

Rendering, not SQL, bounds this page: everything that costs (names of areas, deltas,
sparklines, addresses) is made here once a row, and the template only prints.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.forms.area_filters import AreaRow
from core.months import Month
from core.templatetags.ui import delta, icon, number, spark
from households import choices
from households.models import Member, Visit
from households.models.household import group_label

FIELDS = (
    "household_no",
    "village_id",
    "group_no",
    "head_name",
    "household_type",
    "category",
    "monitoring_state",
    "main_risk",
    "persons",
    "labour",
    "per_capita_net",
    "growth",
    "identified_on",
    "eliminated_on",
    "last_visited_on",
    "responsible_name",
)

_CATEGORY = dict(choices.Category.choices)
_RISK = dict(choices.Risk.choices)
_TYPE = dict(choices.HouseholdType.choices)
_SPARK_MONTHS = 6


def present(
    rows: list[dict[str, Any]],
    *,
    areas: Iterable[AreaRow],
    month: Month,
    line: Decimal | None,
) -> list[dict[str, Any]]:
    """Add what the screen shows to the rows of a page."""
    ids = [row["pk"] for row in rows]
    masks, incomes = _head_masks(ids), _monthly_incomes(ids, month)
    names = {area.code: area.name for area in areas}
    prefix = _address_parts()
    badges = visit_badges()
    months = [month.shift(back) for back in range(1 - _SPARK_MONTHS, 1)]
    for row in rows:
        code, persons = row["village_id"], row["persons"] or 1
        monthly = incomes.get(row["pk"], {})
        values = [_each(monthly.get(m.first_day), persons) for m in months]
        net = row["per_capita_net"]
        row["url"] = prefix[0] + str(row["pk"]) + prefix[1]
        row["mask"] = masks.get(row["pk"], "")
        row["township"] = names.get(code[:9] + "000", "")
        row["village"] = names.get(code, code)
        row["group"] = group_label(row["group_no"])
        row["kind"] = _CATEGORY.get(row["category"]) or _TYPE[row["household_type"]]
        row["risk"] = _RISK.get(row["main_risk"], "")
        row["net"] = number(net)
        row["below"] = line is not None and net is not None and net < line
        row["spark"] = spark(values, line / 12 if line else None)
        row["delta"] = delta(row["growth"], "%")
        row["badge"] = badges[visit_state(row, month)]
    return rows


def visit_badges() -> dict[str, SafeString]:
    """This month's visit as a badge, by ``visit_state``; made once a page."""
    marks = {
        "done": ("good", "check", _("visited")),
        "due": ("line", "circle", _("to visit")),
        "owed": ("bad", "circle-alert", _("missed last month")),
    }
    badges = {
        state: format_html('<span class="bdg {}">{}{}</span>', css, icon(name), label)
        for state, (css, name, label) in marks.items()
    }
    badges[""] = format_html('<span class="mute">{}</span>', "—")
    return badges


def visit_state(row: Mapping[str, Any], month: Month) -> str:
    """``done``, ``owed`` (last month too), ``due``, or empty when no visit is due.

    The rule of ``HouseholdQuerySet.due_in`` for the current month and one row.
    """
    last = row["last_visited_on"]
    if last is not None and last >= month.first_day:
        return "done"
    if row["monitoring_state"] != choices.MonitoringState.MONITORING:
        return ""
    before, identified = month.previous, row["identified_on"]
    missed = last is None or last < before.first_day
    was_due = identified is not None and identified <= before.last_day
    return "owed" if missed and was_due else "due"


def _head_masks(ids: list[int]) -> dict[int, str]:
    heads = Member.objects.present().filter(
        household__in=ids, relation=choices.Relation.HEAD
    )
    return dict(heads.values_list("household_id", "id_no_mask"))


def _monthly_incomes(ids: list[int], month: Month) -> dict[int, dict[dt.date, Decimal]]:
    """Net income a household and month, as its visits of the last months told it."""
    parts = ("wage", "operating", "property", "transfer")
    net = sum((Coalesce(F(part), Decimal(0)) for part in parts), start=Decimal(0))
    visits = Visit.objects.valid().filter(
        household__in=ids,
        month__gte=month.shift(1 - _SPARK_MONTHS).first_day,
        wage__isnull=False,
    )
    found: dict[int, dict[dt.date, Decimal]] = {}
    cost = Coalesce(F("operating_cost"), Decimal(0))
    for pk, day, income in visits.values_list("household_id", "month", net - cost):
        found.setdefault(pk, {})[day] = income
    return found


def _each(income: Decimal | None, persons: int) -> Decimal | None:
    return None if income is None else income / persons


def _address_parts() -> tuple[str, str]:
    """The address of a household before and after its id: reversed once a page."""
    before, after = reverse("households:household", args=[0]).rsplit("0", 1)
    return before, after
