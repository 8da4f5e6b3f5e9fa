"""
The plans of a school: list, show, edit by hand, compare, publish.

What a plan says never changes: an edit is a new plan with a parent, and taking it back is going to
the parent. Each function takes the viewer first, asks the policy, and runs in one transaction.
"""
