"""What leaves the services: plain values that `json.dumps` takes, with dates, quantities and money as text."""
