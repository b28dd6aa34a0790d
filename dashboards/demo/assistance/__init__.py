"""The ledgers of the demonstration city: set-based, drawn in SQL from a digest, so that
the same city always gives the same rows."""
