"""Worksheets of a screening round out and in, and the detail list (排查明细表), which
comes back in as a worksheet.

A row names its round by year and number, so that a sheet handed out in one round is
never taken for another. Rows without a result change nothing; there is no way to fill
«no risk» for all that are left.
"""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from exchange.errors import FileRefused
from exchange.models import ImportRun
from exchange.roster import Column, ContextField, Match, Roster, Target
from exchange.staging.batch import Batch
from exchange.staging.matching import differs
from exchange.staging.outcome import outcome
from exchange.staging.stage import Stage
from households import choices
from households.models import (
    ScreeningHousehold,
    ScreeningResult,
    ScreeningRound,
)
from households.registers.screening import LISTED, RESULTS
from households.rosters import columns, targets
from households.rosters.shown import COMMON
from households.services import screening_clocks
from households.services.screening_leads import (
    leads_from_screenings,
    take_back_from_screenings,
)

_LIST = ScreeningHousehold._meta.db_table
_ROUND = ScreeningRound._meta.db_table
_CHANNEL = f"'{choices.EntryChannel.ROSTER.value}'"
_MINE = "o.household_id = p_household.id AND o.round_id = p_round.id"
#: 八必访 first, as on the page.
_FIRST = "household.village_code, cardinality(listed.must_visit) DESC, household.id"
_REASONS = " ".join(
    f"WHEN '{value}' THEN '{label}'" for value, label in choices.MustVisit.choices
)


def latest_round() -> str:
    """The round that a sheet is about when nobody says which."""
    rounds = ScreeningRound.objects.begun(timezone.localdate())
    found = rounds.order_by("-starts_on", "-pk").values_list("pk", flat=True).first()
    return str(found or 0)


def asked_round(context: Mapping[str, Any]) -> str:
    text = str(context.get("round") or "")
    return text if text.isascii() and text.isdecimal() else latest_round()


def listed(user: User, query: Mapping[str, str]) -> QuerySet[ScreeningHousehold]:
    """Households of one round, under the conditions of the list."""
    rows: QuerySet[ScreeningHousehold] = LISTED.select(
        user, {**query, "round": asked_round(query)}
    )
    return rows.filter(round=int(asked_round(query)))


def values(context: Mapping[str, Any]) -> dict[str, str]:
    owner = context.get("owner")
    return {
        "round": str(int(asked_round(context))),
        "owner": str(int(owner)) if owner else "NULL",
    }


def check_day(batch: Batch) -> None:
    today = timezone.localdate()
    for index, day in enumerate(batch.get("result.screened_on")):
        if day is not None and day > today:
            batch.refuse(index, "result.screened_on", _("The date is in the future."))


def check(stage: Stage) -> None:
    """As the form does: on the list of an open round, in its time, explained."""
    result = stage.roster.target["result"]
    after = f"({outcome(stage, result)})"
    _check_listed(stage, result, after)
    village = stage.run.context.get("village")
    if village:
        stage.refuse(
            stage.roster.target["household"],
            f"SELECT m.row, NULL::text FROM "
            f"{stage.matches(stage.roster.target['household'])} m "
            "JOIN households_household h ON h.id = m.id WHERE h.village_code <> %s",
            [village],
            message=_("This household is not in the chosen village."),
            field="household_no",
        )
    for condition, message, field in (
        ("v.outcome IS NULL OR v.outcome = ''", _("Choose what was found."), "outcome"),
        ("v.screened_on IS NULL", _("Give the day."), "screened_on"),
        (
            "v.outcome = 'suspected' AND coalesce(v.note, '') = ''",
            _("Say what the risk is."),
            "note",
        ),
    ):
        stage.refuse(
            result,
            f"SELECT v.row, NULL::text FROM {after} v WHERE {condition}",
            message=message,
            field=field,
        )
    stage.refuse(
        result,
        f"SELECT v.row, r.starts_on || ' – ' || r.ends_on FROM {after} v "
        f"JOIN {_ROUND} r ON r.id = v.round_id "
        "WHERE v.screened_on NOT BETWEEN r.starts_on AND r.ends_on",
        message=_("Outside the time of the round: {}."),
        field="screened_on",
    )


def _check_listed(stage: Stage, result: Target, after: str) -> None:
    """Of what would be written; a result that says the same may stand where it is."""
    written = (
        f"FROM {stage.table(result)} s "
        f"JOIN {after} v ON v.row = s.row JOIN {_ROUND} r ON r.id = v.round_id "
        f"LEFT JOIN {stage.matches(result)} m ON m.row = s.row "
        f"LEFT JOIN {result.table} t ON t.id = m.id "
        f"WHERE (m.id IS NULL OR ({differs(stage, result)}))"
    )
    unlisted = (
        f"NOT EXISTS (SELECT 1 FROM {_LIST} o "
        "WHERE o.round_id = v.round_id AND o.household_id = v.household_id)"
    )
    for condition, message in (
        (
            unlisted,
            _("This household is not among those of {}."),
        ),
        ("r.closed_on IS NOT NULL", _("{} is closed and takes no more results.")),
    ):
        stage.refuse(
            result,
            f"SELECT s.row, r.name {written} AND {condition}",
            message=message,
            field="outcome",
        )


def _results(run: ImportRun, **more: Any) -> list[int]:
    touched = run.touched.filter(model=ScreeningResult._meta.label_lower, **more)
    return list(touched.values_list("object_id", flat=True))


