"""The words that carry meaning: names of fields, hosts, stores, placeholders."""
