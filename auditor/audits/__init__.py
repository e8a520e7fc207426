"""One module per audit: check, policy, fix, rule examples and the second look of `policy init`."""
