"""The visits of a month as a roster, by the rules of ``services.visits``.

A prefilled template lists the households that are due, with what is entered already;
what others enter meanwhile is noticed by the three-way comparison.
"""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Area, User
from core.months import Month
from exchange.errors import FileRefused
from exchange.models import ImportRun
from exchange.roster import Column, ContextField, Match, Roster, Target
from exchange.staging.batch import Batch
from exchange.staging.outcome import outcome
from exchange.staging.stage import Stage
from households import choices
from households.models import Household, Visit
from households.models.visits import SAFEGUARDS
from households.rosters import columns, targets
from households.rosters.effects import register_written
from households.rosters.selection import to_visit
from households.rosters.shown import COMMON
from households.services import lead_origins
from households.services.months import MonthClosed, hold_open

_AMOUNTS = (
    ("wage", "本月工资性收入"),
    ("operating", "本月生产经营性收入"),
    ("property", "本月财产性收入"),
    ("transfer", "本月转移性收入"),
    ("operating_cost", "本月生产经营性支出"),
    ("self_paid", "本月合规自付支出"),
)
_VILLAGE = (
    "(SELECT o.village_code FROM households_household o WHERE o.id = p_household.id)"
)
_NET = " + ".join(f"coalesce({{0}}.{name}, 0)" for name, _l in _AMOUNTS[:4])
_SOME = (
    "num_nonnulls({0}.wage, {0}.operating, {0}.property, {0}.transfer, "
    "{0}.operating_cost) > 0"
)


def net_sql(alias: str) -> str:
    """The month's income less operating cost; NULL when no amount was given."""
    net = f"{_NET} - coalesce({{0}}.operating_cost, 0)"
    return f"CASE WHEN {_SOME} THEN {net} END".format(alias)


def admits(user: User, context: Mapping[str, Any]) -> None:
    """A closed or future month, or a village of others, takes no visits."""
    try:
        month = Month.parse(context.get("month") or "")
    except ValueError:
        raise FileRefused(_("Choose the month of the visits.")) from None
    if month > Month.current():
        raise FileRefused(_("This month has not begun."))
    try:
        hold_open(month)
    except MonthClosed:
        raise FileRefused(
            _("%(month)s is closed and takes no more visits.") % {"month": month.label}
        ) from None
    code = context.get("village")
    if code and not Area.objects.visible_to(user).filter(code=code).exists():
        raise FileRefused(_("There is no such village in your area."))


def values(context: Mapping[str, Any]) -> dict[str, str]:
    owner = context.get("owner")
    return {
        "month": Month.parse(context["month"]).first_day.isoformat(),
        "owner": str(int(owner)) if owner else "NULL",
    }


def check_day(batch: Batch) -> None:
    month = Month.parse(batch.stage.run.context["month"])
    for index, day in enumerate(batch.get("visit.visited_on")):
        if day is None:
            continue
        if Month.of(day) != month:
            message = _("The date lies outside %(month)s.") % {"month": month.label}
            batch.refuse(index, "visit.visited_on", message)
        elif day > timezone.localdate():
            batch.refuse(index, "visit.visited_on", _("The date is in the future."))


def check(stage: Stage) -> None:
    """As the form does: due, in the village, problems and large changes explained."""
    visit = stage.roster.target["visit"]
    _check_household(stage, stage.roster.target["household"])
    wanting = " OR ".join(f"v.{name}" for name, _label in SAFEGUARDS)
    stage.refuse(
        visit,
        f"SELECT v.row, NULL::text FROM ({outcome(stage, visit)}) v "  # noqa: S608
        f"WHERE ({wanting}) AND coalesce(v.problem_note, '') = ''",
        message=_("Say what the problem is and whom it affects."),
        field="problem_note",
    )
    stage.refuse(
        visit,
        f"SELECT n.row, NULL::text FROM (SELECT v.row, {net_sql('v')} AS now, "  # noqa: S608
        f"b.net AS before FROM ({outcome(stage, visit)}) v "
        f"JOIN LATERAL (SELECT {net_sql('e')} AS net FROM households_visit e "
        "WHERE e.household_id = v.household_id AND e.month < v.month "
        "AND e.voided_at IS NULL ORDER BY e.month DESC LIMIT 1) b ON true "
        "WHERE coalesce(v.change_reason, '') = '') n "
        "WHERE n.before > 0 AND abs(n.now - n.before) * 2 > n.before",
        message=_(
            "The month's income changed by more than half. Check the amounts, or give "
            "the reason."
        ),
        field="change_reason",
    )


