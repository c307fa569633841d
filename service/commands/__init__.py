"""The commands, one module for each thing that a user comes for; `service.cli` puts them together."""
