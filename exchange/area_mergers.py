"""Mergers in an imported list of areas: refused, told beforehand, moved, undone.

The links themselves are rows like others; here is what they mean for the rows that
stand at the old villages (``accounts.services.mergers``).
"""

# ruff: noqa: S608 - names come from declarations, values go as parameters

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Area
from accounts.models.areas import AreaMerger
from accounts.services.areas import level_of
from accounts.services.mergers import occupied, preview, settle_mergers, take_back
from accounts.successions import Links, leads_to, links
from exchange.errors import FileRefused
from exchange.models import ImportRun
from exchange.staging.stage import Stage

_LINK = Area.predecessors.through._meta.label_lower
#: So many mergers are told one by one; a whole county's would fill the page.
_MOST_TOLD = 12


class _Line(NamedTuple):
    """A merger of the file; ``row`` is the staged row of the old area."""

    row: int
    before: str
    after: str
    name: str


def refuse_mergers(stage: Stage) -> None:
    """Refuse what cannot be a merger, and divisions that a roster must decide."""
    lines = _lines(stage)
    if not lines:
        return
    known = links()
    for line in lines:
        known.setdefault(line.before, set()).add(line.after)
    _refuse_impossible(stage, lines, known)
    divided = {code for code in {x.before for x in lines} if len(known[code]) > 1}
    standing = occupied(divided)
    _refuse(
        stage,
        {line: preview([line.before]) for line in lines if line.before in standing},
        _(
            "This area is divided among several. Assign what stands there ({}) to the "
            "new villages by the roster of households first."
        ),
    )


def _refuse_impossible(stage: Stage, lines: list[_Line], known: Links) -> None:
    itself = [line for line in lines if line.before == line.after]
    _refuse(stage, dict.fromkeys(itself, ""), _("An area does not go on as itself."))
    mixed = [x for x in lines if level_of(x.before) != level_of(x.after)]
    _refuse(
        stage,
        dict.fromkeys(mixed, ""),
        _("A village goes on as a village, a township as a township."),
    )
    circular = [
        line
        for line in lines
        if line.before != line.after and leads_to(line.after, line.before, known)
    ]
    _refuse(
        stage,
        dict.fromkeys(circular, ""),
        _("The new area has itself gone on as this one."),
    )
    going = {line.before for line in lines}
    left = _villages_left({x for x in going if x.endswith("000")}, going)
    _refuse(
        stage,
        {line: left[line.before] for line in lines if line.before in left},
        _("This township still has villages: {}. Give their new codes as well."),
    )


def _villages_left(townships: set[str], going: set[str]) -> dict[str, str]:
    """Township → names of its villages that would be left behind."""
    names: dict[str, list[str]] = defaultdict(list)
    staying = Area.objects.current().filter(parent__in=townships)
    for village in staying.exclude(code__in=going):
        names[str(village.parent_id)].append(village.name)
    return {code: "、".join(found[:5]) for code, found in names.items()}


def tell_mergers(stage: Stage) -> None:
    """What the mergers of the file will move, above its preview."""
    run = stage.run
    if run.state != ImportRun.State.READING:
        return
    lines = _lines(stage)
    standing = occupied({line.before for line in lines})
    old: dict[tuple[str, str], set[str]] = defaultdict(set)
    for line in lines:
        if line.before in standing:
            old[line.after, line.name].add(line.before)
    names = dict(Area.objects.filter(code__in=standing).values_list("code", "name"))
    for (_code, name), codes in list(old.items())[:_MOST_TOLD]:
        run.notices.append(
            _("%(moving)s will move from %(before)s to %(after)s.")
            % {
                "moving": preview(codes),
                "before": "、".join(names[code] for code in sorted(codes)),
                "after": name,
            }
        )
    rest = set().union(*list(old.values())[_MOST_TOLD:])
    if rest:
        run.notices.append(
            _("%(moving)s will move in further mergers.") % {"moving": preview(rest)}
        )


def settle_run(run: ImportRun, affected: list[int]) -> None:
    """End what the file names as a predecessor, and move what stands there."""
    if run.state == ImportRun.State.UNDOING:
        return
    _end_predecessors(run)
    settle_mergers(origin=_origin(run))


def take_back_run(run: ImportRun) -> None:
    """Before the links and areas of a run are withdrawn, its moved rows go back."""
    mergers = AreaMerger.objects.filter(origin=_origin(run))
    try:
        take_back(mergers=list(mergers.select_related("predecessor", "successor")))
    except ValidationError as error:
        raise FileRefused(" ".join(error.messages)) from error


def _origin(run: ImportRun) -> str:
    return f"import {run.pk}"


def _end_predecessors(run: ImportRun) -> None:
    """A predecessor without a last day ends before its successor begins; a successor
    without a day of its own begins today."""
    new = run.touched.filter(model=_LINK, is_new=True).values("object_id")
    through = Area.predecessors.through.objects.filter(pk__in=new)
    known, today = links(), timezone.localdate()
    for link in through.select_related("from_area", "to_area"):
        before, after = link.to_area, link.from_area
        if before.valid_to is not None or len(known[before.code]) > 1:
            continue
        begins = after.valid_from if after.valid_from > before.valid_from else today
        before.valid_to = max(before.valid_from, begins - dt.timedelta(days=1))
        before.save(update_fields=["valid_to"])
        # So that the withdrawal of the run restores this row like those of the file.
        run.touched.get_or_create(
            model=Area._meta.label_lower,
            object_id=before.pk,
            defaults={"is_new": False},
        )


def _lines(stage: Stage) -> list[_Line]:
    """The mergers of the rows that are good so far."""
    if "before.code" not in stage.present:
        return []
    before, area = (stage.roster.target[name] for name in ("before", "area"))
    rows = stage.fetch(
        f"SELECT DISTINCT b.row, b.code, a.code, a.name FROM {stage.main} l "
        f"JOIN {stage.table(before)} b ON b.row = l.{stage.link(before)} "
        f"JOIN {stage.table(area)} a ON a.row = l.{stage.link(area)} WHERE NOT l.bad "
        "ORDER BY b.row"
    )
    return [_Line(*row) for row in rows]


def _refuse(stage: Stage, found: dict[_Line, str], message: str) -> None:
    if found:
        stage.refuse(
            stage.roster.target["before"],
            "SELECT DISTINCT * FROM unnest(%s::integer[], %s::text[]) f (row, detail)",
            [[line.row for line in found], list(found.values())],
            message=message,
            field="code",
        )
