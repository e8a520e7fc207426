"""Facts that rules about keys, whitelists, integrations and the account can ask for, a module per subject."""
