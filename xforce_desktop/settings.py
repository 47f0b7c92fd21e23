"""The settings: one typed class, each field with its default, unit and sentence.

They are read from `settings.toml` in the data folder; a missing file means the defaults. No secrets here.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from xforce_desktop.errors import BadInput

FILE_NAME = "settings.toml"
DIRECT = "direct"  # a `proxy` that is none
# For the estimate of the time saved; None: as resources/metrics.toml says.
MinutesByHand = Annotated[float, Field(ge=0, le=120)] | None


class Settings(BaseModel):
    """Everything a rep or IT may set."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    undo_s: Annotated[
        int, Field(ge=0, le=3600, description="Seconds a mail or booking waits on autopilot.")
    ] = 120
    pass_interval_s: Annotated[
        int, Field(ge=5, le=3600, description="Seconds between passes of the loop.")
    ] = 60
    sparing_interval_s: Annotated[
        int,
        Field(ge=5, le=3600, description="The same on a metered network or while the computer saves power."),
    ] = 600
    buffer_minutes: Annotated[int, Field(ge=0, le=120, description="Free minutes kept around a meeting.")] = 0
    offer_notice_minutes: Annotated[
        int, Field(ge=0, le=2880, description="Least minutes between an offer and the first time in it.")
    ] = 180
    tentative_holds: Annotated[
        bool, Field(description="Show offered times as tentative events on your own calendar.")
    ] = False
    least_duration_minutes: Annotated[
        int, Field(ge=5, le=240, description="Minutes below which no shorter meeting is offered.")
    ] = 15
    calls_a_day: Annotated[
        int, Field(ge=1, le=20, description="Most calls asked of you on one day; others wait in order.")
    ] = 3
    call_hold_minutes: Annotated[
        int,
        Field(ge=5, le=240, description="Minutes for which nothing leaves to whom you are calling."),
    ] = 30
    learning: Annotated[
        Literal["on", "ask", "off"],
        Field(
            description="Learn from how requests ended: on moves one setting at a time and tells you once; "
            "ask waits for your word; off moves and tries nothing. Each change can be undone."
        ),
    ] = "on"
    learning_variation: Annotated[
        float,
        Field(
            ge=0,
            le=0.5,
            description="Share of new requests in which another hour is tried, and so for another gap and "
            "another order of mail and text, each by itself, once twenty have ended; 0: none, and little can "
            "be learned.",
        ),
    ] = 0.25
    learn_style: Annotated[
        bool,
        Field(
            description="Learn how you write from your own sent mail, once a week. Everything stays on this "
            "computer; only habits are kept (like: Hi, Best, no exclamation marks), no text."
        ),
    ] = False
    saved_mail_min: MinutesByHand = Field(default=None, description="A mail by hand, in minutes.")
    saved_text_min: MinutesByHand = Field(default=None, description="A text message by hand, in minutes.")
    saved_reminder_min: MinutesByHand = Field(
        default=None, description="A reminder or confirmation by hand, in minutes."
    )
    saved_lookup_min: MinutesByHand = Field(
        default=None, description="Finding times free for everybody by hand, in minutes."
    )
    saved_booking_min: MinutesByHand = Field(default=None, description="An invitation by hand, in minutes.")
    spent_review_min: MinutesByHand = Field(default=None, description="Your look at a message, in minutes.")
    tenant: Annotated[str, Field(description="Microsoft tenant: an id, a domain, or organizations.")] = (
        "organizations"
    )
    client_id: Annotated[
        str, Field(description="Application (client) id that IT registered for X-FORCE.")
    ] = ""
    proxy: Annotated[
        str,
        Field(
            pattern=r"^(direct|https?://[^\s/@]+/?)?$",
            description="Proxy to Microsoft, Twilio and Claude, like http://proxy.example:8080; direct: "
            "none, even if the system names one; empty: as the system and the environment say.",
        ),
    ] = ""
    ca_file: Annotated[
        str,
        Field(
            max_length=1000,
            description="PEM file with certificates to trust beside the system's own, such as that of a "
            "proxy that looks into connections.",
        ),
    ] = ""
    use_broker: Annotated[
        bool,
        Field(description="Sign in through Windows itself (WAM) where pymsalruntime is installed."),
    ] = False
    ai_disclosure: Annotated[
        Literal["auto", "always", "never"],
        Field(
            description="Say once in a conversation that an AI assistant helps; auto: where a law asks for "
            "it, as in the EU and California."
        ),
    ] = "auto"
    opt_out_line: Annotated[
        Literal["auto", "always", "never"],
        Field(
            description="Say in the first mail how to be left alone; auto: where a law asks for it, as in "
            "the US, Canada, the EU and the UK."
        ),
    ] = "auto"
    twilio_account_sid: Annotated[
        str,
        Field(pattern=r"^(AC[0-9a-fA-F]{32})?$", description="Twilio account for texts; empty: no texts."),
    ] = ""
    twilio_number: Annotated[
        str,
        Field(
            pattern=r"^(\+[1-9][0-9]{6,14})?$",
            description="The account's number, like +16155550142; to text the United States it has to be "
            "registered at Twilio (A2P 10DLC, or verified if toll-free).",
        ),
    ] = ""
    twilio_messaging_service: Annotated[
        str,
        Field(
            pattern=r"^(MG[0-9a-fA-F]{32})?$",
            description="Messaging Service that sends the texts, from the numbers in its pool; "
            "empty: they leave from twilio_number.",
        ),
    ] = ""
    claude_model: Annotated[
        str,
        Field(
            min_length=1,
            max_length=100,
            description="Claude model that reads answers and words messages, if a key is set.",
        ),
    ] = "claude-sonnet-5-5"
    claude_writes: Annotated[
        bool,
        Field(
            description="Let Claude word your messages, if a key is set; each is checked before it leaves. "
            "false: Claude only reads."
        ),
    ] = True
    claude_briefs: Annotated[
        bool,
        Field(
            description="Let Claude word your prep briefs, if a key is set: what is stored of the company, "
            "the deal and the people goes to it. false: briefs are written on this computer."
        ),
    ] = True
    claude_timeout_s: Annotated[
        int,
        Field(
            ge=5,
            le=120,
            description="Seconds to wait for Claude before a message is read or worded without it.",
        ),
    ] = 30
    claude_daily_usd: Annotated[
        float,
        Field(
            ge=0,
            le=1000,
            description="US dollars that Claude may cost in a day; then mail is read and worded offline.",
        ),
    ] = 2.0
    claude_message_usd: Annotated[
        float,
        Field(
            ge=0,
            le=100,
            description="Most US dollars for one message; a dearer one is read or worded offline.",
        ),
    ] = 0.1
    claude_read_usd: Annotated[
        float, Field(ge=0, le=1000, description="Price of the model: US dollars for a million tokens read.")
    ] = 2.0
    claude_written_usd: Annotated[
        float,
        Field(ge=0, le=1000, description="Price of the model: US dollars for a million tokens written."),
    ] = 10.0


def load_settings(folder: Path) -> Settings:
    """Read the settings of a data folder. Raises BadInput naming the field that cannot be used."""
    path = folder / FILE_NAME
    if not path.exists():
        return Settings()
    advice = "Correct it or remove it to use the defaults."
    try:
        return Settings.model_validate(tomllib.loads(path.read_text(encoding="utf-8-sig")))
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}.", advice) from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{path} is not UTF-8 text.", advice) from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path} is not TOML: {error}.", advice) from error
    except ValidationError as error:
        raise BadInput(f"{path}: {_in_words(error)}.", "Correct the line or remove it.") from error


def _in_words(error: ValidationError) -> str:
    """The first setting that cannot be used, and why."""
    fault = error.errors()[0]
    name = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "extra_forbidden":
        return f"there is no setting {name!r}"
    return f"{name!r}: {fault['msg'].removeprefix('Input ')}"
