"""What leaves the bakery's services: frozen, plain values; `json.dumps(dataclasses.asdict(dto))` works on each.

Money is text with two places (`money()`), quantities are text without zeros at their end (`plain()`), dates and times
are ISO text in UTC, percentages are whole numbers. None says that something is not known.
"""
