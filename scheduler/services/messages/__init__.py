"""What is told to whom: one message for each affected person and publication, and mail."""
