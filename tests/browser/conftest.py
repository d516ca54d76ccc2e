"""One browser for all tests of the page; without Chromium they are left out, and say why."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from selenium import webdriver

from bot.sandbox import Sandbox, World
from tests.browser.page import CHROMEDRIVER, CHROMIUM, MISSING, Page, chromium
from tests.sandbox.tiny import Socketed, TinyApp


@pytest.fixture(scope="session")
def browser() -> Iterator[webdriver.Chrome]:
    if not (CHROMIUM and CHROMEDRIVER):
        pytest.skip(MISSING)
    with chromium() as driver:
        yield driver


@pytest.fixture
def world() -> World:
    loaded = World.load()
    loaded.app.commands = [
        {
            "command": "/relais",
            "description": "Suivre une transition",
            "usage_hint": "[status|next|accept N|help]",
        }
    ]
    loaded.app.shortcuts = [
        {"type": "message", "callback_id": "keep", "name": "Garder", "description": "Garder"}
    ]
    return loaded


@pytest.fixture
def sandbox(world: World) -> Iterator[Sandbox]:
    with Sandbox(world) as running:
        yield running


@pytest.fixture
def app(sandbox: Sandbox) -> Iterator[TinyApp]:
    with Socketed(sandbox) as connected:
        yield connected


@pytest.fixture
def page(browser: webdriver.Chrome, sandbox: Sandbox, app: TinyApp) -> Iterator[Page]:
    """The page as Nadia sees it; in the end the browser must have nothing to complain about."""
    opened = Page(browser, sandbox)
    opened.complaints()
    opened.visit("Nadia")
    yield opened
    assert opened.complaints() == []
