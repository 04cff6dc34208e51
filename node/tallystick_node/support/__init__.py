"""Support: how the service stands, enquiries of clients, and what they say of it."""
