from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HouseholdsConfig(AppConfig):
    name = "households"
    verbose_name = _("Register of households")

    def ready(self) -> None:
        # Rosters know the models, so they are registered once these are loaded.
        import_module("households.rosters.registered")
