"""What rules ask about, computed once a run: one row a household, member, episode.

A run over the register keeps them in temporary tables; the recheck of a few households
has them as parts of its one statement. Rules name them alike.

``fact_member m`` – present members of active households: every column of ``Member`` but
the encrypted ones, and
    village_code, head_name, household_type, monitoring_state of the household;
    age (full years today), age_in_september (on the last 1 September);
    is_school_age (6–14 on 1 September), is_out_of_school, is_student (in a school,
    kindergarten included), is_ill, is_serious, is_disabled, is_severe (grade one or
    two), is_healthy, can_work (labour-capable), is_full_labour, is_uninsured (both
    schemes are known to be «no»), has_certificate;
    id_verdict, id_born, id_sex, certificate_verdict, certificate_code,
    certificate_is_own: what the encrypted numbers said when they were last read
    (``households/models/quality.py``, ``NumberReading``);
    works (a running work record or a place of work), has_work_record, work_place,
    work_started_on, work_ended_on, monthly_wage, plans_to_work, service_wanted of the
    latest record.

``fact_household h`` – active households: every column of ``Household`` (summaries among
them: persons, labour, category, monitoring_state, main_risk, per_capita_net,
per_capita_before, income_year …) and of ``HouseholdConditions``, and
    income_id, income_persons, wage, operating, property, transfer, operating_cost,
    net, claims, self_paid of the latest whole year (NULL without one);
    members, heads, spouses, labour_members, full_labour, ill, serious, disabled,
    severe, students, vocational (students), out_of_school, school_age, uninsured,
    dibao, tekun, workers, with_work_record, outside_workers (beyond the county), posts
    (public): how many members;
    responsible_id, responsible_since, responsible_unit, responsible_has_phone;
    has_case (a procedure is under way), has_open_lead.

``fact_episode e`` – of each of these households the latest episode not withdrawn: every
column of ``Episode``, is_open (still monitored), line_then and line_at_end (the
monitoring line on the day of identification and of elimination), and the findings as
``i_wage`` … (at identification) and ``x_wage`` … (after elimination), with ``i_id`` and
``x_id`` NULL where no such finding exists.

Other apps bring further tables for their own rules (``declare_facts``).
"""

from dataclasses import dataclass
from typing import Any

from django.db import models

from core.crypto import EncryptedField
from households import choices
from households.models import Episode, Household, HouseholdConditions, Member
from households.models.facts import FACTS

_CAPABLE = ", ".join(f"'{skill}'" for skill in choices.LABOUR_CAPABLE)
_VOCATIONAL = "'(vocational|college|technician)'"


def _columns(model: type[models.Model], alias: str, *left_out: str) -> str:
    fields: list[Any] = [
        field
        for field in model._meta.concrete_fields
        if not isinstance(field, EncryptedField) and field.column not in left_out
    ]
    return ", ".join(f"{alias}.{field.column}" for field in fields)


def _line_on(day: str) -> str:
    return f"""(SELECT p.value FROM accounts_parameter p
        WHERE p.key = 'monitoring_line' AND p.valid_from <= {day}
          AND (p.valid_to IS NULL OR p.valid_to >= {day})
        ORDER BY p.valid_from DESC LIMIT 1)"""


_TARGET = """
SELECT id FROM households_household
 WHERE state = 'active' AND village_code BETWEEN %(low)s AND %(high)s
   AND (%(households)s::bigint[] IS NULL OR id = ANY(%(households)s::bigint[]))
"""

