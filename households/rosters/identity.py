"""What an identity number says must agree with the cells beside it (domain §4.7)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from exchange.staging.batch import Batch
from households.choices import IdType, Sex
from households.rules import IdNumber, check_character, read_id_no

#: Numbers made up for persons without a document begin so.
_MADE_UP = "999999"


def check_identity(person: str) -> Callable[[Batch], None]:
    """A ``derive`` function for the target ``person``: checks the number, fills birth
    date and sex from it where the file leaves them out."""

    def derive(batch: Batch) -> None:
        path = f"{person}.id_no"
        if not batch.has(path):
            return
        today = timezone.localdate()
        kinds = list(batch.get(f"{person}.id_type"))
        births = list(batch.get(f"{person}.birth_date"))
        sexes = list(batch.get(f"{person}.sex"))
        for index, number in enumerate(batch.get(path)):
            if not number or "*" in number or "＊" in number:
                continue
            if number.startswith(_MADE_UP):
                kinds[index] = IdType.NONE
                batch.refuse(
                    index,
                    path,
                    _("A made-up number; taken as «no document»."),
                    warning=True,
                )
                continue
            if kinds[index] not in (None, IdType.RESIDENT_ID):
                continue
            known = _read(batch, index, path, number, today)
            if known is not None:
                births[index] = _agreed(
                    batch,
                    index,
                    f"{person}.birth_date",
                    births[index],
                    known.birth_date,
                )
                sexes[index] = _agreed(
                    batch, index, f"{person}.sex", sexes[index], known.sex
                )
        batch.values[f"{person}.id_type"] = kinds
        batch.values[f"{person}.birth_date"] = births
        batch.values[f"{person}.sex"] = sexes

    return derive


def _read(
    batch: Batch, index: int, path: str, number: str, today: dt.date
) -> IdNumber | None:
    try:
        known = read_id_no(number, today=today)
    except ValueError as error:
        # «…» stands for the characters that stay: the list of problems is not sealed.
        fits = len(number) == 18 and number[:17].isdigit()
        wrong_end = fits and number[17] != check_character(number[:17])
        hint = f"…{check_character(number[:17])}" if wrong_end else ""
        batch.refuse(index, path, str(error), hint)
        return None
    if number.endswith("000"):
        batch.refuse(
            index,
            path,
            _("Ends in 000: Excel may have rounded it. Compare it with the document."),
            warning=True,
        )
    return known


def _agreed(batch: Batch, index: int, path: str, given: Any, told: Any) -> Any:
    # No set: to hash a member of a code list takes longer than to compare it.
    if given in (None, told, Sex.UNKNOWN):
        return told
    shown = told.isoformat() if isinstance(told, dt.date) else str(told.label)
    batch.refuse(
        index,
        path,
        _("Does not agree with the identity number, which says %(told)s.")
        % {"told": shown},
        shown,
    )
    return told
