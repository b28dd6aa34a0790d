from django.urls import path

from assistance.views import posts, wages, work

WORK_URLS = [
    path("employment/", work.EmploymentListView.as_view(), name="employment"),
    path("employment/none/", work.ZeroEmployedView.as_view(), name="zero-employed"),
    path("posts/", work.PostListView.as_view(), name="posts"),
    path("posts/look-back/", work.PostFindingsView.as_view(), name="post-look-back"),
    path("posts/payments/", work.PostWageListView.as_view(), name="post-wages"),
    path("posts/wages/", wages.WageAreasView.as_view(), name="post-wage-areas"),
    path(
        "posts/wages/<str:code>/<month:month>/",
        wages.WageSheetView.as_view(),
        name="post-wage-sheet",
    ),
    path(
        "posts/wages/<str:code>/<month:month>/pay/",
        wages.WagePayView.as_view(),
        name="post-wage-pay",
    ),
    path("posts/<int:pk>/", posts.PostView.as_view(), name="post"),
    path(
        "posts/<int:pk>/wages/<month:month>/",
        posts.PostWageView.as_view(),
        name="post-wage",
    ),
    path("posts/<int:pk>/check/", posts.PostCheckView.as_view(), name="post-check"),
    path("registers/", work.ThreeRegistersView.as_view(), name="three-registers"),
    path("registers/labour/", work.LabourListView.as_view(), name="labour"),
    path("registers/training/", work.TrainingListView.as_view(), name="training"),
    path("registers/demand/", work.DemandListView.as_view(), name="demand"),
]
