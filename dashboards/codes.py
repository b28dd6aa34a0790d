"""Short codes of figures: ``F-7K3`` is typed from a printed page to reopen its rows.

Crockford's base 32 has no I, L, O and U, and reads small letters and the usual slips.
"""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SLIPS = str.maketrans("ILO", "110")
PREFIX = "F-"


def encode(number: int) -> str:
    digits = ""
    while number:
        number, rest = divmod(number, 32)
        digits = _ALPHABET[rest] + digits
    return PREFIX + (digits or "0")


def decode(code: str) -> int:
    """The number of a code as typed. Raises ValueError for anything else."""
    text = code.strip().upper().removeprefix(PREFIX).translate(_SLIPS)
    if not 1 <= len(text) <= 12:
        raise ValueError(f"not a code: {code!r}")
    number = 0
    for character in text:
        number = number * 32 + _ALPHABET.index(character)
    return number
