"""The ledger of household changes: out with every kind, in with births and departures.

A row that is recorded already changes nothing; a new one is a natural increase or
decrease. Kinds that concern whole households are recorded on their pages, where the
outcome is shown before it is made (docs/decisions/0020).
"""

from django.utils.translation import gettext_lazy

from exchange.cells import Choice, Whole
from exchange.roster import Column, Match, Roster, Target
from households import choices
from households.models import HouseholdChange, Member
from households.registers.changes import CHANGES as LIST
from households.rosters import change_rows, columns, targets
from households.rosters.cells import RELATION_WORDS, id_cell
from households.rosters.change_checks import before_undo, check, written
from households.rosters.identity import check_identity
from households.rosters.shown import COMMON

_AREA = "(SELECT a.name FROM accounts_area a WHERE a.code = change.{}_village_code)"
_HERE = "t.state = 'present'"
_LEAVING = f"{_HERE} AND s.left_on IS NOT NULL"

_MEMBER = Target(
    "member",
    Member,
    (
        Match(("household", "id_no"), where=_HERE),
        Match(("household", "name", "id_no_mask"), where=_LEAVING, single=True),
        Match(
            ("household", "name"),
            where=f"{_LEAVING} AND coalesce(s.id_no_mask, '') = ''",
            single=True,
        ),
        Match(
            ("household", "name", "birth_date"),
            where=f"{_HERE} AND s.joined_on IS NOT NULL",
        ),
    ),
    parents={"household": "household"},
    present=("name",),
    derived=("state", "joined_on", "join_reason", "left_on", "leave_reason"),
    # Who leaves is named by these cells, not changed by them.
    fixed=("name", "id_type", "id_no", "sex", "birth_date", "relation"),
)

_CHANGE = Target(
    "change",
    HouseholdChange,
    (Match(("id",)),),
    parents={"household": "household", "member": "member"},
    updates=False,
    on_insert={
        "id": "m.id",
        "persons": "1",
        "details": "jsonb_build_object(CASE s.kind WHEN 'member_joined' THEN 'came' "
        "ELSE 'left' END, jsonb_build_array(p_member.id))",
        "recorded_by": "{owner}",
    },
)


def _shown(heading: str, name: str, source: str) -> Column:
    """A column to read: what it says in a file is not taken over."""
    return Column(heading, f"~{name}", source=source, templated=False)


CHANGES = Roster(
    key="changes",
    label="户情变更台账",
    description=gettext_lazy(
        "One row a change. Natural increases and decreases can be added; all else is "
        "recorded on the household's page."
    ),
    permission="households.change_household",
    columns=(
        Column(
            "变更编号",
            "change.id",
            cell=Whole(1, 2**62),
            help="导出时带出，新登记的行留空",
            templated=False,
        ),
        *columns.place(),
        columns.household_number(),
        Column("户主姓名", "~head", source="household.head_name"),
        Column(
            "变更类型",
            "change.kind",
            required=True,
            help="导入时只收自然增加、自然减少、人员清退",
        ),
        Column(
            "变更日期",
            "change.effective_on",
            aliases=("发生日期",),
            required=True,
            help="不晚于今天，不落在已封账的月份",
        ),
        Column("成员姓名", "member.name", aliases=("姓名",)),
        Column("证件类型", "member.id_type", exported=False),
        Column(
            "证件号码",
            "member.id_no",
            aliases=("身份证号", "身份证号码"),
            cell=id_cell(),
            help=columns.ID_HELP,
        ),
        Column("性别", "member.sex", help="空白按证件号码", exported=False),
        Column("出生日期", "member.birth_date", help="空白按证件号码", exported=False),
        Column(
            "与户主关系",
            "member.relation",
            cell=Choice(choices.Relation.choices, RELATION_WORDS),
            help="自然增加必填",
            exported=False,
        ),
        _shown("涉及人数", "persons", "change.persons"),
        _shown("原村", "from", _AREA.format("from")),
        _shown("现村", "to", _AREA.format("to")),
        _shown(
            "关联户编号",
            "other",
            "(SELECT o.household_no FROM households_household o "
            "WHERE o.id = change.other_household_id)",
        ),
        Column(
            "变更原因",
            "change.reason",
            required=True,
            help=change_rows.reasons_help(),
        ),
        _shown("登记时间", "recorded", "change.recorded_at"),
    ),
    targets=(
        targets.household(repeats=True, creates=False, writes=False),
        _MEMBER,
        _CHANGE,
    ),
    unit="change",
    recognised_by=("household.household_no", "change.kind", "change.effective_on"),
    title=("member.name", "household.household_no"),
    derive=(check_identity("member"), change_rows.tell),
    check=check,
    values=change_rows.values,
    rows=LIST.select,
    before_undo=before_undo,
    **{**COMMON, "after": written},
)
