"""Coaching: asked for, fitted in, booked and written about, by a teacher and a coach alone."""
