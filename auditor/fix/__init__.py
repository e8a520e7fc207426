"""Tells what can be fixed mechanically, and how: plans made of plaintext that never leaves this package but into the file."""
