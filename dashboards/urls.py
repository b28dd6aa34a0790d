from django.urls import path

from dashboards.views import bridge, definitions, external, overview, rows

app_name = "dashboards"

urlpatterns = [
    path("overview/", overview.OverviewView.as_view(), name="overview"),
    path("overview/villages/", overview.VillagesView.as_view(), name="villages"),
    path("overview/as-of/", overview.AsOfView.as_view(), name="as-of"),
    path(
        "overview/recompute/<month:month>/",
        overview.RecomputeView.as_view(),
        name="recompute",
    ),
    path("bridge/", bridge.BridgeView.as_view(), name="bridge"),
    path("bridge/rows/", bridge.BridgeRowsView.as_view(), name="bridge-rows"),
    path("bridge/file/", bridge.BridgeFileView.as_view(), name="bridge-file"),
    path("figures/", definitions.DefinitionsView.as_view(), name="definitions"),
    path("figures/<slug:key>/rows/", rows.FigureRowsView.as_view(), name="figure-rows"),
    path(
        "figures/external/",
        external.ExternalFiguresView.as_view(),
        name="external-figures",
    ),
    path(
        "figures/external/<int:pk>/",
        external.ExternalFiguresView.as_view(),
        name="external-figure",
    ),
    path("figures/rural-rates/", external.RuralRatesView.as_view(), name="rural-rates"),
    path("f/<str:code>/", rows.FigureCodeView.as_view(), name="figure-code"),
]
