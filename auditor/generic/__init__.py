"""Finds every other product's secrets with detect-secrets' detectors, behind a prefilter.

`availability.unavailable` tells whether detect-secrets is installed; `generic_prefilter.generic_prefilter_for` tells which
blobs to scan; `generic_scanner.GenericScanner` scans one; `generic_facts.case_of` turns a hit into a case for the rules;
`deduplicate.reported_once` drops what a Backpack rule reports too. Only `detect_secrets` (and
`auditor.detect_secrets_plugin`) imports detect-secrets, and only when a line asks for it. See docs/generic.md.
"""
