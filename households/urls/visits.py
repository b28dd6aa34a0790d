from django.urls import path

from exchange.views.register_page import RegisterPageView
from households import registers
from households.views import visit_form, visit_grid, visit_months, visits

urlpatterns = [
    path("visits/", visits.WorklistView.as_view(), name="visits"),
    path(
        "visits/records/",
        RegisterPageView.as_view(register=registers.VISITS),
        name="visit-records",
    ),
    path(
        "visits/<int:pk>/<month:month>/",
        visit_form.VisitEditView.as_view(),
        name="visit-edit",
    ),
    path(
        "visits/<int:pk>/<month:month>/void/",
        visit_form.VisitVoidView.as_view(),
        name="visit-void",
    ),
    path(
        "visits/months/<month:month>/",
        visit_months.MonthView.as_view(),
        name="visit-month",
    ),
    path("visits/<int:pk>/call/", visits.CallView.as_view(), name="visit-call"),
    path(
        "visits/grid/<str:village>/<month:month>/",
        visit_grid.VisitGridView.as_view(),
        name="visit-grid",
    ),
]
