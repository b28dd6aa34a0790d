"""What an inquiry finds about a household, with the columns of the national form."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from households.models.amounts import YuanField


class FoundFacts(models.Model):
    """Guarantees and amounts. A guarantee is True where a problem exists; empty means
    not asked. Amounts are yuan of the income period (domain §2.3, §4.4)."""

    housing_problem = models.BooleanField(_("housing unsafe"), null=True)
    dropout_problem = models.BooleanField(_("child out of school"), null=True)
    water_problem = models.BooleanField(_("water unsafe"), null=True)
    uninsured_problem = models.BooleanField(_("somebody uninsured"), null=True)
    wage = YuanField(verbose_name=_("wages"), null=True)
    operating = YuanField(verbose_name=_("operating income"), null=True)
    property = YuanField(verbose_name=_("property income"), null=True)
    transfer = YuanField(verbose_name=_("transfers"), null=True)
    operating_cost = YuanField(verbose_name=_("operating cost"), null=True)
    net = models.DecimalField(
        _("net income"), max_digits=12, decimal_places=2, null=True
    )
    per_capita = models.DecimalField(
        _("net income a head"), max_digits=12, decimal_places=2, null=True
    )
    claims = YuanField(verbose_name=_("claims received"), null=True)
    self_paid = YuanField(verbose_name=_("compliant spending paid oneself"), null=True)

    class Meta:
        abstract = True


#: Columns of ``FoundFacts``, to copy them from a case to the episode's finding.
FACTS = tuple(field.name for field in FoundFacts._meta.local_fields)
