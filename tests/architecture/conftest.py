"""template.yaml as CloudFormation would get it, and docs/architecture.md, for the tests that hold them together."""

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
def architecture() -> str:
    return (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
