"""Projects entered, corrected and adjusted: by whom, until when, and what is kept."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import Area, Department, User
from households.services.register import StaleRowError, fingerprint
from projects.models import Project, ProjectKind, ProjectStep
from projects.services import projects as services
from tests.factories.projects import make_project

ClientOf = Callable[[User], Client]


def page(name: str, *args: Any) -> str:
    return reverse(f"projects:{name}", args=args)


def typed(place: Area, **given: Any) -> dict[str, Any]:
    """What somebody types who declares a project."""
    return {
        "name": "柳树沟村食用菌大棚",
        "source": "own",
        "category": "industry",
        "kind": ProjectKind.objects.get(name="生产项目").pk,
        "nature": "new",
        "area": place.code,
        "planning_year": "2027",
        "budget": "1,168.5",
        "planned_start": "2027-03-01",
        "planned_end": "2027-10-31",
        **given,
    }


def retyped(row: Project, **given: Any) -> dict[str, Any]:
    values = typed(row.area, code=row.code, name=row.name, seen=fingerprint(row))
    return {**values, **given}


@pytest.fixture
def draft(village: Area, agriculture: Department) -> Project:
    days = ("declared_on", "reviewed_on", "stored_on", "planned_on", "funded_on")
    none = dict.fromkeys((*days, "started_on", "year"))
    return make_project(
        village, "2027-001", department=agriculture, planning_year=2027, **none
    )


def test_it_works(client_of: ClientOf, township_staff: User, village: Area) -> None:
    client = client_of(township_staff)
    assert client.get(page("project-add")).status_code == 200
    answer = client.post(page("project-add"), typed(village, declare="1"))
    row = Project.objects.get()
    assert answer["Location"] == row.get_absolute_url()
    assert (row.code, row.budget) == ("2027-001", Decimal("1168.5"))
    assert (row.stage, row.recorded_by) == ("declared", township_staff)
    step = ProjectStep.objects.get()
    assert (step.stage, step.taken_by) == ("declared", township_staff)
    client.post(page("project-add"), typed(village, name="另一个"))
    assert list(Project.objects.values_list("code", "stage").order_by("code")) == [
        ("2027-001", "declared"),
        ("2027-002", "draft"),
    ]


def test_the_next_township_finds_and_writes_nothing(
    client_of: ClientOf, outsider: User, draft: Project, village: Area
) -> None:
    client = client_of(outsider)
    assert client.get(page("project-edit", draft.pk)).status_code == 404
    assert client.post(page("project-delete", draft.pk)).status_code == 404
    assert client.get(page("project-steps", draft.pk)).status_code == 404
    answer = client.post(page("project-add"), typed(village))
    assert answer.status_code == 422
    assert Project.objects.get() == draft


def test_a_department_declares_what_it_is_competent_for(
    client_of: ClientOf,
    agriculture_staff: User,
    agriculture: Department,
    village: Area,
) -> None:
    client_of(agriculture_staff).post(page("project-add"), typed(village))
    assert Project.objects.get().department == agriculture


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"planned_end": "2027-02-01"}, "计划完工日期早于计划开工日期。"),
        ({"budget": "很多"}, "98.5"),
        ({"budget": "0"}, "未填写预算总投资。"),
        ({"planning_year": "27"}, "年度填四位数字。"),
        ({"code": "2027-001"}, "已有项目使用这个编号。"),
        ({"category": "employment"}, "这个二级类型属于另一个项目类型。"),
        ({"name": ""}, "填写项目名称。"),
        ({"declared_households": "99999999999"}, "2147483647"),
        ({"declared_persons": "9" * 30}, "2147483647"),
        ({"area": "990981105201"}, "选择"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(
    client_of: ClientOf,
    township_staff: User,
    draft: Project,
    given: dict[str, str],
    sentence: str,
) -> None:
    values = typed(draft.area, **{"note": "待改正", **given})
    answer = client_of(township_staff).post(page("project-add"), values)
    told = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in told
    assert "待改正" in told
    assert Project.objects.get() == draft


def test_whoever_comes_second_sees_both(
    client_of: ClientOf, township_staff: User, draft: Project
) -> None:
    client = client_of(township_staff)
    before = retyped(draft, name="甲的名称")
    Project.objects.filter(pk=draft.pk).update(name="乙的名称")
    answer = client.post(page("project-edit", draft.pk), before)
    assert answer.status_code == 409
    assert "甲的名称" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.name == "乙的名称"


def test_of_an_approved_project_only_the_person_to_call_changes(
    client_of: ClientOf, township_staff: User, project: Project
) -> None:
    client = client_of(township_staff)
    shown = client.get(page("project-edit", project.pk)).content.decode()
    assert 'name="budget"' not in shown
    client.post(
        page("project-edit", project.pk),
        {"seen": fingerprint(project), "responsible_name": "李建国", "budget": "9999"},
    )
    project.refresh_from_db()
    assert (project.responsible_name, project.budget) == ("李建国", Decimal(98))


def test_an_adjustment_keeps_what_was_before_with_its_reason(
    client_of: ClientOf, bureau_official: User, village: Area
) -> None:
    row = make_project(village, planned_on=None, started_on=None, year=None,
                       funded_on=None)  # fmt: skip
    client = client_of(bureau_official)
    values = retyped(row, content="大棚 12 座", budget="120", planning_year="2026")
    grounds = {"reason": "设计变更", "document_no": "安振发〔2026〕9号"}
    lacking = client.post(
        page("project-adjust", row.pk), {**values, "on": "2026-11-01"}
    )
    assert lacking.status_code == 422
    answer = client.post(
        page("project-adjust", row.pk), {**values, **grounds, "on": "2026-11-01"}
    )
    assert answer.status_code == 302, answer.content.decode()
    row.refresh_from_db()
    step = ProjectStep.objects.get()
    assert (row.budget, step.is_adjustment, step.stage) == (
        Decimal(120),
        True,
        "stored",
    )
    assert ["budget", "98", "120"] in step.changes
    shown = client.get(page("project-steps", row.pk)).content.decode()
    assert "设计变更" in shown
    assert "安振发〔2026〕9号" in shown


def test_the_plan_alone_changes_the_amount_of_a_planned_project(
    bureau_official: User, project: Project
) -> None:
    services.adjust_project(
        pk=project.pk,
        by=bureau_official,
        values={"budget": Decimal(500), "content": "改为冷库"},
        on=dt.date(2026, 11, 1),
        reason="设计变更",
        document_no="9号",
        seen=fingerprint(project),
    )
    project.refresh_from_db()
    assert (project.budget, project.content) == (Decimal(98), "改为冷库")


def test_only_a_draft_is_deleted(
    client_of: ClientOf, township_staff: User, draft: Project, village: Area
) -> None:
    declared = make_project(
        village, "2027-009", started_on=None, planned_on=None, stored_on=None
    )
    client = client_of(township_staff)
    for row in (draft, declared):
        client.post(page("project-delete", row.pk), {"seen": fingerprint(row)})
    assert Project.objects.get() == declared
    with pytest.raises(ValidationError):
        services.delete_project(pk=declared.pk, seen=fingerprint(declared))
    with pytest.raises(StaleRowError):
        services.delete_project(pk=declared.pk, seen="-")


def test_a_second_click_declares_nothing_twice(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    client = client_of(township_staff)
    client.post(page("project-add"), typed(village, declare="1"))
    again = client.post(page("project-add"), typed(village, declare="1"))
    assert again.status_code == 422
    assert "已录入，编号 2027-001" in again.content.decode()
    assert Project.objects.count() == 1
    other = typed(village, code="2027-088")
    assert client.post(page("project-add"), other).status_code == 302


def test_a_year_of_many_digits_is_none(
    client_of: ClientOf, township_staff: User
) -> None:
    answer = client_of(township_staff).get(page("project-add"), {"year": "9" * 5000})
    assert answer.status_code == 200
