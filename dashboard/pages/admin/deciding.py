"""What an administrator decides about accounts, each time with their own password and an event of the audit trail."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from dash import Dash, Input, Output, State, ctx, html, no_update
from dash.development.base_component import Component
from dash.exceptions import PreventUpdate

from dashboard import access
from dashboard.blocks.form import refused
from dashboard.context import PageContext
from dashboard.pages.admin import accounts as view
from dashboard.roles import TITLES
from db.account_list import Listed, listed_accounts
from db.actions.accounts import (
    AccountRefused,
    confirm,
    create_account,
    disable_account,
    enable_account,
    set_password,
    set_role,
)
from db.actions.interns import link_account
from db.competency.entries import InternRefused
from db.database import Connection

PERMISSION = "accounts.manage"
_LONGEST = 200


def add_decisions(app: Dash, context: PageContext) -> None:
    """Add the callbacks behind the forms of the accounts."""

    @app.callback(
        Output("admin-list", "children"),
        Output("admin-added", "children"),
        Output("admin-new-first", "value"),
        Output("admin-new-own", "value"),
        Input("admin-add", "n_clicks"),
        State("admin-new-username", "value"),
        State("admin-new-name", "value"),
        State("admin-new-role", "value"),
        State("admin-new-first", "value"),
        State("admin-new-own", "value"),
        prevent_initial_call=True,
    )
    @access.needs(PERMISSION)
    def add(clicks: int | None, username: Any, name: Any, role: Any, first: Any, own: Any) -> Any:
        if not clicks:
            raise PreventUpdate
        wanted = _text(username)

        def create(connection: Connection) -> str:
            create_account(
                connection, wanted, _text(name), _text(role), _secret(first),
                actor=access.actor(), now=context.now(), site=context.settings.site,
            )  # fmt: skip
            return f"{wanted} may sign in as {TITLES[_text(role)].lower()}."

        done, said = _decided(context, "account.create", wanted, _secret(own), create)
        if not done:
            # What was typed stays, but for the password that was asked for again.
            return no_update, said, no_update, ""
        now = context.now()
        with context.database.read() as connection:
            found = listed_accounts(connection, context.keyring, now)
        return view.list_tile(found, now), said, "", ""

    @app.callback(
        Output("admin-facts", "children"),
        Output("admin-state-place", "children"),
        Output("admin-said", "children"),
        Output("admin-own", "value"),
        Output("admin-password", "value"),
        Input("admin-role-do", "n_clicks"),
        Input("admin-password-do", "n_clicks"),
        Input("admin-tie-do", "n_clicks"),
        Input("admin-state-do", "n_clicks"),
        State("admin-account", "data"),
        State("admin-own", "value"),
        State("admin-role", "value"),
        State("admin-password", "value"),
        State("admin-tie-kind", "value"),
        State("admin-tie-name", "value"),
        prevent_initial_call=True,
    )
    @access.needs(PERMISSION)
    def decide(*given: Any) -> Any:
        clicks, (username, own, role, new, kind, name) = given[:4], given[4:]
        # A button that has just been drawn asks too, with no click.
        if not any(clicks) or not isinstance(username, str):
            raise PreventUpdate
        before = _listed(context, username)
        if before is None:
            return no_update, no_update, refused("There is no such account any more."), "", no_update
        decision = _decision(context, before, str(ctx.triggered_id), role, new, kind, name)
        if decision is None:
            raise PreventUpdate
        action, change = decision
        done, said = _decided(context, action, username, _secret(own), change)
        after = _listed(context, username)
        if not done or after is None:
            return no_update, no_update, said, "", no_update
        return view.facts(after, context.now()), view.state_button(after), said, "", ""


Change = Callable[[Connection], str]


def _decision(
    context: PageContext, one: Listed, pressed: str, role: Any, new: Any, kind: Any, name: Any
) -> tuple[str, Change] | None:
    """The action as the trail names it, and what changes the account and says so; None for no button of ours."""
    username, actor, now = one.account.username, access.actor(), context.now()

    def change_role(connection: Connection) -> str:
        if role == one.account.role:
            raise AccountRefused(f"{username} has this role already.")
        set_role(connection, username, _text(role), actor=actor, now=now)
        return f"{username} is {TITLES[_text(role)].lower()} now, and has to sign in anew."

    def give_password(connection: Connection) -> str:
        site = context.settings.site
        set_password(connection, username, _secret(new), actor=actor, now=now, site=site)
        return f"{username} has a new password, and has to sign in anew."

    def bar(connection: Connection) -> str:
        disable_account(connection, username, actor=actor, now=now)
        return f"{username} can no longer sign in."

    def let_in(connection: Connection) -> str:
        enable_account(connection, username, actor=actor, now=now)
        return f"{username} may sign in again."

    def tie(connection: Connection) -> str:
        if kind not in ("intern", "supervisor"):
            raise AccountRefused("Choose whether it is an intern's or a supervisor's account.")
        link_account(connection, username, name=_text(name), kind=kind, actor=actor, now=now)
        return f"{username} is tied to {_text(name)}."

    state = ("account.enable", let_in) if one.account.disabled else ("account.disable", bar)
    return {
        "admin-role-do": ("account.role", change_role),
        "admin-password-do": ("account.password", give_password),
        "admin-state-do": state,
        "admin-tie-do": ("interns.link", tie),
    }.get(pressed)


def _decided(
    context: PageContext, action: str, username: str, own: str, change: Change
) -> tuple[bool, Component | str]:
    """Whether it was done, and what to say: first the password again, then the change and its event together."""
    now = context.now()
    try:
        confirm(context.database, context.keyring, own, action, username, actor=access.actor(), now=now)
        with context.database.write() as connection:
            return True, html.Span(change(connection))
    except AccountRefused as error:
        return False, refused(f"{error}{_when(error.wait)}")
    except InternRefused as error:
        return False, refused(str(error))


def _when(wait: timedelta | None) -> str:
    return f" Try again in {max(1, round(wait.total_seconds()))} s." if wait else ""


def _listed(context: PageContext, username: str) -> Listed | None:
    with context.database.read() as connection:
        found = listed_accounts(connection, context.keyring, context.now())
    return next((one for one in found if one.account.username == username), None)


def _text(value: Any) -> str:
    return value.strip()[:_LONGEST] if isinstance(value, str) else ""


def _secret(value: Any) -> str:
    """A password as it was typed: blanks at its ends belong to it."""
    return value if isinstance(value, str) else ""
