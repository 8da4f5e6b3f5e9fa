"""What others ask of the database, a module for each family of tables."""
