from projects.urls_benefits import BENEFIT_URLS
from projects.urls_board import BOARD_URLS
from projects.urls_funds import FUND_URLS
from projects.urls_money import MONEY_URLS
from projects.urls_plans import PLAN_URLS

app_name = "projects"

urlpatterns = [
    *BOARD_URLS,
    *MONEY_URLS,
    *FUND_URLS,
    *PLAN_URLS,
    *BENEFIT_URLS,
]
