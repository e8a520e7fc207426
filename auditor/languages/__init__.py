"""The reports and rules in other languages than English: data from `rules/languages`, loaded when somebody asks for it."""
