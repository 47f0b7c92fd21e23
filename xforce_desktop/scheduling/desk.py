"""What a rep can see and do: the one door for the command line and for the screens.

Values here are ready to be shown or printed; wording that depends on a screen is the screen's.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from xforce_desktop.availability.slots import SlotAnswer
from xforce_desktop.ids import EffectKey, RequestId
from xforce_desktop.messages.habits import LearnedStyle
from xforce_desktop.messages.letter import Letter
from xforce_desktop.ports import Account, Notice
from xforce_desktop.scheduling.briefs import BriefDesk
from xforce_desktop.scheduling.call_records import CallHold
from xforce_desktop.scheduling.calls_desk import CallsDesk
from xforce_desktop.scheduling.events import ReportedOutcome
from xforce_desktop.scheduling.insight import AttendeeDesk
from xforce_desktop.scheduling.intent_trend import IntentReading
from xforce_desktop.scheduling.knobs import FirstLength
from xforce_desktop.scheduling.learning_desk import LearningDesk
from xforce_desktop.scheduling.lessons import Postmortem
from xforce_desktop.scheduling.leverage import LeverageCard
from xforce_desktop.scheduling.memory_desk import MemoryDesk
from xforce_desktop.scheduling.new_request import (
    Consent,
    ExternalAttendee,
    InternalAttendee,
    Newcomer,
    NewRequest,
)
from xforce_desktop.scheduling.proofs_desk import ProofsDesk
from xforce_desktop.scheduling.records_desk import RecordsDesk
from xforce_desktop.scheduling.remembered import FoundPeople, Remembered
from xforce_desktop.scheduling.request import MeetingRequest
from xforce_desktop.scheduling.sign_in_desk import SignInDesk
from xforce_desktop.scheduling.unit_of_work import ActionEntry, ConversationMessage, OptOut, OutboxRow
from xforce_desktop.scheduling.wording_desk import WordingDesk
from xforce_desktop.scheduling.zone_ledger import ZoneVerdict


class Group(StrEnum):
    """The dashboard's four groups."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    NEEDS_ATTENTION = "needs_attention"
    COMPLETED = "completed"


class RepCommand(StrEnum):
    """What the buttons and the `request` command do."""

    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    APPROVE = "approve"
    TAKE_OVER = "take-over"
    GIVE_BACK = "give-back"
    RESCHEDULE = "reschedule"
    UNDO = "undo"
    ASK_IF_HERE = "ask-if-here"
    GO_ON = "go-on"


@dataclass(frozen=True)
class Summary:
    """One request in a list: the request itself, its newest log line and what waits for the rep."""

    request: MeetingRequest
    group: Group
    last: ActionEntry | None
    waiting: tuple[OutboxRow, ...]  # mails and bookings that wait for the rep's word
    queued: tuple[OutboxRow, ...]  # those that leave by themselves, e.g. in the undo time
    commands: tuple[RepCommand, ...]  # what may be done now
    cards: tuple[LeverageCard, ...] = ()  # open calls for the rep, the most urgent first
    calling: CallHold | None = None  # the rep is on the phone, and nothing leaves meanwhile


@dataclass(frozen=True)
class Overview:
    """The dashboard. `completed` holds requests that ended since Monday 00:00 of the rep's week."""

    now: datetime
    pending: tuple[Summary, ...]
    confirmed: tuple[Summary, ...]
    needs_attention: tuple[Summary, ...]
    completed: tuple[Summary, ...]


@dataclass(frozen=True)
class Story:
    """Everything about one request, for its own window."""

    summary: Summary
    actions: tuple[ActionEntry, ...]
    conversation: tuple[ConversationMessage, ...]
    zone: ZoneVerdict | None = None  # of the prospect whom the mails greet
    interest: tuple[IntentReading, ...] = ()  # how it has changed, oldest first
    deal_points: int | None = None  # what all signals of the deal come to; None without a deal
    postmortem: Postmortem | None = None  # why it ended so


class SyncStatus(StrEnum):
    STARTING = "starting"
    FINE = "fine"
    OFFLINE = "offline"
    SIGN_IN_NEEDED = "sign_in_needed"


class SyncTrouble(StrEnum):
    """What keeps the loop from its work; each has words of its own on the screens."""

    NETWORK = "network"  # nothing answers
    IN_THE_WAY = "in_the_way"  # a proxy, or a network that wants a sign-in
    CERTIFICATE = "certificate"
    CLOCK = "clock"
    KEYRING_LOCKED = "keyring_locked"
    NO_KEYRING = "no_keyring"
    THROTTLED = "throttled"
    SERVICE_DOWN = "service_down"
    LATER = "later"  # anything else that may pass by itself
    OTHER_PROGRAM = "other_program"  # works with the same store
    REFUSED = "refused"
    UNEXPECTED = "unexpected"
    SIGN_IN = "sign_in"
    CONSENT = "consent"
    NOT_LET_IN = "not_let_in"
    OTHER_ACCOUNT = "other_account"


