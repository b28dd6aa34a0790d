"""Entry and exit as state machines: the tables, and what follows from them."""
