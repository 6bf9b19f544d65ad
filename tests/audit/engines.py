"""Drives Firefox and WebKit with the same few commands, those that the tests of the two engines need.

Firefox is driven over WebDriver BiDi, which it supports natively (Debian has no geckodriver); WebKit through Selenium and
WebKitGTK's own driver, in a window on a virtual screen.
"""

import base64
import glob
import itertools
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from building import SUB_PATH
from serving import Handler

websocket = pytest.importorskip("websocket", reason="The client of WebSockets is missing: make .venv/audit-ready")
selenium = pytest.importorskip("selenium", reason="Selenium is missing: make .venv/audit-ready")
from selenium import webdriver  # noqa: E402
from selenium.webdriver.common.action_chains import ActionChains  # noqa: E402
from selenium.webdriver.webkitgtk.options import Options  # noqa: E402
from selenium.webdriver.webkitgtk.service import Service  # noqa: E402

PATIENCE = 120  # seconds until the wait for an engine that doesn't answer is given up
ENTER, DOWN = "\ue007", "\ue015"  # keys by their WebDriver codes
# Goes into each page before its own scripts: WebKit's driver doesn't report what is on the console.
NOTE_PROBLEMS = """window.problems = [];
for (const kind of ["error", "warn"]) {
  const say = console[kind];
  console[kind] = (...what) => { window.problems.push(what.join(" ")); say.apply(console, what); };
}
addEventListener("error", (event) => window.problems.push(event.message ?? `${event.target.src ?? event.target.href} is missing`), true);
addEventListener("unhandledrejection", ({ reason }) => window.problems.push(String(reason)));
addEventListener("securitypolicyviolation", ({ blockedURI, violatedDirective }) =>
  window.problems.push(`the policy's ${violatedDirective} keeps out ${blockedURI}`));
"""
NOTES = "problems-for-the-audit.js"
# The middle of an element that is in view, in the window's pixels.
MIDDLE = """async (selector) => {
  const element = document.querySelector(selector);
  if (!element) return null;
  element.scrollIntoView({ block: "center", behavior: "instant" });
  await new Promise((done) => setTimeout(done, 50));
  const box = element.getBoundingClientRect();
  return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
}"""


class Noting(Handler):
    """Serves the site with NOTE_PROBLEMS at the top of each page."""

    def do_GET(self):
        """Answer; a page gets one more script."""
        file = Path(self.translate_path(self.path))
        file = file / "index.html" if file.is_dir() and urlsplit(self.path).path.endswith("/") else file
        if self.path == SUB_PATH + NOTES:
            self.answer(200, NOTE_PROBLEMS.encode(), "text/javascript")
        elif file.suffix == ".html" and file.is_file():
            script = f'<script src="{SUB_PATH}{NOTES}"></script>'.encode()
            self.answer(200, re.sub(rb"<head>", lambda head: head[0] + script, file.read_bytes(), count=1), "text/html; charset=utf-8")
        else:
            super().do_GET()


class Engine:
    """A browser with one page."""

    def open(self, address: str) -> None:
        """Go to a page and wait until it's loaded."""
        raise NotImplementedError

    def evaluate(self, function: str, *arguments):
        """Call a JavaScript function (may be async) in the page with JSON arguments; return its result, decoded from JSON."""
        raise NotImplementedError

    def move(self, x: int, y: int) -> None:
        """Move the mouse."""
        raise NotImplementedError

    def press(self, x: int, y: int) -> None:
        """Click with the mouse."""
        raise NotImplementedError

    def type(self, keys: str) -> None:
        """Press keys, one after the other."""
        raise NotImplementedError

    def picture(self) -> bytes:
        """Return a screenshot of the window, as a PNG."""
        raise NotImplementedError

    def resize(self, width: int, height: int) -> None:
        """Give the page this size."""
        raise NotImplementedError

    def close(self) -> None:
        """Quit the browser."""
        raise NotImplementedError

    def click(self, selector: str) -> None:
        """Click the first element that a CSS selector finds; fails if there is none."""
        place = self.evaluate(MIDDLE, selector)
        assert place, f"there is no {selector}"
        self.press(*place)

    def wait(self, function: str, *arguments, seconds: int = 60):
        """Call a JavaScript function until what it returns is true; return that. Fails after some time."""
        until = time.monotonic() + seconds
        while True:
            result = self.evaluate(function, *arguments)
            if result:
                return result
            assert time.monotonic() < until, f"still not true after {seconds} s: {function} {arguments or ''}"
            time.sleep(0.1)


