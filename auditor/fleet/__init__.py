"""Audits many repositories and buckets as one: plans units, records what each holds, and joins the records."""
