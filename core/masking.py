"""What of a personal number may stand on a screen or in a file.

Identity numbers keep the first three and the last two characters: with the first six
and the last four beside a birth date the whole number could be rebuilt.
"""


def mask_id_no(value: str) -> str:
    """``610*************2X``; a number too short to hide anything: stars only."""
    return _keep(value, 3, 2)


def mask_phone(value: str) -> str:
    """``138****2210``."""
    return _keep(value, 3, 4)


def mask_account(value: str) -> str:
    """Bank account: the last four characters."""
    return _keep(value, 0, 4)


def mask_text(value: str) -> str:
    """Free text about illness: nothing of it."""
    return "＊＊＊" if value else ""


def _keep(value: str, first: int, last: int) -> str:
    if not value:
        return ""
    hidden = len(value) - first - last
    if hidden < 3:
        return "*" * len(value)
    return value[:first] + "*" * hidden + value[len(value) - last :]
