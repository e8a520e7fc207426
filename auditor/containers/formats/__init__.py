"""The formats of containers, a package each.

`__init__` says which blobs are of the format, and is imported in every run:

* `FORMS`: what such blobs have in common.
* `OPAQUE`: whether the raw bytes hide what it holds. If not, it is opened only where the spotter saw something in them.
* `NESTS`: whether it counts as a level of archives within archives.

`reading` has `members(opening)`, which says what it holds, in order; paths are relative to it, and empty for the
container as a whole. It may raise anything that `trouble.broken` lists: what it yielded before counts. If it yields no
member, its bytes are read like any other blob's.
"""
