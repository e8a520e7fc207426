"""Which blobs hold other files or cells, and what they hold; read in memory, never unpacked to disk.

A format is a module of `auditor.containers.formats`; adding one means adding that file. A blob that is no container
costs a dictionary look-up.
"""

from __future__ import annotations

from auditor.containers.limits import Limits
from auditor.containers.member import Member
from auditor.containers.place import placed
from auditor.containers.registry import Container, opener_for
from auditor.containers.trouble import TOO_LARGE
from auditor.containers.walk import contents

__all__ = ["TOO_LARGE", "Container", "Limits", "Member", "contents", "opener_for", "placed"]
