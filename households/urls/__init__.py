from households.urls import (
    cases,
    changes,
    leads,
    quality,
    register,
    screening,
    todo,
    visits,
)

app_name = "households"

urlpatterns = [
    *cases.urlpatterns,
    *changes.urlpatterns,
    *leads.urlpatterns,
    *quality.urlpatterns,
    *register.urlpatterns,
    *screening.urlpatterns,
    *visits.urlpatterns,
    *todo.urlpatterns,
]
