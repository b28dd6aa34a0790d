from django.urls import path

from accounts.views import session, staff

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
]
