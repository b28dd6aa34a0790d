from django.urls import path

from exchange.views import downloads, exports, imports, rows, runs

app_name = "exchange"

urlpatterns = [
    path("imports/", imports.ImportListView.as_view(), name="import-list"),
    path("imports/new/", imports.ImportUploadView.as_view(), name="import-upload"),
    path("imports/<int:pk>/", runs.ImportRunView.as_view(), name="import-run"),
    path(
        "imports/<int:pk>/progress/",
        runs.ImportProgressView.as_view(),
        name="import-progress",
    ),
    path(
        "imports/<int:pk>/choices/",
        runs.ImportChoicesView.as_view(),
        name="import-choices",
    ),
    path(
        "imports/<int:pk>/apply/", runs.ImportApplyView.as_view(), name="import-apply"
    ),
    path(
        "imports/<int:pk>/cancel/",
        runs.ImportCancelView.as_view(),
        name="import-cancel",
    ),
    path(
        "imports/<int:pk>/retry/", runs.ImportRetryView.as_view(), name="import-retry"
    ),
    path("imports/<int:pk>/undo/", runs.ImportUndoView.as_view(), name="import-undo"),
    path(
        "imports/<int:pk>/errors/<int:error>/fix/",
        runs.ImportFixView.as_view(),
        name="import-fix",
    ),
    path(
        "imports/<int:pk>/errors.xlsx",
        downloads.ImportErrorsView.as_view(),
        name="import-errors",
    ),
    path(
        "imports/<int:pk>/file", downloads.ImportFileView.as_view(), name="import-file"
    ),
    path("imports/<int:pk>/rows/", rows.ImportRowsView.as_view(), name="import-rows"),
    path(
        "templates/<slug:roster>.xlsx",
        downloads.ImportTemplateView.as_view(),
        name="import-template",
    ),
    path("exports/", exports.ExportListView.as_view(), name="exports"),
    path("exports/new/", exports.ExportStartView.as_view(), name="export-start"),
    path("exports/<int:pk>/file", exports.ExportFileView.as_view(), name="export-file"),
    path(
        "exports/<int:pk>/retry/",
        exports.ExportRetryView.as_view(),
        name="export-retry",
    ),
    path(
        "exports/<int:pk>/stop/", exports.ExportStopView.as_view(), name="export-stop"
    ),
]
