from django.urls import path

from exchange.views.register_page import RegisterPageView
from projects.registers.progress import REPORTS
from projects.registers.projects import PROJECTS
from projects.views import project

app_name = "projects"

urlpatterns = [
    path("", RegisterPageView.as_view(register=PROJECTS), name="projects"),
    path("progress/", RegisterPageView.as_view(register=REPORTS), name="progress"),
    path("<int:pk>/", project.ProjectView.as_view(), name="project"),
]
