"""What a person does, one module a practice; each function takes the `Home` it works in."""
