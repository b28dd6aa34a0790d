"""Sensitive columns of a model: declared once, sealed and revealed in one place.

A declared value ``x`` stands in up to four columns: ``x`` (ciphertext), ``x_digest``
(keyed digest for equality), ``x_tail`` (keyed digest of the last four, when searched
by them) and ``x_mask`` (what may be shown).
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models

from core import crypto


@dataclass(frozen=True, slots=True)
class Sensitive:
    """How one sensitive value is normalised, masked and looked up."""

    purpose: str
    mask: Callable[[str], str]
    normalise: Callable[[str], str] = str.strip
    tail: bool = False


def sealed_columns(
    table: str, name: str, kind: Sensitive, value: str, ref: uuid.UUID
) -> dict[str, Any]:
    """Column values for ``name`` of the row ``ref`` of ``table``; empty clears all."""
    text = kind.normalise(value or "")
    columns: dict[str, Any] = {
        name: crypto.encrypt(text, column=f"{table}.{name}", ref=ref) if text else None,
        f"{name}_digest": digest_of(kind, text),
        f"{name}_mask": kind.mask(text),
    }
    if kind.tail:
        columns[f"{name}_tail"] = tail_of(kind, text)
    return columns


def sealed_many(
    table: str,
    name: str,
    kind: Sensitive,
    values: Sequence[str | None],
    refs: Sequence[object],
) -> list[list[Any]]:
    """Columns (ciphertext, digest, mask, tail if any) of many normalised values.

    None stays None in all of them. For rows on their way to COPY: digests are text.
    """
    seal = crypto.sealer(f"{table}.{name}")
    digest, tail = (
        crypto.digester(kind.purpose),
        crypto.digester(f"{kind.purpose}.tail"),
    )
    columns: list[list[Any]] = [
        [v and seal(v, ref) for v, ref in zip(values, refs, strict=True)],
        [v and digest(v) for v in values],
        [v and kind.mask(v) for v in values],
    ]
    if kind.tail:
        # Four characters repeat.
        seen = {end: tail(end) for end in {v[-4:] for v in values if v}}
        columns.append([v and seen[v[-4:]] for v in values])
    return columns


def digest_of(kind: Sensitive, value: str) -> uuid.UUID | None:
    text = kind.normalise(value or "")
    return crypto.digest(text, purpose=kind.purpose) if text else None


def tail_of(kind: Sensitive, value: str) -> uuid.UUID | None:
    """Digest of the last four characters, for a search by them."""
    text = kind.normalise(value or "")[-4:]
    return crypto.digest(text, purpose=f"{kind.purpose}.tail") if text else None


class SensitiveModel(models.Model):
    """A row with sensitive columns; ``ref`` exists before the row is inserted."""

    ref = models.UUIDField(default=uuid.uuid4, editable=False)

    SENSITIVE: ClassVar[Mapping[str, Sensitive]] = {}

    class Meta:
        abstract = True

    def seal(self, name: str, value: str) -> None:
        """Set a sensitive value; the caller saves the row."""
        kind = self.SENSITIVE[name]
        columns = sealed_columns(self._meta.db_table, name, kind, value, self.ref)
        for column, content in columns.items():
            setattr(self, column, content)

    def reveal(self, name: str) -> str:
        """The plain value. Whoever shows it needs the permission and logs it."""
        stored = getattr(self, name)
        if not stored:
            return ""
        column = f"{self._meta.db_table}.{name}"
        return crypto.decrypt(stored, column=column, ref=self.ref)
