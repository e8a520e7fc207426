"""Values of the forms that detect-secrets' plugins look for, made again from a seed: none is anybody's, none is kept."""

from __future__ import annotations

import base64
import json
import string
from collections.abc import Callable, Mapping
from random import Random

_HEX = "0123456789abcdef"
_LOWER = string.ascii_lowercase + string.digits
_UPPER = string.ascii_uppercase + string.digits
_ALNUM = string.ascii_letters + string.digits
_URL = _ALNUM + "-_"

NEVER_FOUND = "Public IP (ipv4)"

Make = Callable[[Random], str]


def _some(characters: str, count: int) -> Make:
    return lambda random: "".join(random.choices(characters, k=count))


def _form(template: str, *parts: Make) -> Make:
    return lambda random: template.format(*(part(random) for part in parts))


def _token(random: Random) -> str:
    parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": str(random.random())})
    texts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*texts, _some(_URL, 43)(random)])


def _key_frame(kind: str) -> Make:
    return lambda _: f"-----BEGIN {kind}PRIVATE KEY{' BLOCK' if kind == 'PGP ' else ''}-----"


FORMS: Mapping[str, tuple[Make, ...]] = {
    "Artifactory Credentials": (_form("AKC{}", _some(_ALNUM, 12)), _form("AP{}", _some(_UPPER[:6], 10))),
    "AWS Access Key": (
        _form("AKIA{}", _some(_UPPER, 16)),
        _form("ASIA{}", _some(_UPPER, 16)),
        _form('aws_secret_key = "{}"', _some(_ALNUM + "/+", 40)),
    ),
    "Azure Storage Account access key": (_form("AccountKey={}", _some(_ALNUM + "+/", 88)),),
    "Basic Auth Credentials": (_form("https://user:{}@example.org/", _some(_ALNUM, 12)),),
    "Cloudant Credentials": (
        _form("cloudant_password = {}", _some(_HEX, 64)),
        _form("cl_key={}", _some(string.ascii_lowercase, 24)),
        _form("https://who:{}@who.cloudant.com", _some(_HEX, 64)),
    ),
    "Discord Bot Token": (_form("M{}.{}.{}", _some(_ALNUM, 23), _some(_URL, 6), _some(_URL, 27)),),
    "GitHub Token": tuple(_form(f"{kind}_{{}}", _some(_ALNUM, 36)) for kind in ("ghp", "gho", "ghs")),
    "GitLab Token": tuple(
        _form(f"{kind}{{}}", _some(_ALNUM, count))
        for kind, count in {"glpat-": 20, "GR1348941": 20, "glcbt-1a_": 20, "glptt-": 40, "gloas-": 64}.items()
    ),
    "IBM Cloud IAM Key": (_form("ibm_cloud_api_key: {}", _some(_URL, 44)),),
    "IBM COS HMAC Credentials": (_form("cos_hmac_secret_access_key={}", _some(_HEX, 48)),),
    "JSON Web Token": (_token,),
    "Mailchimp Access Key": (_form("{}-us12", _some(_HEX, 32)),),
    "NPM tokens": (_form("//registry.example.org/:_authToken=npm_{}", _some(_ALNUM, 36)),),
    "OpenAI Token": (_form("sk-{}T3BlbkFJ{}", _some(_ALNUM, 20), _some(_ALNUM, 20)),),
    "Private Key": tuple(_key_frame(kind) for kind in ("RSA ", "EC ", "DSA ", "OPENSSH ", "PGP ", "")),
    # One of detect-secrets' own filters drops every value without a letter, so it reports no address at all.
    NEVER_FOUND: (_form("203.0.113.{}", _some("123456789", 1)), _form("8.8.4.{}:53", _some("12345", 1))),
    "PyPI Token": (_form("pypi-AgEIcHlwaS5vcmc{}", _some(_URL, 72)),),
    "SendGrid API Key": (_form("SG.{}.{}", _some(_URL, 22), _some(_URL, 43)),),
    "Slack Token": (
        _form("xoxb-{}-{}", _some(string.digits, 12), _some(_LOWER, 24)),
        _form("https://hooks.slack.com/services/T{}/B{}/{}", _some(_ALNUM, 8), _some(_ALNUM, 8), _some(_ALNUM, 24)),
    ),
    "SoftLayer Credentials": (_form("softlayer_api_key = {}", _some(_LOWER, 64)),),
    "Square OAuth Secret": (_form("sq0csp-{}", _some(_ALNUM, 43)),),
    "Stripe Access Key": (_form("sk_live_{}", _some(_ALNUM, 24)),),
    "Telegram Bot Token": (_form("{}:{}", _some("123456789", 9), _some(_ALNUM, 35)),),
    "Twilio API Key": (_form("AC{}", _some(_HEX, 32)), _form("SK{}", _some(_HEX, 32))),
    "Base64 High Entropy String": (_some(_ALNUM + "+/", 44), _some(_URL, 30)),
    "Hex High Entropy String": (_some(_HEX, 40), _some(_HEX, 12)),
    "Secret Keyword": (
        _form("password = {}", _some(_ALNUM, 10)),
        _form('secret_token: "{}"', _some(_ALNUM, 10)),
        _form('api_key := "{}"', _some(_ALNUM, 10)),
        _form('if "{}" == my_password:', _some(_ALNUM, 10)),
        _form('private_key_file "{}";', _some(_ALNUM, 10)),
        _form('secret => "{}"', _some(_ALNUM, 10)),
        _form('db_pass("{}")', _some(_ALNUM, 10)),
    ),
}
"""By secret type: one maker for each form."""

