"""Some thousand rows of a file, converted column by column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.translation import gettext as _

from exchange.cells import BLANKS, Cell, CellError, Raw, Secret, as_text
from exchange.reading.blocks import Block, Cells
from exchange.roster import Column, Roster

if TYPE_CHECKING:
    from exchange.staging.stage import Stage

#: Cells remembered for a column whose values repeat.
_MOST_REMEMBERED = 20_000
_TOTALS: frozenset[Raw] = frozenset({"合计", "总计", "小计", "合 计"})


class CellProblem(NamedTuple):
    """One entry of the error list, as it is stored."""

    row: int
    letter: str
    heading: str
    value: str
    message: str
    suggestion: str
    is_warning: bool


@dataclass(frozen=True, slots=True)
class Placed:
    """A column of the roster and where the file has it."""

    column: Column
    index: int
    heading: str

    @property
    def letter(self) -> str:
        return column_letter(self.index)


class Converter:
    """Turns raw batches into checked ones; remembers repeated cells over batches."""

    def __init__(self, roster: Roster, placed: Sequence[Placed], stage: Stage) -> None:
        self.roster = roster
        self.placed = list(placed)
        self.stage = stage
        #: A cell emptied in an export of ours means «clear it», so ``-`` is text there.
        self.blanks = (
            frozenset({""}) if stage.run.context.get("export_as_of") else BLANKS
        )
        self._memo: dict[str, dict[Raw, Any]] = {}
        #: Suggestions that the user took over, by Excel cell such as F57.
        self.fixes: dict[str, str] = stage.run.context.get("fixes", {})

    def convert(self, block: Block, first_row: int) -> Batch:
        dropped = block.empty_rows()
        for index in range(3):
            dropped |= block.column(index).holding(_TOTALS)
        rows = range(first_row, first_row + block.height)
        numbers = [number for at, number in enumerate(rows) if at not in dropped]
        if dropped:
            block = block.without(dropped)
        batch = Batch(self, numbers)
        for place in self.placed:
            cells = block.column(place.index)
            if self.fixes:
                cells = self._fixed(cells, place, numbers)
            batch.values[place.column.path] = self._column(batch, place, cells)
        self._require(batch)
        for derive in self.roster.derive:
            derive(batch)
        return batch

    def _fixed(self, cells: Cells, place: Placed, numbers: list[int]) -> Cells:
        raws = cells.all()
        for index, number in enumerate(numbers):
            fix = self.fixes.get(f"{place.letter}{number}", "")
            if fix.startswith("…"):
                # The list of problems holds no whole number, only its last character.
                raws[index] = as_text(raws[index]).strip()[:-1] + fix[1:]
            elif fix:
                raws[index] = fix
        return Cells(raws)

    def _column(self, batch: Batch, place: Placed, cells: Cells) -> list[Any]:
        values, is_faulty = self._cleaned(place.column, cells.words)
        if cells.codes is not None:
            values = [values[code] for code in cells.codes]
        if is_faulty:
            self._collect(batch, place, cells, values)
        return values

    def _cleaned(self, column: Column, raws: list[Raw]) -> tuple[list[Any], bool]:
        """What the cells mean, and whether some of them are errors."""
        cell = self.roster.cell(column)
        if not cell.repeats and raws and cell.is_plain(raws, self.blanks):
            values = [self._plain(cell, raw) for raw in raws]
            return values, CellError in set(map(type, values))
        memo = self._memo.get(column.path, {}) if cell.repeats else {}
        for raw in set(raws) - memo.keys():
            memo[raw] = self._clean(cell, raw)
        if cell.repeats:
            self._memo[column.path] = memo if len(memo) < _MOST_REMEMBERED else {}
        values = [memo[raw] for raw in raws]
        return values, CellError in set(map(type, values))

    def _clean(self, cell: Any, raw: Raw) -> Any:
        if raw is None or (isinstance(raw, str) and raw.strip() in self.blanks):
            return None
        try:
            return cell.clean(raw)
        except CellError as error:
            return error

    def _plain(self, cell: Cell, raw: Raw) -> Any:
        try:
            return cell.taken(raw) if raw else None
        except CellError as error:
            return error

    def _require(self, batch: Batch) -> None:
        """Needed cells; of what a row does not speak of at all, nothing is needed."""
        refused = {(problem.row, problem.heading) for problem in batch.problems}
        for place in self.placed:
            column = place.column
            if not column.required:
                continue
            spoken = self._spoken_of(batch, column)
            for index, value in enumerate(batch.values[column.path]):
                if value is not None or not spoken[index]:
                    continue
                if (batch.numbers[index], place.heading[:60]) not in refused:
                    batch.refuse(index, column.path, _("Must be filled in."))

    def _spoken_of(self, batch: Batch, column: Column) -> list[bool]:
        target = self.roster.target.get(column.target)
        if target is None or not target.present:
            return [True] * len(batch)
        paths = [
            c.path for c in self.roster.columns_of(target.name) if batch.has(c.path)
        ]
        rows = zip(*(batch.values[path] for path in paths), strict=True)
        return [any(value is not None for value in row) for row in rows]

    def _collect(
        self, batch: Batch, place: Placed, cells: Cells, values: list[Any]
    ) -> None:
        for number, value in enumerate(values):
            if isinstance(value, CellError):
                values[number] = None
                batch.refuse(
                    number,
                    place.column.path,
                    value.message,
                    value.suggestion,
                    raw=cells[number],
                )


class Batch:
    """Converted rows: values by path, the problems, and which rows are bad."""

    def __init__(self, converter: Converter, numbers: list[int]) -> None:
        self.stage = converter.stage
        self.roster = converter.roster
        self.numbers = numbers
        self.values: dict[str, list[Any]] = {}
        self.problems: list[CellProblem] = []
        self.bad: set[int] = set()
        self._placed = {place.column.path: place for place in converter.placed}

    def __len__(self) -> int:
        return len(self.numbers)

    def has(self, path: str) -> bool:
        """Whether the file has this column."""
        return path in self._placed

    def get(self, path: str) -> list[Any]:
        """The values of a column; all None when the file does not have it."""
        return self.values.get(path) or [None] * len(self.numbers)

    def refuse(
        self,
        index: int,
        path: str,
        message: str,
        suggestion: str = "",
        *,
        raw: Raw = None,
        warning: bool = False,
    ) -> None:
        """Note what is wrong with a cell; without ``warning`` the row is refused."""
        place = self._placed.get(path)
        if not warning:
            self.bad.add(index)
        value = self._shown(path, index) if raw is None else self._masked(path, raw)
        self.problems.append(
            CellProblem(
                row=self.numbers[index],
                letter=place.letter if place else "",
                heading=(place.heading if place else self._heading(path))[:60],
                value=value[:80],
                message=str(message)[:300],
                suggestion=str(suggestion)[:80],
                is_warning=warning,
            )
        )

    def _heading(self, path: str) -> str:
        column = self.roster.column.get(path)
        return column.heading if column else ""

    def _shown(self, path: str, index: int) -> str:
        column = self.roster.column.get(path)
        value = self.values[path][index] if path in self.values else None
        if column is None or value is None:
            return ""
        cell = self.roster.cell(column)
        return (
            self._masked(path, value) if isinstance(cell, Secret) else cell.shown(value)
        )

    def _masked(self, path: str, raw: Raw) -> str:
        column = self.roster.column.get(path)
        cell = self.roster.cell(column) if column else None
        text = as_text(raw)
        return cell.kind.mask(text) if isinstance(cell, Secret) else text


def column_letter(index: int) -> str:
    """0 → A, 25 → Z, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
