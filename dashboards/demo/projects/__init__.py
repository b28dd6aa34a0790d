"""Funds and projects of the demonstration city: this year's 24 projects as the design
prototype shows them, last year's, and the repository for the next."""
