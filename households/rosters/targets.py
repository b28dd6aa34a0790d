"""The models that the register's rosters write, and how their rows are recognised."""

from exchange.roster import Match, Target
from households.models import (
    Episode,
    EpisodeFinding,
    Household,
    HouseholdConditions,
    IncomeStatement,
    Member,
    Responsibility,
    ResponsiblePerson,
)

_PRESENT = "t.state = 'present'"
_SAME_MONTH = (
    "date_trunc('month', t.identified_on) = date_trunc('month', s.identified_on)"
)
AMOUNTS = ("wage", "operating", "property", "transfer", "operating_cost")


def household(
    *, repeats: bool = False, creates: bool = True, writes: bool = True
) -> Target:
    """The household by its number. With ``writes`` False it must exist and stays."""
    return Target(
        "household",
        Household,
        (Match(("household_no",)),),
        repeats=repeats,
        creates=creates,
        updates=writes,
        area="village",
        derived=("village",) if writes else (),
    )


def member() -> Target:
    """A person: by identity number, else by person number, else by an only name."""
    return Target(
        "member",
        Member,
        (
            Match(("household", "id_no"), where=_PRESENT),
            Match(("household", "id_no")),
            Match(("household", "person_no"), where="s.person_no <> ''"),
            Match(("household", "name", "id_no_mask"), where=_PRESENT, single=True),
            Match(("household", "name"), where=_PRESENT, single=True),
        ),
        parents={"household": "household"},
        derived=("id_type", "birth_date", "sex"),
        vacates="s.relation <> 'head' OR s.state <> 'present'",
        only="t.state = 'present'",
    )


def head() -> Target:
    """The head, for rosters with one row a household."""
    return Target(
        "head",
        Member,
        (
            Match(("household", "id_no"), where=_PRESENT),
            Match(("household",), where=_PRESENT),
        ),
        parents={"household": "household"},
        constants={"relation": "head"},
        present=("name",),
        derived=("id_type", "birth_date", "sex"),
        only="t.relation = 'head' AND t.state = 'present'",
    )


def conditions(*, repeats: bool = False) -> Target:
    return Target(
        "conditions",
        HouseholdConditions,
        (Match(("household",)),),
        parents={"household": "household"},
        repeats=repeats,
        present=tuple(
            field.name
            for field in HouseholdConditions._meta.concrete_fields
            if field.name != "household"
        ),
    )


def episode(*, repeats: bool = False) -> Target:
    """A time under monitoring, by the month of its identification."""
    return Target(
        "episode",
        Episode,
        (
            Match(("household", "identified_on")),
            Match(("household",), where=_SAME_MONTH),
        ),
        parents={"household": "household"},
        repeats=repeats,
        present=("category", "identified_on"),
        derived=("household_type", "risks", "measures"),
        fixed=("household_type",),
        adopts=("identified_on", "eliminated_on"),
        latest="t.identified_on DESC",
        only="t.withdrawn_on IS NULL",
    )


def finding(name: str, moment: str, *, repeats: bool = False) -> Target:
    """Guarantees and amounts as found at identification or after elimination."""
    return Target(
        name,
        EpisodeFinding,
        (Match(("episode",)),),
        parents={"episode": "episode"},
        constants={"moment": moment},
        repeats=repeats,
        present=(
            "housing_problem",
            "dropout_problem",
            "water_problem",
            "uninsured_problem",
            *AMOUNTS,
            "net",
            "per_capita",
            "claims",
            "self_paid",
        ),
    )


def income(*, repeats: bool = False, fixed: tuple[str, ...] = ("persons",)) -> Target:
    """The statement of an income year (1 October to 30 September, domain §2.4)."""
    return Target(
        "income",
        IncomeStatement,
        (Match(("household", "period_start", "period_end")),),
        parents={"household": "household"},
        repeats=repeats,
        present=AMOUNTS,
        derived=("persons", "period_start", "period_end"),
        fixed=fixed,
        latest="t.period_end DESC",
    )


def responsible() -> Target:
    """The official, by name, unit and phone."""
    return Target(
        "responsible",
        ResponsiblePerson,
        (
            Match(("name", "unit?", "phone")),
            Match(("name", "unit?", "phone_mask"), single=True),
            Match(("name", "unit?"), single=True),
        ),
        repeats=True,
        updates=False,
        present=("name",),
    )


def responsibility(*, repeats: bool = False) -> Target:
    return Target(
        "responsibility",
        Responsibility,
        (
            Match(("household", "person", "started_on")),
            Match(("household", "person"), where="t.ended_on IS NULL"),
        ),
        parents={"household": "household", "person": "responsible"},
        repeats=repeats,
        on_insert={"started_on": "current_date"},
        vacates="s.ended_on IS NOT NULL",
        only="t.ended_on IS NULL",
    )
