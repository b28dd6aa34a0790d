from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HouseholdsConfig(AppConfig):
    name = "households"
    verbose_name = _("Register of households")

    def ready(self) -> None:
        # Rules, rosters and the history know the models, so they are told of them once
        # these are loaded; a roster names the rules.
        import_module("households.checks.rules")
        import_module("households.rosters.registered")
        import_module("households.history.declared")
        import_module("households.receivers")
        import_module("households.tasks")
        import_module("households.area_carriers")
        import_module("households.todo_groups")
