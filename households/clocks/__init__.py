"""Time limits of the procedures: what they are, when they are due, who comes next."""
