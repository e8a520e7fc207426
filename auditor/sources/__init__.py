"""Reads the bytes of a scope: work tree, index, history, standard input, memory."""
