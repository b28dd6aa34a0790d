from django.urls import path

from households.views import cases, cases_acts, cases_prints

urlpatterns = [
    path("cases/", cases.CasesView.as_view(), name="cases"),
    path("cases/<int:pk>/", cases.CaseView.as_view(), name="case"),
    path("cases/<int:pk>/step/", cases_acts.CaseStepView.as_view(), name="case-step"),
    path(
        "cases/<int:pk>/return/",
        cases_acts.CaseReturnView.as_view(),
        name="case-return",
    ),
    path(
        "cases/<int:pk>/reject/",
        cases_acts.CaseRejectView.as_view(),
        name="case-reject",
    ),
    path("cases/<int:pk>/stop/", cases_acts.CaseStopView.as_view(), name="case-stop"),
    path(
        "cases/<int:pk>/urgent/",
        cases_acts.CaseUrgentView.as_view(),
        name="case-urgent",
    ),
    path(
        "cases/<int:pk>/papers/", cases_acts.CasePaperView.as_view(), name="case-paper"
    ),
    path(
        "cases/<int:pk>/papers/<int:paper>/",
        cases_acts.CasePaperFileView.as_view(),
        name="case-paper-file",
    ),
    path(
        "cases/<int:pk>/papers/<int:paper>/withdraw/",
        cases_acts.CasePaperWithdrawView.as_view(),
        name="case-paper-withdraw",
    ),
    path(
        "cases/<int:pk>/notice/",
        cases_prints.CaseNoticeView.as_view(),
        name="case-notice",
    ),
    path("cases/<int:pk>/form/", cases_prints.CaseFormView.as_view(), name="case-form"),
    path("cases/<int:pk>/file/", cases_prints.CaseFileView.as_view(), name="case-file"),
    path(
        "households/<int:pk>/cases/",
        cases.HouseholdCasesView.as_view(),
        name="household-cases",
    ),
    path(
        "households/<int:pk>/cases/<str:kind>/",
        cases.CaseOpenView.as_view(),
        name="case-open",
    ),
    path(
        "households/<int:pk>/roll-back/",
        cases.RollbackView.as_view(),
        name="roll-back",
    ),
]
