"""Addresses of projects' forms, their procedure, the repository and the plan."""

from django.urls import path

from projects.choices import PlanKind
from projects.views import plan_drafts, plans, project_forms, steps

PLAN_URLS = [
    path("add/", project_forms.ProjectAddView.as_view(), name="project-add"),
    path(
        "<int:pk>/edit/", project_forms.ProjectEditView.as_view(), name="project-edit"
    ),
    path(
        "<int:pk>/adjust/",
        project_forms.ProjectAdjustView.as_view(),
        name="project-adjust",
    ),
    path(
        "<int:pk>/delete/",
        project_forms.ProjectDeleteView.as_view(),
        name="project-delete",
    ),
    path("<int:pk>/steps/", steps.ProjectStepsView.as_view(), name="project-steps"),
    path("<int:pk>/steps/end/", steps.ProjectEndView.as_view(), name="project-end"),
    path(
        "<int:pk>/steps/<slug:stage>/", steps.StepTakeView.as_view(), name="step-take"
    ),
    path(
        "<int:pk>/steps/<slug:stage>/back/",
        steps.StepReturnView.as_view(),
        name="step-return",
    ),
    path(
        "repository/",
        plans.PlanView.as_view(kind=PlanKind.REPOSITORY),
        name="repository",
    ),
    path("plan/", plans.PlanView.as_view(kind=PlanKind.ANNUAL), name="plan"),
    path(
        "repository/rule/", plans.RepositoryRuleView.as_view(), name="repository-rule"
    ),
    path("plans/start/", plan_drafts.PlanStartView.as_view(), name="plan-start"),
    path("plans/<int:pk>/print/", plans.PlanPrintView.as_view(), name="plan-print"),
    path(
        "plans/<int:pk>/difference/",
        plans.PlanDifferenceView.as_view(),
        name="plan-difference",
    ),
    path("plans/<int:pk>/add/", plan_drafts.PlanAddView.as_view(), name="plan-add"),
    path(
        "plans/<int:pk>/approve/",
        plan_drafts.PlanApproveView.as_view(),
        name="plan-approve",
    ),
    path(
        "plans/<int:pk>/discard/",
        plan_drafts.PlanDiscardView.as_view(),
        name="plan-discard",
    ),
    path(
        "plans/<int:pk>/items/<int:item>/",
        plan_drafts.PlanItemView.as_view(),
        name="plan-item",
    ),
    path(
        "plans/<int:pk>/items/<int:item>/remove/",
        plan_drafts.PlanItemRemoveView.as_view(),
        name="plan-item-remove",
    ),
]
