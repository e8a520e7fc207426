"""What `check` says of stored keys: an answer to every question about every credential, green where all is well."""
