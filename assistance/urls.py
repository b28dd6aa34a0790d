from django.urls import path

from assistance.registers.subsidies import SUBSIDIES
from exchange.views.register_page import RegisterPageView

app_name = "assistance"

urlpatterns = [
    path(
        "subsidies/",
        RegisterPageView.as_view(register=SUBSIDIES),
        name="subsidies",
    ),
]
