"""What a merger of villages does with the ledgers of villages."""

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from accounts.carriers import carries_area
from assistance.models import ConsumptionAid, Dividend

carries_area(Dividend, "village", {_("%(count)s dividends"): Count("pk")})
carries_area(ConsumptionAid, "village", {_("%(count)s purchases"): Count("pk")})
