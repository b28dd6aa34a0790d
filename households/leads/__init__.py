"""The life of a lead: what may happen to it, who it may speak of, what it leads to."""
