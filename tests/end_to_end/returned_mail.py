"""Delivery reports, as mail servers write them."""

from __future__ import annotations

from collections.abc import Mapping
from email.message import EmailMessage
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

from tests.end_to_end.walk import REP, Json, Walk


def comes_back(
    walk: Walk,
    sent: Json,
    address: str,
    action: str = "failed",
    status: str = "5.1.1",
    why: str = "user unknown",
) -> Json:
    """A report in three parts, as mail servers write it."""
    report = MIMEMultipart("report", **{"report-type": "delivery-status"})
    report["From"], report["To"] = "Mail Delivery System <mailer-daemon@mx.xforce.example>", REP
    report["Subject"] = "Undelivered Mail Returned to Sender" if action == "failed" else "Delayed Mail"
    report["In-Reply-To"] = report["References"] = sent["message_id"]
    report.attach(MIMEText(f"Your message could not be delivered.\n\n<{address}>: {status} {why}\n"))
    fields = {"Final-Recipient": f"rfc822; {address}", "Action": action, "Status": status}
    report.attach(_part("delivery-status", {"Reporting-MTA": "dns; mx.xforce.example"}, fields))
    report.attach(
        _part("rfc822", {"Message-ID": sent["message_id"], "To": address, "Subject": sent["subject"]})
    )
    walk.sandbox.receive(report)
    walk.settle()
    return walk.seen


def _part(kind: str, *blocks: Mapping[str, str]) -> MIMEBase:
    part = MIMEBase("message", kind)
    part.set_payload([_block(block) for block in blocks])
    return part


def _block(fields: Mapping[str, str]) -> EmailMessage:
    block = EmailMessage()
    for name, value in fields.items():
        block[name] = value
    return block
