"""From the rows of a file to what they would do, before anything is written."""
