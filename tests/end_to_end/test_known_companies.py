"""A meeting is kept with the company that is meant, among several and without one being named: on disk."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.end_to_end.walk import Json, Walk, a_form, as_they_say, offered_in

LIST = """company,state,industry,name,email,title,deal,deal value
Acme Pest,TN,Pest control,John Smith,john@acmepest.example,Owner,Tennessee phones,12000
Acme Pest,FL,Pest control,Rosa Diaz,rosa@acmepestfl.example,Owner,Florida phones,90000
"""
ROSA = {"address": "rosa@acmepestfl.example", "name": "Rosa Diaz", "timezone": "America/New_York"}


def _known(walk: Walk, folder: Path) -> None:
    at = folder / "list.csv"
    at.write_text(LIST)
    done = walk.run("crm", "import", str(at))
    assert done.status == 0, done


def _brief(walk: Walk, request_id: str) -> Json:
    """As it is once made anew."""
    assert walk.run("brief", "make", request_id).status == 0
    content: Json = walk.do("brief", "show", request_id)["brief_content"]
    return content


def test_a_brief_quotes_nobody_of_a_company_of_the_same_name(walk: Walk, tmp_path: Path) -> None:
    """What John in Tennessee wrote, and his deal, are none of Rosa's in Florida."""
    _known(walk, tmp_path)
    first = walk.start(a_form("autopilot"))
    walk.say(f"{as_they_say(offered_in(first)[1])} works. We drop a lot of calls after 5.")
    walk.settle()
    walk.create(a_form("autopilot", company={"name": "Acme Pest", "state": "FL"}, external=[ROSA]))
    walk.settle()
    mail = walk.sandbox.sent()[-1]
    assert mail["to"] == [ROSA["address"]]
    start = offered_in(mail, ZoneInfo("America/New_York"))[1]
    walk.sandbox.advance(timedelta(hours=1))
    walk.reply(f"{start:%A} at {start.hour % 12 or 12} is good.", mail, f"Rosa Diaz <{ROSA['address']}>")
    walk.settle()

    said = str(_brief(walk, walk.id))

    assert "Florida phones" in said
    assert "90,000" in said
    assert "Tennessee" not in said
    assert "calls after 5" not in said
    assert "calls after 5" in str(_brief(walk, walk.ids[0]))


def test_without_a_company_it_is_where_they_work(walk: Walk, tmp_path: Path) -> None:
    """What is known of the company and its deal is in the brief, as if it had been named."""
    _known(walk, tmp_path)
    form = a_form("autopilot")
    del form["company"]
    first = walk.start(form)
    assert walk.show()["company_name"] == "Acme Pest"
    walk.say(f"{as_they_say(offered_in(first)[1])} works.")
    walk.settle()

    said = _brief(walk, walk.id)["executive_summary"]

    assert said.startswith("Acme Pest is a pest control company in Tennessee")
    assert "Tennessee phones" in said
