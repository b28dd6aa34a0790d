from django.urls import path

from exchange.views.register_page import RegisterPageView
from households.registers.changes import CHANGES
from households.views import as_of, changes

urlpatterns = [
    path("changes/", RegisterPageView.as_view(register=CHANGES), name="changes"),
    path(
        "changes/<int:pk>/undo/", changes.ChangeUndoView.as_view(), name="change-undo"
    ),
    path(
        "households/<int:pk>/changes/",
        changes.HouseholdChangesView.as_view(),
        name="household-changes",
    ),
    path(
        "households/<int:pk>/changes/<slug:kind>/",
        changes.ChangeCreateView.as_view(),
        name="change-create",
    ),
    path(
        "households/<int:pk>/on/",
        as_of.HouseholdOnView.as_view(),
        name="household-on-day",
    ),
    path(
        "households/<int:pk>/on/<str:day>/",
        as_of.HouseholdOnView.as_view(),
        name="household-on",
    ),
]
