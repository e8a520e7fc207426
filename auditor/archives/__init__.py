"""Tells which blobs hold other files or cells; read in memory, never unpacked to disk.

A format is a package in `auditor.archives.formats`; adding one means adding that folder. A blob that is no container
costs a look at its first byte and its suffix, so nothing else is imported here: see `archive_walk.contents` for what a
container holds, and `location.placed` for where what is found in it is.
"""
