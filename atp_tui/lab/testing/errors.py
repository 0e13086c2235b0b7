"""What a simulated test may fail with, beside what the program itself raises."""


class CheckFailedError(AssertionError):
    """A condition that :meth:`World.check` was given does not hold.

    Args:
        name: The name of the check.
        message: What is wrong.
    """

    def __init__(self, name: str, message: str) -> None:
        self.name = name
        self.message = message
        super().__init__(f"{name}: {message}" if message else name)


class SimulationError(AssertionError):
    """The run itself went wrong: it stalled, took too long, spun, or was not the same twice."""
