from households.urls import cases, leads, quality, register, todo, visits

app_name = "households"

urlpatterns = [
    *cases.urlpatterns,
    *leads.urlpatterns,
    *quality.urlpatterns,
    *register.urlpatterns,
    *visits.urlpatterns,
    *todo.urlpatterns,
]
