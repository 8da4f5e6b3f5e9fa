"""Steps from one state of the tables to the next; `versions` has one module for each."""
