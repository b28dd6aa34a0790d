"""Numbers, names and phones of persons (domain §7.6: P01–P05, P32, P35).

The numbers are encrypted; what was wrong with them when they were last read stands in
the facts (``households/checks/readings.py``). Phones are compared by their digests and
judged by what their masks show.
"""

from households import choices
from households.checks.declare import Source, Waiting, register, wait
from households.checks.rules.persons import (
    all_true,
    any_of,
    first_true,
    person_rule,
)
from households.choices import Severity
from households.models import NumberReading

_MUST, _VERIFY = Severity.MUST_FIX, Severity.VERIFY
_ASK_PAPERS = "对照身份证或户口簿更正；号码不在屏幕上显示，需要完整录入一次。"
_HAS_ID = "m.id_type = 'resident_id'"
#: The digits of the certificate follow the order of the code lists (domain §4.7).
_KIND_DIGIT, _GRADE_DIGIT = (
    f"""CASE m.{column} {
        " ".join(f"WHEN '{code}' THEN '{digit}'" for digit, code in enumerate(codes, 1))
    } END"""
    for column, codes in (
        ("disability_kind", choices.DisabilityKind.values),
        ("disability_grade", choices.DisabilityGrade.values),
    )
)
_OTHER_KIND = f"left(nullif(m.certificate_code, ''), 1) <> {_KIND_DIGIT}"
_OTHER_GRADE = f"right(nullif(m.certificate_code, ''), 1) <> {_GRADE_DIGIT}"
_CERTIFICATE_FAULTS = {
    "不是本人的残疾证": "m.certificate_is_own IS FALSE",
    "证上的残疾类别与登记不同": _OTHER_KIND,
    "证上的残疾等级与登记不同": _OTHER_GRADE,
}
_NAME_FAULTS = {
    "含有数字": "m.name ~ '[0-9０-９]'",
    "含有字母": "m.name ~ '[A-Za-zＡ-Ｚａ-ｚ]'",
    "含有空格": "m.name ~ '[[:space:]　]'",
    "只有一个字": "length(m.name) < 2",
    "超过 10 个字": "length(m.name) > 10",
}

#: What a mask shows of a mobile number, and for households also of a fixed one.
_MOBILE, _FIXED = r"^1[3-9][0-9]\*{4}[0-9]{4}$", r"^0[0-9]{2}\*{3,6}[0-9]{4}$"

#: A run reads all phones at once, the recheck of a few households theirs by index.
_COMPARED = """(%(households)s::bigint[] IS NULL
                OR phone_digest = ANY(ARRAY(SELECT phone_digest FROM mine)))"""

#: One row a household with what is odd about the phones of it and its members. A phone
#: counts as shared when it also stands in another household of the whole register.
PHONES = Source(
    tables=rf"""(
        WITH mine AS MATERIALIZED (
            SELECT id AS household_id, phone_digest, phone_mask, TRUE AS is_of_home
              FROM fact_household
             UNION ALL
            SELECT household_id, phone_digest, phone_mask, FALSE FROM fact_member
             WHERE phone_digest IS NOT NULL),
        holders AS (
            SELECT phone_digest, id AS household_id FROM households_household
             WHERE state = 'active' AND phone_digest IS NOT NULL AND {_COMPARED}
             UNION
            SELECT phone_digest, household_id FROM households_member
             WHERE state = 'present' AND phone_digest IS NOT NULL AND {_COMPARED}),
        shared AS (
            SELECT phone_digest, count(*) AS homes FROM holders
             GROUP BY phone_digest HAVING count(*) > 1),
        apart AS (
            SELECT household_id, phone_digest FROM fact_member
             WHERE works AND phone_digest IS NOT NULL AND work_place <> ''
             GROUP BY household_id, phone_digest HAVING min(work_place)
                                                     <> max(work_place)),
        odd AS (
            SELECT mine.household_id, phone_mask, homes,
                   is_of_home AND phone_digest IS NULL AS is_blank,
                   phone_mask !~ '{_MOBILE}'
                       AND NOT (is_of_home AND phone_mask ~ '{_FIXED}') AS is_wrong,
                   apart.household_id IS NOT NULL AS is_apart
              FROM mine LEFT JOIN shared USING (phone_digest)
              LEFT JOIN apart USING (household_id, phone_digest))
        SELECT household_id, bool_or(is_blank) AS is_blank, max(homes) AS homes,
               string_agg(DISTINCT phone_mask, '、')
                   FILTER (WHERE is_wrong AND NOT is_blank) AS wrong,
               string_agg(DISTINCT phone_mask, '、')
                   FILTER (WHERE homes > 1) AS shared,
               string_agg(DISTINCT phone_mask, '、') FILTER (WHERE is_apart) AS apart
          FROM odd WHERE is_blank OR is_wrong OR is_apart OR homes > 1
         GROUP BY household_id) p
        JOIN fact_household h ON h.id = p.household_id""",
    record="'h' || h.id",
    village="h.village_code",
    household="h.id",
    of_facts=True,
)

