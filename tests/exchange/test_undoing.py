"""A written run can be withdrawn for seven days."""

import pghistory
import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import Area, User
from exchange import services
from exchange.errors import FileRefused
from households.models import Household, Member, NumberReading, QualityHit
from tests.exchange.workbooks import apply, family, receive, work, workbook


@pytest.fixture
def clerk(village: Area, township_staff: User) -> User:
    return township_staff


def test_it_works(clerk: User) -> None:
    first = apply(receive(workbook(family()), clerk))
    second = apply(receive(workbook(family(户联系电话="13900139000")), clerk))
    services.undo_run(run=second, by=clerk)
    assert work(second).state == "undone"
    assert Household.objects.get().reveal("phone") == "13800138000"

    services.undo_run(run=first, by=clerk)
    first = work(first)
    assert first.job is not None
    # The household was touched by the second run and its undoing since.
    assert first.job.result["kept"] > 0


def test_new_rows_go_again(clerk: User) -> None:
    run = apply(receive(workbook(family()), clerk))
    services.undo_run(run=run, by=clerk)
    assert work(run).job.result["kept"] == 0  # type: ignore[union-attr]
    assert not Household.objects.exists()
    assert not Member.objects.exists()


def test_what_only_follows_a_new_row_goes_with_it(clerk: User, village: Area) -> None:
    run = apply(receive(workbook(family()), clerk))
    member, household = Member.objects.earliest("pk"), Household.objects.get()
    now = timezone.now()
    NumberReading.objects.create(member=member)
    QualityHit.objects.create(
        rule="P32", key=f"m{member.pk}", severity="verify", village=village,
        household=household, member=member, first_seen_at=now, last_seen_at=now,
    )  # fmt: skip
    services.undo_run(run=run, by=clerk)
    assert work(run).job.result["kept"] == 0  # type: ignore[union-attr]
    assert not Member.objects.exists()
    assert not QualityHit.objects.exists()


def test_a_row_that_somebody_judged_stays(clerk: User, village: Area) -> None:
    run = apply(receive(workbook(family()), clerk))
    now = timezone.now()
    QualityHit.objects.create(
        rule="H10", key="h1", severity="verify", village=village, state="exempt",
        exempt_reason="已核实", household=Household.objects.get(), first_seen_at=now,
        last_seen_at=now,
    )  # fmt: skip
    services.undo_run(run=run, by=clerk)
    assert work(run).job.result["kept"] == 1  # type: ignore[union-attr]
    assert Household.objects.exists()


def test_a_row_changed_since_stays_and_is_counted(clerk: User) -> None:
    apply(receive(workbook(family()), clerk))
    run = apply(receive(workbook(family(户联系电话="13900139000")), clerk))
    with pghistory.context(via="web"):
        Household.objects.update(remark="后来改的")
    services.undo_run(run=run, by=clerk)
    assert work(run).job.result == {"restored": 0, "kept": 1}  # type: ignore[union-attr]
    assert Household.objects.get().remark == "后来改的"


def test_nobody_else_withdraws_it(clerk: User, outsider: User) -> None:
    run = apply(receive(workbook(family()), clerk))
    with pytest.raises(PermissionDenied):
        services.undo_run(run=run, by=outsider)
    services.undo_run(run=run, by=clerk)
    work(run)
    with pytest.raises(FileRefused):
        services.undo_run(run=run, by=clerk)
