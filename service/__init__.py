"""The only folder that knows HTTP; also the command line."""
