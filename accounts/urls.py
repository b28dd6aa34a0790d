from django.urls import path, re_path

from accounts.views import access_log, areas, calendar, parameters, session, staff

app_name = "accounts"

urlpatterns = [
    path("login/", session.LoginView.as_view(), name="login"),
    path("logout/", session.LogoutView.as_view(), name="logout"),
    path("password/", session.PasswordChangeView.as_view(), name="password-change"),
    path("users/", staff.UserListView.as_view(), name="users"),
    path("users/new/", staff.UserCreateView.as_view(), name="user-create"),
    path("users/<int:pk>/", staff.UserUpdateView.as_view(), name="user-edit"),
    path(
        "users/<int:pk>/password/",
        staff.PasswordResetView.as_view(),
        name="user-password",
    ),
    path("users/<int:pk>/disable/", staff.DisableView.as_view(), name="user-disable"),
    path("users/<int:pk>/enable/", staff.EnableView.as_view(), name="user-enable"),
    path(
        "users/<int:pk>/sessions/",
        staff.EndSessionsView.as_view(),
        name="user-end-sessions",
    ),
    path("users/<int:pk>/unlock/", staff.UnlockView.as_view(), name="user-unlock"),
    path("areas/", areas.AreaListView.as_view(), name="areas"),
    path("areas/new/", areas.AreaCreateView.as_view(), name="area-create"),
    re_path(
        r"^areas/(?P<code>[0-9]{12})/$", areas.AreaEditView.as_view(), name="area-edit"
    ),
    re_path(
        r"^areas/(?P<code>[0-9]{12})/merge/$",
        areas.AreaMergeView.as_view(),
        name="area-merge",
    ),
    re_path(
        r"^areas/(?P<code>[0-9]{12})/undo-merger/$",
        areas.AreaUndoMergerView.as_view(),
        name="area-undo-merger",
    ),
    path("departments/", areas.DepartmentListView.as_view(), name="departments"),
    path(
        "departments/new/",
        areas.DepartmentCreateView.as_view(),
        name="department-create",
    ),
    path(
        "departments/<int:pk>/",
        areas.DepartmentEditView.as_view(),
        name="department-edit",
    ),
    path(
        "departments/<int:pk>/delete/",
        areas.DepartmentDeleteView.as_view(),
        name="department-delete",
    ),
    path("calendar/", calendar.CalendarView.as_view(), name="calendar"),
    path("calendar/new/", calendar.DayCreateView.as_view(), name="calendar-day-create"),
    path("calendar/<day:day>/", calendar.DayEditView.as_view(), name="calendar-day"),
    path(
        "calendar/<day:day>/remove/",
        calendar.DayRemoveView.as_view(),
        name="calendar-day-remove",
    ),
    path("parameters/", parameters.ParameterListView.as_view(), name="parameters"),
    path(
        "parameters/<slug:key>/",
        parameters.ParameterView.as_view(),
        name="parameter",
    ),
    path(
        "parameters/<slug:key>/<int:pk>/",
        parameters.ParameterEditView.as_view(),
        name="parameter-edit",
    ),
    path("access-log/", access_log.AccessLogView.as_view(), name="access-log"),
    path(
        "access-log/verify/",
        access_log.VerifyLogView.as_view(),
        name="access-log-verify",
    ),
]
