"""Text messages of a simulated world: what Twilio would do, without any HTTP and without any key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from sync.errors import CannotText
from sync.sandbox.errors import TwilioError
from sync.sandbox.state import Text
from sync.sandbox.texts import REP_NUMBER
from sync.sandbox.world import World
from sync.simulation.service import HeardTime, Service
from sync.simulation.weather import Weather
from xforce_desktop.ids import EffectKey
from xforce_desktop.ports import SentText, TextFate, TextItem

NEWS = "texts"
TextLeft = Callable[[EffectKey, Text], None]


class WorldTexting(Service):
    """`ports.Texting` on the world's texts. `left` hears of each text with the key under which it left."""

    def __init__(self, world: World, weather: Weather, heard: HeardTime, left: TextLeft) -> None:
        super().__init__(world, weather, heard)
        self._left = left

    @property
    def number(self) -> str:
        """The rep's number."""
        return REP_NUMBER

    async def ready(self) -> None:
        """A world has no secret."""

    async def check_number(self) -> None:
        """It is the world's own."""

    async def send(self, number: str, body: str, key: EffectKey) -> SentText:
        """Each call sends: the service knows no keys. Raises CannotText for who texted STOP."""
        return self._done("text", lambda: self._sent(number, body, key))

    def _sent(self, number: str, body: str, key: EffectKey) -> SentText:
        try:
            text = self._world.texts.send(REP_NUMBER, number, body)
        except TwilioError as error:
            raise CannotText("Could not send the text", code=error.code, status=error.status) from error
        self._left(key, text)
        return _as_sent(text)

    async def look_up(
        self, number: str, body: str, since: datetime, known: Collection[str] = ()
    ) -> SentText | None:
        """The oldest text of these words to that number that is not accounted for."""

        def found() -> SentText | None:
            texts = (text for text in self._world.texts.all() if text.recipient == number)
            wanted = [t for t in texts if t.body == body and t.created_at >= since and t.sid not in known]
            return _as_sent(wanted[0]) if wanted else None

        return self._asked("text look_up", found)

    async def fate(self, provider_id: str) -> TextFate:
        """As far as the world has come with it."""

        def found() -> TextFate:
            text = self._world.texts.find(provider_id)
            assert text is not None, provider_id
            return TextFate(is_final=text.status == "delivered")

        return self._asked("text fate", found)

    async def news(self, since: datetime) -> Sequence[TextItem]:
        """What came to the rep's number, oldest first."""

        def found() -> list[TextItem]:
            texts = [t for t in self._world.texts.all() if t.direction == "inbound" and t.created_at >= since]
            return [TextItem(text.sid, text.sender, text.body, text.created_at) for text in texts]

        return self._asked(NEWS, found)


def _as_sent(text: Text) -> SentText:
    return SentText(text.sid, text.created_at)