_MEMBERS = f"""
SELECT {_columns(Member, "m")},
       h.village_code, h.head_name, h.household_type, h.monitoring_state,
       date_part('year', age(%(today)s::date, m.birth_date))::int AS age,
       date_part('year', age(%(september)s::date, m.birth_date))::int
           AS age_in_september,
       date_part('year', age(%(september)s::date, m.birth_date)) BETWEEN 6 AND 14
           AS is_school_age,
       date_part('year', age(%(september)s::date, m.birth_date)) BETWEEN 6 AND 14
           AND (m.dropout_reason <> '' OR m.not_enrolled_reason <> ''
                OR m.student_status = '') AS is_out_of_school,
       m.student_status NOT IN ('', 'pre') AS is_student,
       m.health && '{{chronic,serious}}'::varchar[] AS is_ill,
       'serious' = ANY(m.health) AS is_serious,
       'disabled' = ANY(m.health) OR m.disability_kind <> '' AS is_disabled,
       m.disability_grade IN ('one', 'two') AS is_severe,
       m.health = '{{healthy}}'::varchar[] AS is_healthy,
       m.labour_skill IN ({_CAPABLE}) AS can_work,
       m.labour_skill IN ('ordinary', 'skilled') AS is_full_labour,
       m.medical_resident IS FALSE AND m.medical_employee IS FALSE AS is_uninsured,
       m.disability_certificate IS NOT NULL AS has_certificate,
       coalesce(n.id_verdict, '') AS id_verdict, n.id_born,
       coalesce(n.id_sex, '') AS id_sex,
       coalesce(n.certificate_verdict, '') AS certificate_verdict,
       coalesce(n.certificate_code, '') AS certificate_code,
       n.certificate_owner = m.id_no_digest AS certificate_is_own,
       m.work_area <> '' OR (w.is_working IS TRUE AND w.ended_on IS NULL) AS works,
       w.member_id IS NOT NULL AS has_work_record, coalesce(w.place, '') AS work_place,
       w.started_on AS work_started_on,
       w.ended_on AS work_ended_on, w.monthly_wage, w.plans_to_work, w.service_wanted
  FROM households_member m
  JOIN households_household h ON h.id = m.household_id
  LEFT JOIN households_numberreading n ON n.member_id = m.id
  LEFT JOIN (SELECT DISTINCT ON (member_id) * FROM households_workrecord
             WHERE {{of_member}}
             ORDER BY member_id, started_on DESC) w ON w.member_id = m.id
 WHERE m.state = 'present' AND m.household_id IN (SELECT id FROM fact_target)
"""

_PEOPLE = f"""
SELECT household_id, count(*) AS members,
       count(*) FILTER (WHERE relation = 'head') AS heads,
       count(*) FILTER (WHERE relation = 'spouse') AS spouses,
       count(*) FILTER (WHERE can_work) AS labour_members,
       count(*) FILTER (WHERE is_full_labour) AS full_labour,
       count(*) FILTER (WHERE is_ill) AS ill,
       count(*) FILTER (WHERE is_serious) AS serious,
       count(*) FILTER (WHERE is_disabled) AS disabled,
       count(*) FILTER (WHERE is_severe) AS severe,
       count(*) FILTER (WHERE is_student) AS students,
       count(*) FILTER (WHERE student_status ~ {_VOCATIONAL}) AS vocational,
       count(*) FILTER (WHERE is_out_of_school) AS out_of_school,
       count(*) FILTER (WHERE is_school_age) AS school_age,
       count(*) FILTER (WHERE is_uninsured) AS uninsured,
       count(*) FILTER (WHERE is_dibao) AS dibao,
       count(*) FILTER (WHERE is_tekun) AS tekun,
       count(*) FILTER (WHERE works) AS workers,
       count(*) FILTER (WHERE has_work_record OR works OR work_months > 0)
           AS with_work_record,
       count(*) FILTER (WHERE work_area IN ('province', 'outside')) AS outside_workers,
       count(*) FILTER (WHERE public_post <> '') AS posts
  FROM fact_member GROUP BY household_id
"""

_INCOME = """
SELECT DISTINCT ON (household_id) household_id, id AS income_id,
       persons AS income_persons, wage, operating, property, transfer, operating_cost,
       net, claims, self_paid
  FROM households_incomestatement
 WHERE period_end - period_start BETWEEN 360 AND 370
   AND household_id IN (SELECT id FROM fact_target)
 ORDER BY household_id, year DESC, period_end DESC
"""

_COUNTED = (
    "members", "heads", "spouses", "labour_members", "full_labour", "ill", "serious",
    "disabled", "severe", "students", "vocational", "out_of_school", "school_age",
    "uninsured", "dibao", "tekun", "workers", "with_work_record", "outside_workers",
    "posts",
)  # fmt: skip

