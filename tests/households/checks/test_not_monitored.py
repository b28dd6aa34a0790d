"""应纳未纳: what should be under monitoring is found, and nothing else."""

import pytest

from accounts.models import Area
from households.models import HouseholdConditions
from tests.households.checks import homes

pytestmark = pytest.mark.django_db


def test_it_works(village: Area) -> None:
    home = homes.make_home(village, household_type="exited")
    assert homes.found("N01") == []
    HouseholdConditions.objects.filter(household=home).update(danger_grade="d")
    assert homes.found("N01") == [f"h{home.pk}"]
    homes.monitor(home, category="unstable_exited")
    assert homes.found("N01") == []
