"""Which of the troubles that the screens have words for an error is."""

from __future__ import annotations

from sync.clock_guard import ClockWrong
from sync.errors import (
    AdminConsentNeeded,
    CertificateRefused,
    NetworkAnswered,
    NoNetwork,
    NotLetIn,
    ProxyRefused,
    ServiceDown,
    Throttled,
    UnreadableAnswer,
)
from xforce_desktop.errors import (
    KeyringError,
    NoKeyring,
    OtherAccount,
    OutsideError,
    SignInNeeded,
    StoreBusy,
    TemporaryError,
    XForceError,
)
from xforce_desktop.scheduling.desk import SyncTrouble

_KINDS: tuple[tuple[type[XForceError], SyncTrouble], ...] = (  # the narrower kind before the wider one
    (NoKeyring, SyncTrouble.NO_KEYRING),
    (KeyringError, SyncTrouble.KEYRING_LOCKED),
    (StoreBusy, SyncTrouble.OTHER_PROGRAM),
    (ClockWrong, SyncTrouble.CLOCK),
    (ProxyRefused, SyncTrouble.IN_THE_WAY),
    (NetworkAnswered, SyncTrouble.IN_THE_WAY),
    (CertificateRefused, SyncTrouble.CERTIFICATE),
    (NoNetwork, SyncTrouble.NETWORK),
    (Throttled, SyncTrouble.THROTTLED),
    (ServiceDown, SyncTrouble.SERVICE_DOWN),
    (UnreadableAnswer, SyncTrouble.SERVICE_DOWN),
    (TemporaryError, SyncTrouble.LATER),
    (AdminConsentNeeded, SyncTrouble.CONSENT),
    (NotLetIn, SyncTrouble.NOT_LET_IN),
    (OtherAccount, SyncTrouble.OTHER_ACCOUNT),
    (SignInNeeded, SyncTrouble.SIGN_IN),
    (OutsideError, SyncTrouble.REFUSED),
)


def trouble_of(error: XForceError) -> SyncTrouble:
    """What ended a pass."""
    found = (trouble for kind, trouble in _KINDS if isinstance(error, kind))
    return next(found, SyncTrouble.UNEXPECTED)
