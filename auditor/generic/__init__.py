"""Finds every other product's secrets with detect-secrets' detectors, behind a prefilter.

`availability.unavailable` tells whether detect-secrets is installed; `detector` is the seam to the scanner, and
`generic_detector` what is behind it: `generic_prefilter` tells which blobs to scan, `detect_in_blob` scans one;
`generic_facts.case_of` turns a hit into a case for the rules; `locate.reported_once` drops what a Backpack rule reports
too. Only `detect_secrets` (and `auditor.detect_secrets_plugin`) imports detect-secrets, and only when a line asks for it.
See docs/generic.md.
"""
