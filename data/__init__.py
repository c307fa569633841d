"""The only folder that opens files and databases: reference data, readers of sources, the store."""
