"""What is taken at most. A roster of 100,000 rows by 40 columns is 152 MB of XML."""

MAX_ROWS = 100_000
MAX_COLUMNS = 200
#: Title rows, notes and the header come first.
MAX_HEADER_ROWS = 15
MAX_MEMBERS = 200
MAX_UNPACKED_BYTES = 600 * 1024 * 1024
#: Real sheets compress ten- to thirtyfold; a bomb a thousandfold.
MAX_RATIO = 200
#: Below this size the ratio says nothing.
RATIO_FROM_BYTES = 20 * 1024 * 1024
CHILD_MEMORY_BYTES = 1536 * 1024 * 1024
CHILD_CPU_SECONDS = 120
CHILD_WALL_SECONDS = 240
BATCH_ROWS = 4000
#: Room for a batch that is read while the one before is checked.
CHILD_PIPE_BYTES = 1024 * 1024
