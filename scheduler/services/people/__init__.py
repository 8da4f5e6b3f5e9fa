"""People and their roles: see, give, take, deactivate."""
