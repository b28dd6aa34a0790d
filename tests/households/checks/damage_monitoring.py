"""How to break the rules about monitoring: groups N, I, E, A and M."""

import datetime as dt
from collections.abc import Callable

from households.models import (
    Case,
    CaseAct,
    Lead,
    Responsibility,
    ScreeningResult,
    ScreeningRound,
)
from tests.factories import ResponsibilityFactory, VisitFactory
from tests.households.checks import homes
from tests.households.checks.homes import ELIMINATED, MONITORED, PLAIN, Damage, World

DAY = dt.date


def exited(w: World) -> None:
    w.set(household_type="exited")


def nobody_able(w: World) -> None:
    w.home.members.update(labour_skill="none")


def lead(w: World, **values: object) -> Lead:
    facts = {
        "source": "grid_check",
        "area": w.home.village,
        "received_on": DAY(2026, 10, 1),
        "person_name": "赵德全",
        "content": "房屋漏雨",
        "household": w.home,
    }
    return Lead.objects.create(**{**facts, **values})


def screened(w: World) -> None:
    round_ = ScreeningRound.objects.create(
        year=2026, number=ScreeningRound.objects.count() + 1,
        name="2026 年第三轮排查", starts_on=DAY(2026, 10, 1),
        ends_on=DAY(2026, 10, 31),
    )  # fmt: skip
    ScreeningResult.objects.create(
        round=round_, household=w.home, village=w.home.village,
        screened_on=DAY(2026, 10, 8), screened_by="张桂兰", outcome="suspected",
        note="医疗支出大",
    )  # fmt: skip


def procedure(w: World, kind: str, result: str, *acts: dict[str, object]) -> Case:
    case = Case.objects.create(
        kind=kind, household=w.home, village=w.home.village, episode=w.episode,
        result=result, opened_on=DAY(2026, 5, 20), closed_on=DAY(2026, 6, 15),
    )  # fmt: skip
    for act in acts:
        facts = {"decision": "passed", "acted_on": DAY(2026, 6, 1)}
        CaseAct.objects.create(case=case, **{**facts, **act})
    return case


def posted_too_shortly(w: World) -> None:
    posting = {
        "step": "publicise",
        "published_from": DAY(2026, 6, 2),
        "published_to": DAY(2026, 6, 4),
    }
    procedure(w, "entry", "accepted", posting)


def consented_late(w: World) -> None:
    procedure(
        w, "entry", "accepted", {"step": "consent", "acted_on": DAY(2026, 6, 3)},
        {"step": "compare", "acted_on": DAY(2026, 6, 2)},
    )  # fmt: skip


def too_many_households(w: World) -> None:
    person = w.home.responsibilities.get().person
    for _ in range(5):
        home = homes.make_monitored(w.home.village)
        Responsibility.objects.filter(household=home).delete()
        ResponsibilityFactory(household=home, person=person)


def same_texts(w: World) -> None:
    w.home.visits.all().delete()
    for month in (7, 8, 9, 10):
        VisitFactory(
            household=w.home, month=DAY(2026, month, 1), needs="家庭情况稳定，无诉求"
        )


def _not_monitored() -> list[Damage]:
    return [
        Damage("N01", PLAIN, lambda w: (exited(w), w.in_conditions(danger_grade="d"))),
        Damage(
            "N02", PLAIN, lambda w: (exited(w), w.in_conditions(has_safe_water=False))
        ),
        Damage(
            "N03",
            PLAIN,
            lambda w: (
                exited(w),
                homes.change(w.child, student_status="", dropout_reason="unwilling"),
            ),
        ),
        Damage(
            "N04",
            PLAIN,
            lambda w: (
                exited(w),
                homes.change(w.head, health=["serious"], medical_serious=False),
            ),
        ),
        Damage("N05", PLAIN, lambda w: (exited(w), w.in_income(wage=3000))),
        Damage("N06", PLAIN, nobody_able),
        Damage("N07", PLAIN, lambda w: lead(w, due_on=DAY(2026, 10, 16))),
        Damage(
            "N08",
            PLAIN,
            lambda w: lead(
                w,
                state="answered",
                outcome="at_risk",
                fact="属实",
                verified_on=DAY(2026, 10, 5),
            ),
        ),
        Damage("N10", PLAIN, screened),
        Damage("N11", PLAIN, lambda w: w.in_income(wage=10_000)),
    ]


