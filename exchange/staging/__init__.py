"""From the rows of a file to what they would do, per run, before anything is written."""