def _check_household(stage: Stage, target: Target) -> None:
    month = Month.parse(stage.run.context["month"])
    visitable = Household.objects.visitable_in(month).values("pk")
    sql, params = visitable.query.sql_with_params()
    matches, visits = stage.matches(target), stage.matches(stage.roster.target["visit"])
    stage.refuse(
        target,
        f"SELECT m.row, NULL::text FROM {matches} m "  # noqa: S608
        f"WHERE m.id NOT IN ({sql}) "
        f"AND NOT EXISTS (SELECT 1 FROM {visits} k WHERE k.row = m.row)",
        params,
        message=_("This household is not to be visited in %(month)s.")
        % {"month": month.label},
        field="household_no",
    )
    if stage.run.context.get("village"):
        stage.refuse(
            target,
            f"SELECT m.row, NULL::text FROM {matches} m "  # noqa: S608
            "JOIN households_household h ON h.id = m.id WHERE h.village_code <> %s",
            [stage.run.context["village"]],
            message=_("This household is not in the chosen village."),
            field="household_no",
        )


def written(run: ImportRun, households: list[int]) -> None:
    """As after every import; and visits that suspect a risk become leads."""
    register_written(run, households)
    if run.state == ImportRun.State.APPLYING:
        touched = run.touched.filter(model=Visit._meta.label_lower)
        lead_origins.leads_from_visits(
            visits=list(touched.values_list("object_id", flat=True)), by=run.owner
        )


def take_back_leads(run: ImportRun) -> None:
    """Leads that the visits of a run gave rise to and that nobody has touched."""
    touched = run.touched.filter(model=Visit._meta.label_lower, is_new=True)
    lead_origins.take_back_from_visits(
        visits=list(touched.values_list("object_id", flat=True))
    )


_VISIT = Target(
    "visit",
    Visit,
    (Match(("household",), where="t.voided_at IS NULL"),),
    parents={"household": "household"},
    constants={"month": "{month}"},
    present=("visited_on",),
    on_insert={
        "village": _VILLAGE,
        "entered_through": f"'{choices.EntryChannel.ROSTER.value}'",
        "recorded_by": "{owner}",
        "filled_at": "now()",
    },
    on_update={
        "version": "t.version + 1",
        "client_id": "gen_random_uuid()",
        "entered_through": f"'{choices.EntryChannel.ROSTER.value}'",
        "recorded_by": "{owner}",
    },
    only="t.month = '{month}' AND t.voided_at IS NULL",
)

VISITS = Roster(
    key="visits",
    label="月走访结果",
    description="一户一行，按月导入；模板已列出本月应走访农户。已录入的按新内容更正，原内容留痕",
    columns=(
        columns.household_number(),
        Column("户主姓名", "~head", aliases=("户主",), source="household.head_name"),
        Column("走访日期", "visit.visited_on", aliases=("走访时间",), required=True),
        Column("走访方式", "visit.mode", required=True),
        Column("走访人", "visit.visitors", required=True),
        Column("见到谁", "visit.met", required=True),
        Column("见到的人", "visit.met_names", aliases=("见到人员姓名",)),
        *(
            Column(f"{label}是否有问题", f"visit.{name}", help="是 表示有问题")
            for name, label in SAFEGUARDS
        ),
        Column("问题说明", "visit.problem_note"),
        *(Column(label, f"visit.{name}") for name, label in _AMOUNTS),
        Column(
            "变动原因", "visit.change_reason", help="本月收入比上次变动一半以上时必填"
        ),
        Column("风险信号", "visit.signals", help="可多选，用逗号分隔"),
        Column("诉求和措施", "visit.needs", aliases=("诉求",)),
        Column("走访结论", "visit.conclusion"),
    ),
    targets=(targets.household(creates=False, writes=False), _VISIT),
    unit="visit",
    listed="household",
    recognised_by=("household.household_no", "visit.visited_on"),
    title=("household.household_no",),
    context=(
        ContextField("month", gettext_lazy("Month"), "month"),
        ContextField("village", gettext_lazy("Village"), "village", required=False),
    ),
    derive=(check_day,),
    check=check,
    admits=admits,
    values=values,
    rows=to_visit,
    prefilled=True,
    before_undo=take_back_leads,
    **{**COMMON, "after": written},
)
