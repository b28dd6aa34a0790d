"""How to break the rules about persons: group P."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from households.models import Member, WorkRecord
from tests.factories.households import id_number
from tests.households.checks import homes
from tests.households.checks.homes import MONITORED, PLAIN, Damage, World

DAY = dt.date
Who = Callable[[World], Member]
_WORKING = {
    "work_area": "outside", "work_months": 9, "employer": "新锐电子厂",
    "industry": "制造业", "job_channel": "friends",
}  # fmt: skip


def head(**values: Any) -> Callable[[World], None]:
    return lambda w: homes.change(w.head, **values)


def spouse(**values: Any) -> Callable[[World], None]:
    return lambda w: homes.change(w.spouse, **values)


def child(**values: Any) -> Callable[[World], None]:
    return lambda w: homes.change(w.child, **values)


def seals(who: Who, name: str, text: str) -> Callable[[World], None]:
    """Write another encrypted value, as a wrong import would."""

    def change(w: World) -> None:
        member = who(w)
        member.seal(name, text)
        member.save()

    return change


def _head(w: World) -> Member:
    return w.head


def certified(text: str = "", **values: Any) -> Callable[[World], None]:
    """A disabled head, with the certificate given or one of their own."""

    def change(w: World) -> None:
        born = DAY(1982, 3, 5)
        member = w.head
        number = text or id_number(w.home.pk * 7, born) + "43"
        member.seal("disability_certificate", number)
        member.save()
        facts = {
            "health": ["disabled"],
            "disability_kind": "limb",
            "disability_grade": "three",
            "labour_skill": "weak",
        }
        homes.change(member, **{**facts, **values})

    return change


def more(number: int, **values: Any) -> Callable[[World], None]:
    """A further member of the household."""
    return lambda w: homes.person(w.home, number, **values)


def works(**values: Any) -> Callable[[World], None]:
    """The head works away, with a running spell of work."""

    def change(w: World) -> None:
        homes.change(w.head, **_WORKING)
        facts = {
            "started_on": DAY(2026, 3, 1), "place": "浙江省宁波市鄞州区",
            "monthly_wage": 4200, "employer": "新锐电子厂", "industry": "制造业",
            "job_channel": "friends",
        }  # fmt: skip
        WorkRecord.objects.create(member=w.head, **{**facts, **values})

    return change


def together(*ways: Callable[[World], object]) -> Callable[[World], None]:
    def change(w: World) -> None:
        for way in ways:
            way(w)

    return change


def homes_phone(text: str) -> Callable[[World], None]:
    def change(w: World) -> None:
        w.home.seal("phone", text)
        w.home.save()

    return change


def neighbours_phone(w: World) -> None:
    homes_phone("16012345679")(w)
    homes.make_home(w.home.village, phone="16012345679")


def relatives_phone(w: World) -> None:
    seals(_head, "phone", "16012345679")(w)
    homes.make_home(w.home.village, phone="16012345679")


def one_phone_for_two_places(w: World) -> None:
    for member, place in ((w.head, "广东省东莞市"), (w.spouse, "福建省泉州市晋江市")):
        member.seal("phone", "16012345670")
        member.save()
        WorkRecord.objects.create(
            member=member, started_on=DAY(2026, 3, 1), place=place, monthly_wage=4000
        )


def second_spouse(w: World) -> None:
    homes.person(w.home, 3, relation="spouse", sex="female", birth_date=DAY(1985, 2, 3))


def three_posts(w: World) -> None:
    homes.person(w.home, 3, relation="sibling", birth_date=DAY(1980, 2, 3))
    w.home.members.update(public_post="cleaner", public_post_months=6)


def gone_without_reason(w: World) -> None:
    homes.change(w.child, state="left", left_on=DAY(2026, 5, 1))


def overlapping(w: World) -> None:
    works()(w)
    WorkRecord.objects.create(
        member=w.head, started_on=DAY(2026, 1, 1), ended_on=DAY(2026, 4, 1),
        place="浙江省宁波市鄞州区", monthly_wage=4000,
    )  # fmt: skip


def _identity() -> list[Damage]:
    born = DAY(1982, 3, 5)
    number = id_number(7, born)
    wrong = number[:17] + ("7" if number[17] != "7" else "3")
    return [
        Damage("P01", PLAIN, seals(_head, "id_no", wrong), "check digit"),
        Damage("P01", PLAIN, seals(_head, "id_no", number[:17]), "17 digits"),
        Damage("P01", PLAIN, seals(_head, "id_no", "99098119821305001X"), "date"),
        Damage("P01", PLAIN, seals(_head, "id_no", "9909811982030500A1"), "letters"),
        Damage("P01", PLAIN, seals(_head, "id_no", ""), "blank"),
        Damage("P03", PLAIN, seals(_head, "id_no", "999999198203050011")),
        Damage("P04", PLAIN, head(sex="female"), "sex"),
        Damage("P04", PLAIN, head(birth_date=DAY(1982, 3, 6)), "birthday"),
        Damage("P04", PLAIN, head(birth_date=None), "no birthday"),
        Damage("P05", PLAIN, certified("12345"), "length"),
        Damage("P05", PLAIN, certified(number + "93"), "kind"),
        Damage("P05", PLAIN, certified(id_number(99, born) + "43"), "another's"),
        Damage("P05", PLAIN, certified(disability_kind="sight"), "other kind"),
        Damage("P05", PLAIN, certified(disability_grade="one"), "other grade"),
        Damage("P32", PLAIN, homes_phone(""), "blank"),
        Damage("P32", PLAIN, homes_phone("1601234567"), "10 digits"),
        Damage("P32", PLAIN, homes_phone("11112345678"), "impossible"),
        Damage("P32", PLAIN, seals(_head, "phone", "02987654321"), "fixed"),
        Damage("P32", PLAIN, neighbours_phone, "two households"),
        Damage("P32", PLAIN, relatives_phone, "a member and a household"),
        Damage("P32", PLAIN, one_phone_for_two_places, "two places"),
        Damage("P35", PLAIN, head(name="赵德全1"), "digit"),
        Damage("P35", PLAIN, head(name="Zhao德全"), "letters"),
        Damage("P35", PLAIN, head(name="赵 德全"), "space"),
        Damage("P35", PLAIN, head(name="赵"), "one character"),
        Damage("P35", PLAIN, head(name="赵德全" * 4), "long"),
    ]


def _family() -> list[Damage]:
    return [
        Damage("P06", PLAIN, spouse(relation="")),
        Damage("P07", PLAIN, head(relation="other")),
        Damage("P08", PLAIN, second_spouse, "two"),
        Damage("P08", PLAIN, spouse(sex="male"), "same sex"),
        Damage("P09", PLAIN, child(relation="daughter"), "a son"),
        Damage("P09", PLAIN, child(sex="female"), "a daughter"),
        Damage(
            "P09", PLAIN,
            more(3, relation="husbands_mother", sex="female",
                 birth_date=DAY(1955, 1, 1)),
            "of a man",
        ),
        Damage(
            "P09", PLAIN,
            together(more(3, relation="wifes_father", birth_date=DAY(1955, 1, 1)),
                     head(sex="female")),
            "of a woman",
        ),
        Damage("P10", PLAIN, child(birth_date=DAY(1995, 1, 1)), "child"),
        Damage(
            "P10", PLAIN, more(3, relation="father", birth_date=DAY(1970, 1, 1)),
            "parent",
        ),
        Damage("P10", PLAIN, spouse(birth_date=DAY(1932, 1, 1)), "spouse"),
        Damage("P10", PLAIN, head(birth_date=DAY(2012, 1, 1)), "head"),
        Damage("P33", PLAIN, spouse(leave_reason="death"), "dead"),
        Damage("P33", PLAIN, spouse(left_on=DAY(2026, 5, 1)), "left"),
        Damage("P33", PLAIN, spouse(birth_date=DAY(1925, 1, 1)), "old"),
        Damage("P34", PLAIN, lambda w: w.set(reported_persons=5)),
        Damage("P34", MONITORED, lambda w: w.set(reported_persons=2), "monitored"),
        Damage("P36", PLAIN, spouse(joined_on=DAY(2026, 5, 1)), "no reason"),
        Damage("P36", PLAIN, spouse(join_reason="marriage"), "no day"),
        Damage(
            "P36", PLAIN, spouse(join_reason="marriage", joined_on=DAY(2027, 5, 1)),
            "future",
        ),
        Damage("P36", PLAIN, gone_without_reason, "gone"),
    ]  # fmt: skip


def _condition() -> list[Damage]:
    return [
        Damage("P11", PLAIN, head(ethnicity=""), "ethnic group"),
        Damage("P11", PLAIN, head(politics=""), "politics"),
        Damage("P11", PLAIN, head(health=[]), "health"),
        Damage("P11", PLAIN, head(health=["healthy", "chronic"]), "both"),
        Damage("P11", PLAIN, head(labour_skill=""), "labour"),
        Damage("P12", PLAIN, child(education="primary"), "both"),
        Damage("P12", PLAIN, head(education=""), "none"),
        Damage("P13", PLAIN, child(labour_skill="ordinary"), "pupil"),
        Damage(
            "P13", PLAIN,
            child(student_status="", dropout_reason="other", labour_skill="weak"),
            "child",
        ),
        Damage("P14", PLAIN, head(labour_skill="lost")),
        Damage("P15", PLAIN, head(health=["serious"]), "ill"),
        Damage(
            "P15", PLAIN, head(disability_kind="limb", disability_grade="one"),
            "disabled",
        ),
        Damage("P16", PLAIN, head(health=["disabled"]), "no certificate"),
        Damage("P16", PLAIN, certified(health=["healthy"]), "certificate"),
        Damage("P17", PLAIN, child(dropout_reason="unwilling")),
        Damage("P17", PLAIN, child(student_status=""), "no school"),
        Damage("P18", PLAIN, child(dropout_reason="illness")),
        Damage("P18", PLAIN, child(not_enrolled_reason="disability"), "not enrolled"),
        Damage("P19", PLAIN, child(student_status="senior1"), "too young"),
        Damage("P19", PLAIN, child(student_status="kindergarten"), "too old"),
        Damage("P19", PLAIN, child(student_status="master"), "master"),
        Damage("P20", PLAIN, head(birth_date=DAY(2006, 3, 5))),
    ]  # fmt: skip


def _work() -> list[Damage]:
    post = {"public_post": "cleaner", "public_post_months": 6}
    return [
        Damage("P21", PLAIN, head(medical_resident=False), "none"),
        Damage("P21", PLAIN, head(medical_employee=True), "both"),
        Damage("P21", PLAIN, head(medical_employee=None), "blank"),
        Damage("P22", PLAIN, head(medical_serious=None), "serious illness"),
        Damage(
            "P22", PLAIN, head(pension_resident=None, pension_employee=None), "pension"
        ),
        Damage(
            "P22", PLAIN, head(medical_resident=False, serious_illness_aid=True), "aid"
        ),
        Damage("P23", PLAIN, head(is_tekun=True), "healthy"),
        Damage(
            "P23", PLAIN, together(works(), head(is_tekun=True, health=["chronic"])),
            "working",
        ),
        Damage("P24", PLAIN, child(**post), "young"),
        Damage("P24", PLAIN, head(**post, birth_date=DAY(1950, 1, 1)), "old"),
        Damage("P24", PLAIN, three_posts, "three"),
        Damage("P25", PLAIN, head(public_post="cleaner"), "no months"),
        Damage("P25", PLAIN, head(public_post_months=6), "no post"),
        Damage("P25", PLAIN, head(**post, labour_skill="lost"), "no labour"),
        Damage(
            "P26", PLAIN, head(**{**_WORKING, "job_channel": "workshop"}), "workshop"
        ),
        Damage("P27", PLAIN, head(work_area="outside"), "no months"),
        Damage("P27", PLAIN, head(work_months=5), "no place"),
        Damage("P27", PLAIN, works(place="浙江省"), "province"),
        Damage("P28", PLAIN, works(monthly_wage=120), "low"),
        Damage("P28", PLAIN, works(monthly_wage=42_000), "high"),
        Damage("P28", PLAIN, works(monthly_wage=None), "no wage"),
        Damage("P28", PLAIN, head(**{**_WORKING, "employer": ""}), "employer"),
        Damage("P28", PLAIN, head(**{**_WORKING, "industry": ""}), "trade"),
        Damage("P28", PLAIN, head(**{**_WORKING, "job_channel": ""}), "channel"),
        Damage("P29", PLAIN, overlapping, "overlap"),
        Damage("P29", PLAIN, works(is_working=False), "not ended"),
        Damage("P29", PLAIN, works(started_on=DAY(2027, 1, 1)), "future"),
        Damage(
            "P29", PLAIN, works(is_working=False, ended_on=DAY(2027, 1, 1)),
            "ends in future",
        ),
        Damage("P30", PLAIN, child(**_WORKING), "pupil"),
        Damage("P30", PLAIN, together(works(), head(labour_skill="lost")), "lost"),
        Damage("P31", PLAIN, head(labour_skill="skilled"), "skilled"),
        Damage("P31", PLAIN, head(education="bachelor"), "graduate"),
        Damage(
            "P31", PLAIN, works(plans_to_work=True, is_working=False,
                                ended_on=DAY(2026, 6, 1)),
            "plan",
        ),
    ]  # fmt: skip


DAMAGES = [*_identity(), *_family(), *_condition(), *_work()]
