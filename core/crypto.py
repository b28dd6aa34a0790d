"""Encryption and keyed digests for personal data.

A stored value is ``version ‖ key id ‖ nonce ‖ AES-256-GCM ciphertext``, bound to its
column and to the ``ref`` of its row: moved to another row or column it no longer
decrypts. Equality is asked through keyed digests, because a plain hash of an identity
number is found by trying all numbers of one county.
"""

import base64
import functools
import hmac
import os
import uuid
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any, NoReturn

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core import checks
from django.db import models

_VERSION = 1
_NONCE_BYTES = 12
#: Of SHA-256, to which an HMAC key is filled up.
_BLOCK_BYTES = 64
#: Lookups by value; those of triggers that compare a column with itself may stay.
_VALUE_LOOKUPS = frozenset(
    [
        "exact",
        "iexact",
        "in",
        "contains",
        "icontains",
        "startswith",
        "istartswith",
        "endswith",
        "iendswith",
        "gt",
        "gte",
        "lt",
        "lte",
        "range",
        "regex",
        "iregex",
    ]
)


@functools.lru_cache(maxsize=8)
def _keyring(text: str) -> dict[int, AESGCM]:
    """``1:base64,2:base64`` → ciphers by key id; the highest id encrypts."""
    keys: dict[int, AESGCM] = {}
    for entry in text.split(","):
        key_id, _, encoded = entry.strip().partition(":")
        key = base64.b64decode(encoded, validate=True)
        if len(key) != 32 or not 0 < int(key_id) < 256:
            raise ValueError("FIELD_KEYS: each entry is id:base64 of 32 bytes")
        keys[int(key_id)] = AESGCM(key)
    return keys


@functools.lru_cache(maxsize=8)
def _index_key(text: str, purpose: str) -> bytes:
    """A key per purpose, so that digests of different columns cannot be joined."""
    return hmac.digest(base64.b64decode(text, validate=True), purpose.encode(), sha256)


def encrypt(value: str, *, column: str, ref: uuid.UUID) -> bytes:
    """Encrypt for one column (``table.column``) of the row that carries ``ref``."""
    keys = _keyring(settings.FIELD_KEYS)
    key_id = max(keys)
    nonce = os.urandom(_NONCE_BYTES)
    sealed = keys[key_id].encrypt(nonce, value.encode(), _bound(column, ref))
    return bytes((_VERSION, key_id)) + nonce + sealed


def decrypt(stored: bytes, *, column: str, ref: uuid.UUID) -> str:
    """Raises cryptography's InvalidTag for a value of another row, column or key."""
    stored = bytes(stored)
    cipher = _keyring(settings.FIELD_KEYS)[stored[1]]
    nonce, sealed = stored[2 : 2 + _NONCE_BYTES], stored[2 + _NONCE_BYTES :]
    return cipher.decrypt(nonce, sealed, _bound(column, ref)).decode()


def sealer(column: str) -> Callable[[str, object], bytes]:
    """``encrypt`` for many rows of one column: (value, ref of its row) → ciphertext."""
    keys = _keyring(settings.FIELD_KEYS)
    key_id = max(keys)
    seal, head = keys[key_id].encrypt, bytes((_VERSION, key_id))
    nonces = _nonces()

    def encrypt_one(value: str, ref: object) -> bytes:
        nonce = next(nonces)
        return head + nonce + seal(nonce, value.encode(), f"{column}|{ref}".encode())

    return encrypt_one


def _nonces() -> Iterator[bytes]:
    """Random nonces, drawn from the system some hundred at a time."""
    while True:
        drawn = os.urandom(_NONCE_BYTES * 256)
        for start in range(0, len(drawn), _NONCE_BYTES):
            yield drawn[start : start + _NONCE_BYTES]


def digester(purpose: str) -> Callable[[str], str]:
    """``digest`` for many values, as the text that a uuid column takes."""
    key = _index_key(settings.INDEX_KEY, purpose).ljust(_BLOCK_BYTES, b"\0")
    # HMAC as RFC 2104 has it, from two states that are set up once for all values.
    inner = sha256(bytes(byte ^ 0x36 for byte in key))
    outer = sha256(bytes(byte ^ 0x5C for byte in key))

    def digest_one(value: str) -> str:
        first, second = inner.copy(), outer.copy()
        first.update(value.encode())
        second.update(first.digest())
        return second.hexdigest()[:32]

    return digest_one


def key_id_of(stored: bytes) -> int:
    return bytes(stored)[1]


def digest(value: str, *, purpose: str) -> uuid.UUID:
    """Keyed digest of a normalised value: 16 bytes, as uuid, for a small index."""
    key = _index_key(settings.INDEX_KEY, purpose)
    return uuid.UUID(bytes=hmac.digest(key, value.encode(), sha256)[:16])


def _bound(column: str, ref: uuid.UUID) -> bytes:
    return f"{column}|{ref}".encode()


class EncryptedField(models.BinaryField[bytes, bytes]):
    """Ciphertext column. It is written and read through ``core.sensitive`` only.

    A lookup by value would silently find nothing, so it raises.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("null", True)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name in _VALUE_LOOKUPS:
            self._refuse(lookup_name)
        return super().get_lookup(lookup_name)

    def _refuse(self, lookup_name: str) -> NoReturn:
        raise TypeError(
            f"{self.name} is encrypted and cannot be searched by {lookup_name!r}; "
            "use its digest"
        )


@checks.register(checks.Tags.security)
def check_keys(**kwargs: Any) -> list[checks.CheckMessage]:
    """A probe at start: a wrong key must not be found out by the first reveal."""
    ref = uuid.UUID(int=0)
    try:
        sealed = encrypt("probe", column="check", ref=ref)
        digest("probe", purpose="check")
        if decrypt(sealed, column="check", ref=ref) != "probe":
            return [checks.Error("The probe came back changed", id="core.E002")]
    except ValueError as error:
        return [checks.Error(f"Encryption keys are unusable: {error}", id="core.E001")]
    return []
