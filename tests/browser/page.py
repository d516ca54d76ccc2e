"""The sandbox's page, driven in a real browser as a person would: by what is read on it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from bot.sandbox import Sandbox

T = TypeVar("T")
PHONE = 700
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
CHROMEDRIVER = shutil.which("chromedriver")
MISSING = "Chromium and chromedriver are needed: apt-get install chromium chromium-driver"
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
)  # fmt: skip


@contextmanager
def chromium(width: int = 1280, height: int = 860) -> Iterator[webdriver.Chrome]:
    """A browser of its own, with a fresh profile, that keeps what the page logs; its first visit is over."""
    profile = tempfile.mkdtemp()
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    for one in (*QUIET, f"--user-data-dir={profile}", f"--window-size={width},{height}", "--lang=fr"):
        options.add_argument(one)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(CHROMEDRIVER))
    seen = {"source": "try { localStorage.setItem('relais.hints', 'closed') } catch {}"}
    driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", seen)
    try:
        yield driver
    finally:
        driver.quit()
        shutil.rmtree(profile, ignore_errors=True)


class Page:
    def __init__(self, driver: webdriver.Chrome, sandbox: Sandbox) -> None:
        self.driver, self.sandbox = driver, sandbox

    # ---- Looking

    def visit(self, user: str, channel: str = "#infogerance-marbeuf") -> None:
        """Open the page as someone."""
        names = {"@relais": "@relais", "home": "home"}
        place = names.get(channel.casefold()) or self.sandbox.channel(channel).id
        address = f"{self.sandbox.url}/#{urlencode({'user': self.sandbox.person(user).id, 'channel': place})}"
        self.driver.get("about:blank")
        self.driver.get(address)
        self.until(lambda: self.all("#sidebar .entry"))

    def until(self, condition: Callable[[], T]) -> T:
        """Wait until something is true of the page, while it may be drawn anew."""
        waiting = WebDriverWait(self.driver, 6, 0.05, ignored_exceptions=[StaleElementReferenceException])
        return waiting.until(lambda _: condition())

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str, text: str = "") -> WebElement:
        """The first element that is shown and holds the text, as soon as there is one."""
        return self.until(
            lambda: [one for one in self.all(selector) if one.is_displayed() and text in one.text]
        )[0]

    def see(self, text: str, where: str = "body") -> None:
        self.until(lambda: any(text in one.text for one in self.all(where)))

    def gone(self, selector: str) -> None:
        self.until(lambda: not self.all(selector))

    def complaints(self) -> list[str]:
        """What the browser logged as errors: scripts, the content security policy, missing files."""
        logged = self.driver.get_log("browser")  # type: ignore[no-untyped-call]
        return [one["message"] for one in logged if one["level"] == "SEVERE"]

    def overflows(self) -> bool:
        """Whether the page is wider than its window."""
        return bool(self.driver.execute_script("return document.documentElement.scrollWidth > innerWidth"))

    def screenshot(self, path: Path) -> None:
        self.driver.save_screenshot(str(path))

    # ---- Doing

    def press(self, text: str = "", where: str = "button") -> None:
        """Click on what holds the text, also while the page is drawn anew."""

        def pressed() -> bool:
            self.one(where, text).click()
            return True

        self.until(pressed)

    @contextmanager
    def width(self, pixels: int) -> Iterator[None]:
        """A window of another width for a while; a phone's below 700."""
        phone = {"width": pixels, "height": 844, "deviceScaleFactor": 1, "mobile": pixels < PHONE}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
        try:
            yield
        finally:
            self.driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})

    def write(self, text: str, where: str = "#main", *, send: bool = True) -> WebElement:
        field = self.one(f"{where} .composer textarea")
        field.send_keys(text)
        if send:
            field.send_keys(Keys.ESCAPE if self.all(f"{where} .guess") else "", Keys.ENTER)
        return field

    def fill(self, label: str, value: str) -> None:
        """Fill the field of the open modal that has this label."""
        box = self.one("dialog .input", label)
        field = box.find_element(By.CSS_SELECTOR, "input, textarea, select")
        if field.get_attribute("type") in {"date", "time", "datetime-local"} or field.tag_name == "select":
            script = "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('change'))"
            self.driver.execute_script(script, field, value)
        else:
            field.clear()
            field.send_keys(value)

    def choose(self, label: str, *names: str) -> None:
        """Choose in the menu of the open modal that has this label."""
        box = self.one("dialog .input", label)
        box.find_element(By.CSS_SELECTOR, "summary").click()
        for option in box.find_elements(By.CSS_SELECTOR, "label.check"):
            if any(name in option.text for name in names):
                option.click()
        box.find_element(By.CSS_SELECTOR, "summary").click()

    def become(self, name: str) -> None:
        """Act as another person."""
        person = self.sandbox.person(name)
        script = "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('change'))"

        def chosen() -> bool:
            self.driver.execute_script(script, self.one("#top select"), person.id)
            return person.real_name in self.driver.title

        self.until(chosen)
