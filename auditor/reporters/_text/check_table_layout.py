"""Tells how stored keys are reported: a table for each file, green where all is well, the rule's code where it is not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import groupby
from typing import TYPE_CHECKING

from auditor.model.fleet_view import FleetView
from auditor.model.location import Location
from auditor.model.probed import Probe
from auditor.model.report import Answer, CheckRow, KeyRow, PolicyView
from auditor.reporters._shared.fleet_words import across, left_out, overall, rows, to_act_on
from auditor.reporters._shared.probe_wording import name_of, probed_facts, way_facts
from auditor.reporters._shared.render_options import RenderOptions
from auditor.reporters._shared.report_wording import exposure_words, file_of, key_facts, question_words
from auditor.reporters._shared.sanitize import neutral, sentence
from auditor.reporters._text.wrapping import STYLES, Line, Span, columns, paint, plain
from auditor.wording.amounts import plural
from auditor.wording.language import say
from auditor.wording.lists import listed

if TYPE_CHECKING:
    from rich.table import Table


_NARROW = 84
"""Below as many columns a table would break its words: each credential then has a line of its own."""
_LEGEND = (
    "canonical: base64 as the exchange writes it, of 32 bytes; point: on the curve, as every API key; strong: neither "
    "guessable nor published; pair: key and secret belong together; field: each in its own; file: nobody else reads it"
)
_ROLES = {"API key": "API key", "API secret": "API secret"}
_GROUP, _OTHERS = 0o040, 0o004


def check_text(rows: Sequence[CheckRow], options: RenderOptions) -> str:
    """Returns the tables as text, and below them how many credentials are in order; empty without rows."""
    if not rows:
        return ""
    files = [list(group) for _, group in groupby(rows, key=lambda row: (row.location.path, row.location.member))]
    told = "\n".join(_file(group, options) for group in files)
    return told + paint(_ending(rows), options)


def _file(rows: Sequence[CheckRow], options: RenderOptions) -> str:
    first = rows[0]
    heading = Line(
        (
            Span(file_of(first.location), "place", solid=True),
            Span(f"  {exposure_words(first.exposure)}{_readers(first.mode)}", "faint"),
        )
    )
    if options.width < _NARROW:
        return paint([heading, *map(_in_words, rows)], options)
    return paint([heading], options) + _drawn(_table(rows, options), options)


def _readers(mode: int | None) -> str:
    """Returns who may read a file, where the file system says so."""
    if mode is None:
        return ""
    others = [who for bit, who in ((_GROUP, say("its group")), (_OTHERS, say("all users"))) if mode & bit]
    readers = listed(others) if others else say("its owner alone")
    return say("; mode {mode}: readable by {readers}", mode=f"{mode:04o}", readers=readers)


def _table(rows: Sequence[CheckRow], options: RenderOptions) -> Table:
    from rich.table import Table  # 25 ms, for this alone
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("", width=1)
    table.add_column(say("line"), justify="right")
    table.add_column(say("field"), overflow="fold")
    table.add_column(say("holds"), no_wrap=True)
    for answer in rows[0].answers:
        table.add_column(question_words(answer.question), min_width=6)
    for row in rows:
        # Several codes are one below the other, so that the columns stay narrow.
        cells = [Text(_shown(answer.words, options).replace(", ", "\n"), _style(answer)) for answer in row.answers]
        table.add_row("", _position(row.location), Text(neutral(row.field) or "-"), say(_ROLES[row.role]), *cells)
    return table


def _position(location: Location) -> str:
    return str(location.span.line)


def _style(answer: Answer) -> str:
    if answer.good is None:
        return STYLES["faint"]
    return STYLES["good"] if answer.good else STYLES[answer.severity or "high"]


def _shown(text: str, options: RenderOptions) -> str:
    return text if options.unicode else plain(text)


def _drawn(table: Table, options: RenderOptions) -> str:
    from rich.console import Console

    console = Console(
        file=StringIO(),
        width=options.width,
        color_system="standard" if options.color else None,
        force_terminal=options.color,
        legacy_windows=False,
        emoji=False,
        markup=False,
        highlight=False,
        _environ={},
    )
    with console.capture() as captured:
        console.print(table)
    return "".join(f"{_end_of(line)}\n" for line in captured.get().splitlines())


def _end_of(line: str) -> str:
    """Returns a row of the table without the spaces that fill its last column."""
    end = "\x1b[0m" if line.endswith("\x1b[0m") else ""
    return line.removesuffix(end).rstrip(" ") + end


def _in_words(row: CheckRow) -> Line:
    """Returns `3 BACKPACK_API_KEY (API key): canonical ok; point ok; …`, for narrow terminals."""
    spans = [
        Span(f"{_position(row.location)} {neutral(row.field) or '-'}", solid=True),
        Span(say(" ({role}):", role=say(_ROLES[row.role]))),
    ]
    for number, answer in enumerate(row.answers):
        style = "faint" if answer.good is None else "good" if answer.good else str(answer.severity)
        before = say("; ") if number else " "
        spans += [Span(f"{before}{question_words(answer.question)} "), Span(answer.words, style)]
    return Line(tuple(spans), indent=2)


def _is_accepted(row: CheckRow) -> bool:
    """Returns whether nothing is wrong with a credential but what somebody ignored or accepted."""
    return all(answer.good is not False for answer in row.answers) and any("(" in one.words for one in row.answers)


def _ending(rows: Sequence[CheckRow]) -> Iterator[Line]:
    accepted = sum(1 for row in rows if _is_accepted(row))
    good = sum(1 for row in rows if all(answer.good is not False for answer in row.answers)) - accepted
    credentials = plural(len(rows), "credential")
    if good == len(rows):
        said = say("{credentials}, all in order", credentials=credentials)
    else:
        said = say("{credentials}, {good} in order", credentials=credentials, good=good or say("none"))
    if accepted:
        said = say("{what}, {n:,} with findings that were ignored or accepted", accepted, what=said)
    yield Line()
    yield Line((Span(said, "good" if good == len(rows) else "alarm"),))
    yield Line((Span(say(_LEGEND), "faint"),))


_KEY_INDENT = 2
_WIDEST_LABEL = 36
"""Columns; room for the labels of an account in every language."""


def policy_lines(policy: PolicyView) -> Iterator[Line]:
    """Yields sections, each with a blank line before it."""
    if policy.account:
        yield from _title(say("Account"))
        yield from _labelled_rows(policy.account)
    for key in policy.keys:
        yield from _key(key)
    for name, entries in policy.corrected:
        yield from _title(say("Corrected whitelist of {key}, to be pasted entry by entry", key=sentence(name)))
        # At the margin and alone on their lines: that is what is copied.
        yield from (Line((Span(neutral(entry), solid=True),)) for entry in entries)


def _title(text: str) -> Iterator[Line]:
    yield Line()
    yield Line((Span(text, "title"),))


def _key(key: KeyRow) -> Iterator[Line]:
    yield from _title(say("Key {key}", key=sentence(key.name)))
    yield from _labelled_rows(((say("API key"), key.api_key), *key_facts(key)), solid=0)


def _labelled_rows(rows: Sequence[tuple[str, str]], *, solid: int | None = None) -> Iterator[Line]:
    labels = [sentence(label) for label, _ in rows]
    taken = min(max(map(columns, labels)), _WIDEST_LABEL) + 2
    for number, (label, (_, value)) in enumerate(zip(labels, rows, strict=True)):
        span = Span(sentence(value) or "-", solid=number == solid)
        yield Line((span,), label=Span(label, "label"), indent=_KEY_INDENT, label_columns=taken)


_MOST_ROWS = 50
_MOST_CLEAN = 5
"""Targets that were read and have no findings, which a table shows of thousands."""
_MOST_PAIRS = 20


def fleet_lines(fleet: FleetView, *, verbose: bool) -> Iterator[Line]:
    """Yields a section for pairs across repositories, where there are any, and one for the targets."""
    if fleet.across:
        yield Line()
        yield Line(
            (Span(say("Pairs across repositories: {keys}", keys=plural(len(fleet.across), "API key")), "title"),)
        )
        shown = fleet.across if verbose else fleet.across[:_MOST_PAIRS]
        yield from (Line((Span(across(pair)),), indent=2) for pair in shown)
        if len(fleet.across) > len(shown):
            more = say("and {n:,} more (--verbose lists them)", len(fleet.across) - len(shown))
            yield Line((Span(more, "faint"),), indent=2)
    yield Line()
    yield Line((Span(say("Targets"), "title"), Span(f"  {overall(fleet)}", "faint")))
    most = len(fleet.targets) if verbose else min(_MOST_ROWS, to_act_on(fleet) + _MOST_CLEAN)
    for target, state, found, reach, amount in rows(fleet, most=most):
        facts = say("; ").join(
            filter(None, (state, say("no findings") if found == say("none") else found, reach, amount))
        )
        yield Line((Span(target, "place", solid=True), Span(f"  {facts}")), indent=2)
    if said := left_out(fleet, most):
        yield Line((Span(say("{more} (--verbose lists them)", more=said), "faint"),), indent=2)


_INDENT = 2
_API_KEY = "API key"


def probe_lines(probe: Probe) -> Iterator[Line]:
    """Yields sections, each with a blank line before it."""
    yield from _section(say("Probe"), way_facts(probe))
    for key in probe.keys:
        yield from _section(say("Key {key}", key=name_of(key)), ((_API_KEY, key.api_key), *probed_facts(key)))


def _section(title: str, rows: Sequence[tuple[str, str]]) -> Iterator[Line]:
    yield Line()
    yield Line((Span(sentence(title), "title"),))
    taken = max(len(label) for label, _ in rows) + 2
    for label, value in rows:
        span = Span(sentence(value) or "-", solid=label == _API_KEY)
        yield Line((span,), label=Span(label, "label"), indent=_INDENT, label_columns=taken)
