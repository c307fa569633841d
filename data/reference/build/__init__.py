"""Makes every file of `data/reference` from public inputs: `python -m data.reference.build --help`."""
