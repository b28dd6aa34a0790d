from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardsConfig(AppConfig):
    name = "dashboards"
    verbose_name = _("Figures")

    def ready(self) -> None:
        # Jobs, receivers and rosters know the models: only now are these there.
        for name in ("tasks", "receivers", "registered", "area_carriers"):
            import_module(f"dashboards.{name}")
