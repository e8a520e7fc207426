"""Renders a report: every module of this package is a format; packages with an underscore are what formats share.

A format's module has `NAME` (its own file name), `DESCRIPTION` (one line) and a pure function
`render(report, options) -> str`. It sees nothing but the report, which holds no secret and no source line.
`NEEDS_RULES = True` asks for every rule with its help, `NEEDS_KEYS = True` for what an inventory declares of the keys.
"""
