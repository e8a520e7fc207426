"""Tells what a person reads before anything is sent: which requests, signed by whose key, to which host."""

from __future__ import annotations

from auditor.audits.probe_plan import Plan
from auditor.probe.base_url import is_loopback, is_official
from auditor.probe.exchange import ACCOUNT_PATH, TIME_PATH
from auditor.probe.https_client import Client
from auditor.reporters._shared.revocations import abbreviated
from auditor.reporters._shared.sanitize import neutral
from auditor.wording.amounts import plural
from auditor.wording.lists import listed

_MOST = 20


def question(plan: Plan, client: Client) -> str:
    """Returns what is about to happen, ending in the question.

    Args:
        plan: What will be sent.
        client: Where to.
    """
    lines = [f"This goes online. To {neutral(client.address.url)}{_whose(client)}, one request a second:"]
    requests = [
        f"GET {TIME_PATH}     not signed: how far do the clocks differ?",
        f"GET {ACCOUNT_PATH}  signed by a throw-away key, which must be refused",
        *(f"GET {ACCOUNT_PATH}  signed by {_key(plan, index)}" for index in range(min(len(plan.chosen), _MOST))),
    ]
    lines += [f"  {number}. {text}" for number, text in enumerate(requests, 1)]
    if (rest := len(plan.chosen) - _MOST) > 0:
        lines.append(f"  and the same for {plural(rest, 'key')} more")
    if plan.left_out:
        lines.append(f"Not asked about, because the inventory names no `owner`: {neutral(listed(plan.left_out))}")
    if client.proxy:
        proxy = f"{neutral(client.proxy.host)}:{client.proxy.port}"
        lines.append(f"They go through the proxy {proxy}, which cannot read them.")
    lines += [
        "A signed request reads the settings of an account, changes nothing, and is",
        "valid for five seconds. No secret is sent. Of each answer, status, code and",
        "message are kept. The host sees the address of this machine.",
        "Ask only about keys that are yours. Send it? [y/N] ",
    ]
    return "\n".join(lines)


def _whose(client: Client) -> str:
    if is_official(client.address):
        return ""
    return " on this machine" if is_loopback(client.address) else ", which is NOT the exchange's own host"


def _key(plan: Plan, index: int) -> str:
    one = plan.chosen[index]
    name = f"{neutral(one.key.name)}, " if one.key else ""
    return f"API key {abbreviated(one.api_key)} ({name}secret in {neutral(one.where)})"
