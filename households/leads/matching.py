"""Whom a lead speaks of: by identity number, else by name and place; set-based.

An identity number is certain (matched). The same name in the village, or a name that
the township has only once, is probable: a person looks before it counts. The area
where is looked is the caller's, so that a match tells nobody of people elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from households import choices
from households.models import Lead, Member

#: More people of one name than these help nobody.
MOST_CANDIDATES = 12

_MATCH = """
WITH wanted AS (
    SELECT id, id_no_digest, person_name, area_code,
           rpad(left(area_code, 9), 12, '0') AS low,
           rpad(left(area_code, 9), 12, '9') AS high
      FROM households_lead WHERE id = ANY(%(leads)s)),
by_number AS (
    SELECT DISTINCT ON (w.id) w.id, m.id AS member_id, m.household_id, h.village_code
      FROM wanted w
      JOIN households_member m ON m.id_no_digest = w.id_no_digest
      JOIN households_household h ON h.id = m.household_id
     WHERE h.village_code BETWEEN %(low)s AND %(high)s
     ORDER BY w.id, m.state = 'present' DESC, h.state = 'active' DESC, m.id DESC),
named AS (
    SELECT w.id, m.id AS member_id, m.household_id,
           h.village_code = w.area_code AS here
      FROM wanted w
      JOIN households_member m ON m.name = w.person_name AND m.state = 'present'
      JOIN households_household h ON h.id = m.household_id AND h.state = 'active'
       AND h.village_code BETWEEN w.low AND w.high
       AND h.village_code BETWEEN %(low)s AND %(high)s
     WHERE right(w.area_code, 6) <> '000000'
       AND w.id NOT IN (SELECT id FROM by_number)),
by_name AS (
    SELECT id, bool_or(here) AS here,
           count(DISTINCT household_id) FILTER (WHERE here) AS homes_here,
           count(DISTINCT household_id) AS homes,
           min(member_id) FILTER (WHERE here) AS member_here, min(member_id) AS member,
           min(household_id) FILTER (WHERE here) AS home_here,
           min(household_id) AS home
      FROM named GROUP BY id),
found AS (
    SELECT id, 'matched' AS how, member_id, household_id, village_code FROM by_number
    UNION ALL
    SELECT id, 'probable', CASE WHEN homes_here = 1 THEN member_here
                                WHEN homes_here = 0 THEN member END,
           CASE WHEN homes_here = 1 THEN home_here WHEN homes_here = 0 THEN home END,
           NULL
      FROM by_name WHERE here OR homes = 1)
UPDATE households_lead l
   SET match = f.how, member_id = f.member_id, household_id = f.household_id,
       area_code = CASE WHEN %(place)s THEN coalesce(f.village_code, l.area_code)
                        ELSE l.area_code END
  FROM found f WHERE f.id = l.id
"""


def match_leads(leads: Sequence[int], *, low: str, high: str, place: bool) -> int:
    """Look the leads up among the people between two area codes; one statement.

    With ``place`` a lead moves to the village where its person is registered: that is
    where somebody can go and see. Returns how many were found, for certain or probably.
    """
    values: dict[str, Any] = {
        "leads": list(leads),
        "low": low,
        "high": high,
        "place": place,
    }
    with connection.cursor() as cursor:
        cursor.execute(_MATCH, values)
        return int(cursor.rowcount)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody the lead may speak of, and why."""

    member: Member
    why: str | Promise
    is_certain: bool


_NUMBER, _VILLAGE, _TOWNSHIP = 0, 1, 2
_WHY = {
    _NUMBER: _("The identity number agrees."),
    _VILLAGE: _("The same name in the village of the lead."),
    _TOWNSHIP: _("The same name in the township."),
}


def candidates(lead: Lead, user: User) -> list[Candidate]:
    """People of the account's area that the lead may speak of, the likeliest first."""
    code = lead.area_id
    same_name = Q(
        name=lead.person_name,
        household__village__code__startswith=code[:9],
        state=choices.MemberState.PRESENT,
    )
    condition = same_name if not code.endswith("000000") else Q(pk__in=())
    if lead.id_no_digest:
        condition |= Q(id_no_digest=lead.id_no_digest)
    how = Case(
        When(Q(id_no_digest=lead.id_no_digest, id_no_digest__isnull=False), _NUMBER),
        When(household__village__code=code, then=Value(_VILLAGE)),
        default=Value(_TOWNSHIP),
        output_field=IntegerField(),
    )
    rows = Member.objects.visible_to(user).filter(condition).annotate(how=how)
    found = rows.select_related("household__village__parent").order_by("how", "pk")
    listed: list[Any] = list(found[:MOST_CANDIDATES])
    return [Candidate(row, _WHY[row.how], row.how == _NUMBER) for row in listed]
