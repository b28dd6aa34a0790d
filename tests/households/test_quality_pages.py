"""The pages of data quality: what is found, answered, passed on and run again."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AccessLog, Area, User
from exchange import services
from exchange.jobs import run as run_job
from exchange.models import ImportRun, Job
from households.checks.run import run_checks
from households.models import Household, Lead, QualityHit
from households.services.quality import withdraw_exemptions
from households.services.summaries import refresh_summaries
from tests.exchange.workbooks import apply, problems, receive, work, workbook
from tests.households.checks import homes
from tests.test_query_counts import QUERY_COUNTS

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def damaged(village: Area) -> Household:
    """One household with one hit, N01."""
    home = homes.make_home(village, household_type="exited", head_name="王守田")
    home.members.filter(relation="head").update(name="王守田")
    homes.change(home.conditions, danger_grade="d")
    refresh_summaries()
    run_checks(keys=["N01"])
    home.refresh_from_db()
    return home


def the_hit() -> QualityHit:
    return QualityHit.objects.get()


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def test_it_works(
    client_of: ClientOf, township_staff: User, damaged: Household
) -> None:
    client = client_of(township_staff)
    assert "脱贫户住危房" in text(client.get(reverse("households:quality")))
    rule = text(client.get(reverse("households:quality-rule", args=["N01"])))
    assert "王守田户是脱贫户，住房登记为危房（D级）" in rule
    hits = text(client.get(reverse("households:quality-hits"), {"state": "open"}))
    assert "王守田户是脱贫户" in hits
    panel = text(client.get(reverse("households:household-quality", args=[damaged.pk])))
    assert reverse("households:household-edit", args=[damaged.pk]) in panel


def test_the_outsider_sees_and_changes_nothing(
    client_of: ClientOf, outsider: User, damaged: Household
) -> None:
    client = client_of(outsider)
    for name, arguments in (
        ("quality", []), ("quality-hits", []), ("quality-rule", ["N01"]),
    ):  # fmt: skip
        assert "王守田" not in text(
            client.get(reverse(f"households:{name}", args=arguments))
        )
    panel = reverse("households:household-quality", args=[damaged.pk])
    assert client.get(panel).status_code == 404
    exempt = reverse("households:quality-hit-exempt")
    body = {"id": the_hit().pk, "reason": "核实无误"}
    assert client.post(exempt, body).status_code == 404
    lead = reverse("households:quality-lead", args=[the_hit().pk])
    assert client.post(lead).status_code == 404
    assert the_hit().state == "open"
    assert not Lead.objects.exists()


def test_every_rule_can_be_shown_with_what_is_not_active(
    client_of: ClientOf, township_staff: User, damaged: Household
) -> None:
    page = text(
        client_of(township_staff).get(reverse("households:quality"), {"all": ""})
    )
    assert "当月没有走访" in page
    assert "需要问题整改台账" in page


def test_the_bureau_sees_which_township_has_most(
    client_of: ClientOf, bureau_official: User, damaged: Household, township: Area
) -> None:
    page = text(client_of(bureau_official).get(reverse("households:quality")))
    assert f"township={township.code}" in page
    assert "heat h3" in page


def test_hits_of_a_list_are_marked_as_right_together(
    client_of: ClientOf, township_staff: User, damaged: Household, village: Area
) -> None:
    other = homes.make_home(village, household_type="exited")
    homes.change(other.conditions, danger_grade="c")
    run_checks(keys=["N01"])
    ids = list(QualityHit.objects.values_list("pk", flat=True))
    client, url = client_of(township_staff), reverse("households:quality-hit-exempt")
    assert "共 2 条" in text(client.get(url, {"id": ids}))
    refused = client.post(url, {"id": ids, "reason": "", "until": "2020-01-01"})
    assert refused.status_code == 422
    assert "请写明核实无误的理由" in text(refused)
    assert "有效期应晚于今天" in text(refused)
    client.post(url, {"id": ids, "reason": "已签拆除协议"})
    states = QualityHit.objects.values_list("state", "exempt_reason", "exempt_by")
    assert set(states) == {("exempt", "已签拆除协议", township_staff.pk)}
    client.post(url, {"id": ids[:1], "withdraw": "1"})
    assert QualityHit.objects.get(pk=ids[0]).state == "open"


def test_a_village_worker_answers_by_mending_not_by_exempting(
    client_of: ClientOf, village_worker: User, damaged: Household
) -> None:
    client = client_of(village_worker)
    url = reverse("households:quality-hit-exempt")
    assert client.post(url, {"id": the_hit().pk, "reason": "x"}).status_code == 403
    panel = text(client.get(reverse("households:household-quality", args=[damaged.pk])))
    assert url not in panel


def test_a_household_is_checked_again_at_once(
    client_of: ClientOf, village_worker: User, damaged: Household
) -> None:
    homes.change(damaged.conditions, danger_grade="a")
    client = client_of(village_worker)
    url = reverse("households:quality-recheck")
    client.post(url, {"household": damaged.pk})
    assert the_hit().state == "fixed"
    assert client.post(url, {"household": 10**9}).status_code == 400
    assert client.post(url).status_code == 403


def test_everything_is_checked_in_the_background(
    client_of: ClientOf, township_staff: User, damaged: Household
) -> None:
    client = client_of(township_staff)
    client.post(reverse("households:quality-recheck"))
    client.post(reverse("households:quality-recheck"), {"rule": "N01"})
    jobs = Job.objects.filter(kind=Job.Kind.CHECK_QUALITY)
    assert [job.parameters for job in jobs.order_by("pk")] == [{}, {"rule": "N01"}]
    part = text(client.get(reverse("households:quality") + "?progress", headers=HTMX))
    assert "核查正在排队" in part
    jobs.update(state=Job.State.DONE)
    part = text(client.get(reverse("households:quality") + "?progress", headers=HTMX))
    assert "核查已完成" in part


def test_a_hit_becomes_a_lead(
    client_of: ClientOf, village_worker: User, damaged: Household
) -> None:
    url = reverse("households:quality-lead", args=[the_hit().pk])
    assert client_of(village_worker).post(url).status_code == 302
    assert Lead.objects.get().household == damaged


def test_the_workbook_has_a_summary_and_a_sheet_a_rule(
    client_of: ClientOf, township_staff: User, damaged: Household
) -> None:
    homes.change(damaged, head_name="=HYPERLINK(1)")
    client = client_of(township_staff)
    order = {"roster": "quality-hits", "layout": "rules", "query": "rule=N01"}
    assert client.post(reverse("exchange:export-start"), order).status_code == 302
    job = Job.objects.get(kind=Job.Kind.EXPORT)
    run_job(job.pk)
    job.refresh_from_db()
    assert job.state == "done", job.message
    assert "疑似问题数据结果表" in text(client.get(reverse("exchange:exports")))
    response = client.get(reverse("exchange:export-file", args=[job.pk]))
    book = load_workbook(BytesIO(b"".join(response)))  # type: ignore[call-overload]
    assert book.sheetnames == ["汇总", "N01"]
    row = [cell.value for cell in book["N01"][2]]
    assert row[0:4] == ["N01", the_hit().key, "石门镇", "柳树沟村"]
    assert "住房登记为危房（D级）" in row[8]
    assert book["N01"]["G2"].data_type == "s"
    logged = AccessLog.objects.get(kind=AccessLog.Kind.EXPORT)
    assert logged.row_count == 1


def test_answers_come_back_from_excel(
    township_staff: User, outsider: User, damaged: Household
) -> None:
    header = ("规则编号", "记录编号", "户编号", "处理结果", "说明")
    row = ("N01", the_hit().key, damaged.household_no)

    def send(user: User, *answer: str) -> list[object]:
        file = workbook([(*row, *answer)], header=header, above=())
        run = receive(file, user, "quality-hits")
        found = problems(run)
        if not found:
            apply(run)
        return found

    assert send(outsider, "核实无误", "已看过") != []
    assert send(township_staff, "核实无误", "") != []
    assert the_hit().state == "open"
    assert send(township_staff, "核实无误", "房屋已拆除") == []
    hit = the_hit()
    assert (hit.state, hit.exempt_reason) == ("exempt", "房屋已拆除")
    assert hit.exempt_by == township_staff
    assert hit.exempt_at is not None


def test_a_saved_household_says_what_must_be_corrected(
    client_of: ClientOf, township_staff: User, damaged: Household
) -> None:
    client = client_of(township_staff)
    url = reverse("households:household-edit", args=[damaged.pk])
    form = client.get(url).context["form"]
    data = {bound.html_name: bound.value() or "" for bound in form}
    page = client.post(url, data, follow=True)
    assert "已保存，但有 1 处错误需要更正" in text(page)
    assert f'href="{url}"' in text(page)


@pytest.mark.parametrize("name", ["quality", "quality-hits", "quality-rule"])
def test_a_page_takes_as_many_queries_as_written_down(
    name: str, client_of: ClientOf, township_staff: User, village: Area
) -> None:
    for grade in "cdcd":
        home = homes.make_home(village, household_type="exited")
        homes.change(home.conditions, danger_grade=grade)
    run_checks(keys=["N01"])
    client = client_of(township_staff)
    url = reverse(f"households:{name}", args=["N01"] if name == "quality-rule" else [])
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    found = [query["sql"][:90] for query in queries.captured_queries]
    assert len(found) == QUERY_COUNTS[f"households:{name}"], found


def test_answers_of_a_file_are_taken_back_together(
    township_staff: User, damaged: Household
) -> None:
    """To what stood before; an answer given since stays."""

    def answered(state: str, note: str) -> ImportRun:
        header = ("规则编号", "记录编号", "户编号", "处理结果", "说明")
        row = ("N01", the_hit().key, damaged.household_no, state, note)
        file = workbook([row], header=header, above=())
        return apply(receive(file, township_staff, "quality-hits"))

    def undone(run: ImportRun) -> dict[str, int]:
        services.undo_run(run=run, by=township_staff)
        job = work(run).job
        assert job is not None
        return dict(job.result)

    first = answered("核实无误", "房屋已拆除")
    second = answered("核实无误", "房屋已重建")
    assert undone(first) == {"restored": 0, "kept": 1}
    assert the_hit().exempt_reason == "房屋已重建"
    assert undone(second) == {"restored": 1, "kept": 0}
    hit = the_hit()
    assert (hit.state, hit.exempt_reason) == ("exempt", "房屋已拆除")
    assert (hit.exempt_by, hit.before_import) == (township_staff, None)

    third = answered("核实无误", "已迁走")
    withdraw_exemptions(hits=QualityHit.objects.all())
    assert undone(third) == {"restored": 0, "kept": 1}
    assert the_hit().state == "open"

    fourth = answered("已修正", "")
    run_checks()
    assert the_hit().state == "open"
    assert undone(fourth) == {"restored": 0, "kept": 1}
