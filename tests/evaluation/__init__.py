"""Golden questions and how answers to them are scored: `make eval` or `sesac eval`."""
