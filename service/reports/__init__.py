"""What the command line says: figures and news for a person, on the right stream."""
