"""Which version of the package this is."""

__all__ = ["package_version"]


def package_version() -> str:
    """Version of the installed package, or that it runs from a source tree."""
    # A tenth of the start-up time, so only whoever asks for the version pays for it.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("vrp")
    except PackageNotFoundError:
        return "source tree, not installed"
