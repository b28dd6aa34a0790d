from django.urls import path

from projects.views import allocations, fund_forms, funds

FUND_URLS = [
    path("funds/", funds.FundsView.as_view(), name="funds"),
    path("funds/batches/", funds.BatchesView.as_view(), name="batches"),
    path("funds/batches/new/", fund_forms.BatchCreateView.as_view(), name="batch-add"),
    path("funds/batches/<int:pk>/", funds.BatchView.as_view(), name="batch"),
    path(
        "funds/batches/<int:pk>/edit/",
        fund_forms.BatchEditView.as_view(),
        name="batch-edit",
    ),
    path(
        "funds/batches/<int:pk>/remove/",
        fund_forms.BatchRemoveView.as_view(),
        name="batch-remove",
    ),
    path(
        "funds/batches/<int:pk>/allocate/",
        allocations.BatchAllocateView.as_view(),
        name="batch-allocate",
    ),
    path("funds/allocations/", funds.AllocationsView.as_view(), name="allocations"),
    path(
        "funds/allocations/<int:pk>/",
        allocations.AllocationEditView.as_view(),
        name="allocation-edit",
    ),
    path(
        "funds/allocations/<int:pk>/remove/",
        allocations.AllocationRemoveView.as_view(),
        name="allocation-remove",
    ),
    path(
        "funds/checkpoints/new/",
        fund_forms.CheckpointCreateView.as_view(),
        name="checkpoint-add",
    ),
    path(
        "funds/checkpoints/<int:pk>/",
        fund_forms.CheckpointEditView.as_view(),
        name="checkpoint-edit",
    ),
    path(
        "funds/checkpoints/<int:pk>/remove/",
        fund_forms.CheckpointRemoveView.as_view(),
        name="checkpoint-remove",
    ),
    path(
        "<int:pk>/funds/",
        allocations.ProjectFundsView.as_view(),
        name="project-funds",
    ),
    path("kinds/", fund_forms.KindsView.as_view(), name="kinds"),
    path("kinds/new/", fund_forms.KindCreateView.as_view(), name="kind-add"),
    path("kinds/<int:pk>/", fund_forms.KindEditView.as_view(), name="kind-edit"),
]
