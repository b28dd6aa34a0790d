"""The tables hold whatever is tried: no order of decisions gets around them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from households.choices import CaseKind, CaseResult, Category, Decision, Step
from households.procedures import rules
from households.procedures.tables import PROCEDURES, Level

KINDS = st.sampled_from(list(CaseKind))
DECISIONS = st.lists(
    st.tuples(st.sampled_from(list(Decision)), st.sampled_from(list(Step))),
    max_size=40,
)


def walk(kind: str, tried: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """Every decision that was let through: step, decision, step or result after."""
    standing, taken = rules.opened(kind), []
    for decision, back_to in tried:
        try:
            then = rules.after(kind, standing, decision, back_to=back_to)
        except rules.NotAllowedError:
            continue
        taken.append((standing.step, decision, then.step or then.result))
        standing = then
    return taken


def test_it_works() -> None:
    passed = [(Decision.PASSED, "")] * 8
    assert [step for step, _decision, _then in walk(CaseKind.ENTRY, passed)] == [
        "verify",
        "consent",
        "compare",
        "review",
        "publicise",
        "town",
        "county",
        "register",
    ]
    assert walk(CaseKind.ENTRY, passed)[-1][2] == CaseResult.ACCEPTED
    assert len(walk(CaseKind.EXIT, passed)) == 6


@given(kind=KINDS, tried=DECISIONS)
def test_no_order_of_decisions_leaves_the_tables(
    kind: str, tried: list[tuple[str, str]]
) -> None:
    procedure = PROCEDURES[kind]
    ends = {procedure.passed, procedure.rejected, CaseResult.STOPPED}
    order = list(procedure.order)
    for step, decision, then in walk(kind, tried):
        rule = procedure.rule(step)
        if decision == Decision.PASSED:
            after = order[order.index(Step(step)) + 1 :]
            assert then == (after[0] if after else procedure.passed)
        elif decision == Decision.RETURNED:
            assert then in rule.back_to
        elif decision == Decision.HELPED:
            assert then == step
        else:
            assert then in ends - {procedure.passed}


@given(kind=KINDS, tried=DECISIONS)
def test_an_end_is_an_end(kind: str, tried: list[tuple[str, str]]) -> None:
    taken = walk(kind, tried)
    results = {str(result) for result in CaseResult}
    assert all(then not in results for _step, _decision, then in taken[:-1])


@given(kind=KINDS, tried=DECISIONS)
def test_whoever_is_accepted_has_passed_every_step_since_the_last_return(
    kind: str, tried: list[tuple[str, str]]
) -> None:
    procedure = PROCEDURES[kind]
    taken = walk(kind, tried)
    if not taken or taken[-1][2] != procedure.passed:
        return
    done: list[str] = []
    for step, decision, then in taken:
        if decision == Decision.PASSED:
            done.append(step)
        elif decision == Decision.RETURNED:
            done = [item for item in done if item != step]
            done = done[: done.index(then)] if then in done else done
    assert done == list(procedure.order)


@given(kind=KINDS, tried=DECISIONS)
def test_nothing_undoes_a_decision_of_the_county(
    kind: str, tried: list[tuple[str, str]]
) -> None:
    """After the identification only the entry into the national system is left."""
    taken = walk(CaseKind.ENTRY, tried)
    steps = [step for step, decision, _ in taken if decision == Decision.PASSED]
    if Step.COUNTY in steps:
        rest = steps[steps.index(Step.COUNTY) + 1 :]
        assert set(rest) <= {Step.REGISTER}
        assert taken[-1][2] in {Step.REGISTER, CaseResult.ACCEPTED}


@pytest.mark.parametrize("kind", list(CaseKind))
def test_a_step_goes_back_to_earlier_ones_only(kind: str) -> None:
    order = list(PROCEDURES[kind].order)
    for rule in PROCEDURES[kind].steps:
        assert all(order.index(s) < order.index(rule.step) for s in rule.back_to)


DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
ACTS = st.lists(
    st.builds(
        rules.Act,
        step=st.sampled_from(list(PROCEDURES[CaseKind.ENTRY].order)),
        decision=st.sampled_from(list(Decision)),
        acted_on=DAYS,
        actor_id=st.integers(1, 4),
    ),
    max_size=12,
)


@given(opened_on=DAYS, acts=ACTS)
def test_dates_never_run_backwards(opened_on: dt.date, acts: list[rules.Act]) -> None:
    earliest = rules.earliest_on(opened_on, acts)
    assert earliest >= opened_on
    counted = [a.acted_on for a in acts if a.decision != Decision.HELPED]
    assert all(day <= earliest for day in counted)


@given(acts=ACTS, actor=st.integers(1, 4))
def test_maker_is_not_checker(acts: list[rules.Act], actor: int) -> None:
    procedure = PROCEDURES[CaseKind.ENTRY]
    made = {
        procedure.rule(a.step).level
        for a in acts
        if a.actor_id == actor and a.decision == Decision.PASSED
    }
    town = rules.judges_own_work(CaseKind.ENTRY, Step.TOWN, actor, acts)
    county = rules.judges_own_work(CaseKind.ENTRY, Step.COUNTY, actor, acts)
    assert town == (Level.VILLAGE in made)
    assert county == bool(made & {Level.VILLAGE, Level.TOWN})
    assert not rules.judges_own_work(CaseKind.ENTRY, Step.REVIEW, actor, acts)


def test_a_category_fits_its_kind_of_household() -> None:
    fits = {
        (category, kind): rules.category_fits(category, kind)
        for category in Category
        for kind in ("exited", "ordinary")
    }
    assert [key for key, value in fits.items() if not value] == [
        (Category.UNSTABLE_EXITED, "ordinary"),
        (Category.MARGINAL, "exited"),
    ]


def test_every_step_can_be_taken_by_somebody_else_than_the_step_before() -> None:
    """Otherwise maker and checker could never be two."""
    for procedure in PROCEDURES.values():
        town, county = procedure.rule(Step.TOWN), procedure.rule(Step.COUNTY)
        assert set(town.permissions).isdisjoint(county.permissions)
