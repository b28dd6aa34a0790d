"""Rows of the register tables, out of the records of the city.

Sensitive values stand in them as they are; ``staging`` seals them.
"""

import datetime as dt
from typing import Any

from dashboards.demo.records import (
    Amounts,
    Episode,
    Finding,
    Household,
    Official,
    Person,
    Statement,
    Visit,
    Work,
)
from households.rules import roster_year_period

HOUSEHOLD = (
    "id ref household_no village_code group_no household_type poverty_attribute "
    "state is_resident is_relocated is_no_labour resettlement_site_id "
    "identification_standard reported_persons phone bank_name bank_account remark"
)
CONDITIONS = (
    "household_id arable_land forest_land converted_land orchard_land "
    "pasture_land water_area in_cooperative led_by_enterprise led_by_pioneer "
    "has_production_power has_household_power has_television road_distance_km "
    "road_kind housing_area is_dangerous_house danger_grade has_safe_water "
    "has_sanitary_toilet fuel"
)
MEMBER = (
    "id household_id ref person_no name sex birth_date id_no relation ethnicity "
    "politics phone education student_status speaks_mandarin health illness "
    "disability_kind disability_grade disability_certificate certificate_year "
    "labour_skill work_area employer industry work_months works_abroad job_channel "
    "public_post public_post_months medical_resident medical_employee medical_serious "
    "medical_commercial serious_illness_aid other_health_aid pension_resident "
    "pension_employee is_dibao is_tekun state first_identified_on joined_on "
    "join_reason left_on leave_reason"
)
WORK = (
    "member_id work_area place started_on monthly_wage employer industry "
    "is_point_to_point job_channel"
)
STATEMENT = (
    "id household_id year period_start period_end persons wage operating "
    "property transfer operating_cost claims self_paid"
)
ITEM = "statement_id group item amount"
EPISODE = (
    "id household_id ref category household_type identified_on risks "
    "disaster_kind disaster_note risk_note is_no_labour development_state "
    "measures has_dibao has_tekun contact_name contact_phone "
    "collector_name collector_phone eliminated_on elimination_mode "
    "rolled_back_on withdrawn_on withdrawal_reason"
)
FINDING = (
    "episode_id moment housing_problem dropout_problem water_problem "
    "uninsured_problem wage operating property transfer operating_cost net "
    "per_capita claims self_paid"
)
OFFICIAL = "id ref name sex politics unit phone"
CHARGE = "household_id person_id started_on ended_on"
VISIT = (
    "household_id month village_code visited_on mode visitors met met_names "
    "food_problem clothing_problem education_problem medical_problem "
    "housing_problem water_problem problem_note wage operating property transfer "
    "operating_cost self_paid change_reason signals needs conclusion "
    "bulk_confirmed entered_through client_id filled_at recorded_by_id "
    "created_at updated_at"
)

Row = tuple[Any, ...]


def household(record: Household, number: int, site: int | None) -> Row:
    return (
        number,
        record.ref,
        record.household_no,
        record.village.code,
        record.group_no,
        record.household_type,
        record.poverty_attribute,
        record.state,
        record.is_resident,
        record.is_relocated,
        record.labour == 0,
        site,
        "国家标准" if record.household_type == "exited" else "",
        record.persons,
        record.phone,
        "安澜农商银行" if record.bank_account else "",
        record.bank_account,
        record.remark,
    )


def conditions(record: Household, number: int) -> Row:
    facts = record.conditions
    return (
        number,
        facts.arable,
        facts.forest,
        facts.converted,
        facts.orchard,
        0,
        0,
        facts.in_cooperative,
        facts.led_by_enterprise,
        facts.led_by_pioneer,
        True,
        True,
        True,
        facts.road_distance,
        facts.road_kind,
        facts.housing_area,
        facts.danger_grade in {"c", "d"},
        facts.danger_grade,
        facts.has_safe_water,
        facts.has_toilet,
        facts.fuel,
    )


def member(
    person: Person, number: int, household_id: int, first: dt.date | None
) -> Row:
    ill = person.health != ["healthy"]
    adult = person.age >= 16 and not person.student_status
    return (
        number,
        household_id,
        person.ref,
        person.person_no,
        person.name,
        person.sex,
        person.birth,
        person.id_no,
        person.relation,
        person.ethnicity,
        person.politics,
        person.phone,
        person.education,
        person.student_status,
        person.mandarin,
        person.health,
        person.illness,
        person.disability_kind,
        person.disability_grade,
        person.certificate,
        person.certificate_year,
        person.labour_skill,
        person.work_area,
        person.employer,
        person.industry,
        person.work_months,
        False,
        person.job_channel,
        person.public_post,
        person.public_post_months,
        not person.employee_scheme,
        person.employee_scheme,
        True,
        False,
        "serious" in person.health,
        ill,
        adult and not person.employee_scheme,
        adult and person.employee_scheme,
        person.is_dibao,
        person.is_tekun,
        person.state,
        first,
        person.joined_on,
        person.join_reason,
        person.left_on,
        person.leave_reason,
    )


def work(person: Person, spell: Work, member_id: int) -> Row:
    return (
        member_id,
        person.work_area,
        spell.place,
        spell.started_on,
        spell.monthly_wage,
        person.employer,
        person.industry,
        spell.organised,
        person.job_channel,
    )


def _parts(amounts: Amounts) -> Row:
    return (
        amounts.wage,
        amounts.operating,
        amounts.rent,
        amounts.transfer,
        amounts.operating_cost,
    )


def statement(record: Statement, number: int, household_id: int) -> Row:
    return (
        number,
        household_id,
        record.year,
        *roster_year_period(record.year),
        record.persons,
        *_parts(record.amounts),
        record.amounts.claims,
        record.amounts.self_paid,
    )


def episode(record: Episode, number: int, household_id: int, home: Household) -> Row:
    return (
        number,
        household_id,
        record.ref,
        record.category,
        record.household_type,
        record.identified_on,
        record.risks,
        record.disaster_kind,
        record.disaster_note,
        record.risk_note,
        record.is_no_labour,
        record.development_state,
        record.measures,
        any(p.is_dibao for p in home.members),
        any(p.is_tekun for p in home.members),
        record.contact_name,
        record.contact_phone,
        record.collector_name,
        record.collector_phone,
        record.eliminated_on,
        record.elimination_mode,
        record.rolled_back_on,
        record.withdrawn_on,
        record.withdrawal_reason,
    )


def finding(record: Finding, episode_id: int) -> Row:
    return (
        episode_id,
        record.moment,
        record.housing,
        record.dropout,
        record.water,
        record.uninsured,
        *_parts(record.amounts),
        record.amounts.net,
        record.per_capita,
        record.amounts.claims,
        record.amounts.self_paid,
    )


def official(record: Official, number: int) -> Row:
    return (
        number,
        record.ref,
        record.name,
        record.sex,
        record.politics,
        record.unit,
        record.phone,
    )


def visit(record: Visit, household_id: int, village: str, user: int) -> Row:
    return (
        household_id,
        record.month,
        village,
        record.visited_on,
        record.mode,
        record.visitors,
        record.met,
        record.met_names,
        *record.problems,
        record.problem_note,
        *_parts(record.amounts),
        record.amounts.self_paid,
        record.change_reason,
        record.signals,
        record.needs,
        record.conclusion,
        record.bulk_confirmed,
        record.entered_through,
        record.client_id,
        record.filled_at,
        user,
        record.filled_at,
        record.filled_at,
    )
