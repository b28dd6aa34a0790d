"""The repository and the annual plan as the county's table (domain §8.4), in and out.

A file goes into the draft of its year; what it does not name stays in the draft.
"""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Area, User
from core.months import Month
from exchange.cells import Cell, Choice, Whole
from exchange.errors import FileRefused
from exchange.models import ImportRun
from exchange.roster import Column, ContextField, Match, Roster, Target
from exchange.staging.batch import Batch
from exchange.staging.outcome import outcome
from exchange.staging.stage import Stage
from projects.choices import ENDED_STAGES, Category, Nature, PlanKind, PlanState
from projects.models import PlanItem, PlanVersion, Project
from projects.models.plans import SOURCES
from projects.procedure import DECIDE
from projects.rosters.parts import OF_PROJECT, find_projects, project_target

_AREA = Area._meta.db_table
_PROJECT, _VERSION = Project._meta.db_table, PlanVersion._meta.db_table
_SOURCES = " + ".join(f"v.{tier.value}" for tier in SOURCES)
#: An amount as a sentence shows it: exact, without needless zeros.
_TRIMMED = "rtrim(rtrim(to_char({}, 'FM999999999990.000000'), '0'), '.')"


def _told(heading: str, column: str, cell: Cell | None = None) -> Column:
    """What the project says; the file does not change it."""
    return Column(
        heading,
        f"~{column}",
        source=f"project.{column}",
        templated=False,
        cell=cell,
    )


def _year_of(context: Mapping[str, Any]) -> int:
    text = str(context.get("year") or "")
    is_year = text.isascii() and text.isdecimal() and len(text) == 4
    if not is_year:
        raise FileRefused(_("Choose the year of the plan."))
    return int(text)


def _admits(kind: PlanKind) -> Callable[[User, Mapping[str, str]], None]:
    def admits(user: User, context: Mapping[str, str]) -> None:
        """Only a draft is written to."""
        newest = PlanVersion.objects.newest(kind, _year_of(context))
        if newest is None or newest.state != PlanState.DRAFT:
            raise FileRefused(
                _("There is no draft of this year. Begin one on the page of the plan.")
            )

    return admits


def _find_version(kind: PlanKind) -> Callable[[Batch], None]:
    def find(batch: Batch) -> None:
        """Fills ``version.id`` with the draft of the year."""
        cache = batch.stage.cache
        if "version" not in cache:
            year = _year_of(batch.stage.context)
            newest = PlanVersion.objects.newest(kind, year)
            cache["version"] = newest.pk if newest is not None else None
        batch.values["version.id"] = [cache["version"]] * len(batch)

    return find


def _check(stage: Stage) -> None:
    """As ``services.plans`` does."""
    item = stage.roster.target["item"]
    after = outcome(stage, item)
    sources, amount = _TRIMMED.format(_SOURCES), _TRIMMED.format("v.amount")
    stage.refuse(
        item,
        f"SELECT v.row, {sources} || ' ≠ ' || {amount} FROM ({after}) v "
        f"WHERE {_SOURCES} NOT IN (0, v.amount)",
        message=_("The sources do not add up to the amount: {}."),
        field="amount",
    )
    _check_projects(stage, item, after)


def _check_projects(stage: Stage, item: Target, after: str) -> None:
    """Taken into the repository, not ended, of no other year."""
    joined = (
        f"FROM ({after}) v JOIN {_PROJECT} p ON p.id = v.project_id "
        f"JOIN {_VERSION} s ON s.id = v.version_id"
    )
    ended = ", ".join(f"'{stage.value}'" for stage in ENDED_STAGES)
    for condition, message in (
        ("s.state <> 'draft'", _("This version is approved meanwhile.")),
        (
            f"p.stage IN ({ended})",
            _("This project has ended; it cannot be in the list."),
        ),
        ("p.stored_on IS NULL", _("This project is not in the repository yet.")),
        (
            "s.kind = 'repository' AND p.planning_year <> s.year",
            _("This project belongs to the repository of another year."),
        ),
        (
            "s.kind = 'annual' AND (p.year <> s.year OR p.planning_year > s.year)",
            _("This project belongs to the plan of another year."),
        ),
    ):
        stage.refuse(
            item,
            f"SELECT v.row, NULL::text {joined} WHERE {condition}",
            message=message,
            field="amount",
        )


def _rows(kind: PlanKind) -> Callable[[User, Mapping[str, str]], Any]:
    def rows(user: User, query: Mapping[str, str]) -> Any:
        """The items of a version that an account sees; the newest version unless the
        query names one."""
        visible = PlanItem.objects.visible_to(user)
        year, number = _number(query, "year"), _number(query, "version")
        if year is None:
            first = Month.current().year
            year = first + 1 if kind == PlanKind.REPOSITORY else first
        versions = PlanVersion.objects.visible_to(user).filter(kind=kind, year=year)
        wanted = versions.filter(number=number) if number else versions
        return visible.filter(version=wanted.order_by("-number").first())

    return rows


