"""The rules of domain §5.4 («policy to person»), so far as a benefit answers them.

What is answered by a measure instead (a chronic illness by a contract with a doctor,
labour by work) is told by the checks of data quality.
"""

from typing import Any

from accounts.parameters import Declared
from assistance.choices import Benefit
from assistance.entitlements.declare import Entitlement, register
from assistance.parameters import MEDICAL_THRESHOLD

#: 脱贫户, and whoever is or was under monitoring: running benefits last after the risk
#: is gone (domain §3.4).
SUPPORTED = "(h.household_type = 'exited' OR h.monitoring_state <> 'none')"

_SEVERE = "m.disability_grade IN ('one', 'two')"
_VOCATIONAL = "m.student_status ~ '^(vocational|college|technician)'"
_AT_SCHOOL = "m.student_status ~ '^(kindergarten|primary|grade|senior|bachelor|master)'"
_WORKS_OUTSIDE = """(m.work_area = 'outside' OR EXISTS (
        SELECT 1 FROM households_workrecord w
         WHERE w.member_id = m.id AND w.is_working AND w.work_area = 'outside'
           AND w.started_on <= %(today)s
           AND (w.ended_on IS NULL OR w.ended_on >= %(year_since)s)))"""
_NOT_EXEMPT = """NOT EXISTS (SELECT 1 FROM assistance_insurance i
         WHERE i.member_id = m.id AND i.kind = '{kind}' AND i.year = %(year)s
           AND i.exemption <> '')"""
_SELF_PAID = """EXISTS (SELECT 1 FROM households_incomestatement y
         WHERE y.household_id = h.id AND y.period_end > %(today)s - 365
           AND y.self_paid - y.claims > %({threshold})s::numeric)
        AND ('serious' = ANY(m.health) OR 'chronic' = ANY(m.health))"""

#: Who should be insured (domain §6.6); also whose insurance a card tells of.
SHOULD_HAVE_MEDICAL = SUPPORTED
SHOULD_HAVE_PENSION = f"""{SUPPORTED} AND m.student_status = ''
       AND m.birth_date <= (%(today)s::date - interval '16 years')::date"""


def _yearly(benefit: Benefit, **words: Any) -> Entitlement:
    return Entitlement(
        key=benefit.value,
        benefit=benefit,
        period="%(year)s::int",
        since="%(year_since)s::date",
        **words,
    )


def _medical_aid(threshold: Declared) -> Entitlement:
    return Entitlement(
        key=Benefit.MEDICAL_AID.value,
        benefit=Benefit.MEDICAL_AID,
        who="有大病、慢性病患者且合规自付支出超过标准的家庭",
        sentence="扣除理赔后的合规自付支出超过标准的，可申请医疗救助。",
        source="政策到人核对：自付医疗费用",
        condition=_SELF_PAID.format(threshold=threshold.key),
        period="%(year)s::int",
        since="%(year_since)s::date",
        of_household=True,
        parameter=threshold,
    )


register(
    Entitlement(
        key="dibao",
        benefit=Benefit.DIBAO,
        who="低保对象家庭",
        sentence="家庭有低保对象的，按月领取低保金。",
        source="政策到人核对：低保、特困",
        condition="m.is_dibao",
        of_household=True,
    ),
    Entitlement(
        key="tekun",
        benefit=Benefit.TEKUN,
        who="特困供养人员家庭",
        sentence="家庭有特困供养人员的，按月领取特困供养金。",
        source="政策到人核对：低保、特困",
        condition="m.is_tekun",
        of_household=True,
    ),
    Entitlement(
        key="nursing",
        benefit=Benefit.NURSING,
        who="一级、二级残疾人",
        sentence="残疾等级为一级、二级的，按月领取重度残疾人护理补贴。",
        source="政策到人核对：残疾人",
        condition=_SEVERE,
    ),
    Entitlement(
        key="living",
        benefit=Benefit.LIVING,
        who="享受低保的一级、二级残疾人",
        sentence="一级、二级残疾人同时享受低保的，再按月领取困难残疾人生活补贴。",
        source="政策到人核对：残疾人",
        condition=f"{_SEVERE} AND m.is_dibao",
    ),
    Entitlement(
        key="yulu",
        benefit=Benefit.YULU,
        period="%(term)s",
        since="%(term_since)s::date",
        who="脱贫户、监测户中职、高职、技工院校在读学生",
        sentence="脱贫户、监测户子女在中职、高职、技工院校就读的，每学期可申请雨露计划。",
        source="政策到人核对：职业教育学生",
        condition=f"{SUPPORTED} AND {_VOCATIONAL}",
    ),
    _yearly(
        Benefit.EDUCATION,
        who="脱贫户、监测户从学前到高校的在读学生",
        sentence="脱贫户、监测户子女从学前到高校就读的，每年可申请相应的教育资助。",
        source="政策到人核对：在校学生",
        condition=f"{SUPPORTED} AND {_AT_SCHOOL}",
    ),
    _yearly(
        Benefit.TRAVEL,
        who="脱贫户、监测户当年跨省务工人员",
        sentence="脱贫户、监测户劳动力当年跨省务工的，可申请一次性外出务工交通补贴。",
        source="政策到人核对：跨省务工",
        condition=f"{SUPPORTED} AND {_WORKS_OUTSIDE}",
    ),
    _medical_aid(MEDICAL_THRESHOLD),
    _yearly(
        Benefit.MEDICAL,
        who="脱贫户、监测户全部成员",
        sentence="脱贫户、监测户成员应参加当年的基本医疗保险，参军、服刑等除外。",
        source="政策到人核对：未参保人员",
        condition=f"{SHOULD_HAVE_MEDICAL} AND {_NOT_EXEMPT.format(kind='medical')}",
    ),
    _yearly(
        Benefit.OLD_AGE,
        who="脱贫户、监测户 16 周岁以上非在校学生",
        sentence=(
            "脱贫户、监测户年满 16 周岁、不在校的成员，"
            "应参加当年的基本养老保险或已领取养老金。"
        ),
        source="参保率口径：应参保人员",
        condition=f"{SHOULD_HAVE_PENSION} AND {_NOT_EXEMPT.format(kind='pension')}",
    ),
)