def _identification() -> list[Damage]:
    return [
        Damage("I02", MONITORED, exited),
        Damage("I04", MONITORED, lambda w: w.in_episode(risks=["accident", "other"])),
        Damage("I05", MONITORED, lambda w: w.in_episode(risks=["disaster"])),
        Damage("I06", MONITORED, lambda w: w.in_finding(per_capita=None)),
        Damage("I06", MONITORED, lambda w: w.finding().delete(), "no finding"),
        Damage("I07", MONITORED, lambda w: w.in_finding(water_problem=None)),
        Damage("I08", MONITORED, lambda w: w.in_episode(risks=["illness"])),
        Damage("I09", MONITORED, lambda w: w.in_episode(risks=["disability"])),
        Damage("I10", MONITORED, lambda w: w.in_episode(risks=["labour_shortage"])),
        Damage(
            "I11",
            MONITORED,
            lambda w: (w.in_episode(risks=["unstable_job"]), nobody_able(w)),
        ),
        Damage("I12", MONITORED, lambda w: w.in_episode(risks=["unstable_job"])),
        Damage(
            "I13",
            MONITORED,
            lambda w: (
                w.in_episode(risks=["schooling"]),
                homes.change(w.child, student_status=""),
            ),
        ),
        Damage("I14", MONITORED, lambda w: w.in_finding(housing_problem=True)),
        Damage(
            "I15",
            MONITORED,
            lambda w: (w.in_finding(dropout_problem=True), w.child.delete()),
        ),
        Damage("I16", MONITORED, lambda w: w.in_finding(per_capita=26_000)),
        Damage("I17", MONITORED, lambda w: w.in_episode(is_no_labour=True)),
        Damage("I17", MONITORED, nobody_able, "not flagged"),
        Damage("I18", MONITORED, lambda w: w.in_finding(per_capita=19_000, net=57_000)),
        Damage("I19", MONITORED, posted_too_shortly),
        Damage("I20", MONITORED, consented_late),
        Damage("I21", MONITORED, lambda w: w.in_finding(wage=3)),
    ]


def _elimination() -> list[Damage]:
    end = "eliminated"
    return [
        Damage("E01", ELIMINATED, lambda w: w.in_finding(end, per_capita=5200)),
        Damage("E02", ELIMINATED, lambda w: w.in_finding(end, net=None)),
        Damage("E02", ELIMINATED, lambda w: w.finding(end).delete(), "no finding"),
        Damage("E03", ELIMINATED, lambda w: w.in_finding(end, housing_problem=None)),
        Damage(
            "E04",
            ELIMINATED,
            lambda w: homes.change(w.child, dropout_reason="unwilling"),
        ),
        Damage("E05", ELIMINATED, lambda w: w.in_conditions(is_dangerous_house=True)),
        Damage("E06", ELIMINATED, lambda w: w.in_finding(end, water_problem=True)),
        Damage(
            "E07", ELIMINATED, lambda w: homes.change(w.spouse, medical_resident=False)
        ),
        Damage("E08", ELIMINATED, lambda w: w.in_episode(contact_name="")),
        Damage("E09", ELIMINATED, lambda w: w.in_episode(measures=[])),
        Damage("E10", ELIMINATED, lambda w: w.in_episode(is_no_labour=True)),
        Damage(
            "E11", ELIMINATED, lambda w: w.in_episode(eliminated_on=DAY(2025, 8, 20))
        ),
        Damage(
            "E12", ELIMINATED, lambda w: w.in_episode(eliminated_on=DAY(2025, 4, 7))
        ),
        Damage("E13", ELIMINATED, lambda w: w.in_finding(end, operating=0)),
        Damage(
            "E14",
            ELIMINATED,
            lambda w: (
                w.in_episode(measures=["employment"]),
                w.in_finding(end, wage=0),
            ),
        ),
        Damage(
            "E15",
            ELIMINATED,
            lambda w: (
                homes.change(w.head, is_dibao=True),
                w.in_finding(end, transfer=0),
            ),
        ),
        Damage("E16", ELIMINATED, lambda w: w.in_finding(end, per_capita=7000)),
        Damage("E17", ELIMINATED, lambda w: lead(w, received_on=DAY(2026, 4, 1))),
        Damage("E18", ELIMINATED, lambda w: procedure(w, "exit", "eliminated")),
        Damage("E19", ELIMINATED, lambda w: w.home.visits.all().delete()),
        Damage(
            "E20", ELIMINATED, lambda w: w.in_episode(eliminated_on=DAY(2036, 4, 7))
        ),
    ]


