"""Addresses of the list of projects, of the page of one, and of its papers."""

from django.urls import path

from projects.views import board, papers, project

BOARD_URLS = [
    path("", board.BoardView.as_view(), name="projects"),
    path("sheet/", board.BoardSheetView.as_view(), name="sheet"),
    path("<int:pk>/", project.ProjectView.as_view(), name="project"),
    path("<int:pk>/papers/add/", papers.PaperAddView.as_view(), name="paper-add"),
    path(
        "<int:pk>/papers/<int:paper>/",
        papers.PaperFileView.as_view(),
        name="paper-file",
    ),
    path(
        "<int:pk>/papers/<int:paper>/withdraw/",
        papers.PaperWithdrawView.as_view(),
        name="paper-withdraw",
    ),
]
