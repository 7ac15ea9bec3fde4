"""What a user holds: clients, resources, pagers, bulk results."""
