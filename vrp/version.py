"""Which version of the package this is."""

from importlib.metadata import PackageNotFoundError, version

__all__ = ["package_version"]


def package_version() -> str:
    """Version of the installed package, or that it runs from a source tree."""
    try:
        return version("vrp")
    except PackageNotFoundError:
        return "source tree, not installed"
