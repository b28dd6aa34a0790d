"""The procedure of a project: what follows what, on which day, by whom, and back."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Area, User
from households.services.register import fingerprint
from projects import procedure
from projects.choices import Stage
from projects.models import Asset, ProgressReport, Project, ProjectStep
from projects.services import steps as services
from projects.services.steps import StepData
from tests.factories.projects import make_project

ClientOf = Callable[[User], Client]
DAY = dt.date
NOTHING: dict[str, Any] = dict.fromkeys(
    ("declared_on", "reviewed_on", "stored_on", "planned_on", "funded_on",
     "started_on", "year")
)  # fmt: skip


def page(name: str, *args: Any) -> str:
    return reverse(f"projects:{name}", args=args)


@pytest.fixture
def draft(village: Area) -> Project:
    return make_project(
        village,
        "2027-001",
        planning_year=2027,
        targets="建成",
        linkage="务工",
        **NOTHING,
    )


def take(row: Project, by: User, stage: str, on: dt.date, **more: Any) -> Project:
    return services.take_step(
        pk=row.pk, by=by, stage=stage, data=StepData(on=on, **more)
    )


def refused(row: Project, by: User, stage: str, on: dt.date, **more: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        take(row, by, stage, on, **more)
    return " ".join(caught.value.messages)


def test_it_works(
    client_of: ClientOf, township_staff: User, bureau_official: User, draft: Project
) -> None:
    """From the village's declaration into the repository, each by whom it is for."""
    for user, stage, day in (
        (township_staff, "declared", "2026-09-01"),
        (township_staff, "reviewed", "2026-09-20"),
        (bureau_official, "stored", "2026-11-10"),
    ):
        client = client_of(user)
        draft.refresh_from_db()
        assert client.get(page("step-take", draft.pk, stage)).status_code == 200
        values = {"seen": fingerprint(draft), "on": day, "opinion": f"同意{stage}"}
        answer = client.post(page("step-take", draft.pk, stage), values)
        assert answer.status_code == 302, answer.content.decode()
    draft.refresh_from_db()
    assert draft.stage == "stored"
    shown = client_of(township_staff).get(page("project-steps", draft.pk))
    assert "同意reviewed" in shown.content.decode()


def test_who_sees_the_project_is_not_who_decides(
    client_of: ClientOf, township_staff: User, outsider: User, draft: Project
) -> None:
    url = page("step-take", draft.pk, "stored")
    assert client_of(township_staff).get(url).status_code == 403
    assert client_of(outsider).get(page("project-steps", draft.pk)).status_code == 404
    back = page("step-return", draft.pk, "started")
    assert client_of(township_staff).post(back).status_code == 403
    assert client_of(township_staff).get(page("project-end", draft.pk)).status_code == (
        403
    )


def test_works_neither_end_before_they_begin_nor_tomorrow(
    bureau_official: User, project: Project
) -> None:
    early = refused(project, bureau_official, "finished", DAY(2026, 4, 9))
    assert early == "早于“在建”的 2026-04-10。"
    late = refused(project, bureau_official, "finished", DAY(2099, 1, 1))
    assert late == "日期在今天之后。"
    row = take(project, bureau_official, "finished", DAY(2026, 4, 10))
    assert row.stage == "finished"


def test_works_begun_anew_begin_before_what_is_reported_of_them(
    bureau_official: User, project: Project
) -> None:
    ProgressReport.objects.create(
        project=project, reported_on=DAY(2026, 5, 31), works=12
    )
    services.send_back(
        pk=project.pk,
        by=bureau_official,
        stage="started",
        on=DAY(2026, 6, 10),
        reason="日期有误",
    )
    late = refused(project, bureau_official, "started", DAY(2026, 6, 1))
    assert late == "2026-05-31 已经填报进度，开工日期不能晚于这一天。"
    row = take(project, bureau_official, "started", DAY(2026, 5, 31))
    assert row.stage == "started"


def test_the_typed_day_stays_beside_its_sentence(
    client_of: ClientOf, bureau_official: User, project: Project
) -> None:
    answer = client_of(bureau_official).post(
        page("step-take", project.pk, "finished"),
        {"seen": fingerprint(project), "on": "2026-04-09", "opinion": "已完工"},
    )
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "早于“在建”的 2026-04-10。" in told
    assert "2026-04-09" in told
    assert "已完工" in told


def test_a_step_out_of_turn_is_refused(bureau_official: User, draft: Project) -> None:
    message = "这一步不是项目当前的下一步。"
    assert refused(draft, bureau_official, "started", DAY(2026, 10, 1)) == message
    assert refused(draft, bureau_official, "anything", DAY(2026, 10, 1)) == message


def test_the_plan_is_entered_by_its_version(
    bureau_official: User, village: Area
) -> None:
    row = make_project(village, planned_on=None, started_on=None, funded_on=None)
    told = refused(row, bureau_official, "planned", DAY(2026, 10, 1))
    assert told == "批准年度计划时，项目才纳入计划。"


def test_the_repository_wants_targets_and_a_linkage(
    bureau_official: User, village: Area
) -> None:
    bare = make_project(village, "1", **{**NOTHING, "declared_on": DAY(2026, 9, 1),
                        "reviewed_on": DAY(2026, 9, 2)})  # fmt: skip
    told = refused(bare, bureau_official, "stored", DAY(2026, 10, 1))
    assert told == "先填写项目的绩效目标。 先填写项目的联农带农机制。"
    Project.objects.filter(pk=bare.pk).update(category="fee", kind=None, targets="完成")
    assert take(bare, bureau_official, "stored", DAY(2026, 10, 1)).stage == "stored"


