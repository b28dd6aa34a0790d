"""A project under way, with everything that hangs on it."""

import datetime as dt
from decimal import Decimal
from typing import Any

from accounts.models import Area
from exchange.models import Attachment
from households.models import Household
from projects.models import (
    Allocation,
    Asset,
    Beneficiary,
    Checkpoint,
    Contract,
    DemonstrationVillage,
    FundBatch,
    Milestone,
    Payment,
    PlanItem,
    PlanVersion,
    ProgressReport,
    Project,
    ProjectKind,
    ProjectPaper,
    ProjectStep,
    PublicNotice,
    VillagePlan,
)
from tests.factories.areas import DepartmentFactory

DAY = dt.date


def make_batch(amount: int | Decimal = 1000, **given: Any) -> FundBatch:
    """A batch of the central fund of this year."""
    values: dict[str, Any] = {
        "year": 2026,
        "tier": "central",
        "document_no": "安财农〔2026〕1号",
        "issued_on": DAY(2026, 1, 20),
        **given,
    }
    row: FundBatch = FundBatch.objects.create(amount=amount, **values)
    return row


def make_project(area: Area, code: str = "2026-003", **given: Any) -> Project:
    """In this year's plan and begun on time; no money, reports or milestones yet."""
    values: dict[str, Any] = {
        "name": "上坪村核桃初加工厂",
        "category": "industry",
        "kind": ProjectKind.objects.get(name="加工流通"),
        "planning_year": 2026,
        "year": 2026,
        "builder": "石门镇人民政府",
        "budget": Decimal(98),
        "planned_start": DAY(2026, 4, 10),
        "planned_end": DAY(2026, 12, 20),
        "declared_on": DAY(2025, 9, 1),
        "reviewed_on": DAY(2025, 9, 20),
        "stored_on": DAY(2025, 11, 10),
        "planned_on": DAY(2026, 1, 15),
        "funded_on": DAY(2026, 2, 1),
        "started_on": DAY(2026, 4, 10),
        **given,
    }
    row: Project = Project.objects.create(area=area, code=code, **values)
    row.refresh_from_db()
    return row


def fund(project: Project, amount: int | Decimal = 98, **batch: Any) -> Allocation:
    """All of it out of one batch, which holds a thousand (10,000 yuan)."""
    found = FundBatch.objects.filter(**batch).first() or make_batch(**batch)
    row: Allocation = Allocation.objects.create(
        project=project, batch=found, amount=amount, allocated_on=DAY(2026, 2, 1)
    )
    return row


def complete_project(household: Household, code: str) -> Project:
    """In the household's village and of the one department, with a row of every kind;
    the household's remark stands in every free text."""
    canary, village = household.remark, household.village
    project = make_project(
        village,
        code,
        name=f"核桃初加工厂{canary}",
        department=DepartmentFactory(),
        content=canary,
        linkage=canary,
    )
    batch = fund(project).batch
    _checkpoint()
    contract = Contract.objects.create(
        project=project,
        number=f"合同{code}",
        contractor=f"某建设公司{canary}",
        amount=Decimal("94.6"),
        procurement="tender",
        signed_on=DAY(2026, 4, 1),
    )
    Payment.objects.create(
        project=project,
        batch=batch,
        contract=contract,
        voucher_no=f"凭证{code}",
        amount=Decimal("29.4"),
        paid_on=DAY(2026, 5, 12),
        purpose=f"预付款{canary}",
    )
    ProgressReport.objects.create(
        project=project, reported_on=DAY(2026, 10, 31), works=56, content=canary
    )
    Milestone.objects.create(
        project=project, name=f"主体完工{canary}", due_on=DAY(2026, 7, 10), works=40
    )
    Beneficiary.objects.create(
        project=project, household=household, linkage="work", note=canary
    )
    Asset.objects.create(
        project=project, name=f"厂房{canary}", kind="operating", area=village, value=80
    )
    ProjectStep.objects.create(
        project=project, stage="started", happened_on=DAY(2026, 4, 10), opinion=canary
    )
    _papers(project, canary)
    _villages(village, canary)
    _planned(project)
    return project


def _checkpoint() -> None:
    """One for the county: half of the year's money by the middle of the year."""
    Checkpoint.objects.get_or_create(
        year=2026,
        tier="",
        day=DAY(2026, 6, 30),
        defaults={"target": 50, "source": "文件"},
    )


def _papers(project: Project, canary: str) -> None:
    file = Attachment.objects.create(
        name=f"{canary or '合同'}.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        path="none.pdf",
    )
    ProjectPaper.objects.create(project=project, kind="contract", attachment=file)
    PublicNotice.objects.create(
        project=project,
        level="village",
        phase="before",
        posted_on=DAY(2026, 3, 1),
        place=canary,
        photo=file,
    )


def _villages(village: Area, canary: str) -> None:
    DemonstrationVillage.objects.create(
        village=village, level="county", year=2026, note=canary
    )
    VillagePlan.objects.create(village=village, state="drafting", compiler=canary)


def _planned(project: Project) -> None:
    """In the one draft of an adjustment that is under way."""
    version, _made = PlanVersion.objects.get_or_create(
        kind="annual", year=2026, number=1
    )
    PlanItem.objects.create(version=version, project=project, amount=project.budget)
