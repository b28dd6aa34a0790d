"""What staff read about persons and household facts, word by word."""

import datetime as dt
from collections.abc import Callable

import pytest

from accounts.models import Area
from households.checks import telling
from households.models import QualityHit
from tests.households.checks import damage_persons as persons
from tests.households.checks import homes
from tests.households.checks.damage_households import screened_too_many
from tests.households.checks.homes import World

SENTENCES: list[tuple[str, Callable[[World], object], str]] = [
    (
        "P01",
        persons.seals(lambda w: w.head, "id_no", "99098119821305001X"),
        "赵德全的身份证号（990*************1X）有误：出生日期位不是真实日期。",
    ),
    (
        "P04",
        persons.head(birth_date=dt.date(1982, 3, 6)),
        "赵德全登记为男、1982-03-06 出生，身份证号上是男、1982-03-05。",
    ),
    (
        "P05",
        persons.certified(disability_kind="sight"),
        "赵德全的残疾证号（990***************43）有误：证上的残疾类别与登记不同。",
    ),
    (
        "P07",
        persons.head(relation="other"),
        "99098100000001户登记成员 3 人，其中户主 0 人，应为 1 人。",
    ),
    (
        "P09",
        persons.child(relation="daughter"),
        "赵小川是户主“之女”，登记的性别是男：应为女性。",
    ),
    (
        "P10",
        persons.child(birth_date=dt.date(1995, 1, 1)),
        (
            "赵小川（之子，1995-01-01 出生；户主 1982-03-05 出生）："
            "子女与户主相差不到 14 岁。"
        ),
    ),
    (
        "P12",
        persons.child(education="primary"),
        "赵小川的文化程度是“小学”，在校生状况是“七年级”，应当只填一项。",
    ),
    (
        "P15",
        persons.head(health=["serious", "disabled"]),
        "赵德全健康状况为患有大病、残疾，劳动技能是“普通劳动力”。",
    ),
    (
        "P21",
        persons.head(medical_employee=None),
        "赵德全的居民医保是“是”，职工医保是“空”，应当参加其中一种。",
    ),
    (
        "P32",
        persons.neighbours_phone,
        "赵德全户的联系电话：160****5679 共有 2 户登记。",
    ),
    (
        "P34",
        lambda w: w.set(reported_persons=5),
        "赵德全户登记家庭人口 5 人，家庭成员 3 人（赵德全、李秀芳、赵小川）。",
    ),
    (
        "H05",
        lambda w: w.in_income(operating_cost=0),
        "赵德全户 2026 年的生产经营性收入 6,000 元，支出 0 元。",
    ),
    (
        "H12",
        screened_too_many,
        "柳树沟村排查户数超过在册户数（在册 1 户 3 人，一轮排查最多 2 户）。",
    ),
]


@pytest.mark.parametrize(
    ("rule", "how", "sentence"), SENTENCES, ids=lambda value: str(value)[:3]
)
def test_a_hit_reads_like_this(
    rule: str, how: Callable[[World], object], sentence: str, village: Area
) -> None:
    home = homes.make_home(village, household_no="99098100000001")
    how(World(home))
    homes.found(rule)
    hit = QualityHit.objects.filter(rule=rule).order_by("pk")[0]
    assert telling.sentence_of(hit) == sentence


def test_a_hit_about_a_village_stands_at_the_village(village: Area) -> None:
    assert homes.found("H12") == [f"v{village.code}"]
    hit = QualityHit.objects.get()
    assert (hit.village_id, hit.household_id) == (village.code, None)
    assert telling.place_to_mend(hit) == ""
    homes.make_home(village)
    assert homes.found("H12") == []


def test_who_left_with_a_reason_is_not_asked_about(village: Area) -> None:
    home = homes.make_home(village)
    left = {"state": "left", "left_on": dt.date(2026, 5, 1)}
    homes.change(World(home).child, **left, leave_reason="moved_out")
    assert homes.found("P36") == []


def test_blank_conditions_of_an_ordinary_household_are_not_asked_about(
    village: Area,
) -> None:
    home = homes.make_home(village)
    home.conditions.delete()
    home.incomes.all().delete()
    assert homes.found("H02") == homes.found("H03") == []
