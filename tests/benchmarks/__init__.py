"""Speed and memory: `make bench` writes a dated report."""
