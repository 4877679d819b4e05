"""Travel durations and distances between coordinates."""
