from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = _("Funds and projects")

    def ready(self) -> None:
        import_module("projects.rosters.registered")
        import_module("projects.histories")
        import_module("projects.area_carriers")
        import_module("projects.parameters")
        import_module("projects.checks")
        import_module("projects.receivers")
        import_module("projects.todo_groups")
