"""The command line: one command per file; the only place that prints or exits."""

import gc

# A start makes a hundred thousand objects that stay: looking through them after each 700 takes it 3 ms.
gc.set_threshold(20_000)
