"""How the permission tests ask, and how they tell that nothing has changed."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from accounts.models import Area
from tests.permission_world import CANARY, NEAR_CANARY, Post, World


class Walk:
    """Requests of one client. Writes are undone after each unless ``keep`` is set."""

    def __init__(self, client: Client) -> None:
        client.raise_request_exception = False
        self.client = client
        self.problems: list[str] = []
        self.probes = 0

    def ask(self, method: str, url: str, *, keep: bool = False, **extra: Any) -> Any:
        self.probes += 1
        with transaction.atomic():
            response: Any = getattr(self.client, method)(url, **extra)
            response.body = self._body(response)
            if not keep:
                transaction.set_rollback(True)
        if response.status_code >= 500:
            self.problems.append(f"{method} {url}: {response.status_code}")
        return response

    @staticmethod
    def _body(response: Any) -> str:
        content = (
            b"".join(response.streaming_content)
            if response.streaming
            else response.content
        )
        return str(content.decode("utf-8", "replace"))

    def expect(
        self, method: str, url: str, statuses: set[int], **extra: Any
    ) -> HttpResponse:
        response: HttpResponse = self.ask(method, url, **extra)
        if response.status_code not in statuses:
            wanted = "/".join(map(str, sorted(statuses)))
            self.problems.append(
                f"{method} {url}: {response.status_code}, expected {wanted}"
            )
        return response

    def verdict(self) -> None:
        assert not self.problems, "\n".join(["", *dict.fromkeys(self.problems)])


def canaries(post: Post) -> tuple[str, ...]:
    return (CANARY, NEAR_CANARY) if post.level == Area.Level.VILLAGE else (CANARY,)


def without_canary(walk: Walk, post: Post, what: str, response: Any) -> None:
    for canary in canaries(post):
        if canary not in response.body:
            continue
        place = response.body.index(canary)
        near = response.body[max(0, place - 80) : place + 20]
        walk.problems.append(f"{what}: shows the canary: {near}")


#: Tables that a refused or a hidden request may write: the log of refusals, sessions.
_WRITTEN_BY_REFUSALS = {"accounts_accesslog", "django_session"}


_OURS = {"accounts", "exchange", "households", "assistance", "projects", "dashboards"}
_OF_PLACES = {"households", "assistance", "projects", "dashboards"}


def fingerprints() -> dict[str, Any]:
    """Every row of every table of ours, to be compared before and after."""
    rows: dict[str, Any] = {}
    for model in apps.get_models():
        meta = model._meta
        ours = meta.app_label in _OURS
        if ours and meta.db_table not in _WRITTEN_BY_REFUSALS:
            manager = model._base_manager
            columns = [item.attname for item in meta.concrete_fields]
            rows[meta.db_table] = sorted(map(repr, manager.values_list(*columns)))
    return rows


def foreign_rows(world: World) -> dict[str, Any]:
    """What stands in the other township, by table."""
    low, high = world.foreign.township.code_range
    found: dict[str, Any] = {}
    for model in apps.get_models():
        path = getattr(model._default_manager.all(), "area_path", None)
        if path is None or model._meta.app_label not in _OF_PLACES:
            continue
        inside = {f"{path}__gte": low, f"{path}__lte": high}
        rows = model._base_manager.filter(**inside).values_list()
        found[model._meta.label] = sorted(map(repr, rows))
    assert found["households.Household"]
    return found
