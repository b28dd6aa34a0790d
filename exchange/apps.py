from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "exchange"
    verbose_name = _("Excel exchange")

    def ready(self) -> None:
        # Registers what jobs do; models must be loaded first.
        import_module("exchange.work")
        registry = import_module("exchange.registry")
        registry.register(
            import_module("exchange.rosters").AREAS,
            import_module("exchange.calendar_days").CALENDAR_DAYS,
        )
