"""The use cases, one module for each verb; they know nothing of the web."""
