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
    """Milestones and the days of the project itself, by their day. A day that a
    milestone is planned for or was reached on is not told twice."""
    nodes = [Node(m.name, m.due_on, m.done_on, today, m.pk) for m in milestones]
    own = (
        Node(_("Works begin"), project.planned_start, project.started_on, today),
        Node(_("Works end"), project.planned_end, project.finished_on, today),
        Node(_("Accepted"), None, project.accepted_on, today),
        Node(_("Settled"), None, project.settled_on, today),
        Node(_("Handed over"), None, project.handed_over_on, today),
    )
    planned = {node.due_on for node in nodes}
    reached = {node.done_on for node in nodes} - {None}
    nodes += [
        node
        for node in own
        if node.day is not None
        and node.due_on not in planned - {None}
        and node.done_on not in reached
    ]
    return sorted(nodes, key=_when)


def _when(node: Node) -> dt.date:
    return node.day or dt.date.max
