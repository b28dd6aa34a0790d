"""Addresses of the policy cards and of what is open on them."""

from django.urls import path

from assistance.registers.card import DIVIDENDS_LATE, GAPS
from assistance.views import card

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
    path("arrears/not-applied/", card.OpenView.as_view(register=GAPS), name="gaps"),
]
