"""The rosters of the register; the headings of Excel files stand here and only here."""
