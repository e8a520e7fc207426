"""Permissions and whitelists: the key inventory, checked for sense and held against what a scan saw."""
