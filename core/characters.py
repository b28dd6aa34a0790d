"""Searching names by any of their characters, as a GIN index over them serves it."""

from django.db.models import BooleanField, F, Func, Value


def has_characters(column: str, text: str) -> Func:
    """All characters of ``text`` occur in ``column``: what the index serves."""
    return Func(
        Func(F(column), Value(None), function="string_to_array"),
        Func(Value(text), Value(None), function="string_to_array"),
        template="(%(expressions)s)",
        arg_joiner=" @> ",
        output_field=BooleanField(),
    )
