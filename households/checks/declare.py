"""How a rule of data quality is declared.

A rule is a condition in SQL over *facts* (``households/checks/facts.py``): one row a
household, member or monitoring episode with everything a rule usually asks. Example::

    register(
        Check(
            key="N01",
            severity=Severity.MUST_FIX,
            group=Group.NOT_MONITORED,
            title="脱贫户住危房，未纳入监测",
            sentence="{head}户住房为{grade}，至今未纳入监测。",
            fix="入户核实住房；属实的发起识别程序，不属实的更正危房级别。",
            source=HOUSEHOLD,
            where="h.household_type = 'exited' AND h.danger_grade IN ('c', 'd')",
            values={"grade": "h.danger_grade"},
            labels={"grade": choices.DangerGrade},
            form="household",
        ),
    )

* ``where`` uses the alias of its source: ``h`` household, ``m`` member (with its
  household's village, head and type), ``e`` episode together with ``h``.
* ``values`` is what the sentence names and what an exemption is bound to: it falls when
  a value changes. Take facts that stay («2026-03-05»), never what moves by itself («47
  days ago», an age). Without ``values`` an exemption holds until its day.
* In ``sentence`` also ``{head}``, ``{name}`` (the member) and ``{no}`` (household
  number) may be used; they come from the rows. A missing value reads 「空」.
* ``parameters`` maps a placeholder to a dated parameter: ``%(line)s``. ``%(today)s``
  and ``%(month)s`` (first day of this month) are always there. A parameter without a
  value is NULL: the rule finds nothing. Literal per cent signs are written ``%%``.
* One record gives one row: a source with several rows a member needs its own
  ``record``.

A rule that asks about something else brings a ``Source`` of its own (its FROM clause);
it may join the facts by their names ``fact_household`` and ``fact_member``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import models

from accounts.parameters import Declared
from households.choices import Severity


class Group(models.TextChoices):
    """Groups of rules (domain §7.1–7.8)."""

    NOT_MONITORED = "not_monitored", "应纳未纳"
    IDENTIFICATION = "identification", "识别信息"
    ELIMINATION = "elimination", "风险消除"
    ASSISTANCE = "assistance", "帮扶工作"
    MEASURES = "measures", "措施与风险"
    PERSONS = "persons", "家庭成员"
    HOUSEHOLDS = "households", "户情信息"
    LEDGERS = "ledgers", "其他台账"


@dataclass(frozen=True, slots=True)
class Source:
    """Where the records of a rule come from; columns are SQL over ``tables``.

    ``of_facts`` says that ``tables`` starts from the facts and so is limited to the
    households of the run; otherwise ``village`` and ``household`` limit it. A source
    without ``household`` (villages, officials) is left out when one household is
    rechecked.
    """

    tables: str
    record: str
    village: str
    household: str = ""
    member: str = ""
    of_facts: bool = False


HOUSEHOLD = Source(
    tables="fact_household h",
    record="'h' || h.id",
    village="h.village_code",
    household="h.id",
    of_facts=True,
)
MEMBER = Source(
    tables="fact_member m",
    record="'m' || m.id",
    village="m.village_code",
    household="m.household_id",
    member="m.id",
    of_facts=True,
)
#: The latest episode of a household that was not withdrawn, with its household.
EPISODE = Source(
    tables="fact_episode e JOIN fact_household h ON h.id = e.household_id",
    record="'e' || e.id",
    village="h.village_code",
    household="h.id",
    of_facts=True,
)

#: Pages where a hit is mended; see ``households/checks/telling.py`` for the addresses.
FORMS = frozenset(
    ["household", "household-edit", "member", "income", "visit", "responsible", "case"]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A rule: what it finds and what a township clerk reads about it."""

    key: str
    severity: Severity
    group: Group
    title: str
    sentence: str
    fix: str
    source: Source
    where: str
    values: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, type[models.TextChoices]] = field(default_factory=dict)
    parameters: Mapping[str, Declared] = field(default_factory=dict)
    form: str = "household"
    #: Of records that are no household's: the first letter of their key → the name of
    #: the page that shows them. It is given the number in the key, if there is one.
    pages: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_per_household(self) -> bool:
        """Whether a recheck of one household can run it."""
        return bool(self.source.household)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A rule of the domain that cannot be decided yet, and what it waits for."""

    key: str
    title: str
    needs: str


_CHECKS: dict[str, Check] = {}
_WAITING: dict[str, Waiting] = {}


def register(*checks: Check) -> None:
    """Add rules. A key stands for one rule only."""
    for check in checks:
        if check.form not in FORMS:
            raise ValueError(f"rule {check.key}: unknown form {check.form}")
        if _CHECKS.setdefault(check.key, check) != check or check.key in _WAITING:
            raise ValueError(f"rule {check.key} is declared twice")


def wait(*rules: Waiting) -> None:
    """Name rules that are not active, for the page of definitions."""
    for rule in rules:
        if _WAITING.setdefault(rule.key, rule) != rule or rule.key in _CHECKS:
            raise ValueError(f"rule {rule.key} is declared twice")


def all_checks() -> list[Check]:
    """Active rules by group and key."""
    order = list(Group)
    return sorted(_CHECKS.values(), key=lambda c: (order.index(c.group), c.key))


def all_waiting() -> list[Waiting]:
    return sorted(_WAITING.values(), key=lambda rule: rule.key)


def check_for(key: str) -> Check:
    """Raises KeyError for a rule that does not exist (any more)."""
    return _CHECKS[key]


def names(condition: str) -> str:
    """Names of a household's present members that fulfil a condition over ``m``.

    For ``values`` of a rule over households or episodes.
    """
    return f"""(SELECT string_agg(m.name, '、' ORDER BY m.id) FROM fact_member m
        WHERE m.household_id = h.id AND ({condition}))"""