class Firefox(Engine):
    """Headless Firefox. dark: whether it asks pages for their dark colors."""

    def __init__(self, dark: bool = False):
        self.folder, self.numbers = tempfile.mkdtemp(prefix="firefox-"), itertools.count(1)
        settings = {
            "layout.css.prefers-color-scheme.content-override": 0 if dark else 1,
            "network.captive-portal-service.enabled": False,  # these contact other hosts
            "network.connectivity-service.enabled": False,
            "app.normandy.enabled": False,
            "datareporting.policy.dataSubmissionEnabled": False,
            "browser.shell.checkDefaultBrowser": False,
        }
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});\n" for name, value in settings.items()]
        Path(self.folder, "user.js").write_text("".join(lines), encoding="utf-8")
        command = [firefox(), "--headless", "--no-remote", "--profile", self.folder, "--remote-debugging-port", "0"]
        self.log = Path(self.folder, "log.txt")
        with self.log.open("w") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            self.socket = websocket.create_connection(self._address() + "/session", timeout=PATIENCE, suppress_origin=True)
            self._ask("session.new", capabilities={})
            self.page = self._ask("browsingContext.getTree")["contexts"][0]["context"]
        except BaseException:
            self.close()
            raise

    def _address(self) -> str:
        until = time.monotonic() + PATIENCE
        while not (said := re.search(r"WebDriver BiDi listening on (\S+)", self.log.read_text(encoding="utf-8", errors="replace"))):
            assert self.process.poll() is None and time.monotonic() < until, f"Firefox doesn't start: {self.log.read_text()[-500:]}"
            time.sleep(0.1)
        return said[1]

    def _ask(self, method: str, **parameters):
        number = next(self.numbers)
        self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == number:
                assert message["type"] == "success", f"Firefox refuses {method}: {message.get('message')}"
                return message["result"]

    def open(self, address):
        self._ask("browsingContext.navigate", context=self.page, url=address, wait="complete")

    def evaluate(self, function, *arguments):
        result = self._ask(
            "script.evaluate",
            expression=f"(async () => JSON.stringify((await ({function})(...{json.dumps(arguments)})) ?? null))()",
            target={"context": self.page},
            awaitPromise=True,
        )
        assert result["type"] == "success", f"error in the page: {result['exceptionDetails']['text']}"
        return json.loads(result["result"]["value"])

    def _act(self, kind: str, steps: list[dict]) -> None:
        self._ask("input.performActions", context=self.page, actions=[{"type": kind, "id": kind, "actions": steps}])

    def move(self, x, y):
        self._act("pointer", [{"type": "pointerMove", "x": x, "y": y}])

    def press(self, x, y):
        button = [{"type": kind, "button": 0} for kind in ("pointerDown", "pointerUp")]
        self._act("pointer", [{"type": "pointerMove", "x": x, "y": y}, *button])

    def type(self, keys):
        self._act("key", [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")])

    def picture(self):
        return base64.b64decode(self._ask("browsingContext.captureScreenshot", context=self.page)["data"])

    def resize(self, width, height):
        self._ask("browsingContext.setViewport", context=self.page, viewport={"width": width, "height": height})

    def close(self):
        self.process.terminate()
        self.process.wait(PATIENCE)
        shutil.rmtree(self.folder, ignore_errors=True)


class WebKit(Engine):
    """WebKitGTK in its small browser. dark: whether it asks pages for their dark colors."""

    def __init__(self, dark: bool = False):
        self.folder = tempfile.mkdtemp(prefix="webkit-")
        reader, writer = os.pipe()
        self.screen = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1600x1600x24", "-nolisten", "tcp"],
            pass_fds=[writer],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(writer)
        with os.fdopen(reader) as number:
            display = f":{number.readline().strip()}"
        options = Options()
        options.binary_location = minibrowser()
        for argument in ("--automation", *(["--dark-mode"] if dark else [])):
            options.add_argument(argument)
        environment = {
            **os.environ,
            "DISPLAY": display,
            "XDG_DATA_HOME": self.folder,
            "XDG_CACHE_HOME": self.folder,
            "NO_AT_BRIDGE": "1",
            # Its sandbox doesn't start inside a container; what it opens here is our own site.
            "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
        }
        try:
            self.driver = webdriver.WebKitGTK(options=options, service=Service(shutil.which("WebKitWebDriver"), env=environment))
        except BaseException:
            self.screen.terminate()
            raise
        self.driver.set_script_timeout(PATIENCE)
        self.driver.set_page_load_timeout(PATIENCE)

    def open(self, address):
        self.driver.get(address)

    def evaluate(self, function, *arguments):
        answer = self.driver.execute_async_script(
            f"""const done = arguments[arguments.length - 1];
            (async () => JSON.stringify((await ({function})(...{json.dumps(arguments)})) ?? null))()
              .then((result) => done({{ result }}), (error) => done({{ error: String(error) }}));"""
        )
        assert "error" not in answer, f"error in the page: {answer['error']}"
        return json.loads(answer["result"])

    def _pointer(self, x, y):
        chain = ActionChains(self.driver, duration=0)
        chain.w3c_actions.pointer_action.move_to_location(x, y)
        return chain

    def move(self, x, y):
        self._pointer(x, y).perform()

    def press(self, x, y):
        chain = self._pointer(x, y)
        chain.w3c_actions.pointer_action.click()
        chain.perform()

    def type(self, keys):
        ActionChains(self.driver, duration=0).send_keys(keys).perform()

    def picture(self):
        return self.driver.get_screenshot_as_png()

    def resize(self, width, height):
        self.driver.set_window_size(width, height)
        inner = self.evaluate("() => [innerWidth, innerHeight]")
        self.driver.set_window_size(2 * width - inner[0], 2 * height - inner[1])  # the window has a title bar

    def close(self):
        try:
            self.driver.quit()
        finally:
            self.screen.terminate()
            self.screen.wait(PATIENCE)
            shutil.rmtree(self.folder, ignore_errors=True)


def firefox() -> str | None:
    """Return the path of Firefox; None if it isn't installed."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


def minibrowser() -> str | None:
    """Return the path of WebKitGTK's small browser; None if it isn't installed."""
    places = ["/usr/lib/*/webkit2gtk-4.*/MiniBrowser", "/usr/lib*/webkit2gtk-4.*/MiniBrowser", "/usr/libexec/webkit2gtk-4.*/MiniBrowser"]
    return next((file for place in places for file in sorted(glob.glob(place), reverse=True)), None)


def missing(engine: type[Engine]) -> str | None:
    """Return a sentence about what an engine is missing on this machine; None if it can start."""
    if engine is Firefox:
        return None if firefox() else "Firefox isn't installed (on Debian the package firefox-esr), so nothing is tried in it."
    if shutil.which("WebKitWebDriver") and shutil.which("Xvfb") and minibrowser():
        return None
    return "WebKit isn't installed (on Debian and Ubuntu the packages webkit2gtk-driver and xvfb), so nothing is tried in it."
