"""Who is released, what runs, who owns it."""
