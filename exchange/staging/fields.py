"""What a target stages of its model, and the SQL that its values mean."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import NOT_PROVIDED

from core.sensitive import Sensitive
from exchange.roster import Roster, Target


@dataclass(frozen=True, slots=True)
class Staged:
    """One staged value: a plain column, or the group of columns of a sealed one."""

    name: str
    column: str
    sql_type: str
    blank: str
    default: str
    required: bool
    secret: Sensitive | None = None

    @property
    def compared(self) -> str:
        """The column by which two values are told apart."""
        return f"{self.column}_digest" if self.secret else self.column

    @property
    def columns(self) -> tuple[tuple[str, str, str], ...]:
        """(column, type, blank) of everything that is written for this value."""
        if self.secret is None:
            return ((self.column, self.sql_type, self.blank),)
        group = [
            (self.column, "bytea", "NULL"),
            (f"{self.column}_digest", "uuid", "NULL"),
            (f"{self.column}_mask", "text", "''"),
        ]
        if self.secret.tail:
            group.append((f"{self.column}_tail", "uuid", "NULL"))
        return tuple(group)


def quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def column_of(model: type[models.Model], name: str) -> str:
    """Quoted column of a model field."""
    field: Any = model._meta.get_field(name)
    return quoted(field.column)


def staged_fields(roster: Roster, target: Target) -> list[Staged]:
    """All fields of the target that columns or ``derive`` functions may fill."""
    names = [column.name for column in roster.columns_of(target.name)]
    names += [name for name in target.derived if name not in names]
    return [staged_field(target, name) for name in dict.fromkeys(names)]


def staged_field(target: Target, name: str) -> Staged:
    return _staged(target.model, name, target.secrets.get(name))


@lru_cache(maxsize=1024)
def _staged(model: type[models.Model], name: str, secret: Sensitive | None) -> Staged:
    field: Any = model._meta.get_field(name)
    remote = field.target_field if field.is_relation else field
    sql_type = "bytea" if secret else str(remote.db_type(connection))
    blank, default = blank_of(field), default_of(field)
    return Staged(
        name=name,
        column=field.column,
        sql_type=sql_type,
        blank=blank,
        default=default,
        required=not field.null and default == "NULL",
        secret=secret,
    )


def blank_of(field: Any) -> str:
    """SQL of an emptied field."""
    if field.null:
        return "NULL"
    if isinstance(field, ArrayField):
        return "'{}'"
    if isinstance(field, models.CharField | models.TextField) and field.blank:
        return "''"
    return default_of(field)


def default_of(field: Any) -> str:
    """SQL of a field that nobody gives a value at an insert; NULL when it needs one."""
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return "now()"
    if field.default is not NOT_PROVIDED:
        return _literal(field)
    if isinstance(field, models.CharField) and field.blank and not field.null:
        return "''"
    return "NULL"


def _literal(field: Any) -> str:
    if isinstance(field, models.UUIDField):
        return "gen_random_uuid()"
    value = field.get_default()
    if isinstance(field, ArrayField):
        return "'{}'"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if value is None:
        return "NULL"
    text = str(value).replace("'", "''")
    return f"'{text}'"
