"""Land, house and road of a household, inside the limits of domain §7.7 H01-H09."""

from dashboards.demo.dice import Dice, Weighted
from dashboards.demo.records import Conditions, Household

_ROADS = Weighted({"cement": 78, "gravel": 10, "asphalt": 9, "earth": 3})
_FUELS = Weighted({"wood": 34, "clean": 48, "coal": 18})
_GRADES = Weighted({"a": 62, "b": 38})


def conditions(dice: Dice, household: Household) -> Conditions:
    persons = len(household.members)
    farms = not household.is_relocated and "社区" not in household.village.name
    arable = round(dice.uniform(0.6, 2.2) * persons, 1) if farms else 0.0
    forest = (
        round(dice.uniform(2, 9) * persons, 1) if farms and dice.chance(0.6) else 0.0
    )
    converted = 0.0
    if forest and dice.chance(0.5):
        converted = round(forest * dice.uniform(0.1, 0.5), 1)
    orchard = round(dice.uniform(0.5, 4), 1) if farms and dice.chance(0.22) else 0.0
    new_home = household.is_relocated
    return Conditions(
        arable=arable,
        forest=forest,
        converted=converted,
        orchard=orchard,
        in_cooperative=dice.chance(0.38),
        led_by_enterprise=dice.chance(0.2),
        led_by_pioneer=dice.chance(0.16),
        road_distance=round(dice.uniform(0.0, 0.3 if new_home else 2.4), 2),
        road_kind="cement" if new_home else dice.drawn(_ROADS),
        housing_area=float(20 * persons if new_home else dice.between(70, 180)),
        danger_grade="a" if new_home else dice.drawn(_GRADES),
        has_safe_water=True,
        has_toilet=new_home or dice.chance(0.88),
        fuel="clean" if new_home else dice.drawn(_FUELS),
    )
