"""Relations to a new head, as far as those to the former one tell them.

A proposal for a form: whoever records the change sees and corrects it. What does not
follow is ``other``.
"""

from households.choices import Relation, Sex

R = Relation
_CHILDREN = {R.SON, R.DAUGHTER}
_GRANDCHILDREN = {
    R.GRANDSON: R.SON,
    R.GRANDDAUGHTER: R.DAUGHTER,
    R.MATERNAL_GRANDSON: R.SON,
    R.MATERNAL_GRANDDAUGHTER: R.DAUGHTER,
}
#: Descendants and their spouses are the same to both of a couple.
_SAME_TO_SPOUSE = {
    *_CHILDREN,
    *_GRANDCHILDREN,
    R.DAUGHTER_IN_LAW,
    R.SON_IN_LAW,
    R.GREAT_GRANDSON,
    R.GREAT_GRANDDAUGHTER,
}
#: Relation to a head → relation to the head's wife, and to the head's husband.
_TO_WIFE = {R.FATHER: R.HUSBANDS_FATHER, R.MOTHER: R.HUSBANDS_MOTHER}
_TO_HUSBAND = {R.FATHER: R.WIFES_FATHER, R.MOTHER: R.WIFES_MOTHER}
_OF_PARENT = {R.FATHER: R.GRANDFATHER, R.MOTHER: R.GRANDMOTHER}


def relation_to_new_head(
    *, new_head: str, head_sex: str, relation: str, sex: str
) -> str:
    """What somebody is to the new head.

    ``new_head`` and ``relation`` are what the new head and the person were to the
    former one, ``head_sex`` the new head's sex, ``sex`` the person's.
    """
    if new_head == R.SPOUSE:
        return _to_spouse(head_sex, relation)
    if new_head in _CHILDREN:
        return _to_child(relation, sex)
    if new_head in {R.FATHER, R.MOTHER} and relation == R.HEAD:
        return _child(sex)
    return R.OTHER


def _to_spouse(head_sex: str, relation: str) -> str:
    if relation == R.HEAD:
        return R.SPOUSE
    if relation in _SAME_TO_SPOUSE:
        return relation
    in_laws = _TO_WIFE if head_sex == Sex.FEMALE else _TO_HUSBAND
    return in_laws.get(R(relation) if relation else R.OTHER, R.OTHER)


def _to_child(relation: str, sex: str) -> str:
    """A grandchild is taken for the new head's own: mostly it is, and it is shown."""
    if relation in {R.HEAD, R.SPOUSE}:
        return R.MOTHER if sex == Sex.FEMALE else R.FATHER
    if relation in _CHILDREN:
        return R.SIBLING
    if relation in {R.DAUGHTER_IN_LAW, R.SON_IN_LAW}:
        return R.SPOUSE
    for table in (_GRANDCHILDREN, _OF_PARENT):
        if relation in table:
            return table[R(relation)]
    return R.OTHER


def _child(sex: str) -> str:
    return R.DAUGHTER if sex == Sex.FEMALE else R.SON
