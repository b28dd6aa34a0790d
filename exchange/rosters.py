"""The list of areas: codes, names, mergers. The administrator's only roster."""

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Area, User
from exchange.area_mergers import (
    refuse_mergers,
    settle_run,
    take_back_run,
    tell_mergers,
)
from exchange.cells import Choice, CodeText, Words
from exchange.roster import Column, Match, Roster, Target
from exchange.staging.batch import Batch
from exchange.staging.stage import Stage

_LEVEL_WORDS = {
    "县": "county", "县级": "county", "市": "county", "区": "county",
    "镇": "township", "乡": "township", "镇办": "township", "乡级": "township",
    "街道": "township", "村": "village", "社区": "village", "村级": "village",
}  # fmt: skip


def complete(batch: Batch) -> None:
    """Level and upper unit follow from the code (domain §4.7)."""
    levels, parents = list(batch.get("area.level")), list(batch.get("area.parent"))
    for index, code in enumerate(batch.get("area.code")):
        if code is None:
            continue
        if len(code) != 12 or not code.isdigit():
            batch.refuse(index, "area.code", _("The code has 12 digits."))
            continue
        level, parent = _placed(code)
        levels[index] = levels[index] or level
        parents[index] = parents[index] or parent
        if levels[index] != level:
            batch.refuse(index, "area.level", _("The code is of another level."))
    batch.values["area.level"], batch.values["area.parent"] = levels, parents


def _placed(code: str) -> tuple[str, str | None]:
    if code.endswith("000000"):
        return Area.Level.COUNTY.value, None
    if code.endswith("000"):
        return Area.Level.TOWNSHIP.value, code[:6] + "000000"
    return Area.Level.VILLAGE.value, code[:9] + "000"


def check(stage: Stage) -> None:
    area = stage.roster.target["area"]
    stage.refuse(
        area,
        f"SELECT s.row, s.parent_code FROM {stage.table(area)} s "  # noqa: S608
        "WHERE s.parent_code IS NOT NULL AND NOT EXISTS ("
        "SELECT 1 FROM accounts_area a WHERE a.code = s.parent_code) "
        f"AND NOT EXISTS (SELECT 1 FROM {stage.table(area)} z "
        f"JOIN {stage.main} l ON l.row = z.row AND NOT l.bad "
        "WHERE z.code = s.parent_code)",
        message=_("The upper unit {} is neither listed nor in this file."),
        field="code",
    )
    refuse_mergers(stage)


def all_areas(user: User, query: Mapping[str, str]) -> QuerySet[Area]:
    return Area.objects.all()


AREAS = Roster(
    key="areas",
    label="行政区划",
    description="县、镇（办）、村（社区）的12位统计用区划代码；合并的村填写原代码",
    columns=(
        Column(
            "区划代码",
            "area.code",
            aliases=("代码", "行政区划代码", "统计用区划代码"),
            required=True,
            cell=CodeText(12),
            help="12 位，文本格式",
        ),
        Column("名称", "area.name", aliases=("区划名称", "单位名称"), required=True),
        Column(
            "级别",
            "area.level",
            aliases=("层级",),
            cell=Choice(Area.Level.choices, _LEVEL_WORDS),
        ),
        Column("上级代码", "area.parent", aliases=("上级区划代码",), cell=CodeText(12)),
        Column("别名", "area.aliases", cell=Words(40), help="多个用逗号分隔"),
        Column("启用日期", "area.valid_from"),
        Column("停用日期", "area.valid_to"),
        Column(
            "原代码",
            "before.code",
            aliases=("合并前代码", "前身代码"),
            cell=CodeText(12),
            exported=False,
        ),
    ),
    targets=(
        Target(
            "area",
            Area,
            (Match(("code",)),),
            # A merged village stands on a row for each of its predecessors.
            repeats=True,
            derived=("level", "parent"),
        ),
        Target(
            "before",
            Area,
            (Match(("code",)),),
            creates=False,
            updates=False,
            repeats=True,
            present=("code",),
        ),
        Target(
            "merger",
            Area.predecessors.through,
            (Match(("from_area", "to_area")),),
            parents={"from_area": "area", "to_area": "before"},
            updates=False,
            repeats=True,
        ),
    ),
    unit="area",
    permission="exchange.import_areas",
    export_permission="exchange.import_areas",
    recognised_by=("area.code", "area.name"),
    title=("area.name", "area.code"),
    derive=(complete,),
    check=check,
    last_check=tell_mergers,
    after=settle_run,
    before_undo=take_back_run,
    rows=all_areas,
    everything=True,
)
