from django.urls import path

from assistance.registers.measures import MEASURES, RECORDS
from assistance.urls_card import CARD_URLS
from assistance.urls_ledgers import LEDGER_URLS
from assistance.views import (
    measures,
    measures_forms,
    measures_lists,
    measures_records,
)
from assistance.work_urls import WORK_URLS
from exchange.views.register_page import RegisterPageView

app_name = "assistance"

MEASURE_URLS = [
    path(
        "measures/",
        RegisterPageView.as_view(
            register=MEASURES, template_name="assistance/measures/list.html"
        ),
        name="measures",
    ),
    path(
        "measures/records/",
        RegisterPageView.as_view(
            register=RECORDS, template_name="assistance/measures/list.html"
        ),
        name="measure-records",
    ),
    path(
        "measures/coverage/",
        measures_lists.CoverageView.as_view(),
        name="measure-coverage",
    ),
    path(
        "measures/catalogue/", measures_lists.CatalogueView.as_view(), name="catalogue"
    ),
    path(
        "measures/catalogue/new/",
        measures_lists.KindCreateView.as_view(),
        name="kind-add",
    ),
    path(
        "measures/catalogue/<int:pk>/",
        measures_lists.KindEditView.as_view(),
        name="kind-edit",
    ),
    path("measures/<int:pk>/", measures.MeasureView.as_view(), name="measure"),
    path(
        "measures/<int:pk>/edit/",
        measures_forms.MeasureEditView.as_view(),
        name="measure-edit",
    ),
    path(
        "measures/<int:pk>/end/",
        measures_forms.MeasureEndView.as_view(),
        name="measure-end",
    ),
    path(
        "measures/<int:pk>/remove/",
        measures_forms.MeasureRemoveView.as_view(),
        name="measure-remove",
    ),
    path(
        "measures/<int:pk>/records/",
        measures_records.RecordCreateView.as_view(),
        name="record-add",
    ),
    path(
        "measures/<int:pk>/records/<int:record>/",
        measures_records.RecordEditView.as_view(),
        name="record-edit",
    ),
    path(
        "measures/<int:pk>/records/<int:record>/remove/",
        measures_records.RecordRemoveView.as_view(),
        name="record-remove",
    ),
    path(
        "measures/<int:pk>/evidence/",
        measures_records.EvidenceCreateView.as_view(),
        name="evidence-add",
    ),
    path(
        "measures/<int:pk>/evidence/<int:evidence>/",
        measures_records.EvidenceFileView.as_view(),
        name="evidence-file",
    ),
    path(
        "measures/<int:pk>/evidence/<int:evidence>/withdraw/",
        measures_records.EvidenceWithdrawView.as_view(),
        name="evidence-withdraw",
    ),
    path(
        "households/<int:pk>/measures/",
        measures.HouseholdMeasuresView.as_view(),
        name="household-measures",
    ),
    path(
        "households/<int:pk>/measures/new/",
        measures_forms.MeasureCreateView.as_view(),
        name="measure-add",
    ),
]

urlpatterns = [
    *MEASURE_URLS,
    *WORK_URLS,
    *LEDGER_URLS,
    *CARD_URLS,
]
