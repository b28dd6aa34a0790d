"""Data quality: declared rules, run over the register (domain §7).

``declare`` says what a rule is, ``facts`` what it may ask about, ``rules`` holds the
rules by group, ``run`` finds the hits and keeps their rows, ``telling`` makes sentences
of them.
"""
