"""The readers, one format a module, found by walking this package (`auditor.readers.reader_registry`)."""
