"""Moving what stands at an ended area to its successor, and back again.

One statement a table; row triggers write the history, whose context says that it was a
merger. The keys of the moved rows are kept for the way back.
"""

# ruff: noqa: S608 - names come from models, values go as parameters

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import ProtectedError, UniqueConstraint
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.carriers import Carrier, carriers
from accounts.models import AccessLog, Area, User
from accounts.models.areas import AreaMerger
from accounts.services.access_log import log_access
from accounts.signals import areas_merged
from accounts.successions import Pair, first_round, links

#: How the history tells of a moved row.
VIA, VIA_UNDONE = "merger", "merger undone"
_ACCOUNTS = f"{User._meta.label}.area"
#: Origin of a merger that has made its successor.
NEW_VILLAGE = "new village"


def preview(codes: Collection[str]) -> str:
    """What a merger of these areas would move, e.g. ``32 户、90 人、2 个账号``."""
    told = []
    for carrier in carriers():
        rows = carrier.rows_at(codes)
        sentences = list(carrier.counted)
        found = rows.aggregate(
            **{f"n{i}": what for i, what in enumerate(carrier.counted.values())}
        )
        for index, sentence in enumerate(sentences):
            if count := found[f"n{index}"]:
                told.append(str(sentence) % {"count": count})
    return "、".join(told)


def occupied(codes: Collection[str]) -> set[str]:
    """Those of the areas at which rows stand that a merger would move."""
    found: set[str] = set()
    for carrier in carriers():
        rows = carrier.rows_at(codes)
        found |= set(rows.values_list(carrier.column, flat=True).distinct())
    return found


@transaction.atomic
def settle_mergers(*, origin: str = "") -> list[Pair]:
    """Move what stands at areas that have ended and go on as exactly one other.

    Does nothing the second time. An area that was divided keeps its rows: a roster has
    to say which household belongs where. Returns the pairs that were settled.
    """
    settled: list[Pair] = []
    stuck: set[str] = set()
    while pairs := first_round(_pending(settled, stuck)):
        acted = _move(pairs, origin)
        stuck |= {pair.before for pair in pairs} - acted
        settled += [pair for pair in pairs if pair.before in acted]
    if settled:
        codes = {code for pair in settled for code in (pair.before, pair.after)}
        areas_merged.send(sender=AreaMerger, codes=sorted(codes))
    return settled


@transaction.atomic
def undo_merger(*, merger: AreaMerger) -> int:
    """The area lives again, and what has moved with it and still stands at the
    successor goes back; a village that the merger had made goes when nothing is left
    there. Returns how many rows went back.

    Raises ValidationError when the successor has gone on as another since, or another
    area has taken the name.
    """
    before, after = _locked(merger.predecessor_id, merger.successor_id)
    if Area.objects.current().filter(parent=before.parent, name=before.name).exists():
        raise ValidationError(
            _("Another area here is called %(name)s by now.") % {"name": before.name}
        )
    returned = take_back(mergers=[merger])
    after.predecessors.remove(before)
    before.valid_to = None
    before.save(update_fields=["valid_to"])
    _remove_if_unused(after, merger)
    return returned


@transaction.atomic
def take_back(*, mergers: Sequence[AreaMerger]) -> int:
    """Return the rows of mergers, the latest first, and forget the mergers.

    Rows that have moved on since stay where they are. Raises ValidationError when a
    successor has itself gone on as another.
    """
    moved, codes = 0, set()
    for merger in sorted(mergers, key=lambda item: -item.pk):
        if AreaMerger.objects.filter(predecessor=merger.successor).exists():
            raise ValidationError(
                _("%(name)s has gone on as another area since; undo that first.")
                % {"name": merger.successor.name}
            )
        after, before = merger.successor.code, merger.predecessor.code
        with _told(VIA_UNDONE) as by:
            moved += sum(_return(c, merger, before, after, by) for c in carriers())
            merger.delete()
        codes |= {before, after}
    if codes:
        areas_merged.send(sender=AreaMerger, codes=sorted(codes))
    return moved


def _pending(settled: Sequence[Pair], stuck: Collection[str]) -> list[Pair]:
    """Ended areas with one successor of their level that are not settled yet, or at
    which rows have appeared again, e.g. by an import prepared before. Of those in
    ``stuck`` nothing more can move."""
    known = {before: after for before, after in links().items() if len(after) == 1}
    today = timezone.localdate()
    ended = Area.objects.filter(code__in=known, valid_to__lt=today)
    levels = dict(Area.objects.values_list("code", "level"))
    pairs = [
        Pair(area.code, after)
        for area in ended
        for after in known[area.code]
        if levels[after] == area.level and after != area.code
    ]
    done = {pair.before for pair in settled}
    recorded = set(AreaMerger.objects.values_list("predecessor__code", flat=True))
    standing = occupied([pair.before for pair in pairs])
    return [
        pair
        for pair in pairs
        if (pair.before in standing and pair.before not in stuck)
        or (pair.before not in recorded and pair.before not in done)
    ]