def test_skipped_steps_are_recorded_later(
    bureau_official: User, project: Project
) -> None:
    """The tender still lies before the works; a settlement needs its amount."""
    late = refused(project, bureau_official, "tendered", DAY(2026, 5, 1))
    assert late == "晚于“在建”的 2026-04-10。"
    row = take(project, bureau_official, "tendered", DAY(2026, 3, 20))
    assert (row.stage, row.tendered_on) == ("started", DAY(2026, 3, 20))
    take(row, bureau_official, "finished", DAY(2026, 9, 1))
    take(row, bureau_official, "accepted", DAY(2026, 9, 20))
    nothing = refused(row, bureau_official, "settled", DAY(2026, 10, 1))
    assert nothing == "请填写审定金额。"
    row = take(
        row, bureau_official, "settled", DAY(2026, 10, 1), settled_amount=Decimal(95)
    )
    assert (row.stage, row.settled_amount) == ("settled", Decimal(95))


def test_what_is_handed_over_is_registered_first(
    bureau_official: User, village: Area
) -> None:
    row = make_project(
        village, finished_on=DAY(2026, 9, 1), accepted_on=DAY(2026, 9, 20)
    )
    told = refused(row, bureau_official, "handed_over", DAY(2026, 10, 1))
    assert told == "先登记项目形成的资产。"
    Asset.objects.create(
        project=row, name="厂房", kind="operating", area=village, value=80
    )
    row = take(row, bureau_official, "handed_over", DAY(2026, 10, 1))
    assert row.stage == "handed_over"


def test_a_declaration_is_sent_back_with_a_reason(
    client_of: ClientOf, township_staff: User, draft: Project
) -> None:
    take(draft, township_staff, "declared", DAY(2026, 9, 1))
    draft.refresh_from_db()
    url = page("step-return", draft.pk, "declared")
    client = client_of(township_staff)
    values = {"seen": fingerprint(draft), "on": "2026-09-05", "reason": ""}
    assert client.post(url, values).status_code == 422
    client.post(url, {**values, "reason": "投资概算缺依据"})
    draft.refresh_from_db()
    assert (draft.stage, draft.declared_on) == ("draft", None)
    step = ProjectStep.objects.get(is_return=True)
    assert (step.stage, step.opinion) == ("draft", "投资概算缺依据")
    # The same once more is about a stage that is gone.
    assert client.post(url, {**values, "reason": "再退一次"}).status_code in (409, 422)


def test_an_unfinished_project_is_terminated_and_resumed(
    client_of: ClientOf, bureau_official: User, project: Project
) -> None:
    client = client_of(bureau_official)
    values = {"seen": fingerprint(project), "on": "2026-08-01", "reason": "选址冲突"}
    client.post(page("project-end", project.pk), values)
    project.refresh_from_db()
    assert (project.stage, project.end_reason) == ("terminated", "选址冲突")
    assert procedure.next_steps(project) == []
    values = {"seen": fingerprint(project), "on": "2026-08-09", "reason": "登记错了"}
    client.post(page("step-return", project.pk, "terminated"), values)
    project.refresh_from_db()
    assert (project.stage, project.end_reason) == ("started", "")


def test_before_the_plan_a_project_leaves_the_repository(
    bureau_official: User, village: Area
) -> None:
    row = make_project(village, planned_on=None, started_on=None, funded_on=None)
    early: dict[str, Any] = {"pk": row.pk, "by": bureau_official, "reason": "不再实施"}
    with pytest.raises(ValidationError, match="2025-11-10"):
        services.end_project(on=DAY(2025, 11, 9), **early)
    assert services.end_project(on=DAY(2026, 3, 1), **early).stage == "removed"


def test_a_finished_project_does_not_end_on_the_side(
    bureau_official: User, village: Area
) -> None:
    row = make_project(village, finished_on=DAY(2026, 9, 1))
    with pytest.raises(ValidationError):
        services.end_project(
            pk=row.pk, by=bureau_official, on=DAY(2026, 10, 1), reason="其他"
        )


def test_a_planned_project_is_not_sent_back(
    bureau_official: User, village: Area
) -> None:
    row = make_project(village, started_on=None, funded_on=None)
    with pytest.raises(ValidationError, match="批准"):
        services.send_back(
            pk=row.pk,
            by=bureau_official,
            stage="planned",
            on=DAY(2026, 10, 1),
            reason="退回",
        )


def test_a_project_of_the_county_has_no_township(
    bureau_official: User, county: Area
) -> None:
    row = make_project(county, "9", **{**NOTHING, "declared_on": DAY(2026, 9, 1)})
    assert [rule.stage for rule in procedure.next_steps(row)] == [Stage.STORED]


DAYS = st.one_of(st.none(), st.dates(DAY(2025, 1, 1), DAY(2026, 11, 1)))


@given(st.fixed_dictionaries({rule.day: DAYS for rule in procedure.PROCEDURE}))
def test_there_is_at_most_one_obligatory_step_and_none_is_taken_twice(
    days: dict[str, dt.date | None],
) -> None:
    area = Area(code="990981101201", level=Area.Level.VILLAGE)
    row = Project(area=area, category="industry", **days)
    following = procedure.next_steps(row)
    assert all(getattr(row, rule.day) is None for rule in following)
    obligatory = [rule for rule in following if not rule.may_skip]
    assert len(obligatory) <= 1
    if obligatory:
        # Nothing obligatory that comes later is recorded already.
        rest = procedure.PROCEDURE[procedure.PROCEDURE.index(obligatory[0]) :]
        assert all(rule.day_of(row) is None for rule in rest if not rule.may_skip)
