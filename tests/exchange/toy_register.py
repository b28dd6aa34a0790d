"""A list page that a test declares: nothing but this is written for it."""

from django.urls import include, path

from config.urls import urlpatterns as real
from exchange.registers import Filter, Register, Shown
from exchange.views.register_page import RegisterPageView
from households.models import IncomeStatement

TOY = Register(
    key="toy",
    title="收入台账",
    model=IncomeStatement,
    permission="households.view_household",
    order="-year",
    unit="户",
    empty="还没有收入。",
    link=("households:household", "household_id"),
    names="household__head_name",
    numbers="household__household_no",
    export="incomes",
    imports="incomes",
    columns=(
        Shown(
            name="household__head_name",
            heading="户主",
            sorts=True,
            under=Shown(name="household__household_no"),
        ),
        Shown(name="household__village_id", heading="村", area=True, card="line"),
        Shown(name="household__household_type", heading="户类型", sorts=True),
        Shown(name="household__category", heading="类别", sorts=True, card="badge"),
        Shown(name="household__identified_on", heading="识别", sorts=True),
        Shown(name="year", sorts=True, first="-"),
        Shown(name="persons", heading="人口", sorts=True),
        Shown(name="net", heading="纯收入", sorts=True, first="-", card="foot"),
    ),
    filters=(
        Filter(name="household__household_type"),
        Filter(name="household__is_relocated", more=True),
    ),
)

urlpatterns = [
    path("toy/", RegisterPageView.as_view(register=TOY), name="toy"),
    path("", include(real)),
]
