"""Who gets in: sign-in, sessions, invitations, resets, and accounts kept elsewhere."""
