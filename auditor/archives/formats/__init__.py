"""The formats of archives, a module each, named in `archives.archive_registry`.

A module has `members(opening)`, which yields what an archive holds, in order; paths are relative to it, and empty for
the archive as a whole. It may raise anything that `archive_errors.broken` lists: what it yielded before counts. If it
yields no member, its bytes are read like any other blob's.
"""
