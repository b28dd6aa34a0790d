from django.urls import URLPattern, path

from exchange.views.register_page import RegisterPageView
from households import registers
from households.models import Household
from households.views import (
    editing,
    household,
    numbers,
    register,
    saved_views,
    tabs,
)

urlpatterns: list[URLPattern] = [
    path(
        "members/",
        RegisterPageView.as_view(register=registers.MEMBERS),
        name="members",
    ),
    path(
        "incomes/",
        RegisterPageView.as_view(register=registers.INCOMES),
        name="incomes",
    ),
    path("households/", register.RegisterView.as_view(), name="list"),
    path(
        "households/new/",
        editing.HouseholdCreateView.as_view(),
        name="household-create",
    ),
    path("households/look-up/", numbers.LookUpView.as_view(), name="look-up"),
    path("households/find/", numbers.SearchByNumberView.as_view(), name="search-id"),
    path("households/tabs/", tabs.TabsView.as_view(), name="tabs"),
    path("households/sheets/", household.SheetsView.as_view(), name="sheets"),
    path(
        "households/views/",
        saved_views.SavedViewCreateView.as_view(),
        name="saved-view-create",
    ),
    path(
        "households/views/<int:pk>/",
        saved_views.SavedViewEditView.as_view(),
        name="saved-view",
    ),
    path("households/<int:pk>/", household.HouseholdView.as_view(), name="household"),
    path(
        "households/<int:pk>/history/", household.HistoryView.as_view(), name="history"
    ),
    path(
        "households/<int:pk>/edit/",
        editing.HouseholdEditView.as_view(),
        name="household-edit",
    ),
    path(
        "households/<int:pk>/members/new/",
        editing.MemberCreateView.as_view(),
        name="member-create",
    ),
    path(
        "households/<int:pk>/responsible/",
        editing.ResponsibleView.as_view(),
        name="responsible",
    ),
    path("households/<int:pk>/income/", editing.IncomeView.as_view(), name="income"),
    path(
        "households/<int:pk>/income/<int:year>/",
        editing.IncomeView.as_view(),
        name="income-edit",
    ),
    path(
        "households/<int:pk>/reveal/<slug:name>/",
        numbers.RevealView.as_view(model=Household),
        name="reveal",
    ),
    path(
        "households/members/<int:pk>/",
        editing.MemberEditView.as_view(),
        name="member-edit",
    ),
    path(
        "households/members/<int:pk>/leave/",
        editing.MemberLeaveView.as_view(),
        name="member-leave",
    ),
    path(
        "households/members/<int:pk>/reveal/<slug:name>/",
        numbers.RevealView.as_view(),
        name="member-reveal",
    ),
]
