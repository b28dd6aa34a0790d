"""Beneficiaries, public notices, assets and rural construction."""

from django.urls import path

from exchange.views.register_page import RegisterPageView
from projects.registers.benefits import NOTICES
from projects.registers.rural import DEMONSTRATION, VILLAGE_PLANS
from projects.views import assets, benefits, notices, rural

_BENEFICIARIES = [
    path("beneficiaries/", benefits.BeneficiariesView.as_view(), name="beneficiaries"),
    path(
        "beneficiaries/new/",
        benefits.BeneficiaryAddView.as_view(),
        name="beneficiary-add",
    ),
    path(
        "beneficiaries/<int:pk>/",
        benefits.BeneficiaryView.as_view(),
        name="beneficiary",
    ),
    path(
        "beneficiaries/<int:pk>/remove/",
        benefits.BeneficiaryView.as_view(removes=True),
        name="beneficiary-remove",
    ),
    path(
        "<int:pk>/beneficiaries/",
        benefits.ProjectBeneficiariesView.as_view(),
        name="beneficiaries-of",
    ),
    path(
        "households/<int:pk>/",
        benefits.HouseholdProjectsView.as_view(),
        name="household-projects",
    ),
]
_NOTICES = [
    path("notices/", RegisterPageView.as_view(register=NOTICES), name="notices"),
    path("notices/<int:pk>/", notices.NoticeView.as_view(), name="notice"),
    path(
        "notices/<int:pk>/remove/",
        notices.NoticeView.as_view(removes=True),
        name="notice-remove",
    ),
    path(
        "notices/<int:pk>/photo/",
        notices.NoticePhotoView.as_view(),
        name="notice-photo",
    ),
    path("<int:pk>/notices/", notices.ProjectNoticesView.as_view(), name="notices-of"),
    path("<int:pk>/notices/new/", notices.NoticeAddView.as_view(), name="notice-add"),
]
_ASSETS = [
    path("assets/", assets.AssetsView.as_view(), name="assets"),
    path("assets/<int:pk>/", assets.AssetView.as_view(), name="asset"),
    path(
        "assets/<int:pk>/remove/",
        assets.AssetView.as_view(removes=True),
        name="asset-remove",
    ),
    path("<int:pk>/assets/", assets.ProjectAssetsView.as_view(), name="assets-of"),
    path("<int:pk>/assets/new/", assets.AssetAddView.as_view(), name="asset-add"),
    path(
        "<int:pk>/assets/hand-over/",
        assets.HandOverView.as_view(),
        name="assets-hand-over",
    ),
]
_RURAL = [
    path("rural/", rural.RuralView.as_view(), name="rural"),
    path(
        "rural/villages/",
        rural.VillageListView.as_view(register=DEMONSTRATION),
        name="demonstration-villages",
    ),
    path(
        "rural/villages/new/",
        rural.DemonstrationAddView.as_view(),
        name="demonstration-village-add",
    ),
    path(
        "rural/villages/<int:pk>/",
        rural.DemonstrationView.as_view(),
        name="demonstration-village",
    ),
    path(
        "rural/villages/<int:pk>/remove/",
        rural.DemonstrationView.as_view(removes=True),
        name="demonstration-village-remove",
    ),
    path(
        "rural/plans/",
        rural.VillageListView.as_view(register=VILLAGE_PLANS),
        name="village-plans",
    ),
    path("rural/plans/new/", rural.PlanAddView.as_view(), name="village-plan-add"),
    path("rural/plans/<int:pk>/", rural.PlanView.as_view(), name="village-plan"),
    path(
        "rural/plans/<int:pk>/remove/",
        rural.PlanView.as_view(removes=True),
        name="village-plan-remove",
    ),
]

BENEFIT_URLS = [*_BENEFICIARIES, *_NOTICES, *_ASSETS, *_RURAL]
