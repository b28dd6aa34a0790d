from django.urls import path

from households.views import lead_actions, lead_batches, lead_lists, leads

urlpatterns = [
    path("leads/", lead_lists.LeadListView.as_view(), name="leads"),
    path("leads/new/", lead_actions.LeadCreateView.as_view(), name="lead-create"),
    path("leads/find/", lead_lists.LeadSearchView.as_view(), name="lead-search"),
    path(
        "leads/problems/", lead_lists.LeadProblemsView.as_view(), name="lead-problems"
    ),
    path("leads/sheets/", lead_lists.LeadSheetView.as_view(), name="lead-sheet"),
    path(
        "leads/dispatch/",
        lead_actions.LeadDispatchView.as_view(),
        name="lead-dispatch",
    ),
    path(
        "leads/batches/",
        lead_batches.LeadBatchListView.as_view(),
        name="lead-batches",
    ),
    path(
        "leads/batches/<int:pk>/",
        lead_batches.LeadBatchView.as_view(),
        name="lead-batch",
    ),
    path(
        "leads/batches/<int:pk>/answers.xlsx",
        lead_batches.LeadBatchAnswersView.as_view(),
        name="lead-batch-answers",
    ),
    path("leads/<int:pk>/", leads.LeadView.as_view(), name="lead"),
    path("leads/<int:pk>/edit/", lead_actions.LeadEditView.as_view(), name="lead-edit"),
    path("leads/<int:pk>/answer/", leads.LeadAnswerView.as_view(), name="lead-answer"),
    path("leads/<int:pk>/refuse/", leads.LeadRefuseView.as_view(), name="lead-refuse"),
    path("leads/<int:pk>/close/", leads.LeadCloseView.as_view(), name="lead-close"),
    path("leads/<int:pk>/link/", lead_actions.LeadLinkView.as_view(), name="lead-link"),
    path(
        "leads/<int:pk>/enter/", lead_actions.LeadEnterView.as_view(), name="lead-enter"
    ),
    path(
        "leads/from-visit/<int:pk>/",
        lead_actions.LeadFromVisitView.as_view(),
        name="lead-from-visit",
    ),
    path(
        "households/<int:pk>/leads/",
        lead_lists.HouseholdLeadsView.as_view(),
        name="household-leads",
    ),
]
