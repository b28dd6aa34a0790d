from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardsConfig(AppConfig):
    name = "dashboards"
    verbose_name = _("Figures")

    def ready(self) -> None:
        from dashboards import receivers, tasks  # noqa: F401, PLC0415 - after the models

        receivers.connect()