def _move(pairs: Sequence[Pair], origin: str) -> set[str]:
    """Returns the areas that are merged now, or from which something has moved."""
    codes = {code for pair in pairs for code in (pair.before, pair.after)}
    # FOR UPDATE waits for whoever is writing a row of these areas right now.
    areas = {a.code: a for a in Area.objects.select_for_update().filter(code__in=codes)}
    moved: dict[str, dict[str, list[int]]] = defaultdict(dict)
    merged: set[str] = set()
    with _told(VIA) as by:
        for carrier in carriers():
            for key, before in _move_rows(carrier, pairs):
                moved[before].setdefault(carrier.label, []).append(key)
        for pair in pairs:
            merger, is_new = AreaMerger.objects.get_or_create(
                predecessor=areas[pair.before],
                defaults={"successor": areas[pair.after], "origin": origin},
            )
            if is_new:
                merged.add(pair.before)
            for label, keys in moved[pair.before].items():
                merger.moved[label] = [*merger.moved.get(label, ()), *keys]
            merger.save(update_fields=["moved"])
        # Last: until the commit nobody else can write to the log.
        for pair in pairs:
            accounts = moved[pair.before].get(_ACCOUNTS, [])
            _log_accounts(accounts, areas[pair.before], areas[pair.after], by)
    return merged | {before for before, labels in moved.items() if labels}


def _move_rows(carrier: Carrier, pairs: Sequence[Pair]) -> list[tuple[int, str]]:
    """One statement; returns the keys of the rows and where each came from."""
    pk: Any = carrier.model._meta.pk
    column = f'"{carrier.field.column}"'
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {carrier.model._meta.db_table} t SET {column} = m.after "
            "FROM unnest(%(before)s::text[], %(after)s::text[]) AS m (before, after) "
            f"WHERE t.{column} = m.before {_unless_there(carrier)}"
            f'RETURNING t."{pk.column}", m.before',
            {
                "before": [pair.before for pair in pairs],
                "after": [pair.after for pair in pairs],
            },
        )
        return list(cursor.fetchall())


def _unless_there(carrier: Carrier) -> str:
    """A row stays at the ended area when the successor has one in its place, or gets
    it from another area of the same merger: both are true, of two villages."""
    meta, name = carrier.model._meta, carrier.field.name
    column, pk = carrier.field.column, carrier.model._meta.pk
    conditions = ""
    for rule in meta.constraints:
        fields = getattr(rule, "fields", ())
        if isinstance(rule, UniqueConstraint) and name in fields:
            same = "".join(
                f' AND u."{other}" = t."{other}"'
                for other in _columns(carrier, set(fields) - {name})
            )
            conditions += f"""AND NOT EXISTS (
                SELECT 1 FROM {meta.db_table} u
                  LEFT JOIN unnest(%(before)s::text[], %(after)s::text[])
                       AS n (before, after) ON n.before = u."{column}"
                 WHERE u."{pk.column}" <> t."{pk.column}"{same}
                   AND (u."{column}" = m.after OR (n.after = m.after
                        AND u."{pk.column}" < t."{pk.column}"))) """
    return conditions


def _columns(carrier: Carrier, names: Collection[str]) -> list[str]:
    columns = carrier.model._meta.concrete_fields
    return [item.column for item in columns if item.name in names]


def _return(
    carrier: Carrier, merger: AreaMerger, before: str, after: str, by: int | None
) -> int:
    """Rows that this merger has moved and that still stand at the successor."""
    keys = merger.moved.get(carrier.label)
    if not keys:
        return 0
    rows = carrier.rows_at([after]).filter(pk__in=keys)
    going = (
        list(rows.values_list("pk", flat=True)) if carrier.label == _ACCOUNTS else []
    )
    moved = rows.update(**{carrier.column: before})
    _log_accounts(going, merger.successor, merger.predecessor, by)
    return moved


def _log_accounts(
    keys: Sequence[int], before: Area, after: Area, by: int | None
) -> None:
    """Whoever moves with an area sees other households from now on."""
    if not keys:
        return
    person = User.objects.filter(pk=by).first()
    for account in User.objects.filter(pk__in=keys).order_by("pk"):
        log_access(
            kind=AccessLog.Kind.ACCOUNT,
            user=person,
            object_type="account",
            object_ids=[account.pk],
            reason=f"{before} → {after}",
            detail={
                "action": "move_with_area",
                "name": account.full_name,
                "before": before.code,
                "after": after.code,
            },
        )


def _locked(*keys: int) -> list[Area]:
    areas = Area.objects.select_for_update().in_bulk(keys)
    return [areas[key] for key in keys]


def _remove_if_unused(area: Area, merger: AreaMerger) -> None:
    """A village that the merger had made, once nothing stands there any more."""
    if merger.origin != NEW_VILLAGE or area.predecessors.exists():
        return
    if occupied([area.code]):
        return
    try:
        with transaction.atomic():
            area.delete()
    except ProtectedError:
        # Something that no merger moves hangs on it: then it stays, empty.
        return


@contextmanager
def _told(way: str) -> Iterator[int | None]:
    """How the history tells of these writes, and of these only: pghistory's own
    context would colour whatever the request or the import writes afterwards. Yields
    the key of whoever does it; None of the nightly task."""
    with pghistory.context() as context:
        before = dict(context.metadata)
        context.metadata["via"] = way
        try:
            yield before.get("user")
        finally:
            context.metadata.clear()
            context.metadata.update(before)
