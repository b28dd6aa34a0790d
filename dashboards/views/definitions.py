"""What each figure means, what it is measured against, and how it stands now."""

from itertools import groupby
from typing import Any

from django.views.generic import TemplateView

from dashboards.board import Board, Tile
from dashboards.choices import Group
from dashboards.figures import FIGURES
from dashboards.views.scope import MonthAreaMixin


class DefinitionsView(MonthAreaMixin, TemplateView):
    template_name = "dashboards/definitions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        board = Board(user=self.viewer, area=self.area, month=self.month)
        return {**self.period(), "board": board, "groups": _grouped(board)}


def _grouped(board: Board) -> list[tuple[str, list[Tile]]]:
    tiles = [board.tiles[key] for key in FIGURES]
    grouped = groupby(tiles, key=lambda tile: tile.reading.figure.group)
    return [(Group(group).label, list(found)) for group, found in grouped]
