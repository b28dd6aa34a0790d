"""Which role belongs where. Pure: a form, a service and a roster ask the same."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role

Sentence = str | Promise

#: Levels of the area that a role may be placed at. A leader or inspector may be in
#: charge of the county or of one township; everybody else has one level.
LEVELS_OF_ROLE: dict[str, frozenset[str]] = {
    Role.VILLAGE_WORKER: frozenset({"village"}),
    Role.TOWNSHIP_STAFF: frozenset({"township"}),
    Role.BUREAU_OFFICIAL: frozenset({"county"}),
    Role.LEADER: frozenset({"county", "township"}),
    Role.INSPECTOR: frozenset({"county", "township"}),
}

_WRONG_LEVEL: dict[str, Sentence] = {
    Role.VILLAGE_WORKER: _("A village worker is placed in a village."),
    Role.TOWNSHIP_STAFF: _("Township staff are placed in a township."),
    Role.BUREAU_OFFICIAL: _("A bureau official is placed in the county."),
    Role.LEADER: _("A leader is placed in the county or in a township."),
    Role.INSPECTOR: _("An inspector is placed in the county or in a township."),
}


def placement_problems(
    *, role: str, level: str | None, has_department: bool
) -> dict[str, Sentence]:
    """What is wrong with role, area and department together, by field; {} is right.

    ``level`` is the level of the chosen area, None without one.
    """
    problems: dict[str, Sentence] = {}
    levels = LEVELS_OF_ROLE.get(role)
    # An administrator or a department may name an area; it gives them no rows.
    if levels is not None and level not in levels:
        problems["area"] = _WRONG_LEVEL[role]
    if role == Role.DEPARTMENT_STAFF and not has_department:
        problems["department"] = _("Staff of a sector department need a department.")
    if role != Role.DEPARTMENT_STAFF and has_department:
        problems["department"] = _(
            "Only staff of a sector department have one. Leave the field empty."
        )
    return problems
