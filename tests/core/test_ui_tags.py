"""The small drawn parts: they escape what they are given and never divide by zero."""

from decimal import Decimal

import pytest
from django import forms
from django.http import HttpResponse
from django.template import Context, Template
from django.test import RequestFactory

from core.htmx import is_htmx, redirect, safe_next, trigger
from core.months import Month
from core.ratios import Share
from core.templatetags import ui


def render(text: str, **context: object) -> str:
    return Template(text).render(Context(context))


def test_an_icon_is_hidden_from_screen_readers() -> None:
    assert 'aria-hidden="true"' in ui.icon("house")


@pytest.mark.parametrize("percent", [None, -5, 0, 50, 100, 900, Decimal("81.7")])
def test_a_bar_stays_in_its_frame(percent: Decimal | None) -> None:
    drawn = ui.bar(percent, mark=95)
    assert 'width="-' not in drawn
    assert 'width="900' not in drawn


def test_a_stack_of_nothing_is_drawn() -> None:
    assert "<svg" in ui.stacked_bar(0, 0, 0)


def test_one_point_is_no_line() -> None:
    assert ui.spark([None, 3]) == ""
    assert "polyline" in ui.spark([1, None, 3], reference=2)
    assert "polyline" in ui.spark([2, 2])


@pytest.mark.parametrize(
    ("value", "good", "css"),
    [(1, "up", "good"), (-1, "up", "bad"), (1, "down", "bad"), (1, "none", '" >')],
)
def test_a_change_is_told_by_shape_and_colour(value: int, good: str, css: str) -> None:
    drawn = ui.delta(value, "%", good)
    assert css.replace('" >', 'delta "') in drawn
    assert "path" in drawn


def test_no_change_and_no_value_are_words() -> None:
    assert "持平" in ui.delta(0.04)
    assert ui.delta(None) == "—"


def test_numbers_as_they_stand_on_screen() -> None:
    assert ui.number(12345) == "12,345"
    assert ui.number(None) == "—"
    assert ui.number(0) == "0"
    assert ui.percent(Share.of(45, 65)) == "69.2%"
    assert ui.percent(Share.of(0, 0)) == "—"
    assert ui.plain(Decimal("8700.0000")) == "8,700"
    assert ui.plain(Decimal("12.5000")) == "12.5"
    assert ui.month_label(Month(2026, 11)) == "2026年11月"


@pytest.mark.parametrize(
    ("value", "tint"), [(None, ""), (95, ""), (91, "h1"), (81, "h2"), (60, "h3")]
)
def test_a_cell_is_tinted_by_its_distance(value: int | None, tint: str) -> None:
    assert ui.heat(value, 95) == tint


def test_a_query_string_changes_one_parameter(rf: RequestFactory) -> None:
    request = rf.get("/?q=a&page=3&tag=x&tag=y")
    context = {"request": request}
    shown = render("{% query page=4 q=None %}", **context)
    assert shown == "?page=4&amp;tag=x&amp;tag=y"
    assert render("{% query page=None q=None tag=None %}", **context) == "?"


class Example(forms.Form):
    name = forms.CharField(label="姓名", help_text="全名")
    agreed = forms.BooleanField(label="同意")
    kind = forms.ChoiceField(
        label="类别", choices=[("1", "甲")], widget=forms.RadioSelect, required=False
    )


def test_a_field_is_tied_to_its_help_and_its_error() -> None:
    form = Example({"name": ""})
    page = render('{% include "components/_field.html" %}', field=form["name"])
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'id="id_name_helptext"' in page
    assert 'id="id_name_error"' in page
    assert 'aria-invalid="true"' in page


def test_a_group_of_choices_has_a_legend() -> None:
    page = render('{% include "components/_field.html" %}', field=Example()["kind"])
    assert "<fieldset" in page
    assert "<legend" in page


def test_the_summary_links_to_the_fields() -> None:
    form = Example({"name": ""})
    page = render('{% include "components/_error_summary.html" %}', form=form)
    assert 'href="#id_name"' in page
    assert 'role="alert"' in page
    assert (
        render('{% include "components/_error_summary.html" %}', form=Example()).strip()
        == ""
    )


def test_a_name_from_outside_is_escaped_everywhere() -> None:
    form = Example({"name": '"><script>alert(1)</script>', "agreed": "on"})
    page = render('{% include "components/_field.html" %}', field=form["name"])
    assert "<script>" not in page


def test_a_redirect_works_inside_htmx(rf: RequestFactory) -> None:
    plain = rf.get("/")
    assert redirect(plain, "/a/").status_code == 302
    inside = rf.get("/")
    inside.htmx = type("H", (), {"history_restore_request": False})()  # type: ignore[attr-defined]
    assert is_htmx(inside)
    assert redirect(inside, "/a/")["HX-Redirect"] == "/a/"


def test_an_event_is_told_in_a_header() -> None:
    response = trigger(HttpResponse(), "toast", "已保存")
    assert "toast" in response["HX-Trigger"]


@pytest.mark.parametrize(
    "target", ["https://example.com", "//example.com", "", "\\\\x"]
)
def test_next_stays_at_home(rf: RequestFactory, target: str) -> None:
    assert safe_next(rf.get("/", {"next": target}), "/home/") == "/home/"
