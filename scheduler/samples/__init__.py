"""Sample schools, made by code from known solutions."""
