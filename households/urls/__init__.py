from households.urls import register, visits

app_name = "households"

urlpatterns = [*register.urlpatterns, *visits.urlpatterns]
