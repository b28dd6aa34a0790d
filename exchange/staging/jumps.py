"""Amounts that would change by more than half: written, but to be looked at first.

A slip of a digit reads as a believable number; only beside what the register says
does it stand out (DESIGN §3.6).
"""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _

from exchange.models import ImportRun
from exchange.roster import Target
from exchange.staging.fields import Staged, quoted
from exchange.staging.matching import pk_column
from exchange.staging.stage import Stage

#: More than anybody looks through; the tab of changed rows marks them all.
MOST = 2000


def note_jumps(stage: Stage) -> None:
    """Warn of each such cell, once, when the file is read."""
    if stage.run.state != ImportRun.State.READING:
        return
    for target in stage.roster.targets:
        amounts = [
            staged for staged in stage.fields(target) if _is_amount(target, staged)
        ]
        if target.updates and amounts:
            _note(stage, target, amounts)


def _is_amount(target: Target, staged: Staged) -> bool:
    """Yuan: two decimals. Areas and counts may well double."""
    field = target.model._meta.get_field(staged.name)
    return isinstance(field, models.DecimalField) and field.decimal_places == 2


def _note(stage: Stage, target: Target, amounts: list[Staged]) -> None:
    entries = [stage.entry(target, staged.name) for staged in amounts]
    cells = ", ".join(
        f"({number}, t.{quoted(staged.column)}, s.{quoted(staged.column)})"
        for number, staged in enumerate(amounts, 1)
    )
    stage.execute(
        f"""
        INSERT INTO exchange_rowerror
            (run_id, row, "column", heading, value, message, suggestion, is_warning)
        SELECT %s, l.row, told.letter, told.heading, v.new::text,
               replace(replace(%s, '{{old}}', v.old::text), '{{percent}}',
                       to_char((v.new - v.old) / abs(v.old) * 100, 'FMSG999999990.0')),
               '', true
        FROM {stage.table(target)} s
        JOIN {stage.main} l ON l.row = s.row AND NOT l.bad
        JOIN {stage.matches(target)} m ON m.row = s.row
        JOIN {target.table} t ON t.{pk_column(target)} = m.id
        CROSS JOIN LATERAL (VALUES {cells}) AS v (n, old, new)
        JOIN unnest(%s::text[], %s::text[]) WITH ORDINALITY
            AS told (letter, heading, n) ON told.n = v.n
        WHERE v.old <> 0 AND abs(v.new - v.old) * 2 > abs(v.old)
        ORDER BY l.row LIMIT {MOST}
        """,
        [
            stage.run.pk,
            _("Changes by {percent}%; the register says {old}. Right?"),
            [entry.get("letter", "") for entry in entries],
            [entry.get("heading", "") for entry in entries],
        ],
    )
