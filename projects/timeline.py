"""The milestones of a project with the days by which they are late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from projects.models import Milestone, Project


@dataclass(frozen=True, slots=True)
class Node:
    """One line of the timeline: planned for a day, reached on a day, or still ahead."""

    name: str | Promise
    due_on: dt.date | None
    done_on: dt.date | None
    today: dt.date
    #: The milestone's row; 0 for a day of the project itself.
    pk: int = 0

    @property
    def late(self) -> int | None:
        """Days after the planned day, up to today while it is not reached; None when
        nothing was planned."""
        if self.due_on is None:
            return None
        return max(0, ((self.done_on or self.today) - self.due_on).days)

    @property
    def left(self) -> int:
        return (self.due_on - self.today).days if self.due_on else 0

    @property
    def look(self) -> Literal["done", "bad", "todo"]:
        if self.done_on is not None:
            return "bad" if (self.late or 0) > LATE_DAYS else "done"
        return "bad" if self.late else "todo"

    @property
    def day(self) -> dt.date | None:
        return self.due_on or self.done_on


#: From so many days on, a milestone that was reached late stands out.
LATE_DAYS = 30


def timeline(
    project: Project, milestones: Iterable[Milestone], today: dt.date
) -> list[Node]:
    """Milestones between the beginning and the end of the works, by their planned day;
    then acceptance and handing over once they have happened."""
    between = [Node(m.name, m.due_on, m.done_on, today, m.pk) for m in milestones]
    begin = Node(_("Works begin"), project.planned_start, project.started_on, today)
    end = Node(_("Works end"), project.planned_end, project.finished_on, today)
    ordered = [begin, *sorted(between, key=_when), end]
    after = (
        (_("Accepted"), project.accepted_on),
        (_("Settled"), project.settled_on),
        (_("Handed over"), project.handed_over_on),
    )
    ordered += [Node(name, None, day, today) for name, day in after if day is not None]
    return [node for node in ordered if node.day is not None]


def _when(node: Node) -> dt.date:
    return node.due_on or dt.date.max
