"""The reading of a received file: recognise, convert, stage, compare, count."""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from exchange import files
from exchange.cells import Raw, as_text
from exchange.errors import FileRefused, NoHeader
from exchange.models import ImportRun
from exchange.progress import Tell
from exchange.reading import RowSource, check_upload, open_source
from exchange.roster import Roster, heading_key
from exchange.staging.batch import Converter, Placed, column_letter
from exchange.staging.classify import classify
from exchange.staging.loading import Loader
from exchange.staging.stage import Stage
from exchange.tokens import read_token

#: So many known headings make a row almost a header.
_ALMOST = 4


def read_run(run: ImportRun, tell: Tell) -> None:
    """Fill the staging tables and the counts of a run. Raises FileRefused.

    Call it in one transaction: a killed worker leaves nothing behind.
    """
    path = files.stored(run.stored_name)
    kind = check_upload(path, run.file_name)
    run.errors.all().delete()
    roster = Stage(run).roster
    finder = HeaderFinder(roster)
    tell(0, 0, _("Reading the file"))
    try:
        with open_source(path, kind, finder) as source:
            _remember(run, roster, source)
            stage = Stage(run)
            stage.create()
            with garbage_left():
                loader = _load(stage, source, tell)
    except NoHeader:
        finder.tell_nearest()
        raise
    if loader.rows == 0:
        raise FileRefused(_("There are no rows below the headings."))
    tell(loader.rows, loader.rows, _("Comparing with the register"))
    run.rows_total = loader.rows
    run.context["seen"] = stage.seen()
    set_counts(run, classify(stage))
    run.state = ImportRun.State.PREVIEW
    run.message = ""
    run.save()


def set_counts(run: ImportRun, counts: dict[str, int]) -> None:
    run.rows_new = counts.get("new", 0)
    run.rows_changed = counts.get("changed", 0)
    run.rows_unchanged = counts.get("unchanged", 0)
    run.rows_conflict = counts.get("conflict", 0)
    run.rows_refused = counts.get("refused", 0)


class HeaderFinder:
    """Finds the header among the first rows, by the headings of the roster."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self.nearest: tuple[int, list[str]] = (0, [])

    def __call__(self, rows: list[list[Raw]]) -> int | None:
        best: tuple[int, int] | None = None
        for index, row in enumerate(rows[:10]):
            keys = {
                heading_key(as_text(cell)) for cell in row if cell not in {"", None}
            }
            found = keys & self.roster.by_heading.keys()
            missing = self._missing(keys)
            if len(found) > self.nearest[0]:
                self.nearest = (len(found), missing)
            if not missing and found and (best is None or len(found) > best[1]):
                best = (index, len(found))
        return None if best is None else best[0]

    def tell_nearest(self) -> None:
        """Raise FileRefused with what a row that is almost a header lacks."""
        found, missing = self.nearest
        if found >= _ALMOST:
            raise FileRefused(missing_columns(missing))

    def _missing(self, keys: set[str]) -> list[str]:
        return [
            self.roster.column[path].heading
            for path in self.roster.recognised_by
            if not self.roster.column[path].names & keys
        ]


def place(
    roster: Roster, header: list[str]
) -> tuple[list[Placed], list[dict[str, Any]]]:
    """Which column stands where; a heading that occurs twice takes the next of its
    name."""
    free = list(roster.columns)
    placed, listed = [], []
    for index, heading in enumerate(header):
        key = heading_key(heading)
        column = next((c for c in free if key and key in c.names), None)
        entry = {
            "index": index,
            "letter": column_letter(index),
            "heading": heading[:60],
        }
        if column is not None:
            free.remove(column)
            placed.append(Placed(column, index, heading))
            entry["path"] = column.path
        if key:
            listed.append(entry)
    return placed, listed


def _remember(run: ImportRun, roster: Roster, source: RowSource) -> None:
    placed, listed = place(roster, source.header)
    missing = [
        column.heading
        for column in roster.columns
        if column.required and column not in [p.column for p in placed]
    ]
    if missing:
        raise FileRefused(missing_columns(missing))
    run.sheet, run.header_row, run.columns = source.sheet, source.header_row, listed
    ignored = {heading_key(heading) for heading in roster.ignored}
    unknown = [
        entry["heading"]
        for entry in listed
        if "path" not in entry and heading_key(entry["heading"]) not in ignored
    ]
    run.notices = [*source.notices, *_earlier(run)]
    if unknown:
        run.notices.append(
            _("Columns without a counterpart were left out: %(names)s")
            % {"names": "、".join(unknown[:20])}
        )
    _recognise_export(run, source.export_id)


def missing_columns(names: list[str]) -> str:
    return _("Columns are missing: %(names)s") % {"names": "、".join(names)}


def _recognise_export(run: ImportRun, text: str) -> None:
    run.context.pop("export_as_of", None)
    told = read_token(text) if text else None
    if told is None or told[0] != run.roster:
        return
    run.context["export_as_of"] = told[1]
    made_at = timezone.localtime(dt.datetime.fromisoformat(told[1]))
    run.notices.append(
        _("Compared with the export of %(time)s that this file began as.")
        % {"time": made_at.strftime("%Y-%m-%d %H:%M")}
    )


def _earlier(run: ImportRun) -> list[str]:
    """The same file, imported before."""
    before = (
        ImportRun.objects.filter(
            roster=run.roster, digest=run.digest, state=ImportRun.State.APPLIED
        )
        .exclude(pk=run.pk)
        .order_by("-applied_at")
        .first()
    )
    if before is None or before.applied_at is None:
        return []
    days = (run.created_at - before.applied_at).days
    if days < 1:
        return [_("This file has already been imported today.")]
    return [_("This file was imported %(days)d days ago.") % {"days": days}]


@contextmanager
def garbage_left() -> Iterator[None]:
    """Without the search for cycles: cells make none, and so many new objects would
    have everything in the process searched again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _load(stage: Stage, source: RowSource, tell: Tell) -> Loader:
    placed, _listed = place(stage.roster, source.header)
    converter = Converter(stage.roster, placed, stage)
    loader = Loader(stage)
    number = source.header_row + 1
    for block in source.blocks:
        loader.add(converter.convert(block, number))
        number += block.height
        tell(loader.rows, max(source.total, loader.rows), _("Checking the rows"))
    loader.finish()
    return loader
