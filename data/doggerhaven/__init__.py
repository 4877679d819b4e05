"""A made-up city: laid out by hand, filled in with a seed, the same bytes every time."""
