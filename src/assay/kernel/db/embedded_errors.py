"""What can go wrong with the embedded server. Every message says what to do next."""


class EmbeddedError(RuntimeError):
    """The embedded server cannot do what was asked."""


class ServerInUse(EmbeddedError):
    """Another process owns the server of this data directory."""


class ServerNotRunning(EmbeddedError):
    """No server answers for this data directory."""


class ServerFailed(EmbeddedError):
    """The server ended while it was starting. `log` holds what it wrote."""

    def __init__(self, message: str, log: str = "") -> None:
        super().__init__(f"{message}\n{log}".rstrip())
        self.log = log


class WrongVersion(EmbeddedError):
    """The data directory was written by another major version of PostgreSQL."""


class Unreachable(EmbeddedError):
    """The operating-system account of the server cannot reach what it needs."""
