"""Many rows at once through COPY into a staging table and INSERT ... SELECT.

COPY straight into a tracked table would lose who did it and why, because the history
context travels in front of statements only.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from core.sensitive import Sensitive, sealed_many

Rows = list[tuple[Any, ...]]


class Staged:
    """Collects rows of a model and writes them; ids are given by the caller.

    Columns not named get the model's default, or stay empty. Sensitive values are
    collected as they are and sealed when the rows are taken.
    """

    def __init__(self, model: type[models.Model], columns: str) -> None:
        self.model = model
        self.named = columns.split()
        self.secrets: Mapping[str, Sensitive] = getattr(model, "SENSITIVE", {})
        self.columns = [column for name in self.named for column in self._stored(name)]
        self.table = model._meta.db_table
        self.staging = f"staged_{model._meta.model_name}"
        self.rows: Rows = []
        self.written = 0

    def _stored(self, name: str) -> list[str]:
        """A sensitive value stands in several columns, as ``sealed_many`` has them."""
        if name not in self.secrets:
            return [name]
        columns = [name, f"{name}_digest", f"{name}_mask"]
        return [*columns, f"{name}_tail"] if self.secrets[name].tail else columns

    def create(self, cursor: CursorWrapper) -> None:
        names = ", ".join(f'"{name}"' for name in self.columns)
        cursor.execute(
            f'CREATE TEMPORARY TABLE "{self.staging}" ON COMMIT DROP AS '  # noqa: S608
            f'SELECT {names} FROM "{self.table}" WITH NO DATA'
        )

    def take(self) -> Rows:
        """The collected rows, sealed; collecting begins anew."""
        rows, self.rows = self.rows, []
        if not rows or not self.secrets:
            return rows
        return list(zip(*self._sealed(list(zip(*rows, strict=True))), strict=True))

    def _sealed(self, columns: list[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        refs = columns[self.named.index("ref")]
        for name, values in zip(self.named, columns, strict=True):
            kind = self.secrets.get(name)
            if kind is None:
                yield values
                continue
            texts = [kind.normalise(value) or None for value in values]
            stored, digests, masks, *tail = sealed_many(
                self.table, name, kind, texts, refs
            )
            yield from (stored, digests, [mask or "" for mask in masks], *tail)

    def write(self, cursor: CursorWrapper, rows: Rows) -> None:
        if not rows:
            return
        names = ", ".join(f'"{name}"' for name in self.columns)
        with cursor.copy(f'COPY "{self.staging}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
        constants = self._constants()
        targets = names + "".join(f', "{name}"' for name in constants)
        values = names + ", %s" * len(constants)
        cursor.execute(
            f'INSERT INTO "{self.table}" ({targets}) '  # noqa: S608
            f'SELECT {values} FROM "{self.staging}"',
            list(constants.values()),
        )
        cursor.execute(f'TRUNCATE "{self.staging}"')
        self.written += len(rows)

    def _constants(self) -> dict[str, Any]:
        """Columns that may not be empty and are the same in every row."""
        constants = {}
        for field in self.model._meta.concrete_fields:
            if field.null or field.primary_key or field.generated:
                continue
            if field.column not in self.columns:
                default = field.get_default()
                constants[field.column] = default if default is not None else ""
        return constants

    def next_id(self) -> int:
        """First of the ids that the caller may give out."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [self.table]
            )
            return int(cursor.fetchone()[0])

    def keep_ids(self, last: int, cursor: CursorWrapper) -> None:
        """Continue the sequence behind the ids given out."""
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [self.table, last]
        )
