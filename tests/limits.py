"""What a script of a test begins with to find its disk full, without a full disk."""

from __future__ import annotations


def no_file_beyond(size: int) -> str:
    """Give lines that let no file of the process grow beyond `size` bytes: writing fails there."""
    return (
        "import resource, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}))\n"
    )
