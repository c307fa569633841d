"""What the columns of each provider mean, one small module each: cells in, cells out. `recognise` picks the one."""