@dataclass(frozen=True)
class SyncState:
    """How the background loop is doing; `detail` says in words what is wrong and what to do, if anything, and
    `advice` the second half of that alone."""

    status: SyncStatus
    detail: str
    last_pass_at: datetime | None
    is_sandbox: bool
    since: datetime | None = None  # of what is wrong; None while all is well
    consent_address: str = ""  # where an administrator has to allow the app, if that is what is missing
    trouble: SyncTrouble | None = None
    advice: str = ""
    is_noted: bool = False  # a notice tells of what is wrong, and another one will say that it is over


@dataclass(frozen=True)
class SyncAnswer:
    """What came of a look for news."""

    received: int
    sent: int


class RepDesk(
    SignInDesk,
    WordingDesk,
    CallsDesk,
    MemoryDesk,
    BriefDesk,
    LearningDesk,
    AttendeeDesk,
    ProofsDesk,
    RecordsDesk,
    Protocol,
):
    """The services behind the screens. All coroutines run on the application's loop and never block it;
    each may raise an XForceError whose `title` and `advice` are to be shown."""

    def now(self) -> datetime: ...

    async def account(self) -> Account | None: ...

    async def overview(self) -> Overview: ...

    async def story(self, request_id: RequestId) -> Story: ...

    async def create(self, new: NewRequest) -> RequestId: ...

    async def free_times(self, new: NewRequest, count: int = 8) -> SlotAnswer:
        """Free slots as the first offer would see them."""
        ...

    async def first_length(self, new: NewRequest) -> FirstLength | None:
        """The learned length that it would begin with if the rep named none; None for the usual one."""
        ...

    async def preview(self, new: NewRequest) -> Letter:
        """The first mail as it would read now; nothing is stored or sent."""
        ...

    async def colleagues(self, text: str = "") -> FoundPeople:
        """Colleagues whose name or address begins with `text`; from memory if the directory is away."""
        ...

    async def remembered_colleagues(self, text: str = "") -> FoundPeople:
        """The same from memory, at once."""
        ...

    async def known_contact(self, address: str) -> Remembered | None:
        """What the rep's own contacts say of an address, from memory."""
        ...

    async def command(self, request_id: RequestId, command: RepCommand) -> None: ...

    async def report(self, request_id: RequestId, outcome: ReportedOutcome) -> None: ...

    async def dismiss_card(self, request_id: RequestId, card_id: uuid.UUID | None = None) -> None:
        """The rep does not want the card, and not another of its kind for this request."""
        ...

    async def add_person(self, request_id: RequestId, person: InternalAttendee | ExternalAttendee) -> None:
        """Somebody more. Raises BadInput for who is in it already or asked not to be written to."""
        ...

    async def remove_person(self, request_id: RequestId, address: str) -> None:
        """Somebody less. Raises BadInput for a stranger, the rep and the last one on their side."""
        ...

    async def replace_person(self, request_id: RequestId, address: str, newcomer: Newcomer) -> None:
        """Somebody else in the place of `address`: on the same side, and needed as much."""
        ...

    async def note_consent(
        self, request_id: RequestId, address: str, consent: Consent | None, phone: str = "", why: str = ""
    ) -> None:
        """They agreed to be texted, to that number if one is given; or with None do not agree any more."""
        ...

    async def opt_outs(self) -> Sequence[OptOut]:
        """Who is not to be written to, newest first, also those whom the rep let in again."""
        ...

    async def bar(self, place: str, reason: str) -> None:
        """Nothing leaves to this address or number any more. Raises BadInput without a reason."""
        ...

    async def lift_opt_out(self, place: str, reason: str) -> Sequence[str]:
        """They may be written to there again; the reason is kept. Raises BadInput without one.

        Returns other addresses and numbers of the person that stay on the list.
        """
        ...

    async def learned_style(self) -> LearnedStyle | None:
        """How the rep writes by habit; None while that is not to be learned, or nothing was learned yet."""
        ...

    async def forget_style(self) -> None:
        """Drop what was learned; mails sent before now are not learned from again."""
        ...

    async def edit_waiting(self, key: EffectKey, subject: str, body: str) -> None:
        """Keep the rep's own wording of a mail that waits; it is sent as edited."""
        ...

    async def sync_now(self) -> SyncAnswer:
        """One pass of the background loop now."""
        ...

    def sync_state(self) -> SyncState: ...

    async def take_notices(self) -> Sequence[Notice]:
        """Notices not shown yet; each is handed out once."""
        ...

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener` on the loop after anything changed; returns a function that ends it."""
        ...

    # first start
    async def needs_welcome(self) -> bool: ...

    async def choose_sandbox(self) -> None: ...

    # the sandbox only: its clock, so that days can be skipped while exploring
    async def skip_ahead(self) -> datetime:
        """Move the sandbox's clock to when something is due next; returns the new time."""
        ...


def notice_id(text: str) -> uuid.UUID:
    """An id for a notice from its key: the same effect never makes two."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"xforce-notice:{text}")
