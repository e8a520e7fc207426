"""Who brought a secret, what took it away, and for how long it stood."""

from __future__ import annotations

import datetime as dt

from reach_scene import PAIR, leaks, scanned
from repositories import Repository

from auditor import Scope
from auditor.classification.sample_keys import specimen
from auditor.model.finding import Removed


def test_a_secret_that_was_removed(repository: Repository) -> None:
    repository.write("bot.cfg", PAIR)
    first = repository.commit("Add configuration\n\nBody.", date="2024-01-01T00:00:00+00:00")
    repository.write("bot.cfg", "# moved\n" + PAIR)
    repository.commit("Comment", date="2024-01-05T00:00:00+00:00")
    repository.write("bot.cfg", "nothing\n")
    gone = repository.commit("Clean", date="2024-03-01T00:00:00+00:00")
    repository.git("tag", "v1")
    (finding,) = leaks(scanned(repository.path, Scope.HISTORY))
    introduced = finding.introduced
    assert introduced is not None
    assert (introduced.commit, introduced.author, introduced.subject) == (first, "A", "Add configuration")
    assert introduced.date == "2024-01-01T00:00:00+00:00"
    assert introduced.refs == ("main", "v1")
    assert finding.removed == Removed(commit=gone, date="2024-03-01T00:00:00+00:00")
    assert finding.exposed_days == 60
    assert finding.today is None


def test_a_secret_that_still_is_elsewhere_in_its_file(repository: Repository) -> None:
    repository.write("bot.cfg", PAIR)
    first = repository.commit(date="2024-01-01T00:00:00+00:00")
    repository.write("bot.cfg", "\n\n" + PAIR)
    repository.commit(date="2024-02-01T00:00:00+00:00")
    (finding,) = leaks(scanned(repository.path, Scope.HISTORY))
    assert finding.location.commit == first
    assert finding.location.span.line == 2
    assert finding.removed is None
    assert finding.today is not None
    assert finding.today.span.line == 4
    days = (dt.datetime.now(tz=dt.UTC).date() - dt.date(2024, 1, 1)).days
    assert finding.exposed_days in (days - 1, days, days + 1)


def test_a_file_that_changed_on_the_disk_is_one_finding_with_its_history(repository: Repository) -> None:
    repository.write("bot.cfg", PAIR)
    repository.commit()
    repository.write("bot.cfg", "\n" + PAIR)
    (finding,) = leaks(scanned(repository.path, Scope.HISTORY))
    assert finding.today is not None
    assert finding.today.span.line == 3


def test_a_message_that_holds_a_secret_is_not_shown(repository: Repository) -> None:
    repository.write("bot.cfg", PAIR)
    repository.commit(f"Use {specimen('b').secret} now")
    introduced = leaks(scanned(repository.path, Scope.HISTORY))[0].introduced
    assert introduced is not None
    assert introduced.subject == ""
    assert introduced.author == "A"