register(
    person_rule(
        "P01",
        _MUST,
        "身份证号错误",
        "{name}的身份证号（{number}）有误：{fault}。",
        f"""m.id_verdict NOT IN ('', 'placeholder')
            OR ({_HAS_ID} AND m.id_no_digest IS NULL)""",
        {
            "number": "m.id_no_mask",
            "fault": "coalesce(nullif(m.id_verdict, ''), '没有填写')",
        },
        fix=_ASK_PAPERS,
        labels={"fault": NumberReading.IdVerdict},
    ),
    person_rule(
        "P03",
        _VERIFY,
        "身份证号以 999999 开头",
        "{name}的身份证号以 999999 开头，是没有证件时的临时号码。",
        "m.id_verdict = 'placeholder'",
        fix="已经办证的录入真实号码；确实没有证件的，证件类型改为“无证件”。",
    ),
    person_rule(
        "P04",
        _MUST,
        "性别或出生日期与身份证号不符",
        "{name}登记为{sex}、{born} 出生，身份证号上是{id_sex}、{id_born}。",
        f"""{_HAS_ID} AND m.id_born IS NOT NULL
            AND (m.birth_date IS DISTINCT FROM m.id_born OR m.sex <> m.id_sex)""",
        {
            "sex": "m.sex",
            "born": "m.birth_date",
            "id_sex": "m.id_sex",
            "id_born": "m.id_born",
        },
        fix=_ASK_PAPERS,
        labels={"sex": choices.Sex, "id_sex": choices.Sex},
    ),
    person_rule(
        "P05",
        _MUST,
        "残疾证号错误或不是本人的",
        "{name}的残疾证号（{number}）有误：{fault}。",
        f"m.certificate_verdict <> '' OR {any_of(_CERTIFICATE_FAULTS)}",
        {
            "number": "m.disability_certificate_mask",
            "fault": f"""coalesce(nullif(m.certificate_verdict, ''),
                                  {first_true(_CERTIFICATE_FAULTS)})""",
        },
        fix="对照残疾证更正证号、残疾类别和等级；身份证号有误的先更正身份证号。",
        labels={"fault": NumberReading.CertificateVerdict},
    ),
    person_rule(
        "P32",
        _VERIFY,
        "联系电话空缺、有误或重复",
        "{head}户的联系电话：{problem}。",
        """p.is_blank OR p.wrong IS NOT NULL OR p.shared IS NOT NULL
           OR p.apart IS NOT NULL""",
        {
            "problem": """concat_ws('；',
                CASE WHEN p.is_blank THEN '没有填写户联系电话' END,
                p.wrong || ' 不是有效的号码',
                p.shared || ' 共有 ' || p.homes || ' 户登记',
                p.apart || ' 由在不同地方务工的成员共用')""",
        },
        source=PHONES,
        fix="与农户核对电话；不能用村干部或帮扶干部的号码代替。",
        form="household-edit",
    ),
    person_rule(
        "P35",
        _VERIFY,
        "姓名不规范",
        "“{text}”的姓名{fault}。",
        any_of(_NAME_FAULTS),
        {"text": "m.name", "fault": all_true(_NAME_FAULTS)},
        fix="对照身份证更正姓名；少数民族姓名中间用“·”。",
    ),
)

wait(
    Waiting(
        "P02",
        "身份证号重复",
        "不会出现：数据库不接受两名在册成员的身份证号相同；文件中的重复由导入检查指出",
    )
)
