from django.urls import include, path, register_converter

from config import views
from core.days import DayConverter
from core.months import MonthConverter

register_converter(MonthConverter, "month")
register_converter(DayConverter, "day")

handler403 = views.forbidden

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("accounts/", include("accounts.urls")),
    path("exchange/", include("exchange.urls")),
    path("", include("households.urls")),
    path("assistance/", include("assistance.urls")),
    path("projects/", include("projects.urls")),
    path("", include("dashboards.urls")),
]
