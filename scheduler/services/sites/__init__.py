"""
Districts, sites and the data of their school years: open, show, edit, import, export, roll over.

Each function takes the viewer first, asks the policy, and runs in one transaction.
"""
