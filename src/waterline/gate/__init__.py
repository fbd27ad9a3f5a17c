"""What writes from outside the app: standard library alone, and as little of it as can be."""
