"""Cards of many households at once wait for a job; those of a few do not."""

import pytest

from assistance.models import CardLine
from assistance.services import card_jobs
from exchange import jobs
from exchange.models import Job
from households.models import Household, Member

pytestmark = pytest.mark.django_db


@pytest.fixture
def drawn(household: Household, head: Member) -> Household:
    """Somebody of the household draws the subsistence allowance."""
    Member.objects.filter(pk=head.pk).update(is_dibao=True)
    CardLine.objects.all().delete()
    return household


def test_it_works(drawn: Household) -> None:
    card_jobs.refresh_saved([drawn.pk])
    assert CardLine.objects.filter(household=drawn, benefit="dibao").exists()
    assert not Job.objects.filter(kind=Job.Kind.REFRESH_CARDS).exists()


def test_many_wait_for_a_job(drawn: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(card_jobs, "REFRESHED_AT_ONCE", 0)
    card_jobs.refresh_saved([drawn.pk])
    assert not CardLine.objects.exists()
    jobs.run(Job.objects.get(kind=Job.Kind.REFRESH_CARDS).pk)
    assert CardLine.objects.filter(household=drawn, benefit="dibao").exists()
