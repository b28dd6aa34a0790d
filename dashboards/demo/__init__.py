"""The demonstration city 安澜市: a register of people who do not exist.

``city`` makes it from a seed as plain records, without a database. ``loading`` writes
the records into an empty database, ``workbooks`` writes them as Excel files in the
layout of the national system, ``damage`` puts in the faults that real rosters have.
"""
