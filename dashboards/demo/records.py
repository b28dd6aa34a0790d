"""Plain records of the made-up city, before they become rows or cells.

Codes are those of ``households.choices``. Amounts are whole yuan.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field

from dashboards.demo.places import Village


@dataclass(slots=True)
class Person:
    """A member; ``age`` is the completed years on the day of the city."""

    relation: str
    sex: str
    age: int
    birth: dt.date
    ref: uuid.UUID
    person_no: str = ""
    name: str = ""
    id_no: str = ""
    ethnicity: str = "han"
    politics: str = "masses"
    phone: str = ""
    education: str = ""
    student_status: str = ""
    mandarin: bool = True
    health: list[str] = field(default_factory=lambda: ["healthy"])
    illness: str = ""
    disability_kind: str = ""
    disability_grade: str = ""
    certificate: str = ""
    certificate_year: int | None = None
    labour_skill: str = "none"
    work_area: str = ""
    employer: str = ""
    industry: str = ""
    work_months: int = 0
    job_channel: str = ""
    public_post: str = ""
    public_post_months: int | None = None
    employee_scheme: bool = False
    is_dibao: bool = False
    is_tekun: bool = False
    state: str = "present"
    joined_on: dt.date | None = None
    join_reason: str = ""
    left_on: dt.date | None = None
    leave_reason: str = ""
    work: "Work | None" = None

    @property
    def can_work(self) -> bool:
        return self.labour_skill in {"ordinary", "skilled", "weak"}

    @property
    def is_working(self) -> bool:
        return bool(self.work_area)


@dataclass(slots=True)
class Work:
    """The current spell of work."""

    place: str
    started_on: dt.date
    monthly_wage: int
    organised: bool


@dataclass(slots=True)
class Amounts:
    """Income of a household over a period; ``rent`` stands for all of 财产性收入."""

    wage: int
    operating: int
    rent: int
    transfer: int
    operating_cost: int
    claims: int = 0
    self_paid: int = 0

    @property
    def net(self) -> int:
        gross = self.wage + self.operating + self.rent + self.transfer
        return gross - self.operating_cost


@dataclass(slots=True)
class Statement:
    year: int
    persons: int
    amounts: Amounts
    #: (group, item, amount), where the year was taken down in detail.
    items: list[tuple[str, str, int]] = field(default_factory=list)


@dataclass(slots=True)
class Finding:
    """What was found at identification or after elimination."""

    moment: str
    amounts: Amounts
    per_capita: float
    housing: bool = False
    dropout: bool = False
    water: bool = False
    uninsured: bool = False


@dataclass(slots=True)
class Episode:
    category: str
    household_type: str
    identified_on: dt.date
    risks: list[str]
    ref: uuid.UUID
    disaster_kind: str = ""
    disaster_note: str = ""
    risk_note: str = ""
    is_no_labour: bool = False
    development_state: str = ""
    measures: list[str] = field(default_factory=list)
    contact_name: str = ""
    contact_phone: str = ""
    collector_name: str = ""
    collector_phone: str = ""
    eliminated_on: dt.date | None = None
    elimination_mode: str = ""
    rolled_back_on: dt.date | None = None
    withdrawn_on: dt.date | None = None
    withdrawal_reason: str = ""
    findings: list[Finding] = field(default_factory=list)


@dataclass(slots=True)
class Official:
    """A responsible person; ``number`` tells them apart inside the city."""

    number: int
    name: str
    sex: str
    politics: str
    unit: str
    phone: str
    ref: uuid.UUID
    started_on: dt.date
    households: int = 0


@dataclass(slots=True)
class Charge:
    """An official's responsibility for a household."""

    official: Official
    started_on: dt.date
    ended_on: dt.date | None = None


@dataclass(slots=True)
class Visit:
    month: dt.date
    visited_on: dt.date
    mode: str
    visitors: str
    met: str
    met_names: str
    problems: tuple[bool, bool, bool, bool, bool, bool]
    problem_note: str
    amounts: Amounts
    change_reason: str
    signals: list[str]
    needs: str
    conclusion: str
    bulk_confirmed: int
    entered_through: str
    client_id: uuid.UUID
    filled_at: dt.datetime
    recorded_by: str


@dataclass(slots=True)
class Conditions:
    """Land in mu, distance in km, area in m²."""

    arable: float
    forest: float
    converted: float
    orchard: float
    in_cooperative: bool
    led_by_enterprise: bool
    led_by_pioneer: bool
    road_distance: float
    road_kind: str
    housing_area: float
    danger_grade: str
    has_safe_water: bool
    has_toilet: bool
    fuel: str


@dataclass(slots=True)
class Household:
    number: int
    household_no: str
    village: Village
    household_type: str
    ref: uuid.UUID
    members: list[Person]
    conditions: Conditions = field(init=False)
    group_no: str = ""
    hamlet: str = ""
    poverty_attribute: str = ""
    state: str = "active"
    is_resident: bool = True
    is_relocated: bool = False
    #: As the roster says, which may be wrong; None means the number of members.
    reported_persons: int | None = None
    phone: str = ""
    bank_account: str = ""
    remark: str = ""
    statements: list[Statement] = field(default_factory=list)
    episodes: list[Episode] = field(default_factory=list)
    charges: list[Charge] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)
    #: Everybody who has moved away, married out or died.
    gone: list[Person] = field(default_factory=list)

    @property
    def head(self) -> Person:
        """The head; of a damaged household the first of its members."""
        heads = (p for p in self.members if p.relation == "head")
        return next(heads, self.members[0])

    @property
    def persons(self) -> int:
        if self.reported_persons is None:
            return len(self.members)
        return self.reported_persons

    @property
    def labour(self) -> int:
        return sum(p.can_work for p in self.members)

    @property
    def episode(self) -> Episode | None:
        return self.episodes[-1] if self.episodes else None
