"""The first start and the second, on what they find."""

from __future__ import annotations

from tests.desktop.live import Live, live
from xforce_desktop.scheduling.desk import Group


def test_a_sandbox_is_explored_and_found_again(tmp_path):
    """Welcome, sandbox, a request; at the next start the dashboard comes at once and has it."""
    seen = {}

    async def first(app: Live) -> None:
        await app.until(lambda: app.shows("Welcome to X-FORCE"))
        app.press("explore_sandbox")
        await app.until(lambda: app.shows("No meetings yet."))
        seen["id"] = await app.create()
        await app.until(lambda: app.headings()[Group.NEEDS_ATTENTION] == "NEEDS ATTENTION (1)")
        await app.until(lambda: "approval" in app.card(seen["id"]))
        await app.desk.sync_now()
        seen["mail"] = (await app.summary(seen["id"])).waiting[0].body

    async def second(app: Live) -> None:
        await app.until(lambda: app.headings()[Group.NEEDS_ATTENTION] == "NEEDS ATTENTION (1)")
        assert not app.shows("Welcome to X-FORCE")
        assert "Demo with Acme Pest" in app.card(seen["id"])
        assert (await app.summary(seen["id"])).waiting[0].body == seen["mail"]
        assert app.shows("Sandbox", "Brent Lawson")

    assert live(tmp_path, first) == 0
    assert live(tmp_path, second) == 0


def test_signing_in_without_an_application_says_what_it_has_to_do(tmp_path):
    """Plain words, and the sandbox is still there to be explored."""

    async def story(app: Live) -> None:
        await app.until(lambda: app.shows("Welcome to X-FORCE"))
        app.press("sign_in")
        await app.until(lambda: app.shows("Ask IT", "client_id", "settings.toml"))
        app.press("explore_sandbox")
        await app.until(lambda: app.shows("No meetings yet."))

    assert live(tmp_path, story) == 0
