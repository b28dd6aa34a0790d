"""The repository and the annual plan in versions: what is frozen, what follows."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Area, Department, User
from households.services.register import StaleRowError, fingerprint
from projects.models import PlanItem, PlanVersion, Project, ProjectStep
from projects.repository_rule import RepositoryRule
from projects.services import plans as services
from projects.services.plans import Approval, draft_mark
from tests.factories.projects import fund, make_project
from tests.test_list_query_counts import QUERY_COUNTS

ClientOf = Callable[[User], Client]
DAY = dt.date(2026, 11, 20)
WAITING: dict[str, Any] = dict.fromkeys(
    ("planned_on", "funded_on", "started_on", "year")
)


def page(name: str, *args: Any) -> str:
    return reverse(f"projects:{name}", args=args)


def stored(area: Area, code: str, budget: int, **given: Any) -> Project:
    values = {"planning_year": 2027, "name": f"项目{code}", **WAITING, **given}
    return make_project(area, code, budget=Decimal(budget), **values)


@pytest.fixture
def first(village: Area) -> Project:
    return stored(village, "2027-001", 60)


@pytest.fixture
def second(other_village: Area) -> Project:
    return stored(other_village, "2027-002", 40)


def approve(version: PlanVersion, by: User, on: dt.date = DAY, **more: str) -> None:
    services.approve_version(
        pk=version.pk,
        by=by,
        approval=Approval(on=on, document_no="安振发〔2026〕12号", **more),
    )
    version.refresh_from_db()


def change(item: PlanItem, **values: Any) -> PlanItem:
    return services.change_item(pk=item.pk, values=values, seen=fingerprint(item))


@pytest.mark.usefixtures("second")
def test_it_works(client_of: ClientOf, bureau_official: User, first: Project) -> None:
    """Repository, plan, adjustment: by the pages that the bureau sees."""
    client = client_of(bureau_official)
    for kind, name in (("repository", "repository"), ("annual", "plan")):
        client.post(page("plan-start"), {"kind": kind, "year": "2027"})
        version = PlanVersion.objects.get(kind=kind)
        assert version.items.count() == 2
        url = page("plan-approve", version.pk)
        assert client.get(url).status_code == 200
        answer = client.post(
            url,
            {"seen": draft_mark(version), "on": "2026-11-20", "document_no": "12号"},
        )
        assert answer.status_code == 302, answer.content.decode()
        shown = client.get(page(name), {"year": "2027"}).content.decode()
        assert "已批准" in shown
        assert "100.0" in shown
    first.refresh_from_db()
    assert (first.stage, first.year, first.planned_on) == ("planned", 2027, DAY)
    step = ProjectStep.objects.get(project=first)
    assert (step.stage, step.document_no) == ("planned", "12号")


def test_an_approved_version_is_never_changed(
    bureau_official: User, first: Project
) -> None:
    version = services.start_version(kind="repository", year=2027, by=bureau_official)
    approve(version, bureau_official)
    item = version.items.get()
    for act in (
        lambda: change(item, amount=Decimal(1)),
        lambda: services.remove_item(pk=item.pk, seen=fingerprint(item)),
        lambda: services.discard_version(pk=version.pk, seen=draft_mark(version)),
        lambda: services.add_projects(pk=version.pk, projects=[first.pk]),
        lambda: approve(version, bureau_official),
    ):
        with pytest.raises(ValidationError, match="已批准"):
            act()
    with pytest.raises(IntegrityError):
        PlanItem.objects.filter(pk=item.pk).update(amount=1)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE projects_planversion SET document_no = '9号' WHERE id = %(approved)s",
        "DELETE FROM projects_planversion WHERE id = %(approved)s",
        """UPDATE projects_planitem SET version_id = %(draft)s
            WHERE version_id = %(approved)s""",
    ],
)
def test_an_approved_version_cannot_be_altered_by_sql(
    statement: str, bureau_official: User, first: Project
) -> None:
    version = services.start_version(kind="repository", year=2027, by=bureau_official)
    approve(version, bureau_official)
    draft = services.start_version(kind="annual", year=2030, by=bureau_official)
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(statement, {"approved": version.pk, "draft": draft.pk})


def test_an_adjustment_begins_as_what_is_in_force_and_keeps_it(
    client_of: ClientOf, bureau_official: User, first: Project, second: Project
) -> None:
    annual: dict[str, Any] = {"kind": "annual", "year": 2027, "by": bureau_official}
    former = services.start_version(**annual)
    approve(former, bureau_official)
    draft = services.start_version(**annual)
    assert (draft.number, draft.items.count()) == (2, 2)
    change(draft.items.get(project=first), amount=Decimal(75), central=Decimal(75))
    gone = draft.items.get(project=second)
    services.remove_item(pk=gone.pk, seen=fingerprint(gone))
    with pytest.raises(ValidationError, match="原因"):
        approve(draft, bureau_official)
    approve(draft, bureau_official, reason="资金调减")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.budget, first.planned_on) == (Decimal(75), DAY)
    assert (second.stage, second.year) == ("stored", None)
    assert former.items.get(project=first).amount == 60
    told = client_of(bureau_official).get(page("plan-difference", draft.pk))
    shown = told.content.decode()
    assert "项目2027-002" in shown
    assert "60.0 → " not in shown  # the amount changed, and so did the central part
    assert "中央 0.0 → 75.0" in shown
    assert "-25.0" in shown  # 75 − 60 − 40


def test_there_is_one_draft_at_a_time(bureau_official: User, first: Project) -> None:
    services.start_version(kind="annual", year=2027, by=bureau_official)
    with pytest.raises(ValidationError, match="已经有一个草稿版本"):
        services.start_version(kind="annual", year=2027, by=bureau_official)
    services.start_version(kind="annual", year=2028, by=bureau_official)
    assert first.plan_items.count() == 2


def test_the_first_plan_is_what_was_planned_already(
    bureau_official: User, project: Project, village: Area
) -> None:
    stored(village, "2026-030", 5, planning_year=2026)
    version = services.start_version(kind="annual", year=2026, by=bureau_official)
    assert [item.project for item in version.items.all()] == [project]


def test_sources_add_up_or_are_open(bureau_official: User, first: Project) -> None:
    version = services.start_version(kind="annual", year=2027, by=bureau_official)
    item = version.items.get()
    with pytest.raises(ValidationError, match="各级资金合计 50") as caught:
        change(item, central=Decimal(50))
    assert "amount" in caught.value.error_dict
    item = change(item, central=Decimal(50), county=Decimal(10))
    assert item.source_total == 60
    with pytest.raises(StaleRowError):
        services.change_item(pk=item.pk, values={"note": "迟到"}, seen="-")


def test_a_wrong_sum_stays_typed_beside_its_sentence(
    client_of: ClientOf, bureau_official: User, first: Project
) -> None:
    version = services.start_version(kind="annual", year=2027, by=bureau_official)
    item = version.items.get()
    url = page("plan-item", version.pk, item.pk)
    client = client_of(bureau_official)
    assert client.get(url).status_code == 200
    values = {"seen": fingerprint(item), "amount": "60", "central": "1,000"}
    answer = client.post(url, values)
    told = answer.content.decode()
    assert answer.status_code == 422
    assert "各级资金合计 1000 万元，与投资 60 万元不一致。" in told
    assert "1,000" in told
    assert client.post(url, {**values, "central": "60"}).status_code == 302
    item.refresh_from_db()
    assert item.central == 60


def test_money_and_begun_works_hold_a_project_in_the_plan(
    bureau_official: User, first: Project, second: Project
) -> None:
    annual: dict[str, Any] = {"kind": "annual", "year": 2027, "by": bureau_official}
    approve(services.start_version(**annual), bureau_official)
    fund(first, 10)
    Project.objects.filter(pk=second.pk).update(started_on=DAY)
    draft = services.start_version(**annual)
    for item in draft.items.all():
        with pytest.raises(ValidationError, match=item.project.name):
            services.remove_item(pk=item.pk, seen=fingerprint(item))


def test_what_left_meanwhile_is_not_approved(
    bureau_official: User, first: Project
) -> None:
    version = services.start_version(kind="annual", year=2027, by=bureau_official)
    Project.objects.filter(pk=first.pk).update(removed_on=DAY, end_reason="不再实施")
    with pytest.raises(ValidationError, match="已终止或出库"):
        approve(version, bureau_official)


def test_a_dropped_project_is_out_of_the_repository(
    bureau_official: User, first: Project, second: Project
) -> None:
    listed: dict[str, Any] = {"kind": "repository", "year": 2027, "by": bureau_official}
    approve(services.start_version(**listed), bureau_official)
    draft = services.start_version(**listed)
    item = draft.items.get(project=second)
    services.remove_item(pk=item.pk, seen=fingerprint(item))
    approve(draft, bureau_official, reason="前期工作不到位")
    second.refresh_from_db()
    assert (second.stage, second.end_reason) == ("removed", "前期工作不到位")
    assert ProjectStep.objects.get(project=second).stage == "removed"


def test_what_changed_meanwhile_is_looked_at_again(
    client_of: ClientOf, bureau_official: User, first: Project, second: Project
) -> None:
    version = services.start_version(kind="annual", year=2027, by=bureau_official)
    seen = draft_mark(version)
    item = version.items.get(project=second)
    services.remove_item(pk=item.pk, seen=fingerprint(item))
    values = {"seen": seen, "on": "2026-11-20", "document_no": "12号"}
    answer = client_of(bureau_official).post(page("plan-approve", version.pk), values)
    assert answer.status_code == 409
    version.refresh_from_db()
    assert version.state == "draft"


def test_stored_projects_are_put_into_a_draft(
    client_of: ClientOf, bureau_official: User, first: Project, village: Area
) -> None:
    version = services.start_version(kind="repository", year=2027, by=bureau_official)
    late = stored(village, "2027-003", 30)
    raw = stored(village, "2027-004", 30, stored_on=None)
    client = client_of(bureau_official)
    url = page("plan-add", version.pk)
    shown = client.get(url).content.decode()
    assert late.name in shown
    assert raw.name not in shown
    assert client.post(url, {"project": "x"}).status_code == 422
    client.post(url, {"project": [late.pk, raw.pk]})
    assert set(version.items.values_list("project", flat=True)) == {first.pk, late.pk}


def test_everybody_reads_a_version_and_only_the_own_rows(
    client_of: ClientOf,
    bureau_official: User,
    township_staff: User,
    outsider: User,
    first: Project,
    second: Project,
) -> None:
    version = services.start_version(kind="annual", year=2027, by=bureau_official)
    item = version.items.get(project=first)
    for user, sees, not_sees in (
        (township_staff, first, second),
        (outsider, second, first),
    ):
        client = client_of(user)
        shown = client.get(page("plan"), {"year": "2027"}).content.decode()
        printed = client.get(page("plan-print", version.pk)).content.decode()
        for text in (shown, printed):
            assert sees.name in text
            assert not_sees.name not in text
        assert "100.0" in shown  # the sum of the whole county
        assert client.get(page("plan-approve", version.pk)).status_code == 403
        assert client.get(page("plan-item", version.pk, item.pk)).status_code == 403


def test_a_department_sees_its_own(
    client_of: ClientOf,
    bureau_official: User,
    agriculture: Department,
    agriculture_staff: User,
    first: Project,
    second: Project,
) -> None:
    Project.objects.filter(pk=second.pk).update(department=agriculture)
    services.start_version(kind="annual", year=2027, by=bureau_official)
    shown = client_of(agriculture_staff).get(page("plan"), {"year": "2027"})
    assert second.name in shown.content.decode()
    assert first.name not in shown.content.decode()


def test_the_repository_has_to_exceed_the_plan(
    client_of: ClientOf,
    township_staff: User,
    project: Project,
    first: Project,
    second: Project,
) -> None:
    """98 planned this year, 100 stored for the next: kept by a hair, then missed."""
    rule = RepositoryRule(2026, DAY)
    assert (rule.plan.total, rule.repository.total, rule.is_met) == (
        Decimal(98),
        Decimal(100),
        True,
    )
    Project.objects.filter(pk=second.pk).update(budget=38)
    equal = RepositoryRule(2026, DAY)
    assert (equal.is_met, equal.missing) == (False, Decimal(0))
    Project.objects.filter(pk=second.pk).update(removed_on=DAY, end_reason="不再实施")
    missed = RepositoryRule(2026, DAY)
    assert (missed.missing, missed.repository.count) == (Decimal(38), 1)
    client = client_of(township_staff)
    shown = client.get(page("plan"), {"year": "2026"}).content.decode()
    assert "还差 38.0 万元。" in shown
    rows = client.get(page("repository-rule"), {"year": "2026"}).content.decode()
    assert first.name in rows
    assert project.name in rows


def test_a_year_nobody_can_mean_is_answered(
    client_of: ClientOf, bureau_official: User
) -> None:
    client = client_of(bureau_official)
    for year in ("0", "9999", "x", "²", "-1", ""):
        assert client.get(page("plan"), {"year": year}).status_code == 200
        client.post(page("plan-start"), {"kind": "annual", "year": year})
    assert not PlanVersion.objects.exists()


@pytest.mark.parametrize("name", ["repository", "plan", "repository-rule"])
def test_a_longer_list_takes_no_more_queries(
    name: str,
    client_of: ClientOf,
    bureau_official: User,
    township_staff: User,
    village: Area,
) -> None:
    client = client_of(township_staff)
    year = {"year": "2026" if name == "repository-rule" else "2027"}
    found = []
    for count in (1, 4):
        for _number in range(count):
            stored(village, f"2027-{Project.objects.count():03d}", 10)
        for kind in ("repository", "annual"):
            for draft in PlanVersion.objects.filter(kind=kind, state="draft"):
                services.discard_version(pk=draft.pk, seen=draft_mark(draft))
            services.start_version(kind=kind, year=2027, by=bureau_official)
        client.get(page(name), year)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page(name), year).status_code == 200
        found.append([query["sql"][:120] for query in queries.captured_queries])
    assert [len(each) for each in found] == [QUERY_COUNTS[f"projects:{name}"]] * 2, (
        found
    )


def test_a_key_of_many_digits_is_no_project(
    client_of: ClientOf, bureau_official: User
) -> None:
    draft = services.start_version(kind="annual", year=2027, by=bureau_official)
    given = {"project": ["9" * 5000, "9" * 19]}
    answer = client_of(bureau_official).post(page("plan-add", draft.pk), given)
    assert answer.status_code == 422


def test_a_project_enters_no_plan_before_it_is_in_the_repository(
    bureau_official: User, first: Project
) -> None:
    draft = services.start_version(kind="annual", year=2027, by=bureau_official)
    Project.objects.update(stored_on=DAY)
    with pytest.raises(ValidationError, match="这一天之后才入库：项目2027-001"):
        approve(draft, bureau_official, DAY - dt.timedelta(days=1))
    approve(draft, bureau_official)
    first.refresh_from_db()
    assert first.planned_on == DAY
