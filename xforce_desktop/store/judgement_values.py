"""Signals of intent as JSON and back."""

from __future__ import annotations

from xforce_desktop.scheduling.codec import Form
from xforce_desktop.scheduling.intent import IntentSignal

SIGNALS: Form[tuple[IntentSignal, ...]] = Form(tuple[IntentSignal, ...])
