"""Payments and contracts by hand: what is still free, and what is refused."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from accounts.models import Area, User
from households.services.register import fingerprint
from projects.models import Allocation, Contract, FundBatch, Payment, Project
from projects.services import payments as services
from projects.signals import projects_changed
from tests.factories.projects import fund, make_batch, make_project

ClientOf = Callable[[User], Client]


@pytest.fixture
def batch(project: Project) -> FundBatch:
    """98 (10,000 yuan) for the project, on 1 February."""
    row: FundBatch = fund(project, 98).batch
    return row


@pytest.fixture
def contract(project: Project) -> Contract:
    row: Contract = Contract.objects.create(
        project=project,
        number="安石合〔2026〕3号",
        contractor="某建设公司",
        amount=Decimal("94.6"),
        procurement="tender",
        signed_on=dt.date(2026, 4, 1),
    )
    row.refresh_from_db()
    return row


def typed(batch: FundBatch, **given: Any) -> dict[str, Any]:
    return {
        "batch": batch.pk,
        "voucher_no": "2026-05-0117",
        "amount": "29.4",
        "paid_on": "2026-05-12",
        "purpose": "预付款（30%）",
        **given,
    }


def add_url(project: Project) -> str:
    return reverse("projects:payment-add", args=[project.pk])


def text_of(response: Any) -> str:
    text: str = response.content.decode()
    return text


def pay(project: Project, by: User, **given: Any) -> Payment:
    values = {
        "batch": project.allocation_rows.first().batch,  # type: ignore[union-attr]
        "voucher_no": "1",
        "amount": Decimal("29.4"),
        "paid_on": dt.date(2026, 5, 12),
        "purpose": "预付款",
        **given,
    }
    row = services.add_payment(project=project.pk, by=by, values=values)
    row.refresh_from_db()
    return row


def test_it_works(
    client_of: ClientOf, township_staff: User, project: Project, batch: FundBatch
) -> None:
    client = client_of(township_staff)
    answer = client.post(add_url(project), typed(batch))
    assert answer.status_code == 302
    row = Payment.objects.get()
    assert (row.amount, row.recorded_by) == (Decimal("29.4"), township_staff)
    client.post(add_url(project), typed(batch, voucher_no="2", amount="14.7"))
    page = text_of(client.get(reverse("projects:money", args=[project.pk])))
    # Running total, its rate, and what may still be paid.
    assert "44.1" in page
    assert "45.0%" in page
    assert "53.9" in page
    listed = text_of(client.get(reverse("projects:payments")))
    assert "2026-05-0117" in listed


def test_the_only_batch_and_contract_are_chosen_with_what_is_free(
    client_of: ClientOf,
    township_staff: User,
    project: Project,
    batch: FundBatch,
    contract: Contract,
) -> None:
    pay(project, township_staff, contract=contract)
    page = text_of(client_of(township_staff).get(add_url(project)))
    assert f'<option value="{batch.pk}" selected>' in page
    assert "可支 68.6 万元" in page
    assert f'<option value="{contract.pk}" selected>' in page
    assert "可支 65.2 万元" in page


def test_of_two_batches_none_is_chosen(
    client_of: ClientOf, township_staff: User, project: Project, batch: FundBatch
) -> None:
    fund(project, 20, tier="province", document_no="安财农〔2026〕2号")
    page = text_of(client_of(township_staff).get(add_url(project)))
    assert page.count("· 可支") == 2
    assert f'<option value="{batch.pk}" selected>' not in page


def test_a_payment_without_a_voucher_is_refused_with_what_was_typed(
    client_of: ClientOf, township_staff: User, project: Project, batch: FundBatch
) -> None:
    answer = client_of(township_staff).post(
        add_url(project), typed(batch, voucher_no=" ")
    )
    assert answer.status_code == 422
    assert "支付须填写凭证号。" in text_of(answer)
    assert "预付款（30%）" in text_of(answer)
    assert not Payment.objects.exists()


def test_nothing_is_paid_beyond_what_the_project_got(
    client_of: ClientOf, township_staff: User, project: Project, batch: FundBatch
) -> None:
    pay(project, township_staff, amount=Decimal("58.8"))
    answer = client_of(township_staff).post(add_url(project), typed(batch, amount="40"))
    assert answer.status_code == 422
    assert (
        "本项目在这个批次安排 98 万元，已支付 58.8 万元，最多还能支付 39.2 万元。"
        in text_of(answer)
    )
    answer = client_of(township_staff).post(
        add_url(project), typed(batch, amount="39.2")
    )
    assert answer.status_code == 302


def test_another_projects_money_of_the_batch_is_not_ones_own(
    township_staff: User, project: Project, batch: FundBatch, village: Area
) -> None:
    other = make_project(village, code="2026-004", name="另一个项目")
    Allocation.objects.create(
        project=other, batch=batch, amount=50, allocated_on=dt.date(2026, 2, 1)
    )
    with pytest.raises(ValidationError) as refusal:
        pay(project, township_staff, amount=Decimal(99))
    assert "amount" in refusal.value.message_dict


def test_nothing_is_paid_beyond_the_contract(
    client_of: ClientOf,
    township_staff: User,
    project: Project,
    batch: FundBatch,
    contract: Contract,
) -> None:
    answer = client_of(township_staff).post(
        add_url(project), typed(batch, amount="95", contract=contract.pk)
    )
    assert "合同金额 94.6 万元，已支付 0 万元，最多还能支付 94.6 万元。" in text_of(
        answer
    )


def test_a_payment_without_its_contract_says_why(
    client_of: ClientOf,
    township_staff: User,
    project: Project,
    batch: FundBatch,
    contract: Contract,
) -> None:
    client = client_of(township_staff)
    answer = client.post(add_url(project), typed(batch))
    assert answer.status_code == 422
    assert "请选择合同；不属于合同的，在备注写明原因。" in text_of(answer)
    client.post(add_url(project), typed(batch, note="项目前期设计费"))
    assert Payment.objects.get().contract is None


def test_a_day_of_a_payment_follows_money_and_contract(
    client_of: ClientOf,
    township_staff: User,
    project: Project,
    batch: FundBatch,
    contract: Contract,
) -> None:
    def sentence(day: str) -> str:
        return text_of(
            client_of(township_staff).post(
                add_url(project), typed(batch, paid_on=day, contract=contract.pk)
            )
        )

    assert "日期在今天之后。" in sentence("2027-01-01")
    early = sentence("2026-01-31")
    assert "这个批次的资金 2月1日 才安排给本项目，晚于支付日期。" in early
    assert "合同 4月1日 才签订，晚于支付日期。" in early


def test_a_batch_of_which_it_got_nothing_cannot_be_chosen(
    client_of: ClientOf, township_staff: User, project: Project, batch: FundBatch
) -> None:
    foreign = make_batch(document_no="安财农〔2026〕9号")
    answer = client_of(township_staff).post(add_url(project), typed(foreign))
    assert answer.status_code == 422
    with pytest.raises(ValidationError) as refusal:
        pay(project, township_staff, batch=foreign)
    assert refusal.value.message_dict == {"batch": ["本项目没有安排这个批次的资金。"]}


def test_another_projects_contract_cannot_be_chosen(
    client_of: ClientOf,
    township_staff: User,
    project: Project,
    neighbours: Project,
    batch: FundBatch,
    contract: Contract,
) -> None:
    Contract.objects.update(project=neighbours)
    answer = client_of(township_staff).post(
        add_url(project), typed(batch, contract=contract.pk)
    )
    assert answer.status_code == 422
    contract.refresh_from_db()
    with pytest.raises(ValidationError) as refusal:
        pay(project, township_staff, contract=contract)
    assert refusal.value.message_dict == {"contract": ["这份合同属于别的项目。"]}


def test_a_voucher_is_entered_once(
    township_staff: User, project: Project, batch: FundBatch
) -> None:
    pay(project, township_staff)
    with pytest.raises(ValidationError) as refusal:
        pay(project, township_staff)
    told = refusal.value.message_dict
    assert told == {"voucher_no": ["这个凭证号的支付已经登记过。"]}


def test_a_correction_counts_itself_out(
    client_of: ClientOf, township_staff: User, project: Project, batch: FundBatch
) -> None:
    row = pay(project, township_staff, amount=Decimal(90))
    url = reverse("projects:payment-edit", args=[row.pk])
    seen = fingerprint(row)
    answer = client_of(township_staff).post(url, typed(batch, amount="98", seen=seen))
    assert answer.status_code == 302
    assert Payment.objects.get().amount == 98


def test_two_clerks_do_not_overwrite_each_other(
    client_of: ClientOf, township_staff: User, project: Project, batch: FundBatch
) -> None:
    row = pay(project, township_staff)
    seen = fingerprint(row)
    Payment.objects.update(amount=30)
    answer = client_of(township_staff).post(
        reverse("projects:payment-edit", args=[row.pk]), typed(batch, seen=seen)
    )
    assert answer.status_code == 409
    assert Payment.objects.get().amount == 30


def test_a_withdrawn_payment_can_be_paid_again(
    client_of: ClientOf, township_staff: User, project: Project, batch: FundBatch
) -> None:
    row = pay(project, township_staff, amount=Decimal(98))
    url = reverse("projects:payment-remove", args=[row.pk])
    client = client_of(township_staff)
    assert "撤回这笔支付？" in text_of(client.get(url))
    assert client.post(url).status_code == 422
    seen = fingerprint(row)
    assert client.post(url, {"seen": seen}).status_code == 302
    assert pay(project, township_staff, amount=Decimal(98)).pk
    assert client.get(url).status_code == 404


def test_whoever_keeps_figures_is_told(
    township_staff: User, project: Project, batch: FundBatch
) -> None:
    heard: list[list[int]] = []

    def hear(sender: Any, projects: list[int], **kwargs: Any) -> None:
        heard.append(list(projects))

    projects_changed.connect(hear)
    try:
        row = pay(project, township_staff)
        services.withdraw_payment(pk=row.pk, seen=fingerprint(row))
    finally:
        projects_changed.disconnect(hear)
    assert heard == [[project.pk], [project.pk]]


@pytest.mark.usefixtures("neighbours")
def test_a_payment_of_another_township_is_not_there(
    client_of: ClientOf,
    township_staff: User,
    outsider: User,
    village_worker: User,
    agriculture_staff: User,
    project: Project,
    batch: FundBatch,
) -> None:
    row = pay(project, township_staff)
    edit = reverse("projects:payment-edit", args=[row.pk])
    money = reverse("projects:money", args=[project.pk])
    for url in (add_url(project), edit, money):
        assert client_of(outsider).get(url).status_code == 404
        assert client_of(agriculture_staff).get(url).status_code == 200
    assert client_of(village_worker).get(money).status_code == 200
    assert client_of(village_worker).get(edit).status_code == 403
    listed = text_of(client_of(outsider).get(reverse("projects:payments")))
    assert row.purpose not in listed


def test_a_contract_is_recorded_and_cannot_fall_below_what_is_paid(
    client_of: ClientOf, township_staff: User, project: Project, batch: FundBatch
) -> None:
    client = client_of(township_staff)
    url = reverse("projects:contract-add", args=[project.pk])
    told = {
        "number": "1",
        "contractor": "某建设公司",
        "amount": "94.6",
        "procurement": "tender",
        "signed_on": "2026-04-01",
        "starts_on": "2026-04-10",
        "ends_on": "2026-04-09",
    }
    answer = client.post(url, told)
    assert answer.status_code == 422
    assert "约定完工" in text_of(answer)
    assert client.post(url, told | {"ends_on": ""}).status_code == 302
    contract = Contract.objects.get()
    pay(project, township_staff, contract=contract, amount=Decimal(50))
    edit = reverse("projects:contract-edit", args=[contract.pk])
    answer = client.post(
        edit,
        told | {"amount": "49", "ends_on": "", "seen": fingerprint(contract)},
    )
    assert "已按合同支付 50 万元，合同金额不能更少。" in text_of(answer)


def test_a_contract_on_which_was_paid_stays(
    client_of: ClientOf,
    township_staff: User,
    project: Project,
    batch: FundBatch,
    contract: Contract,
) -> None:
    row = pay(project, township_staff, contract=contract)
    url = reverse("projects:contract-remove", args=[contract.pk])
    client = client_of(township_staff)
    answer = client.post(url, {"seen": fingerprint(contract)}, follow=True)
    assert "这份合同已支付 29.4 万元，不能删除" in text_of(answer)
    services.withdraw_payment(pk=row.pk, seen=fingerprint(row))
    client.post(url, {"seen": fingerprint(contract)})
    assert not Contract.objects.exists()


def test_the_sums_of_a_page_are_those_of_its_rows(
    client_of: ClientOf, township_staff: User, project: Project, batch: FundBatch
) -> None:
    for number in range(3):
        pay(project, township_staff, voucher_no=str(number), amount=Decimal("0.01"))
    page = text_of(
        client_of(township_staff).get(reverse("projects:money", args=[project.pk]))
    )
    total = Payment.objects.aggregate(total=Sum("amount"))["total"]
    assert f"{total:.2f}" in page
