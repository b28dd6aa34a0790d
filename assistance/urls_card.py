"""Addresses of the policy cards and of what is open on them."""

from django.urls import path

from assistance.registers.card import DIVIDENDS_LATE
from assistance.registers.card_reasons import DECLINED
from assistance.views import card, no_applications

CARD_URLS = [
    path("cards/", card.CardsView.as_view(), name="cards"),
    path("cards/rules/", card.EntitlementsView.as_view(), name="entitlements"),
    path("cards/print/", card.CardSheetsView.as_view(), name="card-sheets"),
    path("households/<int:pk>/card/", card.CardView.as_view(), name="card"),
    path(
        "households/<int:pk>/card/brief/",
        card.HouseholdCardView.as_view(),
        name="household-card",
    ),
    path("arrears/", card.ArrearsView.as_view(), name="arrears"),
    path(
        "arrears/dividends/",
        card.OpenView.as_view(register=DIVIDENDS_LATE),
        name="dividends-late",
    ),
    path("arrears/not-applied/", card.GapsView.as_view(), name="gaps"),
    path(
        "arrears/not-applied/reasons/",
        card.OpenView.as_view(register=DECLINED),
        name="declined",
    ),
    path(
        "households/<int:pk>/card/no-application/",
        no_applications.ReasonRecordView.as_view(),
        name="no-application",
    ),
    path(
        "no-applications/<int:pk>/withdraw/",
        no_applications.ReasonWithdrawView.as_view(),
        name="reason-withdraw",
    ),
]