_HOUSEHOLDS = f"""
SELECT {_columns(Household, "h")}, {_columns(HouseholdConditions, "c", "household_id")},
       y.income_id, y.income_persons, y.wage, y.operating, y.property, y.transfer,
       y.operating_cost, y.net, y.claims, y.self_paid,
       {", ".join(f"coalesce(p.{name}, 0) AS {name}" for name in _COUNTED)},
       r.person_id AS responsible_id, r.started_on AS responsible_since,
       o.unit AS responsible_unit, o.phone_digest IS NOT NULL AS responsible_has_phone,
       EXISTS (SELECT 1 FROM households_case k WHERE k.household_id = h.id
                AND k.result = '') AS has_case,
       EXISTS (SELECT 1 FROM households_lead l WHERE l.household_id = h.id
                AND l.state IN ('unassigned', 'verifying', 'refused')) AS has_open_lead
  FROM households_household h
  LEFT JOIN households_householdconditions c ON c.household_id = h.id
  LEFT JOIN fact_income y ON y.household_id = h.id
  LEFT JOIN fact_people p ON p.household_id = h.id
  LEFT JOIN households_responsibility r
         ON r.household_id = h.id AND r.ended_on IS NULL
  LEFT JOIN households_responsibleperson o ON o.id = r.person_id
 WHERE h.id IN (SELECT id FROM fact_target)
"""

_FOUND = ", ".join(
    f"{alias}.{name} AS {prefix}_{name}"
    for alias, prefix in (("i", "i"), ("x", "x"))
    for name in ("id", *FACTS)
)

_EPISODES = f"""
SELECT e.*, {_line_on("e.identified_on")} AS line_then,
       {_line_on("e.eliminated_on")} AS line_at_end, {_FOUND}
  FROM (SELECT DISTINCT ON (household_id) {_columns(Episode, "one")},
               eliminated_on IS NULL OR (rolled_back_on IS NOT NULL
                   AND rolled_back_on >= eliminated_on) AS is_open
          FROM households_episode one
         WHERE withdrawn_on IS NULL
           AND household_id IN (SELECT id FROM fact_target)
         ORDER BY household_id, identified_on DESC) e
  LEFT JOIN households_episodefinding i
         ON i.episode_id = e.id AND i.moment = 'identified'
  LEFT JOIN households_episodefinding x
         ON x.episode_id = e.id AND x.moment = 'eliminated'
"""

#: A whole register reads every work record once; a few households theirs by index.
_ALL_WORK = "TRUE"
_THEIR_WORK = """member_id IN (SELECT id FROM households_member
                               WHERE household_id IN (SELECT id FROM fact_target))"""


_THEIRS = "{column} = ANY(%(households)s::bigint[])"


@dataclass(frozen=True, slots=True)
class FactTable:
    """Facts that another app brings for its own rules.

    ``query`` may ask the facts above and has a condition ``{of_household}``, which
    limits ``household`` (a column of its tables) when few households are rechecked.
    """

    name: str
    query: str
    household: str

    def statement(self, *, of_few: bool) -> str:
        limit = _THEIRS.format(column=self.household) if of_few else _ALL_WORK
        return self.query.replace("{of_household}", limit)


_DECLARED: dict[str, FactTable] = {}


def declare_facts(*tables: FactTable) -> None:
    """Add tables of facts. A name stands for one table only."""
    for table in tables:
        if _DECLARED.setdefault(table.name, table) != table:
            raise ValueError(f"facts {table.name} are declared twice")


def fact_queries(*, of_few: bool) -> list[tuple[str, str]]:
    """Name and statement of each table of facts; a later one may ask earlier ones.

    Placeholders: ``low``, ``high``, ``households`` (list or None), ``today`` and
    ``september`` (the last 1 September).
    """
    work = _THEIR_WORK if of_few else _ALL_WORK
    return [
        ("fact_target", _TARGET),
        ("fact_member", _MEMBERS.replace("{of_member}", work)),
        ("fact_people", _PEOPLE),
        ("fact_income", _INCOME),
        ("fact_household", _HOUSEHOLDS),
        ("fact_episode", _EPISODES),
        *((table.name, table.statement(of_few=of_few)) for table in _DECLARED.values()),
    ]
