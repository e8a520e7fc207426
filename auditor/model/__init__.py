"""The frozen values that flow through the pipeline; no behaviour here does any I/O."""
