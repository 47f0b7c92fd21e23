"""Pictures of the window in each trouble of the sync, for `ui.screenshots`."""

from __future__ import annotations

from datetime import timedelta

from ui import samples
from ui.sample_desk import SampleDesk
from ui.sample_sign_in import CONSENT_PAGE
from xforce_desktop.scheduling.desk import SyncState, SyncStatus, SyncTrouble

BUNDLE = (
    "The certificate of graph.microsoft.com is not trusted by this computer (unable to get local issuer "
    "certificate). If your network's proxy looks into connections, ask IT for its certificate and name the "
    "file as ca_file in settings.toml."
)
PROXY = "Your network's proxy does not let us through (403 Forbidden). Ask IT to allow graph.microsoft.com."
CLOCK = "Your computer's clock is 3 hours ahead: nothing leaves until it is right."
NOT_READ = "Could not read the mail yet."


def _state(trouble: SyncTrouble, title: str, advice: str, consent: str = "") -> SyncState:
    needs_rep = trouble in {
        SyncTrouble.SIGN_IN,
        SyncTrouble.CONSENT,
        SyncTrouble.NOT_LET_IN,
        SyncTrouble.OTHER_ACCOUNT,
    }
    return SyncState(
        SyncStatus.SIGN_IN_NEEDED if needs_rep else SyncStatus.OFFLINE,
        f"{title} {advice}",
        samples.NOW - timedelta(minutes=10),
        is_sandbox=False,
        since=samples.NOW - timedelta(minutes=9),
        consent_address=consent,
        trouble=trouble,
        advice=advice,
    )


STATES = {
    "revoked": _state(SyncTrouble.SIGN_IN, "Your sign-in is no longer valid.", "Sign in to Microsoft again."),
    "consent-taken-back": _state(SyncTrouble.CONSENT, "It has to be allowed.", "Ask.", CONSENT_PAGE),
    "trouble-offline": _state(SyncTrouble.NETWORK, NOT_READ, "You seem to be offline: check the network."),
    "trouble-clock": _state(SyncTrouble.CLOCK, CLOCK, "Set it by the network."),
    "trouble-proxy": _state(SyncTrouble.IN_THE_WAY, NOT_READ, PROXY),
    "trouble-certificate": _state(SyncTrouble.CERTIFICATE, NOT_READ, BUNDLE),
    "trouble-keyring-locked": _state(
        SyncTrouble.KEYRING_LOCKED,
        "Could not read a secret in the keyring.",
        "Unlock the keyring and try again.",
    ),
    "trouble-no-keyring": _state(
        SyncTrouble.NO_KEYRING, "This computer has no safe place for passwords.", "You can go on."
    ),
    "trouble-throttled": _state(
        SyncTrouble.THROTTLED,
        NOT_READ,
        "The service asks us to wait for 5 minutes. It will be tried again.",
    ),
    "trouble-service-down": _state(
        SyncTrouble.SERVICE_DOWN,
        NOT_READ,
        "The service has trouble of its own now. It will be tried again.",
    ),
    "trouble-not-let-in": _state(
        SyncTrouble.NOT_LET_IN,
        "Your organisation does not let this computer or account in.",
        "Tell your administrator: AADSTS53003.",
    ),
    "trouble-other-program": _state(
        SyncTrouble.OTHER_PROGRAM,
        "X-FORCE is at work with this data on another computer.",
        "End it there; 10 minutes later this one takes over.",
    ),
    "trouble-other-account": _state(
        SyncTrouble.OTHER_ACCOUNT,
        "This data folder belongs to brent@xforce.example, not to dana@xforce.example.",
        "Sign in as before, or use another folder with --data.",
    ),
}


class TroubledDesk(SampleDesk):
    """A desk whose sync stands still."""

    def __init__(self, state: SyncState) -> None:
        super().__init__()
        self._state = state

    def sync_state(self) -> SyncState:
        return self._state