def _assistance() -> list[Damage]:
    return [
        Damage("A01", MONITORED, lambda w: w.in_episode(measures=[])),
        Damage(
            "A02",
            MONITORED,
            lambda w: w.in_episode(measures=["health"], identified_on=DAY(2026, 4, 1)),
        ),
        Damage("A03", MONITORED, lambda w: w.in_episode(measures=["safety_net"])),
        Damage(
            "A04", MONITORED, lambda w: w.in_episode(development_state="not_started")
        ),
        Damage("A05", MONITORED, lambda w: w.in_episode(measures=["health"])),
        Damage("A06", MONITORED, lambda w: w.home.responsibilities.all().delete()),
        Damage(
            "A06",
            MONITORED,
            lambda w: homes.change(w.home.responsibilities.get().person, unit=""),
            "no unit",
        ),
        Damage("A07", MONITORED, too_many_households),
        Damage(
            "A08",
            MONITORED,
            lambda w: w.home.visits.filter(month=DAY(2026, 10, 1)).delete(),
        ),
        Damage("A09", MONITORED, same_texts),
        Damage("A10", MONITORED, lambda w: w.in_episode(identified_on=DAY(2025, 3, 1))),
    ]


def _measures() -> list[Damage]:
    def risk(
        *risks: str, measures: tuple[str, ...] = ("living_conditions",)
    ) -> Callable[[World], None]:
        return lambda w: w.in_episode(risks=list(risks), measures=list(measures))

    def helped(w: World) -> None:
        w.in_episode(measures=["living_conditions"])

    return [
        Damage("M01", MONITORED, risk("illness")),
        Damage("M02", MONITORED, risk("schooling")),
        Damage("M03", MONITORED, risk("disability")),
        Damage("M04", MONITORED, risk("housing")),
        Damage("M05", MONITORED, lambda w: w.in_finding(water_problem=True)),
        Damage(
            "M06",
            MONITORED,
            lambda w: homes.change(w.child, dropout_reason="unwilling"),
        ),
        Damage(
            "M07", MONITORED, lambda w: homes.change(w.head, medical_resident=False)
        ),
        Damage("M08", MONITORED, lambda w: homes.change(w.head, is_dibao=True)),
        Damage("M08", MONITORED, lambda w: w.in_episode(has_tekun=True), "nobody"),
        Damage(
            "M09",
            MONITORED,
            lambda w: (helped(w), homes.change(w.head, disability_grade="one")),
        ),
        Damage(
            "M10",
            MONITORED,
            lambda w: homes.change(w.child, student_status="vocational2"),
        ),
        Damage("M12", MONITORED, risk("accident", measures=("relocation",))),
        Damage("M14", MONITORED, risk("disaster")),
        Damage("M14", MONITORED, risk("business_failure"), "industry"),
        Damage("M14", MONITORED, risk("unstable_job"), "work"),
    ]


DAMAGES = [
    *_not_monitored(),
    *_identification(),
    *_elimination(),
    *_assistance(),
    *_measures(),
]
