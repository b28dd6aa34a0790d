"""Two clicks at the same moment: what the first has removed, the second finds gone."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Area, User
from households.services.register import fingerprint
from projects.services import plans, projects
from tests.factories.projects import make_project

pytestmark = pytest.mark.django_db(transaction=True)
ClientOf = Callable[[User], Client]
EARLY = ("declared_on", "reviewed_on", "stored_on", "planned_on", "funded_on")


def meanwhile(remove: Callable[[], object], post: Callable[[], int]) -> list[int]:
    """What a post answers that begins before a removal is committed."""
    answers: list[int] = []

    def run() -> None:
        try:
            answers.append(post())
        finally:
            connections.close_all()

    other = threading.Thread(target=run)
    with transaction.atomic():
        remove()
        other.start()
        # It has found the row, and waits for it.
        other.join(timeout=2)
    other.join(timeout=20)
    return answers


def test_a_draft_of_a_plan_is_discarded_once(
    client_of: ClientOf, bureau_official: User
) -> None:
    client = client_of(bureau_official)
    draft = plans.start_version(kind="annual", year=2027, by=bureau_official)
    url, seen = (
        reverse("projects:plan-discard", args=[draft.pk]),
        plans.draft_mark(draft),
    )
    found = meanwhile(
        lambda: plans.discard_version(pk=draft.pk, seen=seen),
        lambda: client.post(url, {"seen": seen}).status_code,
    )
    assert found == [404]


def test_a_draft_of_a_project_is_deleted_once(
    client_of: ClientOf, township_staff: User, village: Area
) -> None:
    client = client_of(township_staff)
    row = make_project(village, **dict.fromkeys((*EARLY, "started_on", "year")))
    url, seen = reverse("projects:project-delete", args=[row.pk]), fingerprint(row)
    found = meanwhile(
        lambda: projects.delete_project(pk=row.pk, seen=seen),
        lambda: client.post(url, {"seen": seen}).status_code,
    )
    assert found == [404]
