"""The database: tables, load and save."""
