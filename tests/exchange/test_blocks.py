"""Rows of a file by the column: the same cells, told shorter."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.reading.blocks import Block, Cells
from exchange.reading.child import _column, _plain

_CELL = st.none() | st.text(max_size=2) | st.sampled_from([1.0, 0.0, 2.5])


def _sent(rows: list[list[Any]]) -> Block:
    """As the reader's process sends them."""
    columns = [_column(cells) for cells in zip(*rows, strict=True)]
    told = json.loads(json.dumps(columns, default=_plain))
    return Block(len(rows), [Cells(words, codes) for words, codes in told])


def test_it_works() -> None:
    block = _sent([["石门镇", "1"], ["石门镇", "2"], ["石门镇", "3"], ["石门镇", ""]])
    assert block.columns[0].codes == [0, 0, 0, 0]
    assert block.columns[1].codes is None
    assert block.rows()[2] == ["石门镇", "3"]
    assert block.column(7).all() == [""] * 4


@given(
    st.integers(1, 3).flatmap(
        lambda width: st.lists(
            st.lists(_CELL, min_size=width, max_size=width), min_size=1, max_size=9
        )
    )
)
def test_the_cells_stay_as_they_were(rows: list[list[Any]]) -> None:
    block = _sent(rows)
    assert block.rows() == rows == Block.of_rows(rows).rows()
    blank = {index for index, row in enumerate(rows) if not any(row)}
    assert block.empty_rows() == blank == Block.of_rows(rows).empty_rows()
    kept = [row for index, row in enumerate(rows) if index not in blank]
    if kept:
        assert block.without(blank).rows() == kept


def test_yes_is_not_taken_for_one() -> None:
    rows: list[list[Any]] = [[True], [1.0], [True], [1.0], [True], [1.0]]
    assert [type(row[0]) for row in _sent(rows).rows()] == [bool, float] * 3


def test_totals_are_found_by_the_word() -> None:
    cells = Cells(["户", "合计"], [0, 1, 0, 1])
    assert cells.holding({"合计"}) == {1, 3}
    assert cells.only([1, 2]).all() == ["合计", "户"]


@pytest.mark.parametrize("rows", [[], [["a"], ["b", "c"]]])
def test_rows_of_differing_length_are_filled_up(rows: list[list[Any]]) -> None:
    assert Block.of_rows(rows).rows() == [row + [""] * (2 - len(row)) for row in rows]
