"""The rep's directory and settings."""

from __future__ import annotations

import httpx
import pytest


@pytest.mark.parametrize(
    "params, names",
    [
        ({"$filter": "startswith(displayName,'sar')"}, ["Sarah Chen"]),
        (
            {"$filter": "startswith(displayName,'Mi') or startswith(mail,'sarah')"},
            ["Mike Torres", "Sarah Chen"],
        ),
        ({"$search": '"displayName:torres"'}, ["Mike Torres"]),
        ({"$top": "2"}, ["Brent Lawson", "Dan Whitfield"]),
    ],
)
async def test_colleagues_can_be_looked_up(
    graph: httpx.AsyncClient, params: dict[str, str], names: list[str]
) -> None:
    """By the start of a name, by a word, or page by page."""
    headers = {"ConsistencyLevel": "eventual"}
    params = params | {"$select": "displayName,mail"}
    found = (await graph.get("/v1.0/users", params=params, headers=headers)).json()["value"]

    assert [one["displayName"] for one in found] == names
    assert all(set(one) == {"displayName", "mail"} for one in found)


async def test_the_reps_settings_name_a_windows_zone(graph: httpx.AsyncClient) -> None:
    """As Exchange does, with working hours beside it."""
    settings = (await graph.get("/v1.0/me/mailboxSettings")).json()

    assert settings["timeZone"] == "Eastern Standard Time"
    assert settings["workingHours"]["startTime"] == "09:00:00.0000000"


@pytest.mark.judged_apart  # the description has this function without its argument only
async def test_zones_come_in_both_standards(graph: httpx.AsyncClient) -> None:
    """Windows names by rule, IANA names when asked for."""
    base = "/v1.0/me/outlook/supportedTimeZones"

    windows = (await graph.get(base)).json()["value"]
    iana = (await graph.get(f"{base}(TimeZoneStandard=microsoft.graph.timeZoneStandard'Iana')")).json()[
        "value"
    ]

    assert "Eastern Standard Time" in {one["alias"] for one in windows}
    assert "America/New_York" in {one["alias"] for one in iana}


@pytest.mark.parametrize("path, status", [("me/unknown", 400), ("nothing", 400)])
async def test_what_is_not_served_is_refused(graph: httpx.AsyncClient, path: str, status: int) -> None:
    """In Graph's form of an error."""
    answer = await graph.get(f"/v1.0/{path}")

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, "BadRequest")
