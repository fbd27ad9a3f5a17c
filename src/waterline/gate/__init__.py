"""What runs inside git and writes from outside the app: standard library alone, little of it."""
