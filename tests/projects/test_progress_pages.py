"""Progress reports and milestones by hand, on the page and as the services see it."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Area, User
from households.services.register import fingerprint
from projects.models import Milestone, ProgressReport, Project
from tests.factories.projects import make_project

ClientOf = Callable[[User], Client]


def text_of(response: Any) -> str:
    text: str = response.content.decode()
    return text


@pytest.fixture
def clerk(client_of: ClientOf, township_staff: User) -> Client:
    return client_of(township_staff)


def report(client: Client, project: Project, **given: Any) -> Any:
    values = {"reported_on": "2026-10-31", "works": "56", **given}
    return client.post(reverse("projects:report-add", args=[project.pk]), values)


def milestone(client: Client, project: Project, **given: Any) -> Any:
    values = {"name": "主体完工", "due_on": "2026-07-10", "works": "40", **given}
    return client.post(reverse("projects:milestone-add", args=[project.pk]), values)


def works_page(client: Client, project: Project) -> str:
    return text_of(client.get(reverse("projects:works", args=[project.pk])))


def test_it_works(clerk: Client, township_staff: User, project: Project) -> None:
    answer = report(clerk, project, works="56%", content="主体完工", obstacle="设备")
    assert answer.status_code == 302
    row = ProgressReport.objects.get()
    assert (row.works, row.recorded_by) == (Decimal(56), township_staff)
    form = text_of(clerk.get(reverse("projects:report-add", args=[project.pk])))
    assert "上次填报：10月31日 56%" in form
    page = works_page(clerk, project)
    assert "主体完工" in page
    assert "落后计划" in page


def test_less_than_before_needs_a_reason(clerk: Client, project: Project) -> None:
    report(clerk, project)
    less = {"reported_on": "2026-11-20", "works": "50"}
    answer = report(clerk, project, **less)
    assert answer.status_code == 422
    assert "10月31日 已填报 56%，比上次低须说明原因。" in text_of(answer)
    assert report(clerk, project, **less, fall_reason="返工").status_code == 302
    assert "返工" in works_page(clerk, project)


def test_what_follows_a_fall_is_held_against_it(
    clerk: Client, project: Project
) -> None:
    """After 56 % and an explained 40 %, 50 % are no fall; nor is the 56 % corrected."""
    report(clerk, project)
    fell = {"reported_on": "2026-11-10", "works": "40", "fall_reason": "返工"}
    report(clerk, project, **fell)
    assert (
        report(clerk, project, reported_on="2026-11-20", works="50").status_code == 302
    )
    less = report(clerk, project, reported_on="2026-11-21", works="49")
    assert "11月20日 已填报 50%，比上次低须说明原因。" in text_of(less)
    between = report(clerk, project, reported_on="2026-11-05", works="57")
    assert between.status_code == 302


def test_a_report_in_between_fits_those_around_it(
    clerk: Client, project: Project
) -> None:
    report(clerk, project)
    answer = report(clerk, project, reported_on="2026-09-30", works="60")
    assert "之后 10月31日 只填报了 56%，请核对。" in text_of(answer)
    between = report(clerk, project, reported_on="2026-09-30", works="47")
    assert between.status_code == 302


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"works": "101"}, "请填写 0 到 100 之间的百分数。"),
        ({"works": "-1"}, "请填写 0 到 100 之间的百分数。"),
        ({"works": "一半"}, "请填写百分数，例如 64。"),
        ({"reported_on": "2027-01-01"}, "日期在今天之后。"),
        ({"reported_on": "2026-03-01"}, "项目 4月10日 才开工。"),
        ({"reported_on": "昨天"}, "日期请写成 2026-11-22。"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(
    clerk: Client, project: Project, given: dict[str, str], sentence: str
) -> None:
    answer = report(clerk, project, **given)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not ProgressReport.objects.exists()


def test_nothing_is_built_before_works_begin(clerk: Client, village: Area) -> None:
    waiting = make_project(village, started_on=None)
    assert "项目还没有开工" in text_of(report(clerk, waiting))
    assert report(clerk, waiting, works="0", obstacle="征地").status_code == 302


def test_an_ended_project_is_not_reported_on(clerk: Client, village: Area) -> None:
    ended = make_project(
        village, terminated_on=dt.date(2026, 8, 1), end_reason="选址调整"
    )
    assert report(clerk, ended).status_code == 422


def test_a_day_is_reported_once_and_corrected(clerk: Client, project: Project) -> None:
    report(clerk, project)
    assert "这一天已经填报过。" in text_of(report(clerk, project, works="57"))
    row = ProgressReport.objects.get()
    edit = reverse("projects:report-edit", args=[row.pk])
    told = {"reported_on": "2026-10-31", "works": "57", "seen": fingerprint(row)}
    assert clerk.post(edit, told).status_code == 302
    assert clerk.post(edit, told | {"works": "58"}).status_code == 409
    row.refresh_from_db()
    assert row.works == 57
    remove = reverse("projects:report-remove", args=[row.pk])
    assert clerk.post(remove, {"seen": fingerprint(row)}).status_code == 302
    assert not ProgressReport.objects.exists()


def test_milestones_are_planned_and_reached(clerk: Client, project: Project) -> None:
    assert milestone(clerk, project).status_code == 302
    lower = {"name": "设备进场", "due_on": "2026-09-30", "works": "30"}
    answer = milestone(clerk, project, **lower)
    assert "前面的节点“主体完工”已计划到 40%。" in text_of(answer)
    assert milestone(clerk, project, **lower | {"works": "70"}).status_code == 302
    answer = milestone(clerk, project, name="基础", due_on="2026-06-01", works="50")
    assert "后面的节点“主体完工”只计划到 40%。" in text_of(answer)
    row = Milestone.objects.get(name="主体完工")
    reach = reverse("projects:milestone-reach", args=[row.pk])
    assert "登记完成" in text_of(clerk.get(reach))
    told = {"done_on": "2026-07-22", "seen": fingerprint(row)}
    assert clerk.post(reach, told).status_code == 302
    row.refresh_from_db()
    assert (row.done_on, row.name) == (dt.date(2026, 7, 22), "主体完工")
    assert "晚 12 天" in works_page(clerk, project)
    listed = text_of(clerk.get(reverse("projects:milestones") + "?state=reached"))
    assert "主体完工" in listed
    assert "设备进场" not in listed
    overdue = text_of(clerk.get(reverse("projects:milestones") + "?state=overdue"))
    assert "设备进场" in overdue


@pytest.mark.usefixtures("neighbours")
def test_the_works_of_another_township_are_not_there(
    client_of: ClientOf,
    clerk: Client,
    outsider: User,
    village_worker: User,
    leader: User,
    project: Project,
) -> None:
    milestone(clerk, project)
    report(clerk, project, content="基础完工")
    pages = [
        reverse("projects:works", args=[project.pk]),
        reverse("projects:report-add", args=[project.pk]),
        reverse("projects:report-edit", args=[ProgressReport.objects.get().pk]),
        reverse("projects:milestone-reach", args=[Milestone.objects.get().pk]),
    ]
    for url in pages:
        assert client_of(outsider).get(url).status_code == 404
    assert client_of(leader).get(pages[0]).status_code == 200
    assert client_of(village_worker).get(pages[1]).status_code == 403
    assert client_of(leader).get(pages[2]).status_code == 403
    for name in ("projects:progress", "projects:milestones"):
        listed = text_of(client_of(outsider).get(reverse(name)))
        assert "主体完工" not in listed
        assert "基础完工" not in listed


def test_after_saving_the_clerk_is_back_where_he_came_from(
    clerk: Client, project: Project
) -> None:
    works = reverse("projects:works", args=[project.pk])
    assert report(clerk, project, next=works)["Location"] == works
    away = report(clerk, project, reported_on="2026-11-01", next="//example.org/")
    assert away["Location"] == project.get_absolute_url()
