"""Outside formats, one folder each: parse, then build; and write."""
