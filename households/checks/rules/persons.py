"""What the rules about persons share (domain §7.6): records and a short declaration."""

from collections.abc import Mapping

from django.db import models

from households.checks.chapter import Chapter
from households.checks.declare import MEMBER, Group, Source

#: Code lists by the value they stand for.
Labels = Mapping[str, type[models.TextChoices]]

#: A member beside the head of the household; the head stands beside themselves.
WITH_HEAD = Source(
    tables="""fact_member m LEFT JOIN fact_member head
              ON head.household_id = m.household_id AND head.relation = 'head'""",
    record="'m' || m.id",
    village="m.village_code",
    household="m.household_id",
    member="m.id",
    of_facts=True,
)
#: A member with what is counted of their household.
AT_HOME = Source(
    tables="fact_member m JOIN fact_household h ON h.id = m.household_id",
    record="'m' || m.id",
    village="m.village_code",
    household="m.household_id",
    member="m.id",
    of_facts=True,
)
#: A spell of work with whose it is.
WORK_RECORD = Source(
    tables="fact_member m JOIN households_workrecord w ON w.member_id = m.id",
    record="'w' || w.id",
    village="m.village_code",
    household="m.household_id",
    member="m.id",
    of_facts=True,
)

IN_MEMBER = "核对后更正这名成员的信息；人数多时可以用“家庭成员”表格批量导入。"


#: Rules over members; mended on the page of the member.
person_rule = Chapter(group=Group.PERSONS, source=MEMBER, fix=IN_MEMBER, form="member")


def one_of(column: str, values: tuple[str, ...]) -> str:
    """Condition that a column has one of the codes."""
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


def first_true(cases: Mapping[str, str]) -> str:
    """Words for the first condition that holds: ``{words: condition}``."""
    branches = " ".join(f"WHEN {when} THEN '{words}'" for words, when in cases.items())
    return f"CASE {branches} END"


def all_true(cases: Mapping[str, str]) -> str:
    """Words for every condition that holds, joined by 、."""
    branches = ", ".join(
        f"CASE WHEN {when} THEN '{words}' END" for words, when in cases.items()
    )
    return f"concat_ws('、', {branches})"


def any_of(cases: Mapping[str, str]) -> str:
    """Condition that one of the conditions holds."""
    return " OR ".join(f"({when})" for when in cases.values())
