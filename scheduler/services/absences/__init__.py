"""The morning: who is absent, what is proposed, what was approved, and what really happened."""
