"""Permissions and whitelists: the key inventory, checked for sense and compared with what a scan saw."""
