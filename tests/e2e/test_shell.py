"""What every page shares: questions, alarms, one sending, and nothing left behind."""

import pytest

from accounts.models import Area, User
from accounts.services import retire_staff
from tests.e2e.conftest import PHONE, PageOf

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]

FILL_DRAFTS = """() => new Promise((done) => {
  const request = indexedDB.open('rr-visits', 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore('drafts', {keyPath: 'id'});
  };
  request.onsuccess = () => {
    const writing = request.result.transaction('drafts', 'readwrite');
    writing.objectStore('drafts').put({id: 1});
    writing.oncomplete = () => { request.result.close(); done(); };
  };
})"""


def test_a_destructive_action_asks_first_and_takes_no_for_an_answer(
    page_of: PageOf, administrator: User, township_staff: User
) -> None:
    page = page_of(administrator)
    page.goto(f"/accounts/users/{township_staff.pk}/")
    page.click("button:has-text('停用账号')")
    question = page.wait_for_selector("[role=alertdialog]")
    assert township_staff.full_name in question.inner_text()
    page.keyboard.press("Escape")
    assert page.query_selector("[role=alertdialog]") is None
    township_staff.refresh_from_db()
    assert township_staff.is_active
    page.click("button:has-text('停用账号')")
    page.click("[role=alertdialog] button.danger")
    page.wait_for_selector(".flash")
    township_staff.refresh_from_db()
    assert not township_staff.is_active


def test_a_form_is_sent_once_however_often_it_is_clicked(
    page_of: PageOf, administrator: User
) -> None:
    page = page_of(administrator)
    page.goto("/accounts/departments/new/")
    page.fill("[name=name]", "市水务局")
    page.fill("[name=code]", "water")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.evaluate(
        "() => { const b = document.querySelector('main button[type=submit]');"
        " b.click(); b.click(); }"
    )
    page.wait_for_url("**/accounts/departments/")
    assert sent.count("POST") == 1


def test_log_out_takes_the_visits_of_the_device_along(
    page_of: PageOf, administrator: User
) -> None:
    page = page_of(administrator)
    page.goto("/accounts/users/")
    page.evaluate(FILL_DRAFTS)
    page.click("summary.who")
    page.click("[data-logout] button")
    page.click("[role=alertdialog] button.danger")
    page.wait_for_url("**/accounts/login/**")
    assert page.evaluate("() => indexedDB.databases()") == []


def test_the_menu_of_a_phone_opens_and_closes_by_key(
    page_of: PageOf, administrator: User
) -> None:
    page = page_of(administrator, PHONE)
    page.goto("/accounts/users/")
    page.click("[data-menu]")
    assert page.is_visible("#side")
    page.keyboard.press("Escape")
    assert not page.is_visible("#side")
    assert page.evaluate("() => document.activeElement.hasAttribute('data-menu')")


def test_a_wrong_password_puts_the_reader_at_the_sentence(
    page_of: PageOf, administrator: User, township_staff: User, county: Area
) -> None:
    page = page_of(township_staff)
    retire_staff(account=township_staff, by=administrator)
    page.goto("/accounts/login/")
    page.fill("[name=username]", "renxiaoyan")
    page.fill("[name=password]", "falsch")
    page.click(".pwf button")
    assert page.get_attribute("[name=password]", "type") == "text"
    page.click("main button[type=submit]")
    page.wait_for_selector("[role=alert]")
    focused = page.evaluate("() => document.activeElement.getAttribute('role')")
    assert focused == "alert"
