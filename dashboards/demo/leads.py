"""A year of leads: pushed by eight departments, told by people, found by the grid.

Written after everything else, set-based. Most are answered in time, some late, two were
sent back; those of the last weeks are still open, a few of them past their limit.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import Area, Department, User
from dashboards.demo.dice import Dice
from households import choices
from households.clocks.definitions import Timetable
from households.leads.states import WITHOUT_SENDER
from households.models import Household, Lead, LeadBatch, Member
from households.services import lead_clocks

_ALERTS = (
    ("yibao", "医疗自付超限额", "医保", "2025年以来住院和门诊自付累计 {n} 元", 20_000),
    ("weijian", "新确诊大病", "卫健", "新确诊大病，首次住院 {n} 天", 14),
    ("minzheng", "新增低保或临时救助", "民政", "申请临时救助，家庭支出 {n} 元", 6_000),
    ("canlian", "新办残疾证", "残联", "新办理二级残疾证，需护理，月支出 {n} 元", 900),
    ("jiaoyu", "教育支出较大", "教育", "两名子女就读大学，学年费用 {n} 元", 18_000),
    ("renshe", "失业返乡", "人社", "务工人员失业返乡，欠薪 {n} 元", 12_000),
    (
        "zhujian",
        "房屋鉴定为C级",
        "住建",
        "房屋鉴定为C级，修缮需 {n} 元",
        15_000,
    ),
    ("yingji", "受灾户", "应急", "大风冰雹受灾，损失约 {n} 元", 9_000),
)
_TOLD = (
    (choices.LeadSource.SELF_DECLARATION, "本人住院，家中无人务工，生活困难"),
    (choices.LeadSource.GRID_CHECK, "入户发现老人独居，近期摔伤卧床"),
    (choices.LeadSource.HOTLINE_12345, "来电反映家中孩子上学费用负担重"),
    (choices.LeadSource.HOTLINE_12317, "来电反映临时救助未发放"),
    (choices.LeadSource.PETITION, "来信反映未纳入监测，要求核查"),
    (choices.LeadSource.MEDIA, "网上发帖称家庭因病致困"),
)
_FACTS = {
    choices.LeadOutcome.AT_RISK: "入户核实属实，家庭刚性支出大，收入骤减，建议纳入监测",
    choices.LeadOutcome.ALREADY_MONITORED: "属实，该户已纳入监测，已安排相应措施",
    choices.LeadOutcome.HELPED_BY_POLICY: "属实，未达监测条件，已衔接临时救助政策",
    choices.LeadOutcome.NOT_TRUE: "经核查，费用已报销，家庭收入稳定，情况不属实",
    choices.LeadOutcome.EXPLAINED: "诉求与政策不符，已当面解释，本人表示理解",
}
_MONTHS, _TOLD_A_MONTH, _PUSHED = 12, 3, 7
_NAMES = ("张桂兰、任晓燕", "高磊、驻村工作队", "白建平、贺琴", "蔡国栋、魏东")


@dataclass(frozen=True, slots=True)
class _Person:
    """Somebody of the register whom a lead may be about."""

    member: Member
    household: Household


def write_leads(day: dt.date, seed: int) -> int:
    """Write the leads of the twelve months before ``day``; returns how many."""
    dice = Dice(f"{seed}:leads")
    people = _people(dice)
    if not people:
        return 0
    maker = _Maker(dice, people, day)
    leads = maker.leads()
    for lead in leads:
        if lead.batch is not None:
            lead.batch.title = f"{lead.department}，{lead.received_on.isoformat()}"
    LeadBatch.objects.bulk_create(maker.batches)
    Lead.objects.bulk_create(leads)
    waiting = [lead for lead in leads if lead.answered_on is None]
    lead_clocks.start_answer(
        [lead for lead in waiting if lead.refused_on is None], today=day
    )
    lead_clocks.start_answer(
        [lead for lead in waiting if lead.refused_on is not None],
        today=day,
        again=True,
    )
    return len(leads)


def _people(dice: Dice) -> list[_Person]:
    """Heads of households, monitored and others, in an order of chance."""
    rows = Member.objects.present().filter(
        relation=choices.Relation.HEAD, household__state=choices.RegisterState.ACTIVE
    )
    found = list(rows.select_related("household__village").order_by("pk")[:4000])
    listed = [_Person(row, row.household) for row in found]
    dice.shuffle(listed)
    return listed


class _Maker:
    """Draws one lead after the other."""

    def __init__(self, dice: Dice, people: list[_Person], day: dt.date) -> None:
        self.dice, self.people, self.day = dice, people, day
        self.batches: list[LeadBatch] = []
        self.departments = {
            row.code: row for row in Department.objects.order_by("code")
        }
        self.county = Area.objects.get(level=Area.Level.COUNTY)
        self.bureau = User.objects.filter(role="bureau_official").first()
        self.timetable = Timetable.load(["lead_answer"])
        self.refusals = 2
        #: Helped by policy before, and heard of again.
        self.helped: list[_Person] = []

    def leads(self) -> list[Lead]:
        listed: list[Lead] = []
        for back in range(_MONTHS, -1, -1):
            first = (self.day.replace(day=1) - dt.timedelta(days=30 * back)).replace(
                day=5
            )
            if first < self.day:
                listed += self._pushed(first, back)
            if not back:
                # The latest list has just come in.
                listed += self._pushed(self.day - dt.timedelta(days=4), 1)
            for _n in range(_TOLD_A_MONTH):
                told = first + dt.timedelta(days=self.dice.between(0, 24))
                if told < self.day:
                    listed.append(self._told(told))
        return listed

    def _pushed(self, first: dt.date, back: int) -> list[Lead]:
        """One department a month sends a list, the medical bureau besides."""
        codes = [alert for alert in _ALERTS if alert[0] in self.departments]
        if not codes:
            return []
        alert = codes[(back + 2) % len(codes)]
        department = self.departments[alert[0]]
        batch = LeadBatch(
            department=department,
            title=str(department),
            received_on=first,
            created_by=self.bureau,
            file_name=f"{alert[2]}预警_{first:%Y%m}.xlsx",
        )
        self.batches.append(batch)
        return [
            self._lead(
                source=choices.LeadSource.DEPARTMENT_ALERT,
                department=department,
                batch=batch,
                external_no=f"{alert[0].upper()}{first:%Y%m}{number:03d}",
                alert_kind=alert[1],
                content=alert[3].format(n=amount),
                amount=Decimal(amount) if amount > 500 else None,
                received_on=first,
            )
            for number in range(1, _PUSHED + 1)
            for amount in [alert[4] + self.dice.between(0, alert[4])]
        ]

    def _told(self, received_on: dt.date) -> Lead:
        source, content = self.dice.one(_TOLD)
        return self._lead(source=source, content=content, received_on=received_on)

    def _lead(self, **values: Any) -> Lead:
        person = self._somebody()
        lead = Lead(
            person_name=person.member.name if person else "张某",
            area=person.household.village if person else self.county,
            household=person.household if person else None,
            member=person.member if person else None,
            match=choices.LeadMatch.MATCHED,
            recorded_by=self.bureau,
            **values,
        )
        if person is not None and self.dice.chance(0.12):
            self._unknown(lead)
        lead.due_on = self.timetable.due_on("lead_answer", lead.received_on)
        self._answer(lead)
        if person and lead.outcome == choices.LeadOutcome.HELPED_BY_POLICY:
            self.helped.append(person)
        return lead

    def _somebody(self) -> _Person | None:
        if self.helped and self.dice.chance(0.08):
            return self.dice.one(self.helped)
        return self.people.pop() if self.people else None

    def _unknown(self, lead: Lead) -> None:
        """Somebody whom the register does not have, some without a known village."""
        lead.household = lead.member = None
        lead.match = choices.LeadMatch.NOT_FOUND
        lead.person_name = lead.person_name[0] + self.dice.one(("小军", "春梅", "建国"))
        if self.dice.chance(0.4):
            lead.area, lead.place = self.county, "外地务工，住址不详"

    def _answer(self, lead: Lead) -> None:
        """Most within the limit, one in ten late; the newest are still open."""
        took = self.dice.between(3, 13)
        if self.dice.chance(0.1):
            took = self.dice.between(17, 30)
        answered = lead.received_on + dt.timedelta(days=took)
        age = (self.day - lead.received_on).days
        in_county = lead.area_id == self.county.code and age < 45
        is_left = self.dice.chance(0.45 if age < 30 else 0.15 if age < 60 else 0)
        if answered >= self.day or in_county or is_left:
            lead.state = choices.LeadState.VERIFYING
            if in_county:
                lead.state = choices.LeadState.UNASSIGNED
            return
        lead.outcome = self._outcome(lead)
        lead.fact = _FACTS[choices.LeadOutcome(lead.outcome)]
        lead.verified_on = answered - dt.timedelta(days=self.dice.between(0, 2))
        lead.verifiers = self.dice.one(_NAMES)
        lead.answered_on = answered
        lead.state = choices.LeadState.ANSWERED
        if lead.department is None and lead.source in WITHOUT_SENDER:
            lead.state, lead.closed_on = choices.LeadState.CLOSED, answered
        elif (self.day - answered).days > 10 and self.dice.chance(0.94):
            accepted = answered + dt.timedelta(days=self.dice.between(1, 6))
            lead.state, lead.closed_on = choices.LeadState.CLOSED, accepted
        elif lead.department is not None and self.refusals and age < 40:
            self._refuse(lead)

    def _refuse(self, lead: Lead) -> None:
        self.refusals -= 1
        lead.state = choices.LeadState.REFUSED
        lead.refused_on = self.day - dt.timedelta(days=1)
        lead.refusal_reason = "未说明报销后的实际自付金额，请补充核实"
        lead.answered_on = lead.closed_on = None

    def _outcome(self, lead: Lead) -> str:
        """A monitored household is in the register already; others seldom enter."""
        home = lead.household
        if home is not None and home.monitoring_state == "monitoring":
            return choices.LeadOutcome.ALREADY_MONITORED
        if self.dice.chance(0.06):
            return choices.LeadOutcome.AT_RISK
        return self.dice.one(
            (
                choices.LeadOutcome.HELPED_BY_POLICY,
                choices.LeadOutcome.HELPED_BY_POLICY,
                choices.LeadOutcome.NOT_TRUE,
                choices.LeadOutcome.EXPLAINED,
            )
        )
