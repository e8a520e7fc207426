"""Side-by-side measurements against the peers: whole processes, in turn, in one run, as ratios."""
