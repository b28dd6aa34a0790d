"""Every URL × post × method × {own, foreign}: nobody reaches a row that is not theirs.

Unknown → log-in, missing action → 403, foreign row → 404, own row → 200 or 302, and
never a 5xx. One test a post, because the walk is long and the rows are the same; what
is wrong is collected and printed together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.http import urlencode

from accounts import roles
from accounts.models import Area, User
from accounts.roles import Role
from tests.permission_arguments import Line, Whose
from tests.permission_table import LINES, LOGGED_IN, OPEN
from tests.permission_walk import (
    Walk,
    canaries,
    fingerprints,
    foreign_rows,
    without_canary,
)
from tests.permission_world import (
    BOUNDED,
    CANARY,
    MONTH,
    POSTS,
    Belongings,
    Post,
    Side,
    World,
    belongings,
    build_world,
    person,
)

METHODS = ("get", "head", "post", "put", "delete")
UNSAFE = ("post", "put", "delete")
HTMX = {"HX-Request": "true"}
LOGIN = "/accounts/login/"
#: One who reads every row, and one who reads none.
AT_COUNTY = [
    Post(Role.BUREAU_OFFICIAL, Area.Level.COUNTY),
    Post(Role.ADMINISTRATOR, Area.Level.COUNTY),
]


#: They pass through every line and judge none of them: traced, the walks would take
#: twice as long and make untested code look tested.
pytestmark = pytest.mark.no_cover


@pytest.fixture
def world(db: None) -> World:
    return build_world()


def url_names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from url_names(pattern, pattern.namespace or space)
        elif isinstance(pattern, URLPattern):
            yield f"{space}:{pattern.name}" if space else str(pattern.name)


def address(line: Line, side: Side, mine: Belongings, world: World) -> str:
    path = reverse(line.name, kwargs=line.arguments(side, mine, world))
    query = line.query(side, mine, world)
    return f"{path}?{urlencode(query)}" if query else path


def may(role: str, line: Line) -> bool:
    if line.permission == LOGGED_IN:
        return True
    return any(roles.allows(role, name) for name in line.permission)


def may_write(role: str, line: Line) -> bool:
    return not line.write or any(roles.allows(role, name) for name in line.write)


def test_every_url_has_its_line() -> None:
    lines = [line.name for line in LINES]
    assert sorted(lines) == sorted(set(lines))
    assert set(url_names(get_resolver())) == set(lines)


def test_every_permission_of_the_table_exists_in_a_role() -> None:
    held = frozenset().union(*roles.PERMISSIONS.values())
    named = {
        name
        for line in LINES
        if line.permission != OPEN
        for name in (*line.permission, *line.write)
    }
    assert named <= held
    assert held - named == {"exchange.import_areas"} - named


def test_a_stranger_to_the_installation_is_sent_to_log_in(world: World) -> None:
    walk = Walk(Client())
    for line in LINES:
        if line.permission == OPEN:
            continue
        url = address(line, world.own, world.stranger, world)
        for method in ("get", "post"):
            response = walk.expect(method, url, {302})
            if not response.get("Location", "").startswith(LOGIN):
                walk.problems.append(f"{method} {url}: not to log-in")
        response = walk.expect("get", url, {401}, headers=HTMX)
        assert response["HX-Redirect"].startswith(LOGIN)
    walk.verdict()


def test_an_account_without_an_area_sees_no_row(
    world: World, client_of: Callable[[User], Client]
) -> None:
    """A role that reads rows, placed nowhere: only possible while it is disabled, so
    its session is made first."""
    user = person(Post(Role.TOWNSHIP_STAFF, Area.Level.TOWNSHIP), world)
    client = client_of(user)
    User.objects.filter(pk=user.pk).update(is_active=False, area=None)
    walk = Walk(client)
    for line in LINES:
        if line.permission != OPEN:
            walk.expect("get", address(line, world.own, world.stranger, world), {302})
    walk.verdict()


@pytest.mark.parametrize("post", POSTS, ids=str)
def test_a_role_reaches_its_own_rows_and_no_others(
    post: Post, world: World, client_of: Callable[[User], Client]
) -> None:
    user = person(post, world)
    mine = belongings(user)
    walk = Walk(client_of(user))
    before = fingerprints()
    for line in LINES:
        own = address(line, world.own, mine, world)
        if line.permission == OPEN:
            walk.ask("get", own)
        elif not may(post.role, line):
            _refused(walk, own)
        else:
            _admitted(walk, line, own, post)
            for foreign in _foreign(line, post, mine, world):
                _hidden(walk, line, post, foreign)
    assert fingerprints() == before
    walk.verdict()


def _refused(walk: Walk, url: str) -> None:
    for method in ("get", "post"):
        walk.expect(method, url, {403})
    walk.expect("get", url, {403}, headers=HTMX)


def _admitted(walk: Walk, line: Line, url: str, post: Post) -> None:
    allowed = {200, 302, 405} | line.answers
    response = walk.expect("get", url, allowed)
    partial = walk.expect("get", url, allowed | {204}, headers=HTMX)
    if post.is_bounded:
        for answer in (response, partial):
            without_canary(walk, post, f"get {url}", answer)
    # An empty form is answered, one way or the other.
    answered = {200, 204, 302, 400, 405, 409, 422} | line.answers
    if not may_write(post.role, line):
        answered = {403, 405}
    for method in UNSAFE:
        walk.expect(method, url, answered)


def _foreign(line: Line, post: Post, mine: Belongings, world: World) -> Iterator[str]:
    if line.whose == Whose.PERSON:
        yield address(line, world.own, world.stranger, world)
    if line.whose != Whose.AREA or not post.is_bounded:
        return
    yield address(line, world.foreign, mine, world)
    if post.level == Area.Level.VILLAGE:
        yield address(line, world.sibling, mine, world)


def _hidden(walk: Walk, line: Line, post: Post, url: str) -> None:
    # Who may not write at all is told so before any row is looked for.
    refused = set() if may_write(post.role, line) else {403}
    for method in METHODS:
        hidden = {404, 405} | (refused if method in UNSAFE else set())
        # Kept, so that the fingerprints show what slipped through.
        answer = walk.expect(method, url, hidden, keep=True)
        without_canary(walk, post, f"{method} {url}", answer)
    answer = walk.expect("get", url, {404, 405}, headers=HTMX)
    without_canary(walk, post, f"htmx {url}", answer)


#: Query strings that ask the own pages for somebody else's rows.
QUERIES: list[Callable[[World], dict[str, str]]] = [
    lambda world: {"q": CANARY},
    lambda world: {"q": "金丝"},
    lambda world: {"area": world.foreign.township.code},
    lambda world: {"area": world.foreign.village.code},
    lambda world: {"area": world.county.code},
    lambda world: {"town": world.foreign.township.code},
    lambda world: {"township": world.foreign.township.code},
    lambda world: {"village": world.foreign.village.code},
    lambda world: {"id": str(world.foreign.household.pk)},
    lambda world: {"view": str(world.stranger.view.pk)},
    lambda world: {"roster": "households", "village": world.foreign.village.code},
    lambda world: {"village__code": world.foreign.village.code, "o": "village__name"},
    lambda world: {"owner": str(world.stranger.run.owner_id), "state": "all"},
]


@pytest.mark.parametrize("post", BOUNDED, ids=str)
def test_no_query_string_shows_a_foreign_row(
    post: Post, world: World, client_of: Callable[[User], Client]
) -> None:
    user = person(post, world)
    mine = belongings(user)
    walk = Walk(client_of(user))
    for line in LINES:
        if line.permission == OPEN or not may(post.role, line) or not line.is_list:
            continue
        path = reverse(line.name, kwargs=line.arguments(world.own, mine, world))
        for query in QUERIES:
            asked = query(world)
            url = f"{path}?{urlencode(asked)}"
            answer = walk.ask("get", url, headers=HTMX if "q" in asked else {})
            # What was typed may be repeated; what was found may not.
            if "q" not in asked:
                without_canary(walk, post, f"get {url}", answer)
            elif any(f"赵{canary}" in answer.body for canary in canaries(post)):
                walk.problems.append(f"get {url}: finds the foreign household")
    walk.verdict()


#: Values that no page may break on.
NONSENSE = ["9" * 30, "%00", "%ff%fe", "-1", "2026-13", "'%F0%A0%AE%B7"]


def test_no_query_string_breaks_a_page(
    world: World, client_of: Callable[[User], Client]
) -> None:
    names = ("q", "month", "area", "village", "town", "category", "part", "page")
    names += ("after", "before", "o", "sort", "state", "kind", "id", "view", "roster")
    for post in AT_COUNTY:
        user = person(post, world)
        mine = belongings(user)
        walk = Walk(client_of(user))
        for line in LINES:
            if line.permission == OPEN or not may(post.role, line):
                continue
            path = reverse(line.name, kwargs=line.arguments(world.own, mine, world))
            for value in NONSENSE if line.is_list else NONSENSE[:1]:
                query = "&".join(f"{name}={value}" for name in names)
                walk.ask("get", f"{path}?{query}")
        walk.verdict()


@pytest.mark.parametrize(
    "path",
    [
        "/visits/grid/%00/{month}/",
        "/visits/grid/990981101201/2026-99/",
        "/visits/1/0000-01/",
        "/households/99999999999999999999999/",
        "/households/1/reveal/password/",
        "/households/1/income/99999999/",
        "/f/%00/",
        "/f/F-ZZZZZZZZZZZZ/",
        "/f/..%2f..%2fetc/",
        "/figures/nonsense/rows/",
        "/exchange/templates/nonsense.xlsx",
        "/exchange/exports/99999999999999999999/file",
        "/media/none.xlsx",
        "/static/../config/settings.py",
        "/accounts/areas/000000000000/",
    ],
)
def test_no_path_breaks_the_site(
    world: World, client_of: Callable[[User], Client], path: str
) -> None:
    for post in AT_COUNTY:
        walk = Walk(client_of(person(post, world)))
        walk.expect("get", path.format(month=MONTH), {400, 403, 404, 405})
        walk.verdict()


def foreign_bodies(world: World) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Forms on own pages whose fields name a foreign row (threat A2)."""
    own, foreign = world.own, world.foreign
    household = {"pk": own.household.pk}
    place = {"village": foreign.village.code, "household_no": "990981X", "persons": 1}
    return [
        ("households:household-create", {}, place | {"household_type": "ordinary"}),
        ("households:household-edit", household, place),
        ("households:member-create", household, {"household": foreign.household.pk}),
        ("households:search-id", {}, {"number": "990981196803050018"}),
        (
            "exchange:export-start",
            {},
            {
                "roster": "households",
                "query": f"village={foreign.village.code}&state=all",
                "reason": "核对",
            },
        ),
        (
            "exchange:import-upload",
            {},
            {"roster": "visits", "village": foreign.village.code, "month": str(MONTH)},
        ),
        (
            "households:visit-grid",
            {"village": own.village.code, "month": MONTH},
            {
                f"r{foreign.household.pk}-wage": "9",
                "household": foreign.household.pk,
                "form-TOTAL_FORMS": "1",
                "form-0-household": foreign.household.pk,
            },
        ),
        ("households:saved-view-create", {}, {"name": "x", "query": f"q={CANARY}"}),
        (
            "households:lead-create",
            {},
            {
                "ref": "7d0b6d2c-5f6c-4f7a-9f0e-0d3c2f1f8a11",
                "source": "grid_check",
                "area": foreign.village.code,
                "person_name": "赵某",
                "content": "住院",
                "received_on": "2026-11-20",
            },
        ),
        (
            "households:lead-dispatch",
            {},
            {"id": foreign.lead.pk, "area": own.village.code},
        ),
        (
            "assistance:row-add",
            {"ledger": "yulu"},
            {
                "name": "赵德全",
                "household_no": foreign.household.household_no,
                "period": "2026春",
                "due_amount": "1500",
            },
        ),
        (
            "assistance:pay",
            {"ledger": "yulu"},
            {
                "id": foreign.subsidy.pk,
                "paid_on": "2026-11-20",
                "shown": "1:1500.00",
                "confirmed": "1",
            },
        ),
        (
            "households:lead-link",
            {"pk": own.lead.pk},
            {"household": foreign.household.pk, "member": foreign.member.pk},
        ),
    ]


@pytest.mark.parametrize("post", BOUNDED, ids=str)
def test_no_form_writes_to_a_foreign_row(
    post: Post, world: World, client_of: Callable[[User], Client]
) -> None:
    table = {line.name: line for line in LINES}
    walk = Walk(client_of(person(post, world)))
    before = foreign_rows(world)
    for name, arguments, body in foreign_bodies(world):
        if not may(post.role, table[name]):
            continue
        url = reverse(name, kwargs=arguments)
        answer = walk.ask("post", url, data=body, keep=True)
        if f"赵{CANARY}" in answer.body:
            walk.problems.append(f"post {url}: shows the foreign household")
    assert foreign_rows(world) == before
    walk.verdict()
