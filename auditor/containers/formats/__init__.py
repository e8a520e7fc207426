"""The formats of containers, one module each; `auditor.containers.registry` says what such a module has."""
