from django.urls import path

from exchange.views.register_page import RegisterPageView
from households.registers.screening import LISTED, RESULTS
from households.views import screening, screening_edit, screening_grid, screening_sheet

urlpatterns = [
    path("screening/", screening.RoundListView.as_view(), name="screening-rounds"),
    path(
        "screening/new/",
        screening.RoundCreateView.as_view(),
        name="screening-round-create",
    ),
    path(
        "screening/missing/",
        screening.ScreeningListView.as_view(register=LISTED),
        name="screening-missing",
    ),
    path(
        "screening/results/",
        RegisterPageView.as_view(register=RESULTS),
        name="screening-results",
    ),
    path("screening/panel/", screening.PanelView.as_view(), name="screening-panel"),
    path(
        "screening/parts/<int:pk>/",
        screening.PartView.as_view(),
        name="screening-part",
    ),
    path("screening/<int:pk>/", screening.RoundView.as_view(), name="screening-round"),
    path(
        "screening/<int:pk>/edit/",
        screening_edit.RoundEditView.as_view(),
        name="screening-round-edit",
    ),
    path(
        "screening/<int:pk>/close/",
        screening.RoundCloseView.as_view(),
        name="screening-round-close",
    ),
    path(
        "screening/<int:pk>/statistics/",
        screening.StatisticsView.as_view(),
        name="screening-statistics",
    ),
    path(
        "screening/<int:pk>/villages/<str:village>/",
        screening_sheet.VillageView.as_view(),
        name="screening-village",
    ),
    path(
        "screening/<int:pk>/villages/<str:village>/sheet/",
        screening_sheet.SheetPrintView.as_view(),
        name="screening-sheet",
    ),
    path(
        "screening/<int:pk>/grid/<str:village>/",
        screening_grid.ScreeningGridView.as_view(),
        name="screening-grid",
    ),
    path(
        "screening/<int:pk>/households/<int:household>/",
        screening_sheet.ResultView.as_view(),
        name="screening-result",
    ),
    path(
        "households/<int:pk>/screenings/",
        screening.HouseholdScreeningsView.as_view(),
        name="household-screenings",
    ),
]
