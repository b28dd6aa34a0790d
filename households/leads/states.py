"""What may happen to a lead, as data (domain §3.3, §3.8: every lead ends in an answer).

    unassigned ─► verifying ─► answered ─► closed
                      ▲            │
                      └─ refused ◄─┘   once, with a reason

Whoever sent the lead looks at the answer: the department that pushed it, for other
leads the township or the bureau. Where nobody waits for a reply (a visit, a screening,
a finding in the data, a check by the grid worker), the answer closes the lead.
"""

from __future__ import annotations

import enum

from households.choices import LeadSource, LeadState


class Act(enum.StrEnum):
    """What somebody does with a lead."""

    DISPATCH = "dispatch"
    ANSWER = "answer"
    REFUSE = "refuse"
    CLOSE = "close"


S = LeadState

#: State and act → the state after it. What is not listed cannot happen.
TRANSITIONS: dict[tuple[str, Act], LeadState] = {
    (S.UNASSIGNED, Act.DISPATCH): S.VERIFYING,
    (S.VERIFYING, Act.DISPATCH): S.VERIFYING,
    (S.REFUSED, Act.DISPATCH): S.REFUSED,
    # The bureau answers what no township can be found for.
    (S.UNASSIGNED, Act.ANSWER): S.ANSWERED,
    (S.VERIFYING, Act.ANSWER): S.ANSWERED,
    (S.REFUSED, Act.ANSWER): S.ANSWERED,
    # Corrected while nobody has accepted it.
    (S.ANSWERED, Act.ANSWER): S.ANSWERED,
    (S.ANSWERED, Act.REFUSE): S.REFUSED,
    (S.ANSWERED, Act.CLOSE): S.CLOSED,
}

#: Somebody still has to go and see.
OPEN = (S.UNASSIGNED, S.VERIFYING, S.REFUSED)

#: Sources behind which nobody waits for a reply.
WITHOUT_SENDER = frozenset(
    {
        LeadSource.VISIT,
        LeadSource.SCREENING,
        LeadSource.QUALITY,
        LeadSource.GRID_CHECK,
    }
)


def after(state: str, act: Act) -> LeadState | None:
    """The state after an act, None when the act is not possible now."""
    return TRANSITIONS.get((state, act))


def may_be_refused(state: str, *, refused_before: bool) -> bool:
    """An answer is sent back once; the second one stands."""
    return after(state, Act.REFUSE) is not None and not refused_before
