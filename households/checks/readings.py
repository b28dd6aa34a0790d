"""Reads encrypted numbers for the rules: what is wrong with them, never the digits.

Only rows whose number has changed since the last reading are decrypted, whatever wrote
them: a form, an import, its undoing or SQL (docs/decisions/0014).
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from core import crypto
from households import choices
from households.models import Member, NumberReading
from households.models.members import ID_NO
from households.rules import normalise_id_no, read_id_no

_CHUNK = 5000
_TABLE = Member._meta.db_table
_Id, _Certificate = NumberReading.IdVerdict, NumberReading.CertificateVerdict

_CHANGED = """
SELECT m.id, m.ref, m.id_no, m.id_no_digest, m.id_type, m.disability_certificate,
       m.disability_certificate_digest
  FROM households_member m
  JOIN households_household h ON h.id = m.household_id
  LEFT JOIN households_numberreading n ON n.member_id = m.id
 WHERE m.id > %(after)s AND m.state = 'present'
   AND h.village_code BETWEEN %(low)s AND %(high)s
   AND (%(households)s::bigint[] IS NULL
        OR m.household_id = ANY(%(households)s::bigint[]))
   AND ((m.id_no_digest, m.disability_certificate_digest)
         IS DISTINCT FROM (n.id_digest, n.certificate_digest))
 ORDER BY m.id LIMIT %(chunk)s
"""

_COLUMNS = (
    "member_id", "id_digest", "id_verdict", "id_born", "id_sex", "certificate_digest",
    "certificate_verdict", "certificate_owner", "certificate_code",
)  # fmt: skip
_TYPES = (
    "bigint", "uuid", "text", "date", "text", "uuid", "text", "uuid", "text"
)  # fmt: skip

_STORE = f"""
INSERT INTO households_numberreading ({", ".join(_COLUMNS)})
SELECT * FROM unnest({", ".join(f"%s::{kind}[]" for kind in _TYPES)})
ON CONFLICT (member_id) DO UPDATE
   SET ({", ".join(_COLUMNS[1:])})
       = ROW({", ".join(f"EXCLUDED.{name}" for name in _COLUMNS[1:])})
"""


@dataclass(frozen=True, slots=True)
class IdReading:
    """What an identity number says about itself."""

    verdict: str = ""
    born: dt.date | None = None
    sex: str = ""


@dataclass(frozen=True, slots=True)
class CertificateReading:
    """What a disability certificate says; ``owner`` is the number inside it."""

    verdict: str = ""
    owner: str = ""
    code: str = ""


def read_number(text: str, today: dt.date) -> IdReading:
    """The verdict on a normalised identity number (domain §4.7)."""
    if not text:
        return IdReading()
    if text.startswith("999999"):
        return IdReading(verdict=_Id.PLACEHOLDER)
    try:
        number = read_id_no(text, today=today)
    except ValueError:
        return IdReading(verdict=_fault(text, today))
    return IdReading(born=number.birth_date, sex=number.sex)


def _fault(text: str, today: dt.date) -> str:
    """Which check of ``read_id_no`` a wrong number fails first."""
    if len(text) != 18:
        return _Id.LENGTH
    if not (text[:17].isdecimal() and (text[17].isdecimal() or text[17] == "X")):
        return _Id.CHARACTERS
    try:
        born = dt.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return _Id.DATE
    if born > today:
        return _Id.FUTURE
    return _Id.AGE if today.year - born.year > 120 else _Id.CHECK_DIGIT


def read_certificate(text: str, today: dt.date) -> CertificateReading:
    """20 characters: identity number, kind, grade; re-issued ones two more."""
    if not text:
        return CertificateReading()
    if len(text) not in {20, 22}:
        return CertificateReading(verdict=_Certificate.LENGTH)
    owner, code = text[:18], text[18:20]
    if read_number(owner, today).verdict:
        return CertificateReading(verdict=_Certificate.NUMBER, code=code)
    if code[0] not in "1234567":
        return CertificateReading(_Certificate.KIND, owner, code)
    if code[1] not in "1234":
        return CertificateReading(_Certificate.GRADE, owner, code)
    return CertificateReading("", owner, code)


def read_changed_numbers(
    *, low: str, high: str, households: Sequence[int] | None, today: dt.date
) -> int:
    """Read what has changed in the scope; returns how many members that were."""
    scope: dict[str, Any] = {
        "after": 0,
        "low": low,
        "high": high,
        "households": list(households) if households is not None else None,
        "chunk": _CHUNK,
    }
    total = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_CHANGED, scope)
            found = cursor.fetchall()
            if not found:
                return total
            rows = [_reading(row, today) for row in found]
            cursor.execute(_STORE, [list(column) for column in zip(*rows, strict=True)])
        # Onward from there: each chunk must not look at all members again.
        scope["after"] = found[-1][0]
        total += len(rows)


def _reading(row: tuple[Any, ...], today: dt.date) -> tuple[Any, ...]:
    pk, ref, id_no, id_digest, id_type, certificate, certificate_digest = row
    number = IdReading()
    if id_type == choices.IdType.RESIDENT_ID:
        number = read_number(_plain(id_no, "id_no", ref), today)
    paper = read_certificate(_plain(certificate, "disability_certificate", ref), today)
    owner = crypto.digest(paper.owner, purpose=ID_NO.purpose) if paper.owner else None
    return (
        pk, id_digest, number.verdict, number.born, number.sex, certificate_digest,
        paper.verdict, owner, paper.code,
    )  # fmt: skip


def _plain(stored: bytes | None, column: str, ref: uuid.UUID) -> str:
    if not stored:
        return ""
    return normalise_id_no(crypto.decrypt(stored, column=f"{_TABLE}.{column}", ref=ref))
