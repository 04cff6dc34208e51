"""Messages to the outside: written with what they tell of, delivered until they arrive."""
