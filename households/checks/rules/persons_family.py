"""How persons belong together (domain §7.6: P06–P10, P33, P34, P36)."""

from households import choices
from households.checks.declare import HOUSEHOLD, Source, names, register
from households.checks.rules.persons import (
    WITH_HEAD,
    Labels,
    first_true,
    one_of,
    person_rule,
)
from households.choices import Severity

_MUST, _VERIFY = Severity.MUST_FIX, Severity.VERIFY
_RELATION = {"relation": "m.relation"}
_RELATION_LABELS: Labels = {"relation": choices.Relation, "sex": choices.Sex}
_MALE = (
    "son", "son_in_law", "grandson", "maternal_grandson", "father", "wifes_father",
    "husbands_father", "grandfather", "maternal_grandfather", "great_grandson",
    "nephew", "uncle",
)  # fmt: skip
_FEMALE = (
    "daughter", "daughter_in_law", "granddaughter", "maternal_granddaughter", "mother",
    "wifes_mother", "husbands_mother", "grandmother", "maternal_grandmother",
    "great_granddaughter", "niece", "sister_in_law",
)  # fmt: skip
#: 岳父母 are a man's, 公婆 a woman's.
_OF_A_MAN = ("wifes_father", "wifes_mother")
_OF_A_WOMAN = ("husbands_father", "husbands_mother")
_CHILDREN = ("son", "daughter")
_PARENTS = ("father", "mother", *_OF_A_MAN, *_OF_A_WOMAN)

_SEX_FAULTS = {
    "应为男性": f"{one_of('m.relation', _MALE)} AND m.sex = 'female'",
    "应为女性": f"{one_of('m.relation', _FEMALE)} AND m.sex = 'male'",
    "户主应为男性": f"{one_of('m.relation', _OF_A_MAN)} AND head.sex = 'female'",
    "户主应为女性": f"{one_of('m.relation', _OF_A_WOMAN)} AND head.sex = 'male'",
}
_AGE_FAULTS = {
    "户主未满 16 周岁": "m.relation = 'head' AND m.age < 16",
    "子女与户主相差不到 14 岁": f"""{one_of("m.relation", _CHILDREN)}
        AND m.birth_date < head.birth_date + interval '14 years'""",
    "父母与户主相差不到 14 岁": f"""{one_of("m.relation", _PARENTS)}
        AND m.birth_date + interval '14 years' > head.birth_date""",
    "夫妻相差超过 40 岁": """m.relation = 'spouse'
        AND greatest(m.birth_date, head.birth_date)
            > least(m.birth_date, head.birth_date) + interval '40 years'""",
}
_DEAD_FAULTS = {
    "已登记为死亡": "m.leave_reason = 'death'",
    "已登记离开的日期或原因": "m.left_on IS NOT NULL OR m.leave_reason <> ''",
    "年龄超过 100 岁": "m.age > 100",
}
_CHANGE_FAULTS = {
    "有增加日期，没有增加原因": """m.state = 'present' AND m.join_reason = ''
        AND m.joined_on IS NOT NULL""",
    "有增加原因，没有增加日期": """m.state = 'present' AND m.join_reason <> ''
        AND m.joined_on IS NULL""",
    "增加日期在将来": "m.state = 'present' AND m.joined_on > %(today)s",
    "已减少，没有减少原因": "m.state = 'left' AND m.leave_reason = ''",
    "减少日期在将来": "m.state <> 'present' AND m.left_on > %(today)s",
}


def _some(cases: dict[str, str]) -> str:
    return f"{first_true(cases)} IS NOT NULL"


#: Everybody who is or was a member, with an active household.
EVERYBODY = Source(
    tables="""households_member m
              JOIN households_household h
                ON h.id = m.household_id AND h.state = 'active'""",
    record="'m' || m.id",
    village="h.village_code",
    household="m.household_id",
    member="m.id",
)

register(
    person_rule(
        "P06",
        _MUST,
        "与户主关系空缺",
        "{name}没有填写与户主关系。",
        "m.relation = ''",
    ),
    person_rule(
        "P07",
        _MUST,
        "没有户主",
        "{head}户登记成员 {members} 人，其中户主 {heads} 人，应为 1 人。",
        "h.heads <> 1",
        {"members": "h.members", "heads": "h.heads"},
        source=HOUSEHOLD,
        fix="户主去世或迁出的，在“变更户主”中确定新户主；关系录错的，更正成员与户主关系。",
        form="household",
    ),
    person_rule(
        "P08",
        _MUST,
        "多名配偶，或户主与配偶同性别",
        "{name}登记为户主的配偶：{fault}。",
        """m.relation = 'spouse' AND (m.sex = head.sex AND m.sex <> 'unknown'
           OR EXISTS (SELECT 1 FROM fact_member o
                       WHERE o.household_id = m.household_id
                         AND o.relation = 'spouse' AND o.id <> m.id))""",
        {
            "fault": """CASE WHEN m.sex = head.sex THEN '与户主同性别'
                        ELSE '本户登记了不止一名配偶' END"""
        },
        source=WITH_HEAD,
    ),
    person_rule(
        "P09",
        _MUST,
        "与户主关系和性别矛盾",
        "{name}是户主“{relation}”，登记的性别是{sex}：{fault}。",
        _some(_SEX_FAULTS),
        {**_RELATION, "sex": "m.sex", "fault": first_true(_SEX_FAULTS)},
        source=WITH_HEAD,
        labels=_RELATION_LABELS,
    ),
    person_rule(
        "P10",
        _VERIFY,
        "家庭成员年龄差不合常理",
        "{name}（{relation}，{born} 出生；户主 {head_born} 出生）：{fault}。",
        _some(_AGE_FAULTS),
        {
            **_RELATION,
            "born": "m.birth_date",
            "head_born": "head.birth_date",
            "fault": first_true(_AGE_FAULTS),
        },
        source=WITH_HEAD,
        fix="核对出生日期和与户主关系；继子女、收养等确实如此的，注明核实无误。",
        labels=_RELATION_LABELS,
    ),
    person_rule(
        "P33",
        _MUST,
        "已去世或离开的人仍算在家庭成员中",
        "{name}（{born} 出生）仍是家庭成员，但{fault}。",
        _some(_DEAD_FAULTS),
        {"born": "m.birth_date", "fault": first_true(_DEAD_FAULTS)},
        fix="已去世或离开的，办理成员自然减少；健在的更正登记，百岁以上的注明核实无误。",
    ),
    person_rule(
        "P34",
        _MUST,
        "家庭人口数与成员数不符",
        "{head}户登记家庭人口 {reported} 人，家庭成员 {members} 人（{people}）。",
        "h.reported_persons <> h.members",
        {
            "reported": "h.reported_persons",
            "members": "h.members",
            "people": names("TRUE"),
        },
        source=HOUSEHOLD,
        fix="成员不全的补录成员，已经离开的办理减少；上报的人口数过时的，更正“家庭人口数（上报）”。",
        form="household-edit",
    ),
    person_rule(
        "P36",
        _VERIFY,
        "成员增减没有原因或日期",
        "{name}的增减登记不全：{fault}。",
        _some(_CHANGE_FAULTS),
        {
            "fault": first_true(_CHANGE_FAULTS),
            "joined": "m.joined_on",
            "left": "m.left_on",
        },
        source=EVERYBODY,
    ),
)
