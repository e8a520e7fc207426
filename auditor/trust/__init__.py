"""Audits a branch by the settings of the revision that it is compared with, and names what it changed in them."""
