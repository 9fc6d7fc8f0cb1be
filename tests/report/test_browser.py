"""The page in a real browser: found by search, sorted, read on a phone, printed; and nothing leaves it."""

from __future__ import annotations

import base64
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import pairing
from tests.report.test_page import HOSTILE, page_of

pytestmark = pytest.mark.browser
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
MORE_FLAGS = ("--disable-sync", "--no-first-run")
DESKTOP, PHONE, SMALL_PHONE = (1280, 900), (390, 844), (320, 640)

# What is told of each text that is seen: its contrast with what lies behind it (WCAG 2), where that is below 4.5.
LOW_CONTRAST = """
const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
const rgba = (color) => {
  canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data];
};
const light = (rgb) => rgb.slice(0, 3).map((one) => one / 255)
  .map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
  .reduce((sum, one, at) => sum + one * [0.2126, 0.7152, 0.0722][at], 0);
const behind = (element) => {
  for (let one = element; one; one = one.parentElement) {
    const color = rgba(getComputedStyle(one).backgroundColor);
    if (color[3] === 255) return color;
  }
  return [255, 255, 255, 255];
};
const found = new Set();
for (const element of document.body.querySelectorAll("*")) {
  const own = [...element.childNodes].some((one) => one.nodeType === 3 && one.data.trim());
  if (!own || !element.checkVisibility() || element.closest(".unseen, .skip, .sign, script, svg")) continue;
  const [one, other] = [light(rgba(getComputedStyle(element).color)), light(behind(element))].sort((a, b) => b - a);
  const contrast = (one + 0.05) / (other + 0.05);
  if (contrast < 4.5) found.add(`${element.tagName}.${element.className}: ${contrast.toFixed(2)}`);
}
return [...found];
"""
SEEN_ROWS = """
return [...document.querySelectorAll(arguments[0] + " tbody tr")]
  .filter((one) => one.checkVisibility()).map((one) => one.cells[arguments[1]].textContent);
"""


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Chromium with a profile of its own, driven by the driver that is installed; nothing is downloaded."""
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    browser, its_driver = shutil.which("chromium"), shutil.which("chromedriver")
    assert browser is not None, "install chromium"
    assert its_driver is not None, "install chromium-driver"
    options = Options()
    options.binary_location = browser
    profile = f"--user-data-dir={tmp_path_factory.mktemp('profile')}"
    for flag in (*FLAGS, *MORE_FLAGS, profile):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    started = webdriver.Chrome(options=options, service=Service(its_driver))
    yield started
    started.quit()


class Opened:
    """A page in the browser, at a size and in a colour scheme."""

    def __init__(self, driver: Any, folder: Path):
        self.driver, self._folder, self._number = driver, folder, 0

    def __call__(
        self, html: str, size: tuple[int, int] = DESKTOP, *, dark: bool = False, media: str = "", anchor: str = ""
    ) -> Any:
        self._number += 1
        file = self._folder / f"page-{self._number}.html"
        file.write_text(html, encoding="utf-8")
        width, height = size
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        schemes = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        calm = {"name": "prefers-reduced-motion", "value": "reduce"}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": [*schemes, calm]})
        self.driver.get_log("browser")  # what earlier pages said
        self.driver.get(file.as_uri() + anchor)
        return self.driver

    def search(self, words: str) -> None:
        """Type into the search box, and wait until the page has looked: it does so when the typing pauses."""
        from selenium.webdriver.support.wait import WebDriverWait

        box = self.driver.find_element("id", "find")
        box.clear()
        box.send_keys(words)
        told = "return document.getElementById('found').textContent"
        WebDriverWait(self.driver, 20).until(lambda driver: f"“{words.strip()}”" in driver.execute_script(told))

    def rows(self, table: str, column: int = 0) -> list[str]:
        """The cells of a column in the rows that are seen."""
        found: list[str] = self.driver.execute_script(SEEN_ROWS, table, column)
        return found

    def said(self) -> str:
        """What the search tells a screen reader."""
        text: str = self.driver.find_element("id", "found").text
        return text


@pytest.fixture
def opened(driver: Any, tmp_path: Path) -> Opened:
    return Opened(driver, tmp_path)


def complaints(driver: Any) -> list[str]:
    """What the browser wrote into its console."""
    return [str(entry["message"]) for entry in driver.get_log("browser")]


@pytest.mark.parametrize("redact", [False, True])
def test_nothing_goes_wrong_and_no_request_leaves_the_page(opened, example, plan, redact):
    driver = opened(pairing.report_html(example, plan, redact=redact))
    assert complaints(driver) == []
    assert driver.execute_script("return performance.getEntriesByType('resource').length") == 0


def test_names_that_look_like_html_do_nothing(opened):
    driver = opened(page_of(*HOSTILE))
    opened.search("alert")
    assert complaints(driver) == []
    assert driver.execute_script("return [document.images.length, document.scripts.length]") == [0, 1]
    assert driver.execute_script("return [...document.querySelectorAll('*')].filter((x) => x.onerror).length") == 0
    assert any(name == HOSTILE[0] for name in opened.rows("#who-0"))


def test_even_a_script_that_came_into_the_page_would_not_run(opened, page):
    """The policy is the second wall behind the escaping."""
    hole = "<script>document.title = 'broken'</script><img src='x' onerror='document.title = 1'></main>"
    driver = opened(page.replace("</main>", hole, 1))
    assert driver.title == "Career Lab, spring 2027: who meets whom"
    assert any("Content Security Policy" in one for one in complaints(driver))


def test_the_search_finds_a_person_in_all_tables(opened, page):
    opened(page)
    assert len(opened.rows("#who-1")) == 25
    opened.search("tembo")
    assert opened.rows("#who-0") == opened.rows("#who-1") == opened.rows("#grid-2-table") == ["Wen Tembo"]
    assert opened.rows("#loads-table") == []
    assert opened.said().endswith("places hold “tembo”")
    assert opened.driver.find_element("css selector", "#left-out .card").is_displayed()


@pytest.mark.parametrize(("words", "name"), [("SORENSEN", "Katya Sørensen"), ("yilmaz  sanna", "Sanna Yılmaz")])
def test_the_search_asks_neither_for_accents_nor_for_order(opened, page, words, name):
    opened(page)
    opened.search(words)
    assert opened.rows("#who-0") == [name]


def test_the_search_for_a_mentor_marks_the_column_and_finds_all_who_meet_him(opened, page, plan):
    driver = opened(page)
    opened.search("kavya")
    met = sorted(one.participant.name for one in plan.pairs if one.mentor.name == "Kavya Eriksen")
    assert sorted([*opened.rows("#who-0"), *opened.rows("#who-2")]) == met
    marked = [one.text for one in driver.find_elements("css selector", "th.hit")]
    assert marked == ["Kavya Eriksen", "Kavya Eriksen"]


def test_when_nobody_is_found_it_is_said_and_escape_brings_everybody_back(opened, page):
    driver = opened(page)
    opened.search("zzz")
    assert opened.said() == "Nobody found for “zzz”"
    assert opened.rows("#who-0") == []
    driver.find_element("id", "find").send_keys("\ue00c")
    assert len(opened.rows("#who-0")) == 26
    assert opened.said() == ""


def test_a_search_can_be_sent_as_a_link(opened, page):
    driver = opened(page, anchor="#q=wen%20tembo")
    assert opened.rows("#who-0") == ["Wen Tembo"]
    assert driver.find_element("id", "find").get_property("value") == "wen tembo"
    opened.search("ada")
    assert driver.current_url.endswith("#q=ada")


def test_a_click_sorts_and_a_second_one_turns_it(opened, page, plan):
    driver = opened(page)
    header = driver.find_element("css selector", "#loads-table thead th:nth-child(5)")
    assert header.get_dom_attribute("aria-sort") is None
    loads = sorted(one.load for one in plan.loads)
    for direction, wanted in (("ascending", loads), ("descending", loads[::-1])):
        header.find_element("tag name", "button").click()
        assert header.get_dom_attribute("aria-sort") == direction
        assert list(map(int, opened.rows("#loads-table", 4))) == wanted
    driver.find_element("css selector", "#loads-table thead th:first-child button").click()
    assert header.get_dom_attribute("aria-sort") is None


@pytest.mark.parametrize("key", ["\ue007", " "])
def test_the_keyboard_sorts_as_well(opened, page, key):
    driver = opened(page)
    button = driver.find_element("css selector", "#who-0 thead th:nth-child(2) button")
    button.send_keys(key)
    assert opened.rows("#who-0", 1) == sorted(opened.rows("#who-0", 1))
    assert driver.execute_script("return document.activeElement === arguments[0]", button)


def test_hours_are_sorted_by_when_they_begin_and_who_has_none_comes_last(opened, page):
    driver = opened(page)
    button = driver.find_element("css selector", "#who-1 thead th:nth-child(3) button")
    for _ in range(2):
        button.click()
        assert opened.rows("#who-1")[-1] == "Wen Tembo"
    assert opened.rows("#who-1", 2)[0].startswith("Tue 16 Mar")


def test_the_first_step_of_the_keyboard_is_the_way_past_the_contents(opened, page):
    driver = opened(page)
    driver.switch_to.active_element.send_keys("\ue004")
    link = driver.switch_to.active_element
    assert link.text == "To the tables"
    assert driver.execute_script("return getComputedStyle(arguments[0]).outlineStyle", link) == "solid"
    link.send_keys("\ue007")
    assert driver.execute_script("return document.activeElement.id") == "main"


@pytest.mark.parametrize("size", [PHONE, SMALL_PHONE])
def test_on_a_phone_nothing_but_tables_is_wider_than_the_screen(opened, page, size):
    driver = opened(page, size)
    width = driver.execute_script("return document.documentElement.scrollWidth")
    assert width <= size[0]
    overhang = """return [...document.querySelectorAll("main *, header *")].filter((one) =>
        !one.closest(".box") && !one.closest(".unseen") && one.getBoundingClientRect().right > innerWidth + 1)
        .map((one) => one.outerHTML.slice(0, 80));"""
    assert driver.execute_script(overhang) == []


def test_long_words_and_many_mentors_do_not_widen_a_phones_page(opened):
    long = "Wolfeschlegelsteinhausenbergerdorff" * 4
    driver = opened(page_of(long, f"Ada {long}", "Cem", long.lower()), PHONE)
    assert driver.execute_script("return document.documentElement.scrollWidth") <= PHONE[0]


@pytest.mark.parametrize("size", [DESKTOP, PHONE])
@pytest.mark.parametrize("dark", [False, True])
def test_every_text_stands_out_from_what_is_behind_it(opened, published, dark, size):
    html = pairing.report_html(published, pairing.solve(published))
    assert opened(html, size, dark=dark).execute_script(LOW_CONTRAST) == []


def test_on_paper_there_are_the_tables_and_nothing_to_click(opened, page):
    driver = opened(page, media="print")
    hidden = "return [...document.querySelectorAll('.side *, .skip')].filter((one) => one.checkVisibility()).length"
    assert driver.execute_script(hidden) == 0
    assert driver.execute_script("return getComputedStyle(document.querySelector('.box')).overflow") == "visible"
    assert driver.execute_script(LOW_CONTRAST) == []
    driver.execute_script("dispatchEvent(new Event('beforeprint'))")
    folded = "return document.querySelectorAll('details:not([open])').length"
    assert driver.execute_script(folded) == 0
    driver.execute_script("dispatchEvent(new Event('afterprint'))")
    assert driver.execute_script(folded) > 0
    printed = base64.b64decode(driver.execute_cdp_cmd("Page.printToPDF", {"printBackground": False})["data"])
    assert printed.startswith(b"%PDF")


def test_dark_and_light_are_two_looks(opened, page):
    colour = "return getComputedStyle(document.body).backgroundColor"
    looks: list[Callable[[], Any]] = [lambda: opened(page), lambda: opened(page, dark=True)]
    assert len({look().execute_script(colour) for look in looks}) == 2


def test_a_cell_of_the_grid_is_told_in_words_when_it_is_pointed_at(opened, page):
    from selenium.webdriver.common.action_chains import ActionChains

    driver = opened(page)
    cell = driver.find_element("css selector", "#grid-2-table td.c-chosen")
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", cell)
    ActionChains(driver).move_to_element(cell).perform()
    told = driver.find_element("css selector", "#grid-2 .readout").text
    assert told == cell.get_dom_attribute("title")
    assert told.endswith(": chosen")


def test_without_its_script_the_page_is_whole(opened, page):
    driver = opened(page)
    driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        driver.refresh()
        assert not driver.find_element("id", "find").is_displayed()
        assert len(opened.rows("#who-0")) == 26
        assert driver.find_elements("css selector", "th button") == []
    finally:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
