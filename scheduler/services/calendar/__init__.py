"""A person's calendar: the feed of their own days, by a secret address."""
