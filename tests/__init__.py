"""One file per module, on small worlds made by hand."""
