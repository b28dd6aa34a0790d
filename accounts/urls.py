from django.urls import path

from accounts.views import session

app_name = "accounts"

urlpatterns = [
    path("login/", session.LoginView.as_view(), name="login"),
    path("logout/", session.LogoutView.as_view(), name="logout"),
    path("password/", session.PasswordChangeView.as_view(), name="password-change"),
]
