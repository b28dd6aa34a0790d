from django.urls import path

from households.views import deadlines, todo

urlpatterns = [
    path("todo/", todo.TodoView.as_view(), name="todo"),
    path("todo/panel/", todo.TodoPanelView.as_view(), name="todo-panel"),
    path("deadlines/", deadlines.DeadlinesView.as_view(), name="deadlines"),
    path("deadlines/<int:pk>/", deadlines.DeadlineView.as_view(), name="deadline"),
    path(
        "deadlines/<int:pk>/pause/",
        deadlines.PauseView.as_view(),
        name="deadline-pause",
    ),
    path(
        "deadlines/<int:pk>/resume/",
        deadlines.ResumeView.as_view(),
        name="deadline-resume",
    ),
]
