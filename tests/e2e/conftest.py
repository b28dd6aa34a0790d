"""A headless Chromium for journeys through the real pages.

The browser is named by ``CHROMIUM`` or found on the PATH. Where there is none the
journeys are skipped, in CI they fail: there they are part of the proof.
"""

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import connection
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    expect,
    sync_playwright,
)

from accounts.models import User
from config import embedded

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

DESKTOP = (1440, 900)
PHONE = (390, 844)

#: A page of a person, as wide as asked for.
PageOf = Callable[..., Page]


def chromium() -> str | None:
    named = os.environ.get("CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        missing = "no Chromium: set CHROMIUM or put chromium on the PATH"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    # Playwright runs an event loop in this thread, which Django's ORM refuses.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            chromium_ = playwright.chromium.launch(executable_path=path, args=FLAGS)
            yield chromium_
            chromium_.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        else:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def answered(live_server: "LiveServer") -> Iterator[Callable[[], None]]:
    """Waits until the server has answered everything. A browser that is closed leaves
    its last requests behind, and tables cannot be emptied while they are read."""
    running: set[object] = set()

    def begun(environ: dict[str, object], **kwargs: object) -> None:
        # The test's own thread logs people in, and waits for that itself.
        if threading.current_thread() is not threading.main_thread():
            running.add(threading.get_ident())

    def over(**kwargs: object) -> None:
        running.discard(threading.get_ident())

    def wait(seconds: int = 20) -> None:
        end = time.monotonic() + seconds
        while running and time.monotonic() < end:
            time.sleep(0.05)

    request_started.connect(begun)
    request_finished.connect(over)
    yield wait
    request_started.disconnect(begun)
    request_finished.disconnect(over)


@pytest.fixture
def page_of(
    browser: Browser,
    live_server: "LiveServer",
    client_of: Callable[[User], Client],
    answered: Callable[[], None],
) -> Iterator[PageOf]:
    """Pages of people who are logged in; an error in a script fails the test."""
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_page(user: User, size: tuple[int, int] = DESKTOP) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport={"width": size[0], "height": size[1]},
            is_mobile=size == PHONE,
            has_touch=size == PHONE,
        )
        contexts.append(context)
        session = client_of(user).cookies[settings.SESSION_COOKIE_NAME]
        context.add_cookies(
            [{"name": session.key, "value": session.value, "url": live_server.url}]
        )
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on(
            "console",
            lambda message: (
                problems.append(message.text)
                if "Content Security Policy" in message.text
                else None
            ),
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
    answered()
    assert not problems


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[None]:
    """A Celery worker on the test database and the tests' own Redis database."""
    database = settings.DATABASES["default"]
    url = os.environ["DATABASE_URL"].rsplit("/", 1)[0]
    environment = os.environ | {
        "DATABASE_URL": f"{url}/{database['NAME']}",
        "REDIS_URL": embedded.redis_url_for(settings.REDIS_URL, embedded.TEST_REDIS_DB),
        "DJANGO_SETTINGS_MODULE": "config.test_settings",
    }
    log = (tmp_path / "worker.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "config", "worker", "-c", "1"],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    yield
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    log.close()
    with connection.cursor() as cursor:
        # What the worker still held would keep the tables from being emptied.
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND state = 'idle'"
        )


def until(page: Page, path: str, text: str, seconds: int = 60) -> None:
    """Load a page until the background work has reached it."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        page.goto(path)
        if text in page.locator("main").inner_text():
            return
        time.sleep(1)
    expect(page.locator("main")).to_contain_text(text)
