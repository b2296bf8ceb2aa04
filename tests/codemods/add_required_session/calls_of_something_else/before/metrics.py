class Timer(Clock):
    def __init__(self) -> None:
        super().__init__()


def measure(timer, gauge, values) -> None:
    timer.observe(3)
    timer.observe("a", 3, 4)
    timer.observe("a", value=3, unit="s")
    gauge.observe("a", 3)
    gauge.observe("a", value=3, loud=True)
    gauge.observe(*values)
