"""Procedures as they run: data for every step, papers, and a walk to a step."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from accounts.models import Parameter, User
from households import choices
from households.choices import Step
from households.models import Case, Household
from households.procedures.tables import PROCEDURES, Level
from households.services.cases import StepData, open_entry, open_exit, take_step
from households.services.papers import file_paper
from tests.factories import EpisodeFactory, HouseholdFactory, MemberFactory

PDF = b"%PDF-1.4\n%scanned paper\n"
#: Everything that any step asks for; a step takes what is its own.
EVERYTHING = {
    "persons": "张桂兰、白建平",
    "opinion": "情况属实",
    "category": choices.Category.MARGINAL,
    "risks": [choices.Risk.ILLNESS],
    "housing_problem": False,
    "dropout_problem": False,
    "water_problem": False,
    "uninsured_problem": False,
    "wage": Decimal(40_000),
    "operating": Decimal(6_000),
    "property": Decimal(0),
    "transfer": Decimal(8_000),
    "operating_cost": Decimal(2_000),
    "claims": Decimal(0),
    "self_paid": Decimal(3_000),
    "attended": 23,
    "votes_for": 21,
    "elimination_mode": choices.EliminationMode.BY_MEASURES,
    "contact_name": "白建平",
    "contact_phone": "13800002210",
}


def ago(days: int) -> dt.date:
    return timezone.localdate() - dt.timedelta(days=days)


def pdf(name: str = "paper.pdf", more: str = "") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF + f"{name}{more}".encode())


def photo(width: int = 60, exif: bool = True, kind: str = "JPEG") -> bytes:
    """A picture of a phone, with the place where it was taken."""
    picture = Image.new("RGB", (width, 40), (200, 30, 30))
    target = io.BytesIO()
    data = Image.Exif()
    if exif:
        data.get_ifd(0x8825)[1] = "N"
        data[0x010F] = "PhoneMaker"
    picture.save(target, kind, exif=data.tobytes())
    return target.getvalue()


def set_line(amount: int = 8700) -> None:
    Parameter.objects.get_or_create(
        key="monitoring_line",
        valid_from=dt.date(2021, 1, 1),
        defaults={"value": amount},
    )


def family(village: object, **values: object) -> Household:
    """Three persons of whom one works, not monitored."""
    values.setdefault("labour", 1)
    household: Household = HouseholdFactory(village=village, persons=3, **values)
    MemberFactory(household=household)
    for name in ("赵小军", "赵小梅"):
        MemberFactory(
            household=household,
            name=name,
            relation=choices.Relation.SON,
            labour_skill=choices.LabourSkill.LOST,
        )
    return household


def monitored(village: object, days: int = 400, **values: object) -> Household:
    household = family(village)
    values.setdefault("measures", ["health", "employment"])
    EpisodeFactory(household=household, identified_on=ago(days), **values)
    return household


def step_data(step: str, on: dt.date, **values: object) -> StepData:
    given = EVERYTHING | {"published_from": on - dt.timedelta(days=6)}
    given |= {"published_to": on} | values
    return StepData(on=on, **given)  # type: ignore[arg-type]


def file_required(case: Case, by: User) -> None:
    for kind in PROCEDURES[case.kind].rule(case.step).papers:
        file_paper(case=case, kind=kind, upload=pdf(f"{kind}.pdf"), by=by)


class Walk:
    """Takes a procedure on, each level by its own person."""

    def __init__(self, worker: User, town: User, county: User) -> None:
        self.people = {
            Level.VILLAGE: worker,
            Level.DATA: town,
            Level.TOWN: town,
            Level.COUNTY: county,
        }

    def by(self, case: Case) -> User:
        return self.people[PROCEDURES[case.kind].rule(case.step).level]

    def entry(self, household: Household, *, days: int = 30, until: str = "") -> Case:
        worker = self.people[Level.VILLAGE]
        return self.on(open_entry(household=household, by=worker, on=ago(days)), until)

    def exit(self, household: Household, *, days: int = 30, until: str = "") -> Case:
        worker = self.people[Level.VILLAGE]
        return self.on(open_exit(household=household, by=worker, on=ago(days)), until)

    def on(self, case: Case, until: str = "") -> Case:
        """To the step named, or to the end."""
        while case.is_running and case.step != until:
            case = self.step(case)
        return case

    def step(self, case: Case, **values: object) -> Case:
        by = self.by(case)
        file_required(case, by)
        days = {Step.PUBLICISE: 10, Step.TOWN: 8, Step.COUNTY: 6, Step.REGISTER: 5}
        start = values.pop("on", None) or ago(days.get(Step(case.step), 20))
        return take_step(
            case=case,
            step=case.step,
            by=by,
            base_version=case.version,
            data=step_data(case.step, start, **values),  # type: ignore[arg-type]
        )
