from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssistanceConfig(AppConfig):
    name = "assistance"
    verbose_name = _("Assistance")

    def ready(self) -> None:
        import_module("assistance.rosters.registered")
        import_module("assistance.histories")
        import_module("assistance.area_carriers")
        import_module("assistance.checks")
        import_module("assistance.receivers")
        import_module("assistance.tasks")
        import_module("assistance.ledger_todo")
        import_module("assistance.todo_groups")
