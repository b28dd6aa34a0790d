from django.urls import path

from exchange.views.register_page import RegisterPageView
from households import registers
from households.views import quality, quality_hits

urlpatterns = [
    path("quality/", quality.QualityView.as_view(), name="quality"),
    path(
        "quality/hits/",
        RegisterPageView.as_view(
            register=registers.HITS, template_name="households/quality/hits.html"
        ),
        name="quality-hits",
    ),
    path(
        "quality/hits/exempt/",
        quality_hits.QualityHitExemptView.as_view(),
        name="quality-hit-exempt",
    ),
    path(
        "quality/hits/<int:pk>/lead/",
        quality_hits.QualityLeadView.as_view(),
        name="quality-lead",
    ),
    path(
        "quality/recheck/",
        quality.QualityRecheckView.as_view(),
        name="quality-recheck",
    ),
    path("quality/<slug:key>/", quality.QualityRuleView.as_view(), name="quality-rule"),
    path(
        "households/<int:pk>/quality/",
        quality.HouseholdQualityView.as_view(),
        name="household-quality",
    ),
]
