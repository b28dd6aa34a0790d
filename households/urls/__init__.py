from households.urls import register, todo, visits

app_name = "households"

urlpatterns = [*register.urlpatterns, *visits.urlpatterns, *todo.urlpatterns]
