"""Who lives together: relations, sexes and ages that fit (domain §7.6 P10)."""

from dashboards.demo.dice import Dice, Weighted

#: By number of persons: (age of the head, the others by letter) with a weight.
#: C is a child, D a daughter-in-law beside S, the grown son; G a grandchild.
_SHAPES: dict[int, Weighted[tuple[int, int, str]]] = {
    1: Weighted({(62, 86, ""): 62, (38, 61, ""): 38}),
    2: Weighted(
        {
            (58, 82, "P"): 46,
            (36, 58, "M"): 18,
            (45, 60, "P"): 14,
            (34, 50, "C"): 14,
            (60, 72, "g"): 8,
        }
    ),
    3: Weighted(
        {
            (30, 55, "P C"): 48,
            (42, 60, "P M"): 14,
            (32, 50, "C C"): 8,
            (54, 70, "P S"): 18,
            (35, 52, "M C"): 12,
        }
    ),
    4: Weighted(
        {
            (32, 52, "P C C"): 44,
            (34, 56, "P C M"): 20,
            (54, 68, "P S G"): 20,
            (36, 54, "P F M"): 8,
            (52, 66, "P S D"): 8,
        }
    ),
    5: Weighted(
        {
            (33, 52, "P C C M"): 38,
            (34, 54, "P C F M"): 20,
            (52, 68, "P S D G"): 34,
            (34, 50, "P C C C"): 8,
        }
    ),
    6: Weighted(
        {
            (34, 52, "P C C F M"): 40,
            (52, 68, "P S D G G"): 48,
            (52, 66, "P S D G M"): 12,
        }
    ),
    7: Weighted({(34, 50, "P C C C F M"): 35, (52, 66, "P S D G G M"): 65}),
}
#: For a household that must have somebody able to work.
_WORKING: dict[int, Weighted[tuple[int, int, str]]] = {
    1: Weighted({(38, 58, ""): 1}),
    2: Weighted({(36, 57, "M"): 1, (45, 57, "P"): 1, (34, 50, "C"): 1}),
}

#: Old people by themselves; nobody of them can work any more.
_OLD: dict[int, Weighted[tuple[int, int, str]]] = {
    1: Weighted({(74, 88, ""): 1}),
    2: Weighted({(76, 86, "P"): 1}),
}

Place = tuple[str, str, int]


def compose(
    dice: Dice, size: int, *, working: bool = False, old: bool = False
) -> list[Place]:
    """(relation, sex, age) of every member, the head first."""
    kind = _WORKING if working else _OLD if old else _SHAPES
    shapes = kind.get(size, _SHAPES[size])
    low, high, shape = dice.drawn(shapes)
    age = dice.between(low, high)
    married = shape.startswith("P")
    male = dice.chance(0.93 if married else 0.72)
    family = [("head", "male" if male else "female", age)]
    mother = age
    sons: list[int] = []
    children = 0
    for letter in shape.split():
        if letter == "P":
            gap = dice.between(-2, 6) if male else -dice.between(-2, 6)
            family.append(("spouse", "female" if male else "male", max(age - gap, 22)))
            mother = min(age, family[-1][2])
        elif letter == "C":
            family.append(_child(dice, mother, children))
            children += 1
        elif letter in "SDG":
            family.append(_young(dice, letter, mother, sons))
        else:
            family.append(_elder(dice, letter, age, mother))
    return family


def _child(dice: Dice, mother: int, born_before: int) -> Place:
    born_at = dice.between(21, 29) + born_before * dice.between(2, 4)
    age = max(min(mother - born_at, 29 - 2 * born_before), 0)
    male = dice.chance(0.62 if age > 22 else 0.53)
    return ("son", "male", age) if male else ("daughter", "female", age)


def _young(dice: Dice, letter: str, mother: int, sons: list[int]) -> Place:
    """A grown son, his wife, their child, in this order."""
    if letter == "S":
        sons.append(max(mother - dice.between(21, 27), 22))
        return "son", "male", sons[0]
    if letter == "D":
        sons.append(max(sons[0] - dice.between(-1, 4), 22))
        return "daughter_in_law", "female", sons[1]
    age = max(min(sons) - dice.between(21, 29), 0)
    boy = dice.chance(0.53)
    return ("grandson", "male", age) if boy else ("granddaughter", "female", age)


def _elder(dice: Dice, letter: str, head: int, mother: int) -> Place:
    """A parent of the head, or a grandchild who lives with the grandparent alone."""
    if letter == "g":
        age = max(head - dice.between(46, 54), 3)
        boy = dice.chance(0.53)
        return ("grandson", "male", age) if boy else ("granddaughter", "female", age)
    if letter == "F":
        return "father", "male", min(head + dice.between(21, 31), 94)
    return "mother", "female", min(head + dice.between(19, 28), 93)
