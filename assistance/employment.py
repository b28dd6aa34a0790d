"""Who is labour, who is willing and who works, as SQL as of any day (domain §6.5).

The one meaning of «employed» (就业) and of «zero-employed» (零就业): figures, lists and
checks all read these pieces, so that they agree.

* Labour (劳动力) is a member of working age (dated parameters, 16–59) who is able to
  work and not in school. Whose birth date is unknown is judged by the rest.
* Somebody works when the latest spell in the ledger of employment covers the day, or a
  public post is held on it. Of whom neither ledger ever said anything the roster of
  members speaks (务工区域, 公益性岗位), which has no dates.
* Willing is labour that the labour register does not call unwilling (无意愿).
* A household with willing labour of which nobody is employed is zero-employed.

The pieces use the aliases ``m`` (member), ``w`` (spell), ``p`` (post) and ``l`` (entry
of the labour register) of ``joins``. A day is SQL, for instance ``%(last)s::date``.
"""

# ruff: noqa: S608 - constants of this project, no user text

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from accounts.parameters import Declared, declare
from assistance.arrears import value
from assistance.choices import LabourStatus
from households.choices import LABOUR_CAPABLE, JobChannel

YOUNGEST = declare(
    Declared(
        key="labour_youngest",
        label=_("Labour: from this age"),
        unit=_("years"),
        default=Decimal(16),
        help=_("Full years on the day; younger people are not counted as labour."),
        whole=True,
        group=_("Employment"),
    )
)
OLDEST = declare(
    Declared(
        key="labour_oldest",
        label=_("Labour: up to this age"),
        unit=_("years"),
        default=Decimal(59),
        help=_("Full years on the day; older people are not counted as labour."),
        whole=True,
        group=_("Employment"),
    )
)

_CAPABLE = ", ".join(f"'{skill.value}'" for skill in LABOUR_CAPABLE)

#: Neither ledger ever spoke of the person.
_BY_ROSTER = "w.member_id IS NULL AND p.member_id IS NULL"
_IN_SPELL = "coalesce(w.works, false)"
_IN_POST = "coalesce(p.is_held, false)"
_FROM_ROSTER = f"({_BY_ROSTER} AND (m.work_area <> '' OR m.public_post <> ''))"

WORKS = f"({_IN_SPELL} OR {_IN_POST} OR {_FROM_ROSTER})"
HAS_POST = f"""({_IN_POST}
    OR ({_IN_SPELL} AND w.job_channel = '{JobChannel.PUBLIC_POST}')
    OR ({_BY_ROSTER} AND m.public_post <> ''))"""
IN_WORKSHOP = f"""(({_IN_SPELL} AND w.job_channel = '{JobChannel.WORKSHOP}')
    OR ({_BY_ROSTER} AND m.work_area <> ''
        AND m.job_channel = '{JobChannel.WORKSHOP}'))"""
#: 务工区域 of who works: the spell's, else the roster's; a post is in the township.
WORK_AREA = f"""CASE
    WHEN {_IN_SPELL} THEN coalesce(nullif(w.work_area, ''), m.work_area)
    WHEN {_IN_POST} THEN 'township'
    WHEN {_FROM_ROSTER} THEN coalesce(nullif(m.work_area, ''), 'township') END"""
IS_WILLING = f"(l.status IS DISTINCT FROM '{LabourStatus.UNWILLING}')"

_SPELLS = """
SELECT DISTINCT ON (member_id) member_id, work_area, job_channel,
       CASE WHEN ended_on IS NULL THEN is_working ELSE ended_on >= {day} END AS works
  FROM households_workrecord WHERE started_on <= {day} AND {among}
 ORDER BY member_id, started_on DESC"""

_POSTS = """
SELECT member_id, bool_or(ended_on IS NULL OR ended_on >= {day}) AS is_held
  FROM assistance_publicpost WHERE started_on <= {day} AND {among} GROUP BY member_id"""


def joins(day: str, among: str = "TRUE") -> str:
    """LEFT JOINs to what the ledgers say of members ``m``, a row a member at most.

    ``among`` is a condition on member_id that limits what is read of the ledgers.
    """
    spells = _SPELLS.format(day=day, among=among)
    posts = _POSTS.format(day=day, among=among)
    return f"""
      LEFT JOIN ({spells}) w ON w.member_id = m.id
      LEFT JOIN ({posts}) p ON p.member_id = m.id
      LEFT JOIN assistance_labourentry l ON l.member_id = m.id"""


def is_labour(day: str) -> str:
    """Condition on ``m``: labour on a day. Who has left is not asked here."""
    # Each limit is a subquery of its own, so that it is worked out once, not a member.
    born_by = _years_before(day, value(YOUNGEST, day))
    born_after = _years_before(day, f"{value(OLDEST, day)} + 1")
    return f"""(m.labour_skill IN ({_CAPABLE}) AND m.student_status IN ('', 'pre')
        AND (m.birth_date IS NULL OR (m.birth_date <= {born_by}
                                      AND m.birth_date > {born_after})))"""


def _years_before(day: str, years: str) -> str:
    return f"(SELECT ({day} - make_interval(years => {years}))::date)"


def workers(day: str, households: str) -> str:
    """SELECT of the present members of households (SQL of their ids) on a day:
    household_id, member_id, is_labour, is_willing, works, work_area, has_post,
    in_workshop."""
    return f"""
    SELECT m.household_id, m.id AS member_id, {is_labour(day)} AS is_labour,
           {IS_WILLING} AS is_willing, {WORKS} AS works, {WORK_AREA} AS work_area,
           {HAS_POST} AS has_post, {IN_WORKSHOP} AS in_workshop
      FROM households_member m {joins(day)}
     WHERE m.household_id IN ({households})
       AND (m.joined_on IS NULL OR m.joined_on <= {day})
       AND (m.birth_date IS NULL OR m.birth_date <= {day})
       AND (m.left_on IS NULL OR m.left_on > {day})"""


def zero_employed(day: str, households: str) -> str:
    """SELECT of household_id of the zero-employed among households, on a day."""
    return f"""
    SELECT household_id FROM ({workers(day, households)}) people
     GROUP BY household_id
    HAVING bool_or(is_labour AND is_willing) AND NOT bool_or(is_labour AND works)"""
