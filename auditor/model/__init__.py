"""The frozen values that flow through the pipeline; no behaviour here does any I/O.

Here and in all packages, a record is a `msgspec.Struct`: defining a dataclass generates and compiles code, which took a
quarter of a hook's time. Only a record with a field that holds plaintext, or may, is a dataclass: a Struct shows all
its fields in its `repr`, and `field(repr=False)` keeps such a one out of every log and traceback.
"""
