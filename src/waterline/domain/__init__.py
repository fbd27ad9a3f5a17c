"""What things mean: pure functions and values. No I/O here, and `now` is always an argument."""
