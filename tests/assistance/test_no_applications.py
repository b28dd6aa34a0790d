"""Nobody applies for what a family is entitled to, and why that is so."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from assistance.models import Allowance, CardLine, NoApplication
from assistance.registers.card import GAPS
from assistance.registers.card_reasons import DECLINED
from assistance.services.card import refresh_cards
from assistance.services.card_totals import standing
from households.history import history_of
from households.models import Household, Member
from households.services.summaries import refresh_summaries
from tests.assistance.test_card_pages import QUERY_COUNTS, read
from tests.assistance.test_subsidies import exported
from tests.factories import MemberFactory

ClientOf = Callable[[User], Client]
DAY = timezone.localdate()
GIVEN = {"reason": "unwilling", "decided_on": str(DAY), "note": "全家在外省定居"}


@pytest.fixture
def entitled(household: Household, head: Member, neighbours: Household) -> CardLine:
    """A severe disability, and nobody asked for the nursing allowance."""
    refresh_summaries()
    Member.objects.filter(pk=head.pk).update(disability_grade="one")
    refresh_cards()
    line: CardLine = CardLine.objects.get(benefit="nursing")
    return line


def form_of(line: CardLine, benefit: str = "nursing") -> str:
    url = reverse("assistance:no-application", args=[line.household_id])
    return f"{url}?benefit={benefit}&member={line.member_id}"


def card_of(line: CardLine) -> str:
    return reverse("assistance:card", args=[line.household_id])


def record(client: Client, line: CardLine, **values: Any) -> Any:
    return client.post(form_of(line), {**GIVEN, **values})


def state() -> str:
    return str(CardLine.objects.get(benefit="nursing").state)


def test_it_works(
    client_of: ClientOf, township_staff: User, entitled: CardLine
) -> None:
    client = client_of(township_staff)
    before = standing(CardLine.objects.all()).not_applied
    assert (
        form_of(entitled).replace("&", "&amp;")
        in client.get(card_of(entitled)).content.decode()
    )
    assert client.get(form_of(entitled)).status_code == 200
    answer = record(client, entitled)
    assert answer.status_code == 302
    assert state() == "declined"
    assert standing(CardLine.objects.all()).not_applied == before - 1
    assert "nursing" not in GAPS.rows(township_staff).values_list("benefit", flat=True)
    for url in (
        card_of(entitled),
        f"{reverse('assistance:card-sheets')}?id={entitled.household_id}",
        reverse("assistance:declined"),
    ):
        text = client.get(url).content.decode()
        assert "本人自愿放弃" in text
        assert "全家在外省定居" in text
    found = [str(entry.subject) for entry in history_of(entitled.household)]
    assert any("重度残疾人护理补贴" in subject for subject in found)


def test_the_list_leads_to_the_form(
    client_of: ClientOf, township_staff: User, leader: User, entitled: CardLine
) -> None:
    gaps, form = (
        reverse("assistance:gaps"),
        reverse("assistance:no-application", args=[entitled.household_id]),
    )
    assert form in client_of(township_staff).get(gaps).content.decode()
    assert form not in client_of(leader).get(gaps).content.decode()


def test_the_village_may_say_it_and_the_next_township_may_not(
    client_of: ClientOf, village_worker: User, outsider: User, entitled: CardLine
) -> None:
    assert record(client_of(outsider), entitled).status_code == 404
    assert record(client_of(village_worker), entitled).status_code == 302
    row = NoApplication.objects.get()
    assert (row.recorded_by, row.member) == (village_worker, entitled.member)
    withdraw = reverse("assistance:reason-withdraw", args=[row.pk])
    assert client_of(outsider).post(withdraw).status_code == 404


def test_a_reason_is_withdrawn_and_stays_in_the_history(
    client_of: ClientOf, township_staff: User, entitled: CardLine
) -> None:
    client = client_of(township_staff)
    record(client, entitled)
    row = NoApplication.objects.get()
    withdraw = reverse("assistance:reason-withdraw", args=[row.pk])
    assert "全家在外省定居" in client.get(withdraw).content.decode()
    assert client.post(withdraw).status_code == 302
    row.refresh_from_db()
    assert (row.withdrawn_on, row.withdrawn_by) == (DAY, township_staff)
    assert state() == "not_applied"
    # Twice is once.
    again = client.post(withdraw)
    assert again.status_code == 422
    assert "这条原因已不再有效。" in again.content.decode()
    assert record(client, entitled).status_code == 302


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"reason": ""}, ""),
        ({"reason": "nonsense"}, ""),
        ({"reason": "other", "note": ""}, "请写明是什么其他原因。"),
        ({"decided_on": str(DAY + dt.timedelta(days=1))}, "日期在今天之后。"),
        ({"until": str(DAY - dt.timedelta(days=1))}, "这一天已经过了。"),
        ({"note": "x" * 201}, ""),
    ],
)
def test_what_cannot_be_is_refused(
    client_of: ClientOf,
    township_staff: User,
    entitled: CardLine,
    values: dict[str, str],
    sentence: str,
) -> None:
    answer = record(client_of(township_staff), entitled, **values)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not NoApplication.objects.exists()


def test_a_second_click_finds_nothing_open(
    client_of: ClientOf, township_staff: User, entitled: CardLine
) -> None:
    client = client_of(township_staff)
    record(client, entitled)
    answer = client.post(form_of(entitled), GIVEN, follow=True)
    assert "这一项已不在待办之列" in answer.content.decode()
    assert NoApplication.objects.count() == 1
    for url in (
        form_of(entitled, "nonsense"),
        form_of(entitled).replace(str(entitled.member_id), "x"),
    ):
        assert client.get(url).status_code == 302


def test_a_reason_lapses_after_its_day(
    client_of: ClientOf, township_staff: User, entitled: CardLine
) -> None:
    record(client_of(township_staff), entitled, until=str(DAY))
    refresh_cards(today=DAY + dt.timedelta(days=1))
    assert state() == "not_applied"
    assert NoApplication.objects.get().lapsed_on == DAY + dt.timedelta(days=1)


def test_it_lapses_when_the_entitlement_ends(
    client_of: ClientOf, township_staff: User, entitled: CardLine, head: Member
) -> None:
    record(client_of(township_staff), entitled)
    refresh_cards()
    assert NoApplication.objects.standing().exists()
    Member.objects.filter(pk=head.pk).update(disability_grade="")
    refresh_cards([entitled.household_id])
    assert NoApplication.objects.get().lapsed_on == DAY
    assert not CardLine.objects.filter(benefit="nursing").exists()


def test_it_lapses_when_somebody_applies_after_all(
    client_of: ClientOf, township_staff: User, entitled: CardLine, head: Member
) -> None:
    record(client_of(township_staff), entitled)
    Allowance.objects.create(
        household=head.household,
        member=head,
        kind="nursing",
        monthly_amount=100,
        started_on=DAY,
        applied_on=DAY,
    )
    refresh_cards([entitled.household_id])
    assert state() == "applied"
    assert NoApplication.objects.get().lapsed_on == DAY


def test_a_benefit_of_the_whole_household_has_a_reason_of_its_own(
    client_of: ClientOf, township_staff: User, household: Household, head: Member
) -> None:
    refresh_summaries()
    Member.objects.filter(pk=head.pk).update(is_dibao=True)
    refresh_cards()
    url = reverse("assistance:no-application", args=[household.pk])
    client = client_of(township_staff)
    assert client.post(f"{url}?benefit=dibao", GIVEN).status_code == 302
    assert CardLine.objects.get(benefit="dibao").state == "declined"
    page = client.get(reverse("assistance:declined"), {"reason": "unwilling"})
    assert len(page.context["rows"]) == 1
    page = client.get(reverse("assistance:declined"), {"reason": "other"})
    assert len(page.context["rows"]) == 0


def test_the_list_takes_as_many_queries_for_many_rows(
    client_of: ClientOf, township_staff: User, entitled: CardLine
) -> None:
    client, url = client_of(township_staff), reverse("assistance:declined")
    found = []
    for number in range(2):
        for _more in range(1 + 3 * number):
            member = MemberFactory(
                household=entitled.household, relation="son", disability_grade="one"
            )
            refresh_cards()
            line = CardLine.objects.get(member=member, benefit="nursing")
            record(client, line)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url)
        assert len(page.context["rows"]) == (1, 5)[number]
        found.append([query["sql"][:100] for query in queries.captured_queries])
    assert [len(each) for each in found] == [QUERY_COUNTS["assistance:declined"]] * 2, (
        found
    )


def test_the_export_carries_the_reason(
    client_of: ClientOf, township_staff: User, entitled: CardLine
) -> None:
    record(client_of(township_staff), entitled)
    listed = DECLINED.rows(township_staff).count()
    for roster in ("card-declined", "policy-cards"):
        text = str(read(exported(township_staff, roster)))
        assert "本人自愿放弃" in text
        assert township_staff.full_name in text
    assert listed == 1
