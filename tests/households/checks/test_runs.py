"""Hits open, stay, are fixed, exempted and come back; a recheck is one household's."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from accounts.models import Area, Parameter, User
from exchange import jobs
from exchange.models import Job
from households.checks import telling
from households.checks.declare import HOUSEHOLD, Check, Group, Waiting, register, wait
from households.checks.run import recheck_households, run_checks
from households.choices import Severity
from households.models import Household, QualityHit, QualityRun
from households.services import quality
from households.services import register as register_service
from households.services.summaries import refresh_summaries
from tests.households.checks import homes

pytestmark = pytest.mark.django_db


@pytest.fixture
def damaged(village: Area) -> Household:
    """A household out of poverty in a house of grade D."""
    home = homes.make_home(village, household_type="exited")
    homes.change(home.conditions, danger_grade="d")
    refresh_summaries()
    return home


def the_hit() -> QualityHit:
    return QualityHit.objects.get(rule="N01")


def test_it_works(damaged: Household) -> None:
    run = run_checks(keys=["N01"])
    hit = the_hit()
    assert (run.rules, run.opened, run.fixed) == (1, 1, 0)
    assert (hit.state, hit.household, hit.values) == ("open", damaged, {"grade": "d"})
    assert telling.sentence_of(hit) == (
        "赵德全户是脱贫户，住房登记为危房（D级），未纳入监测。"
    )


def test_a_hit_that_is_still_there_is_seen_again(damaged: Household) -> None:
    run_checks(keys=["N01"])
    first = the_hit()
    run = run_checks(keys=["N01"])
    again = the_hit()
    assert run.opened == 0
    assert again.first_seen_at == first.first_seen_at
    assert again.last_seen_at > first.last_seen_at


def test_a_hit_that_is_gone_is_fixed_and_may_come_back(damaged: Household) -> None:
    run_checks(keys=["N01"])
    homes.change(damaged.conditions, danger_grade="a")
    assert run_checks(keys=["N01"]).fixed == 1
    assert the_hit().state == "fixed"
    assert the_hit().fixed_at is not None
    homes.change(damaged.conditions, danger_grade="c")
    assert run_checks(keys=["N01"]).opened == 1
    assert (the_hit().state, the_hit().fixed_at) == ("open", None)


def test_an_exemption_holds_while_the_values_stay(
    damaged: Household, township_staff: User
) -> None:
    run_checks(keys=["N01"])
    hits = QualityHit.objects.visible_to(township_staff)
    quality.exempt_hits(hits=hits, by=township_staff, reason="已拆除，待更新")
    run_checks(keys=["N01"])
    assert the_hit().state == "exempt"
    homes.change(damaged.conditions, danger_grade="c")
    run_checks(keys=["N01"])
    assert the_hit().state == "open"


def test_an_exemption_ends_with_its_day(
    damaged: Household, township_staff: User
) -> None:
    run_checks(keys=["N01"])
    until = dt.date.today() + dt.timedelta(days=10)  # noqa: DTZ011
    hits = QualityHit.objects.visible_to(township_staff)
    quality.exempt_hits(hits=hits, by=township_staff, reason="施工中", until=until)
    run_checks(keys=["N01"], today=until)
    assert the_hit().state == "exempt"
    run_checks(keys=["N01"], today=until + dt.timedelta(days=1))
    assert the_hit().state == "open"


def test_an_exemption_needs_a_reason_and_a_future_day(
    damaged: Household, township_staff: User
) -> None:
    run_checks(keys=["N01"])
    hits = QualityHit.objects.all()
    with pytest.raises(ValidationError, match="reason"):
        quality.exempt_hits(hits=hits, by=township_staff, reason=" ")
    with pytest.raises(ValidationError, match="until"):
        quality.exempt_hits(
            hits=hits, by=township_staff, reason="x", until=dt.date(2020, 1, 1)
        )
    assert the_hit().state == "open"


def test_a_run_of_one_area_leaves_the_hits_of_others(
    damaged: Household, other_village: Area
) -> None:
    run_checks(keys=["N01"])
    homes.change(damaged.conditions, danger_grade="a")
    low, high = other_village.code_range
    run_checks(keys=["N01"], low=low, high=high)
    assert the_hit().state == "open"
    low, high = damaged.village.code_range
    run_checks(keys=["N01"], low=low, high=high)
    assert the_hit().state == "fixed"


def test_a_household_that_left_the_register_loses_its_hits(damaged: Household) -> None:
    run_checks(keys=["N01"])
    homes.change(damaged, state="moved_out")
    run_checks(keys=["N01"])
    assert the_hit().state == "fixed"


def test_a_recheck_is_about_its_household_only(
    damaged: Household, village: Area
) -> None:
    other = homes.make_home(village, household_type="exited")
    homes.change(other.conditions, danger_grade="d")
    recheck_households([damaged.pk])
    assert QualityHit.objects.get(rule="N01").household == damaged
    homes.change(damaged.conditions, danger_grade="a")
    recheck_households([damaged.pk])
    assert the_hit().state == "fixed"


def test_a_recheck_finds_what_a_run_finds(damaged: Household, village: Area) -> None:
    homes.line()
    for make in (homes.MONITORED, homes.ELIMINATED):
        home = make(village)
        homes.change(home.conditions, has_safe_water=None, is_dangerous_house=True)
        home.members.update(medical_resident=False, labour_skill="none")
        home.responsibilities.all().delete()
    refresh_summaries()
    run_checks(today=homes.TODAY)
    per_household = QualityHit.objects.filter(household__isnull=False)
    by_run = set(per_household.values_list("rule", "key"))
    QualityHit.objects.all().delete()
    ids = list(Household.objects.values_list("pk", flat=True))
    recheck_households(ids, today=homes.TODAY)
    assert set(QualityHit.objects.values_list("rule", "key")) == by_run
    assert len(by_run) > 5


def test_saving_a_household_rechecks_it_after_the_commit(
    damaged: Household, django_capture_on_commit_callbacks: object
) -> None:
    damaged.refresh_from_db()
    seen = register_service.fingerprint(damaged)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        register_service.update_household(
            pk=damaged.pk, values={"remark": "核实"}, secrets={}, seen=seen
        )
    assert the_hit().state == "open"
    assert [hit.rule for hit in quality.errors_of(damaged.pk)] == ["N01"]


def test_many_households_at_once_wait_for_a_run(
    damaged: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quality, "RECHECKED_AT_ONCE", 0)
    quality.recheck_saved([damaged.pk])
    job = Job.objects.get(kind=Job.Kind.CHECK_QUALITY)
    assert not QualityHit.objects.exists()
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert job.result["opened"] == QualityHit.objects.count() > 0


def test_a_run_of_one_rule_is_asked_for_once(bureau_official: User) -> None:
    first = quality.start_check(by=bureau_official, rule="N01")
    assert quality.start_check(by=bureau_official, rule="N01") == first
    jobs.run(first.pk)
    assert QualityRun.objects.get().rules == 1


def test_a_parameter_without_a_value_finds_nothing(village: Area) -> None:
    home = homes.make_home(village, household_type="exited")
    homes.change(home.incomes.get(year=2026), wage=0, operating=0, transfer=100)
    assert homes.found("N05") == []
    Parameter.objects.create(
        key="monitoring_line", value=8700, valid_from=dt.date(2026, 1, 1)
    )
    assert homes.found("N05") == [f"h{home.pk}"]


def test_a_key_stands_for_one_rule() -> None:
    check = Check(
        key="N01", severity=Severity.VERIFY, group=Group.NOT_MONITORED, title="",
        sentence="", fix="", source=HOUSEHOLD, where="TRUE",
    )  # fmt: skip
    with pytest.raises(ValueError, match="N01"):
        register(check)
    with pytest.raises(ValueError, match="N01"):
        wait(Waiting("N01", "", ""))


def test_the_command_tells_what_it_found(damaged: Household) -> None:
    out = StringIO()
    call_command("check_quality", "--json", rule=["N01"], stdout=out)
    summary = json.loads(out.getvalue())
    assert (summary["rules"], summary["opened"]) == (1, 1)
    assert summary["open"] == {"N01": 1}
    out = StringIO()
    call_command("check_quality", stdout=out)
    assert "脱贫户住危房" in out.getvalue()
