"""Entry and exit, step by step, in the database."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Area, User
from core.months import Month
from households import choices
from households.choices import CaseResult, Decision, Step
from households.models import (
    Case,
    CaseAct,
    Deadline,
    Episode,
    EpisodeFinding,
    Household,
    ReportingMonth,
)
from households.procedures.tables import Level
from households.services import cases
from households.services.cases import (
    CaseConflict,
    UrgentHelp,
    mark_urgent_help,
    open_entry,
    reject_case,
    return_case,
    stop_case,
    take_step,
)
from households.signals import register_changed
from tests.factories import UserFactory, VisitFactory
from tests.households.case_steps import (
    Walk,
    ago,
    family,
    file_required,
    monitored,
    set_line,
    step_data,
)


@pytest.fixture
def walk(village_worker: User, township_staff: User, bureau_official: User) -> Walk:
    set_line()
    return Walk(village_worker, township_staff, bureau_official)


@pytest.fixture
def checker(township: Area) -> User:
    return UserFactory(username="gaolei", full_name="高磊", area=township)


def no_risk(household: Household) -> None:
    month = Month.of(ago(0))
    VisitFactory(
        household=household,
        month=month.first_day,
        visited_on=max(month.first_day, ago(1)),
        conclusion=choices.Conclusion.NO_RISK,
    )


def snapshot() -> list[object]:
    return [
        list(Case.objects.values_list().order_by("pk")),
        list(CaseAct.objects.values_list().order_by("pk")),
        list(Episode.objects.values_list().order_by("pk")),
        list(Deadline.objects.values_list().order_by("pk")),
    ]


def refused(error: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    return getattr(error.value, "message_dict", {"": error.value.messages})


def test_it_works(walk: Walk, village: Area) -> None:
    household = family(village)
    heard: list[Month] = []

    def listen(months: list[Month], **kwargs: object) -> None:
        heard.extend(months)

    register_changed.connect(listen)
    try:
        case = walk.entry(household)
    finally:
        register_changed.disconnect(listen)

    assert case.result == CaseResult.ACCEPTED
    episode = Episode.objects.get()
    assert (episode.identified_on, episode.category) == (ago(6), "marginal")
    assert (episode.risks, episode.household_type) == (["illness"], "ordinary")
    finding = EpisodeFinding.objects.get(episode=episode)
    assert (finding.moment, finding.net) == ("identified", Decimal(52_000))
    assert finding.per_capita == Decimal("17333.33")
    household.refresh_from_db()
    assert household.monitoring_state == "monitoring"
    assert household.identified_on == ago(6)
    assert Month.of(ago(6)) in heard
    acts = list(case.acts.values_list("step", "decision", "actor__username"))
    assert acts[0] == ("verify", "passed", "zhangguilan")
    assert acts[-2:] == [
        ("county", "passed", "zhoumin"),
        ("register", "passed", "renxiaoyan"),
    ]


def test_clocks_run_with_the_steps(walk: Walk, village: Area) -> None:
    case = walk.entry(family(village), until=Step.COMPARE)
    running = Deadline.objects.running().filter(subject_kind="case")
    assert sorted(running.values_list("clock", flat=True)) == [
        "entry_step",
        "entry_total",
    ]
    assert running.get(clock="entry_step").holder == "township_staff"
    total = running.get(clock="entry_total")
    assert (total.started_on, total.due_on) == (ago(30), ago(15))

    walk.on(case)
    assert not running.exists()
    assert Deadline.objects.get(clock="entry_total").done_on == ago(6)
    assert Deadline.objects.running().get().clock == "measures"


def test_a_posting_gets_its_minimum_before_its_clock_is_late(
    walk: Walk, village: Area
) -> None:
    walk.entry(family(village), until=Step.PUBLICISE)
    clock = Deadline.objects.running().get(clock="entry_step")
    assert clock.due_on - clock.started_on == dt.timedelta(days=8)


def test_the_outsider_touches_nothing(
    walk: Walk, village: Area, outsider: User
) -> None:
    household = family(village)
    with pytest.raises(PermissionDenied):
        open_entry(household=household, by=outsider, on=ago(1))
    case = walk.entry(household, until=Step.TOWN)
    before = snapshot()
    with pytest.raises(PermissionDenied):
        take_step(
            case=case,
            step=case.step,
            by=outsider,
            base_version=case.version,
            data=step_data(case.step, ago(1)),
        )
    with pytest.raises(PermissionDenied):
        mark_urgent_help(case=case, by=outsider, on=ago(1), what="救助")
    assert snapshot() == before


@pytest.mark.parametrize("person", ["leader", "inspector", "village_worker"])
def test_a_role_without_the_right_takes_no_town_step(
    walk: Walk, village: Area, person: str, request: pytest.FixtureRequest
) -> None:
    case = walk.entry(family(village), until=Step.TOWN)
    with pytest.raises(PermissionDenied):
        take_step(
            case=case,
            step=case.step,
            by=request.getfixturevalue(person),
            base_version=case.version,
            data=step_data(case.step, ago(1)),
        )


@pytest.mark.parametrize(
    ("step", "values", "field"),
    [
        (Step.CONSENT, {"on": 31}, "on"),
        (Step.CONSENT, {"on": -1}, "on"),
        (Step.CONSENT, {"persons": " "}, "persons"),
        (Step.VERIFY, {"category": "unstable_exited"}, "category"),
        (Step.VERIFY, {"risks": []}, "risks"),
        (Step.VERIFY, {"risks": ["disaster"]}, "disaster_kind"),
        (Step.VERIFY, {"risks": ["other"]}, "risk_note"),
        (Step.VERIFY, {"risks": ["illness", "illness"]}, "risks"),
        (Step.VERIFY, {"water_problem": None}, "water_problem"),
        (Step.VERIFY, {"wage": None}, "wage"),
        (Step.VERIFY, {"wage": Decimal(-1)}, "wage"),
        (Step.COMPARE, {"opinion": ""}, "opinion"),
        (Step.REVIEW, {"votes_for": 24}, "votes_for"),
        (Step.PUBLICISE, {"published_from": 13, "published_to": 10}, "published_to"),
        (Step.PUBLICISE, {"published_from": 10, "published_to": 5}, "published_to"),
        (Step.PUBLICISE, {"published_from": None}, "published_from"),
        (Step.PUBLICISE, {"published_from": 31}, "published_from"),
        (Step.TOWN, {"on": 11}, "on"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_changes(
    walk: Walk, village: Area, step: str, values: dict[str, object], field: str
) -> None:
    case = walk.entry(family(village), until=step)
    file_required(case, walk.by(case))
    dated = {
        name: ago(value) if isinstance(value, int) and name in _DATES else value
        for name, value in values.items()
    }
    before = snapshot()
    with pytest.raises(ValidationError) as error:
        walk.step(case, **dated)
    assert list(refused(error)) == [field]
    assert snapshot() == before


_DATES = {"on", "published_from", "published_to"}


def test_a_step_needs_its_papers(walk: Walk, village: Area) -> None:
    case = walk.entry(family(village), until=Step.REVIEW)
    with pytest.raises(ValidationError) as error:
        take_step(
            case=case,
            step=case.step,
            by=walk.by(case),
            base_version=case.version,
            data=step_data(case.step, ago(15)),
        )
    assert "民主评议会议记录、评议签到表" in refused(error)["papers"][0]


def test_the_first_day_of_a_posting_counts(walk: Walk, village: Area) -> None:
    case = walk.entry(family(village), until=Step.PUBLICISE)
    case = walk.step(case, published_from=ago(14), published_to=ago(10))
    assert case.step == Step.TOWN


def test_who_took_a_village_step_does_not_check_it(
    village: Area, township_staff: User, checker: User, bureau_official: User
) -> None:
    everything = Walk(township_staff, township_staff, bureau_official)
    case = everything.entry(family(village), until=Step.TOWN)
    with pytest.raises(ValidationError) as error:
        everything.step(case)
    assert "" in refused(error)
    case = Walk(township_staff, checker, bureau_official).on(case)
    assert case.result == CaseResult.ACCEPTED


def test_a_return_makes_the_steps_again(walk: Walk, village: Area) -> None:
    case = walk.entry(family(village), until=Step.TOWN)
    case = return_case(
        case=case,
        by=walk.by(case),
        base_version=case.version,
        on=ago(7),
        back_to=Step.REVIEW,
        reason="签到表缺三人签名",
    )
    assert case.step == Step.REVIEW
    with pytest.raises(ValidationError) as error:
        walk.step(case, on=ago(8))
    assert "on" in refused(error)
    case = walk.step(case, on=ago(7))
    case = walk.step(case, on=ago(1), published_from=ago(7), published_to=ago(1))
    with pytest.raises(ValidationError):
        walk.step(case, on=ago(2))
    case = walk.step(case, on=ago(1))
    assert case.step == Step.COUNTY
    assert case.acts.get(decision=Decision.RETURNED).opinion == "签到表缺三人签名"


def test_a_return_to_a_later_step_or_without_reason_is_refused(
    walk: Walk, village: Area
) -> None:
    case = walk.entry(family(village), until=Step.COMPARE)
    for back_to, reason, field in [
        (Step.TOWN, "材料不全", "back_to"),
        (Step.VERIFY, " ", "reason"),
    ]:
        with pytest.raises(ValidationError) as error:
            return_case(
                case=case,
                by=walk.by(case),
                base_version=case.version,
                on=ago(1),
                back_to=back_to,
                reason=reason,
            )
        assert list(refused(error)) == [field]


def test_a_rejection_and_a_stop_end_with_their_reason(
    walk: Walk, village: Area
) -> None:
    case = walk.entry(family(village), until=Step.COUNTY)
    case = reject_case(
        case=case,
        by=walk.by(case),
        base_version=case.version,
        on=ago(1),
        reason="家庭支出已由医保报销",
    )
    assert (case.result, case.reason) == ("rejected", "家庭支出已由医保报销")
    assert not Episode.objects.exists()
    assert not Deadline.objects.running().exists()

    other = walk.entry(family(village), until=Step.CONSENT)
    other = stop_case(
        case=other,
        by=walk.by(other),
        base_version=other.version,
        on=ago(1),
        reason="农户放弃申请",
    )
    assert other.result == CaseResult.STOPPED
    assert Deadline.objects.filter(subject_id=other.pk, is_cancelled=True).exists()


def test_after_the_identification_only_the_entry_is_left(
    walk: Walk, village: Area
) -> None:
    case = walk.entry(family(village), until=Step.REGISTER)
    for refuse in (reject_case, stop_case):
        with pytest.raises(ValidationError):
            refuse(
                case=case,
                by=walk.by(case),
                base_version=case.version,
                on=ago(1),
                reason="误操作",
            )
    with pytest.raises(ValidationError):
        mark_urgent_help(case=case, by=walk.by(case), on=ago(1), what="临时救助")


def test_the_same_try_twice_is_one(walk: Walk, village: Area) -> None:
    case = walk.entry(family(village), until=Step.CONSENT)
    file_required(case, walk.by(case))
    asked = {
        "case": case,
        "step": case.step,
        "by": walk.by(case),
        "base_version": case.version,
        "data": step_data(case.step, ago(18)),
    }
    first, second = take_step(**asked), take_step(**asked)  # type: ignore[arg-type]
    assert first.version == second.version
    assert case.acts.count() == 2
    with pytest.raises(CaseConflict):
        take_step(**asked | {"data": step_data(case.step, ago(17))})  # type: ignore[arg-type]


def test_one_procedure_at_a_time(walk: Walk, village: Area) -> None:
    household = family(village)
    walk.entry(household, until=Step.CONSENT)
    with pytest.raises(ValidationError) as error:
        walk.entry(household)
    assert "already under way" in str(error.value) or error.value.messages


def test_a_monitored_household_is_not_identified_again(
    walk: Walk, village: Area
) -> None:
    with pytest.raises(ValidationError):
        walk.entry(monitored(village))
    with pytest.raises(ValidationError):
        walk.exit(family(village))


def test_urgent_help_is_marked_with_date_and_what(walk: Walk, village: Area) -> None:
    worker = walk.people[Level.VILLAGE]
    case = open_entry(
        household=family(village),
        by=worker,
        on=ago(3),
        urgent=UrgentHelp(on=ago(2), what="临时救助 3000 元"),
    )
    assert (case.is_urgent, case.urgent_on) == (True, ago(2))
    assert case.acts.get().decision == Decision.HELPED
    with pytest.raises(ValidationError) as error:
        mark_urgent_help(case=case, by=worker, on=ago(-1), what="")
    assert sorted(refused(error)) == ["on", "what"]


def test_no_decision_falls_into_a_closed_month(walk: Walk, village: Area) -> None:
    case = walk.entry(family(village), until=Step.COUNTY)
    ReportingMonth.objects.create(
        month=Month.of(ago(6)).first_day, state=ReportingMonth.State.CLOSED
    )
    with pytest.raises(ValidationError) as error:
        walk.step(case)
    assert list(refused(error)) == ["on"]
    assert not Episode.objects.exists()


def test_every_public_service_is_named() -> None:
    assert all(callable(getattr(cases, name)) for name in cases.__all__)
