"""Handing a household to another head, with everybody's relation to the new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.saving import save_checked
from households import choices
from households.kinship import relation_to_new_head
from households.models import Member


def hand_to(
    former: Member | None,
    new_head: Member,
    members: Sequence[Member],
    relations: Mapping[int, str] | None = None,
) -> dict[str, str]:
    """Write the relations of ``members`` to the new head; returns those before.

    ``former`` may have left already, and then is not among the members. The former
    head's row is written first: the table allows one head at a time.
    """
    told = proposed(former, new_head, members) | dict(relations or {})
    before = {str(row.pk): row.relation for row in members}
    others = [row for row in members if row.pk != new_head.pk]
    for row in sorted(others, key=lambda row: row.relation != choices.Relation.HEAD):
        _write(row, told.get(row.pk, choices.Relation.OTHER))
    new = next(row for row in members if row.pk == new_head.pk)
    _write(new, choices.Relation.HEAD)
    return {
        str(row.pk): before[str(row.pk)]
        for row in members
        if row.relation != before[str(row.pk)]
    }


def proposed(
    former: Member | None, new_head: Member, members: Sequence[Member]
) -> dict[int, str]:
    """What each of the members is to the new head, as the kinship tells."""
    of_head = new_head.relation if former is not None else choices.Relation.OTHER
    return {
        row.pk: relation_to_new_head(
            new_head=of_head,
            head_sex=new_head.sex,
            relation=row.relation,
            sex=row.sex,
        )
        for row in members
        if row.pk != new_head.pk
    }


def _write(row: Member, relation: str) -> None:
    if row.relation != relation:
        row.relation = relation
        save_checked(row)
