"""Progress reports as a file: who may bring them, and what is refused."""

import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from exchange import files, jobs
from exchange.models import Job
from projects.models import ProgressReport, Project
from tests.exchange.workbooks import apply, counts, problems, receive, workbook

ClientOf = Callable[[User], Client]
HEADER = ("项目编号", "填报日期", "形象进度（%）", "进展情况", "下调原因")
ROSTER = "project-progress"


def sent(owner: User, *rows: tuple[str, ...]) -> tuple[dict[str, int], list[str]]:
    """What becomes of a file: the counts of its preview, and what is wrong."""
    run = receive(workbook(rows, header=HEADER, above=()), owner, ROSTER)
    if run.rows_new or run.rows_changed:
        apply(run)
    return counts(run), [message for _row, _heading, message in problems(run)]


def exported(owner: User) -> io.BytesIO:
    job = jobs.start(
        kind=Job.Kind.EXPORT,
        owner=owner,
        parameters={"roster": ROSTER, "query": {}, "format": "xlsx"},
    )
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.message
    return io.BytesIO(files.stored(job.result["file"]).read_bytes())


MAY = ("2026-003", "2026-05-31", "12", "基础完工", "")
JUNE = ("2026-003", "2026-06-30", "22", "主体施工", "")


def test_it_works(client_of: ClientOf, township_staff: User, project: Project) -> None:
    assert sent(township_staff, MAY, JUNE) == ({"new": 2}, [])
    assert ProgressReport.objects.filter(project=project).count() == 2
    page = client_of(township_staff).get(reverse("projects:progress"))
    assert "主体施工" in page.content.decode()


@pytest.mark.usefixtures("project")
def test_an_export_comes_back_unchanged(township_staff: User) -> None:
    sent(township_staff, MAY, JUNE)
    run = receive(exported(township_staff), township_staff, ROSTER)
    assert (counts(run), problems(run)) == ({"unchanged": 2}, [])


@pytest.mark.usefixtures("project", "neighbours")
def test_a_project_elsewhere_is_not_known(
    client_of: ClientOf, township_staff: User, outsider: User
) -> None:
    sent(township_staff, MAY)
    refused = ["您负责的项目里没有这个编号。"]
    assert sent(outsider, MAY) == ({"refused": 1}, refused)
    page = client_of(outsider).get(reverse("projects:progress"))
    assert "基础完工" not in page.content.decode()


@pytest.mark.usefixtures("project", "neighbours")
def test_a_department_reports_on_its_projects_and_no_other(
    agriculture_staff: User,
) -> None:
    elsewhere = ("2026-013", *MAY[1:])
    refused = ["您负责的项目里没有这个编号。"]
    assert sent(agriculture_staff, MAY, elsewhere) == (
        {"new": 1, "refused": 1},
        refused,
    )


@pytest.mark.usefixtures("project")
def test_works_do_not_shrink_without_a_reason(township_staff: User) -> None:
    less = ("2026-003", "2026-06-30", "8", "", "")
    message = "此前已填报 12%，下调须说明原因。"
    assert sent(township_staff, MAY, less) == ({"new": 1, "refused": 1}, [message])
    explained = ("2026-003", "2026-06-30", "8", "", "返工")
    assert sent(township_staff, explained) == ({"new": 1}, [])


@pytest.mark.usefixtures("project")
def test_a_report_that_comes_late_makes_no_fall_of_a_later_one(
    township_staff: User,
) -> None:
    sent(township_staff, JUNE)
    more = ("2026-003", "2026-05-31", "30", "", "")
    message = "之后填报的反而更低（2026-06-30 22 %），请核对。"
    assert sent(township_staff, more) == ({"refused": 1}, [message])
    assert sent(township_staff, MAY) == ({"new": 1}, [])


@pytest.mark.usefixtures("project")
def test_what_follows_a_fall_is_held_against_it(township_staff: User) -> None:
    fell = ("2026-003", "2026-06-30", "8", "", "返工")
    more = ("2026-003", "2026-07-31", "10", "", "")
    assert sent(township_staff, MAY, fell, more) == ({"new": 3}, [])
    late = ("2026-003", "2026-06-15", "13", "", "")
    assert sent(township_staff, late) == ({"new": 1}, [])


def test_works_that_have_not_begun_are_not_built(
    township_staff: User, project: Project
) -> None:
    before = ("2026-003", "2026-03-31", "5", "", "")
    assert sent(township_staff, before) == (
        {"refused": 1},
        ["项目 2026-04-10 才开工。"],
    )
    Project.objects.filter(pk=project.pk).update(started_on=None)
    message = "项目还没有开工，请先办理开工。"
    assert sent(township_staff, MAY) == ({"refused": 1}, [message])


@pytest.mark.usefixtures("project")
def test_a_report_of_tomorrow_is_refused(township_staff: User) -> None:
    later = ("2026-003", "2027-05-31", "12", "", "")
    assert sent(township_staff, later) == ({"refused": 1}, ["日期在今天之后。"])
