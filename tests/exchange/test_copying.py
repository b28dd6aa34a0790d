"""Columns go through COPY and come back as they were, whatever stands in them."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from core.crypto import digest, digester
from exchange.staging.copying import lines

_TEXT = st.text(
    st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12
)


def _through(kind: str, values: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS copied")
        cursor.execute(f"CREATE TEMPORARY TABLE copied (n integer, value {kind})")
        with cursor.cursor.copy("COPY copied (n, value) FROM STDIN") as copy:
            for text in lines([range(len(values)), values]):
                copy.write(text)
        cursor.execute("SELECT value FROM copied ORDER BY n")
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("text", ["柳树沟村", None, "", r"\N", "a\tb\\\n"]),
        ("boolean", [True, None, False, True]),
        ("integer", [1, 0, None, 1]),
        ("numeric", [Decimal("0.10"), None, 3]),
        ("date", [dt.date(2026, 11, 1), None]),
        ("bytea", [b"\x00\\\xff", None, b""]),
        ("uuid", [uuid.UUID(int=7), None]),
        ("text[]", [["慢性病", 'a"b\\,{}'], [], None, [""]]),
    ],
)
def test_it_works(kind: str, values: list[Any]) -> None:
    assert _through(kind, values) == values


@pytest.mark.django_db
@settings(max_examples=40, deadline=None)
@given(st.lists(st.none() | _TEXT), st.lists(st.lists(_TEXT, max_size=3)))
def test_any_text_survives(texts: list[str | None], words: list[list[str]]) -> None:
    assert _through("text", texts) == texts
    assert _through("text[]", words) == words


def test_what_it_does_not_know_is_refused() -> None:
    with pytest.raises(TypeError):
        list(lines([[object()]]))


@given(st.text(max_size=90))
def test_a_digest_of_many_is_that_of_one(value: str) -> None:
    value = value.encode("utf-8", "ignore").decode()
    assert digester("id_no")(value) == digest(value, purpose="id_no").hex
