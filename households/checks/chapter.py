"""A chapter of the rules: what its rules have in common, declared once (domain §7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import models

from accounts.parameters import Declared
from households.checks.declare import Check, Group, Source
from households.choices import Severity


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """Calling it makes a rule, with the chapter's parts where the rule names none.

    ``among`` is a condition that all its rules share.
    """

    group: Group
    source: Source
    fix: str
    among: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    form: str = "household"

    def __call__(
        self,
        key: str,
        severity: Severity,
        title: str,
        sentence: str,
        where: str,
        values: Mapping[str, str] | None = None,
        *,
        source: Source | None = None,
        fix: str = "",
        labels: Mapping[str, type[models.TextChoices]] | None = None,
        limits: Mapping[str, Declared] | None = None,
        form: str = "",
    ) -> Check:
        return Check(
            key=key,
            severity=severity,
            group=self.group,
            title=title,
            sentence=sentence,
            fix=fix or self.fix,
            source=source or self.source,
            where=f"{self.among} AND ({where})" if self.among else where,
            values=self.values if values is None else values,
            labels=labels or {},
            parameters=limits or {},
            form=form or self.form,
        )
