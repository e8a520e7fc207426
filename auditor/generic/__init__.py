"""Every other secret: detect-secrets' plugins behind the prefilter.

The way in: `availability.unavailable` says whether there is a detect-secrets; `generic_prefilter.generic_prefilter_for` sees which blobs deserve
a look; `examine.GenericExaminer` looks; `facts.case_of` makes a case of a hit at a place; `once.reported_once` drops
what a rule about Backpack says as well. Only `adapter` (and `auditor.detect_secrets_plugin`) imports detect-secrets, and only when a
line asks for it. See docs/generic.md.
"""
