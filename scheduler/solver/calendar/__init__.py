"""The calendar stage: PD dates, their cover, and coaching, over the dates of the year."""