FRAMES: Mapping[str, str] = {
    ".env": "NAME={}\n",
    "bare.txt": "{}\n",
    "quoted.env": "export NAME='{}'\n",
    "values.yaml": "top:\n  value: {}\n  list:\n    - {}\n",
    "quoted.yml": "value: \"{}\"  # a comment\nother: '{}'\n",
    "folded.yaml": "value: >-\n  {}\nlast: |\n  {}\n  more\n",
    "flow.yaml": "map: {{one: {}, two: x}}\n",
    "settings.ini": "[section]\nvalue = {}\n; comment\nmore =\n  {}\n",
    "settings.toml": 'title = "x"\n[section]\nvalue = "{}"\n',
    "app.properties": "some.value={}\n",
    "code.py": 'value = "{}"\nother = call("{}")\n',
    "code.js": "const value = '{}';\nuse({{value: `{}`}});\n",
    "code.go": 'value := "{}"\n',
    "code.c": 'const char *value = "{}";\n',
    "code.cpp": 'std::string value("{}");\n',
    "data.json": '{{\n  "value": "{}"\n}}\n',
    "allowed.py": 'value = "{}"  # pragma: allowlist secret\n',
    "allowed.yaml": "value: {}  # pragma: allowlist secret\n",
    "allowed.txt": "# pragma: allowlist nextline secret\nvalue: {}\nend\n",
    "windows.cfg": "[section]\r\nvalue = {}\r\n",
    "page.md": "# Title\n\nText `{}` text.\n\n```\n{}\n```\n",
    "twice.py": 'one = "{}"\ntwo = "{}"\n',
    "identifiers.py": 'user_id = "{}"\n',
    "templated.py": 'value = "${{{}}}"\n',
    "poetry.lock": 'value = "{}"\n',
    "icon.svg": '<svg value="{}"/>\n',
    "swagger/api.json": '{{"value": "{}"}}\n',
}
"""By path: what stands around a value, with a place for it or two."""


def corpus(seed: int, *, every: int = 1) -> dict[str, str]:
    """Files with a value of every form in every frame, by path; or each form in one frame of `every`, taking turns."""
    random = Random(seed)
    files = {}
    forms = [(kind, number, make) for kind, makers in FORMS.items() for number, make in enumerate(makers)]
    for turn, (kind, number, make) in enumerate(forms):
        for path, frame in list(FRAMES.items())[turn % every :: every]:
            value = make(random)
            files[f"{kind.replace(' ', '-')}-{number}/{path}"] = frame.format(value, value)
    return files
