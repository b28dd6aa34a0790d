"""Measures as tests write them."""

from typing import Any

from django.urls import reverse

from accounts.models import User
from assistance.models import Measure, MeasureKind
from assistance.services import measures as services
from households.models import Episode, Household
from households.services.register import fingerprint
from tests.households.leading import today


def kind(name: str) -> MeasureKind:
    return MeasureKind.objects.get(name=name)


def add(
    household: Household, by: User, name: str = "医疗救助", **values: Any
) -> Measure:
    given = {"kind": kind(name), "started_on": today(5), "state": "running", **values}
    return services.record_measure(household=household, by=by, values=given)


def change(row: Measure, by: User, **values: Any) -> Measure:
    row.refresh_from_db()
    return services.update_measure(
        pk=row.pk, by=by, values=values, seen=fingerprint(row)
    )


def ticked(household: Household) -> tuple[list[str], str]:
    episode = Episode.objects.get(household=household)
    return episode.measures, episode.development_state


def typed(**values: object) -> dict[str, object]:
    first = {
        "kind": kind("医疗救助").pk,
        "risk": "illness",
        "state": "running",
        "started_on": today(3).isoformat(),
    }
    return {**first, **values}


def page(name: str, *args: int) -> str:
    return reverse(f"assistance:{name}", args=args)