def written(run: ImportRun, households: list[int]) -> None:
    """Suspicions become leads, and the clocks of the villages follow."""
    rounds = ScreeningRound.objects.filter(closed_on=None, listed__in=_of(households))
    if run.state == ImportRun.State.APPLYING:
        leads_from_screenings(results=_results(run), by=run.owner)
    for round_ in rounds.distinct():
        screening_clocks.follow(round_)


def _of(households: list[int]) -> QuerySet[ScreeningHousehold]:
    return ScreeningHousehold.objects.filter(household__in=households)


def before_undo(run: ImportRun) -> None:
    """A closed round stays as it was; leads go as long as nobody has touched them."""
    results = _results(run)
    closed = ScreeningResult.objects.filter(
        pk__in=results, round__closed_on__isnull=False
    )
    if closed.exists():
        raise FileRefused(
            _("The round is closed; its results can no longer be withdrawn.")
        )
    take_back_from_screenings(results=_results(run, is_new=True))


_RESULT = Target(
    "result",
    ScreeningResult,
    (Match(("household", "round")),),
    parents={"household": "household", "round": "round"},
    present=("outcome", "screened_on", "note"),
    on_insert={
        "village": "(SELECT o.village_code FROM households_household o "
        "WHERE o.id = p_household.id)",
        "persons": "(SELECT o.persons FROM households_household o "
        "WHERE o.id = p_household.id)",
        "must_visit": f"coalesce((SELECT o.must_visit FROM {_LIST} o "
        f"WHERE {_MINE}), '{{}}')",
        "mode": f"'{choices.VisitMode.HOME.value}'",
        "screened_by": "coalesce((SELECT o.full_name FROM accounts_user o "
        "WHERE o.id = {owner}), '')",
        "note": "''",
        "signals": "'{}'",
        "entered_through": _CHANNEL,
        "recorded_by": "{owner}",
    },
    on_update={
        "version": "t.version + 1",
        "entered_through": _CHANNEL,
        "recorded_by": "{owner}",
    },
    only="t.round_id = {round}",
)


def _which(*, required: bool) -> tuple[Column, ...]:
    return (
        Column("年度", "round.year", required=required, help="如 2026"),
        Column("轮次", "round.number", required=required, help="如 2"),
    )


def _why(alias: str) -> Column:
    """八必访 as words; to read only."""
    return Column(
        "八必访情形",
        "~must_visit",
        source=f"(SELECT string_agg(CASE x {_REASONS} END, '、') "
        f"FROM unnest({alias}.must_visit) x)",
    )


_FOUND = (
    Column("排查结果", "result.outcome"),
    Column("排查日期", "result.screened_on", aliases=("排查时间",)),
    Column("排查方式", "result.mode", help="空白按入户登记"),
    Column("风险信号", "result.signals", help="可多选，用逗号分隔"),
    Column("情况说明", "result.note", help="疑似风险必须写明", aliases=("备注",)),
    Column("排查人", "result.screened_by", help="空白按导入人登记"),
)

SCREENING = Roster(
    key="screening",
    label="集中排查表",
    description="一户一行，八必访户已标出；未填排查结果的行不写入，疑似风险自动转为线索",
    columns=(
        *_which(required=True),
        *columns.place()[:2],
        Column("组", "~group", source="household.group_no"),
        columns.household_number(),
        Column("户主姓名", "~head", aliases=("户主",), source="household.head_name"),
        Column("家庭人口", "~persons", source="listed.persons"),
        _why("listed"),
        *_FOUND,
    ),
    targets=(
        targets.household(creates=False, writes=False),
        Target(
            "round",
            ScreeningRound,
            (Match(("year", "number")),),
            repeats=True,
            creates=False,
            updates=False,
        ),
        # Only for the export: no row of a file fills it.
        Target(
            "listed",
            ScreeningHousehold,
            (Match(("household", "round")),),
            parents={"household": "household", "round": "round"},
            creates=False,
            updates=False,
            derived=("persons",),
            present=("persons",),
        ),
        _RESULT,
    ),
    unit="result",
    listed="listed",
    recognised_by=("household.household_no", "result.outcome"),
    title=("household.household_no",),
    context=(
        ContextField("village", gettext_lazy("Village"), "village", required=False),
    ),
    derive=(check_day,),
    check=check,
    values=values,
    rows=listed,
    prefilled=True,
    before_undo=before_undo,
    **{**COMMON, "after": written, "order": _FIRST},
)

SCREENING_RESULTS = Roster(
    key="screening-results",
    label="集中排查明细表",
    description="已登记的排查结果，一户一行；按“集中排查表”改好再导入",
    columns=(
        *_which(required=False),
        *columns.place()[:2],
        Column("组", "~group", source="household.group_no"),
        columns.household_number(),
        Column("户主姓名", "~head", source="household.head_name"),
        Column("家庭人口", "result.persons"),
        _why("result"),
        *_FOUND,
        Column(
            "转为线索",
            "~lead",
            source="(SELECT 'XS' || extract(year FROM l.received_on) || '-' || "
            "lpad(l.id::text, 6, '0') FROM households_lead l "
            "WHERE l.id = result.lead_id)",
        ),
    ),
    targets=(
        targets.household(creates=False, writes=False),
        Target(
            "round",
            ScreeningRound,
            (Match(("year", "number")),),
            creates=False,
            updates=False,
        ),
        Target(
            "result",
            ScreeningResult,
            (Match(("id",)),),
            parents={"household": "household", "round": "round"},
        ),
    ),
    unit="result",
    rows=RESULTS.select,
    importable=False,
    **COMMON,
)
