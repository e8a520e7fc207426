"""Digests without OpenSSL, which takes 7 ms to load: the interpreter brings its own, and `hashlib` takes them as well.

SHA-256 is for small texts, for which it is as fast; BLAKE2b is for what is large.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hashlib import blake2b, sha256
else:
    try:
        from _blake2 import blake2b
    except ImportError:  # an interpreter that was built without it
        from hashlib import blake2b
    try:
        from _sha2 import sha256  # since Python 3.12
    except ImportError:
        try:
            from _sha256 import sha256
        except ImportError:
            from hashlib import sha256

__all__ = ["blake2b", "sha256"]
