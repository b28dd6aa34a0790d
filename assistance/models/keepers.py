from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from assistance import choices
from assistance.querysets import LedgerKeeperQuerySet
from households.models.tracking import tracked


@tracked()
class LedgerKeeper(models.Model):
    """A department that keeps a ledger: it enters and sees it, and no other."""

    ledger = models.CharField(_("ledger"), max_length=16, choices=choices.Ledger)
    department = models.ForeignKey(
        Department,
        models.CASCADE,
        related_name="ledgers",
        verbose_name=_("department"),
    )

    objects = LedgerKeeperQuerySet.as_manager()

    class Meta:
        verbose_name = _("keeper of a ledger")
        verbose_name_plural = _("keepers of ledgers")
        ordering = ["ledger", "department"]
        constraints = [
            models.UniqueConstraint(
                fields=["ledger", "department"],
                name="ledger_keeper_once",
                violation_error_message=_("The department keeps this ledger already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_ledger_display()} {self.department}"