def _number(query: Mapping[str, str], name: str) -> int | None:
    text = str(query.get(name) or "")
    is_number = text.isascii() and text.isdecimal() and len(text) <= 4
    return int(text) if is_number else None


def _affected(run: ImportRun) -> list[int]:
    """Projects of the items, also of those that a withdrawal is about to take out."""
    items = run.touched.filter(model=PlanItem._meta.label_lower)
    listed = PlanItem.objects.filter(pk__in=items.values("object_id"))
    return sorted(set(listed.values_list("project_id", flat=True)))


def _before_undo(run: ImportRun) -> None:
    """What was approved since stays as it is."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT 1 FROM projects_planitem i JOIN {_VERSION} s "
            "ON s.id = i.version_id WHERE s.state = 'approved' AND i.id IN (SELECT "
            "object_id FROM exchange_touchedrow WHERE run_id = %s AND model = "
            "'projects.planitem'))",
            [run.pk],
        )
        (is_approved,) = cursor.fetchone()
    if is_approved:
        raise FileRefused(
            _("The version has been approved since. Begin an adjustment instead.")
        )


_COLUMNS = (
    Column(
        "项目编号",
        "~code",
        aliases=("编号", "项目代码", "项目编码"),
        source="project.code",
        help="与项目名称填一个即可",
    ),
    _told("项目类型", "category", Choice(Category.choices)),
    Column(
        "二级项目类型",
        "~kind",
        source="(SELECT k.name FROM projects_projectkind k "
        "WHERE k.id = project.kind_id)",
        templated=False,
    ),
    _told("项目子类型", "subtype"),
    Column("项目名称", "~project", aliases=("项目", "名称"), source="project.name"),
    _told("建设性质", "nature", Choice(Nature.choices)),
    Column(
        "实施地点",
        "~place",
        source="(SELECT CASE WHEN a.level = 'village' THEN "
        f"(SELECT t.name FROM {_AREA} t "
        "WHERE t.code = substr(a.code, 1, 9) || '000') || a.name ELSE a.name END "
        f"FROM {_AREA} a WHERE a.code = project.area_code)",
        templated=False,
    ),
    Column(
        "实施时间（起-止）",
        "~time",
        source="nullif(concat_ws(' 至 ', project.planned_start, project.planned_end), "
        "'')",
        templated=False,
    ),
    _told("责任单位", "responsible_unit"),
    _told("建设内容与任务", "content"),
    Column(
        "资金规模（万元）",
        "item.amount",
        aliases=("资金规模", "预算总投资（万元）", "总投资（万元）", "投资（万元）"),
    ),
    *(
        Column(
            f"{tier.label}（万元）",
            f"item.{tier.value}",
            aliases=(tier.label, f"{tier.label}资金（万元）"),
        )
        for tier in SOURCES
    ),
    _told("受益户数", "declared_households", Whole()),
    _told("受益人数", "declared_persons", Whole()),
    _told("绩效目标", "targets"),
    _told("群众参与和联农带农机制", "linkage"),
    Column("备注", "item.note"),
)


def _roster(kind: PlanKind, key: str, label: str, description: str) -> Roster:
    return Roster(
        key=key,
        label=label,
        description=description,
        permission=DECIDE,
        columns=_COLUMNS,
        context=(ContextField("year", gettext_lazy("Year"), "planning_year"),),
        targets=(
            project_target(),
            Target(
                "version",
                PlanVersion,
                (Match(("id",)),),
                creates=False,
                updates=False,
                repeats=True,
                derived=("id",),
                fixed=("id",),
            ),
            Target(
                "item",
                PlanItem,
                (Match(("version", "project")),),
                parents={"version": "version", "project": "project"},
            ),
        ),
        unit="item",
        recognised_by=("item.amount",),
        title=("~project",),
        check=_check,
        admits=_admits(kind),
        rows=_rows(kind),
        before_undo=_before_undo,
        **{
            **OF_PROJECT,
            "derive": (find_projects, _find_version(kind)),
            "affected": _affected,
        },
    )


REPOSITORY_ROSTER = _roster(
    PlanKind.REPOSITORY,
    "project-repository",
    "项目库",
    "写入所选年度项目库的草稿；一个项目一行，按项目编号或名称对应",
)
ANNUAL_ROSTER = _roster(
    PlanKind.ANNUAL,
    "annual-plan",
    "年度实施计划",
    "写入所选年度计划的草稿；一个项目一行，按项目编号或名称对应",
)
PLAN_ROSTERS = (REPOSITORY_ROSTER, ANNUAL_ROSTER)
