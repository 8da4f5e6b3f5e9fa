"""What keeps an installation running: copies of its data, and whether it is well."""
