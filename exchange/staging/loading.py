"""Converted batches into the staging tables, target by target."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from core.sensitive import SensitiveModel, sealed_many
from exchange.roster import Target
from exchange.staging.batch import Batch, CellProblem
from exchange.staging.fields import Staged
from exchange.staging.stage import Stage

#: Problems kept for the list on screen; the rows beyond are refused all the same.
MOST_PROBLEMS = 20_000
#: The first row, and the values of the target's fields.
Group = list[Any]


class Loader:
    """Takes batches and fills the tables of a stage."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.roster = stage.roster
        self.rows = 0
        self.problems = 0
        self._groups: dict[str, dict[tuple[Any, ...], Group]] = {
            target.name: {} for target in self.roster.targets if target.repeats
        }

    def add(self, batch: Batch) -> None:
        links: dict[str, list[int | None]] = {}
        for target in self.roster.targets:
            if target.repeats:
                links[target.name] = self._grouped(batch, target, links)
            else:
                links[target.name] = self._listed(batch, target, links)
        bad = [index in batch.bad for index in range(len(batch))]
        # Of most files most rows are new: theirs is the state that need not be set.
        states = ["refused" if refused else "new" for refused in bad]
        columns: dict[str, Sequence[Any]] = {
            "row": batch.numbers,
            "bad": bad,
            "state": states,
            **{self.stage.link(t): links[t.name] for t in self.roster.targets},
        }
        self.stage.copy(self.stage.main, columns, columns.values())
        self._note(batch.problems)
        self.rows += len(batch)

    def finish(self) -> None:
        """Load what several rows of the file told together."""
        for target in self.roster.targets:
            if target.repeats:
                groups = self._groups.pop(target.name).values()
                numbers = [number for number, _values in groups]
                values = zip(*(values for _number, values in groups), strict=True)
                if numbers:
                    self._load(target, numbers, [list(column) for column in values])
                link = self.stage.link(target)
                self.stage.execute(f"CREATE INDEX ON {self.stage.main} ({link})")
        self.stage.analyze()

    def _listed(
        self, batch: Batch, target: Target, links: dict[str, list[int | None]]
    ) -> list[int | None]:
        """A target with a row for each row of the file, where its parents are there."""
        fields = self.stage.fields(target)
        columns = [batch.get(f"{target.name}.{staged.name}") for staged in fields]
        there = _existing(batch, target)
        for name in set(target.parents) & set(target.matches[0].fields):
            parent = links[target.parents[name]]
            there = [
                told and row is not None
                for told, row in zip(there, parent, strict=True)
            ]
        if not all(there):
            columns = [_kept(values, there) for values in columns]
        self._load(target, _kept(batch.numbers, there), columns)
        return [
            number if exists else None
            for number, exists in zip(batch.numbers, there, strict=True)
        ]

    def _grouped(
        self, batch: Batch, target: Target, links: dict[str, list[int | None]]
    ) -> list[int | None]:
        """A target that several rows of the file speak of."""
        fields = self.stage.fields(target)
        columns = [batch.get(f"{target.name}.{staged.name}") for staged in fields]
        keys = [
            links[target.parents[name]]
            if name in target.parents
            else batch.get(f"{target.name}.{name}")
            for name in target.matches[0].fields
        ]
        names = target.matches[0].fields
        needed = [n for n, name in enumerate(names) if name in target.parents]
        groups = self._groups[target.name]
        there = _existing(batch, target)
        found: list[int | None] = []
        values = zip(*columns, strict=True) if columns else iter([()] * len(batch))
        rows = zip(there, zip(*keys, strict=True), values, strict=True)
        for index, (exists, key, row) in enumerate(rows):
            if not exists or any(key[place] is None for place in needed):
                found.append(None)
                continue
            group = groups.get(key)
            if group is None:
                groups[key] = group = [batch.numbers[index], row]
            elif group[1] != row:
                self._merge(batch, index, target, group, row)
            found.append(group[0])
        return found

    def _merge(
        self,
        batch: Batch,
        index: int,
        target: Target,
        group: Group,
        row: tuple[Any, ...],
    ) -> None:
        merged = list(group[1])
        for position, value in enumerate(row):
            if value is None or value == merged[position]:
                continue
            if merged[position] is None:
                merged[position] = value
                continue
            staged = self.stage.fields(target)[position]
            batch.refuse(
                index,
                f"{target.name}.{staged.name}",
                _("Differs from row %(row)d, which speaks of the same.")
                % {"row": group[0]},
            )
        group[1] = tuple(merged)

    def _load(
        self, target: Target, numbers: Sequence[int], columns: list[list[Any]]
    ) -> None:
        if not numbers:
            return
        refs: list[str] = []
        loaded: list[Sequence[Any]] = [numbers]
        if issubclass(target.model, SensitiveModel):
            refs = new_refs(len(numbers))
        for staged, values in zip(self.stage.fields(target), columns, strict=True):
            if staged.secret is None:
                loaded.append(values)
            else:
                loaded += sealed(target, staged, values, refs)
        if refs:
            loaded.append(refs)
        names = [name for name, _kind in self.stage.columns(target)]
        # Columns that the file does not have need not travel.
        filled = [
            (name, values)
            for name, values in zip(names, loaded, strict=True)
            if values.count(None) < len(values)
        ]
        self.stage.copy(
            self.stage.table(target),
            [name for name, _values in filled],
            [values for _name, values in filled],
        )

    def _note(self, problems: list[CellProblem]) -> None:
        kept = problems[: max(0, MOST_PROBLEMS - self.problems)]
        self.problems += len(kept)
        if not kept:
            return
        fields = ("column" if f == "letter" else f for f in CellProblem._fields)
        names = ["run_id", *fields]
        columns = [[self.stage.run.pk] * len(kept), *zip(*kept, strict=True)]
        self.stage.copy("exchange_rowerror", names, columns)


def sealed(
    target: Target, staged: Staged, values: Sequence[str | None], refs: Sequence[str]
) -> list[list[Any]]:
    """Ciphertext, digest, mask and tail; of a masked value the mask alone."""
    kind = staged.secret
    assert kind is not None  # noqa: S101 - for the type checker
    masked = {i: v for i, v in enumerate(values) if v and ("***" in v or "＊＊＊" in v)}
    plain = [None if i in masked else v for i, v in enumerate(values)]
    columns = sealed_many(target.table, staged.column, kind, plain, refs)
    for index, value in masked.items():
        columns[2][index] = value
    return columns


def new_refs(count: int) -> list[str]:
    """Random row refs in the written form of a uuid; quicker than one by one."""
    digits = os.urandom(16 * count).hex()
    parts = (digits[at : at + 32] for at in range(0, 32 * count, 32))
    return [f"{p[:8]}-{p[8:12]}-4{p[13:16]}-8{p[17:20]}-{p[20:]}" for p in parts]


def _existing(batch: Batch, target: Target) -> list[bool]:
    """On which rows the target is spoken of."""
    if not target.present:
        return [True] * len(batch)
    filled = [batch.get(f"{target.name}.{name}") for name in target.present]
    return [
        any(value is not None for value in row) for row in zip(*filled, strict=True)
    ]


def _kept(values: Sequence[Any], there: list[bool]) -> list[Any]:
    return [value for value, exists in zip(values, there, strict=True) if exists]
