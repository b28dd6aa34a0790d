import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_KINDS_NEEDED = 3
_KINDS = (r"[a-z]", r"[A-Z]", r"\d", r"[^A-Za-z0-9]")


class MixedCharactersValidator:
    """At least three of four kinds of character, as GB/T 22239-2019 is audited."""

    def validate(self, password: str, user: object = None) -> None:
        if sum(bool(re.search(kind, password)) for kind in _KINDS) < _KINDS_NEEDED:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self) -> str:
        return _(
            "Use at least three of these: lower-case letters, capital letters, "
            "digits, other characters."
        )
