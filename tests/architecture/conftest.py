"""template.yaml as CloudFormation would get it, and the pages in docs/ that the tests compare with it."""

from pathlib import Path

import pytest

from tests.architecture.system import System

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def system() -> System:
    return System.of(ROOT / "template.yaml")


@pytest.fixture(scope="session")
def routes_page() -> str:
    return (ROOT / "docs" / "routes.md").read_text(encoding="utf-8")


@pytest.fixture(scope="session")
def data_page() -> str:
    return (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
