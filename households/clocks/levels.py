"""Who is told next when a deadline has passed. Pure."""

from accounts.roles import Role

#: Village → township → bureau → leader; a department answers to the bureau.
ABOVE: dict[Role, Role] = {
    Role.VILLAGE_WORKER: Role.TOWNSHIP_STAFF,
    Role.TOWNSHIP_STAFF: Role.BUREAU_OFFICIAL,
    Role.DEPARTMENT_STAFF: Role.BUREAU_OFFICIAL,
    Role.BUREAU_OFFICIAL: Role.LEADER,
}


def levels_below(role: str) -> list[tuple[str, int]]:
    """Holders whose deadlines reach this role, and after how many levels.

    >>> levels_below(Role.BUREAU_OFFICIAL)  # township 1, department 1, village 2
    """
    found = []
    for holder, first in ABOVE.items():
        level, above = 1, first
        while above != role and above in ABOVE:
            level, above = level + 1, ABOVE[above]
        if above == role:
            found.append((str(holder), level))
    return found
