"""Which signal of the window's parts leads where: menus, sidebar, dashboard, conversation, notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def connect_parts(window: MainWindow) -> None:
    """All of them, once."""
    _connect_menus(window)
    _connect_sidebar(window)
    _connect_dashboard(window)
    _connect_conversation(window)
    window.strip.sync_wanted.connect(window.sync)
    window.strip.skip_wanted.connect(window.skip_ahead)
    window.notices.request_wanted.connect(window.show_request)
    window.notices.brief_wanted.connect(window.show_brief)
    window.banner.sign_in_wanted.connect(window.signing_in.open_again)
    window.banner.sync_wanted.connect(window.sync)


def _connect_sidebar(window: MainWindow) -> None:
    sidebar = window.sidebar
    sidebar.dashboard_wanted.connect(window.show_dashboard)
    sidebar.new_wanted.connect(lambda: window.show_form())
    sidebar.wording_wanted.connect(window.show_wording)
    sidebar.metrics_wanted.connect(window.show_metrics)
    sidebar.accounts_wanted.connect(window.show_accounts)
    sidebar.briefs_wanted.connect(window.show_briefs)


def _connect_menus(window: MainWindow) -> None:
    menus = window.menus
    menus.new_wanted.connect(lambda: window.show_form())
    menus.dashboard_wanted.connect(window.show_dashboard)
    menus.wording_wanted.connect(window.show_wording)
    menus.metrics_wanted.connect(window.show_metrics)
    menus.accounts_wanted.connect(window.show_accounts)
    menus.briefs_wanted.connect(window.show_briefs)
    menus.sync_wanted.connect(window.sync)
    menus.skip_wanted.connect(window.skip_ahead)
    menus.opt_outs_wanted.connect(window.show_opt_outs)
    menus.own_style_wanted.connect(window.show_own_style)
    menus.proofs_wanted.connect(window.show_proofs)
    menus.memory_wanted.connect(window.show_what_we_know)
    menus.learned_wanted.connect(window.show_learned)
    menus.people_wanted.connect(window.show_people)
    menus.calls_wanted.connect(window.show_calls)
    menus.close_wanted.connect(window.close)
    menus.quit_wanted.connect(window.quit_wanted)
    menus.sign_in_wanted.connect(window.signing_in.open_again)
    menus.sign_out_wanted.connect(
        lambda: window.run(window.signing_in.sign_out(), "Signing out", replaces="sign out")
    )


def _connect_dashboard(window: MainWindow) -> None:
    board, insights = window.board, window.dashboard.insights
    window.dashboard.new_wanted.connect(lambda: window.show_form())
    window.dashboard.used.connect(window.use_card)
    window.dashboard.calls_wanted.connect(window.show_calls)
    insights.remove_wanted.connect(lambda *chosen: window.run(board.remove_blocker(*chosen), "Removing"))
    insights.keep_wanted.connect(lambda chosen: window.run(board.keep_blocker(chosen), "Saving"))
    window.calls.told.connect(lambda badge, lines: window.dashboard.show_calls(badge))
    window.calls.request_wanted.connect(window.show_request)


def _connect_conversation(window: MainWindow) -> None:
    page, talk = window.conversation, window.talk
    page.back_wanted.connect(window.show_dashboard)
    page.used.connect(window.use_conversation)
    page.call_started.connect(window.calls.start)
    page.call_reported.connect(window.calls.report)
    page.card_dismissed.connect(lambda card_id: window.run(talk.dismiss(card_id)))
    page.send_wanted.connect(lambda: window.run(talk.send(), "Sending"))
    page.discard_wanted.connect(lambda: window.run(talk.discard(), "Taking over"))
    page.people_wanted.connect(window.show_people)
    page.calls_wanted.connect(window.show_calls)
    page.memory_wanted.connect(window.show_what_we_know)
    page.people_offered.connect(lambda is_offered: window.offer_people())
