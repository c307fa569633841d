"""What was measured, and how: scripts that print it."""
