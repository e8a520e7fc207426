"""The command line: one command per file; the only place that prints or exits."""

import gc
import sys

# A start makes tens of thousands of objects that stay: looking through them after every 700 takes 3 ms.
gc.set_threshold(100_000)
# While a thread imports, git is asked: after each answer the main thread would wait up to 5 ms for its turn.
sys.setswitchinterval(0.0005)
