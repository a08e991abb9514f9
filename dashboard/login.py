"""Signing in and out, and changing one's password: plain forms made by the server, which need no script."""

from datetime import datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Flask, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, Length

from dashboard import sessions
from dashboard.access import actor, current_role, landing_path, registry
from dashboard.context import PageContext
from dashboard.roles import may
from db.actions.accounts import AccountRefused, change_own_password
from db.actions.sign_in import SignInRefused, sign_in, sign_out
from db.database import Busy
from db.passwords import MAXIMUM_LENGTH, MINIMUM_LENGTH, is_right

_BUSY = "A large file is being written just now. Try again in a minute; nothing is wrong with your password."
_BUSY_FOR = timedelta(seconds=59)


class LoginForm(FlaskForm):
    """User name and password. Longer texts than an account can have are not tried."""

    username = StringField("User name", [DataRequired("Give your user name."), Length(max=200)])
    password = PasswordField("Password", [DataRequired("Give your password."), Length(max=1000)])


class PasswordForm(FlaskForm):
    """The present password and twice the new one."""

    present = PasswordField(
        "Present password", [DataRequired("Give your present password."), Length(max=1000)]
    )
    new = PasswordField("New password", [DataRequired("Give a new password."), Length(max=1000)])
    again = PasswordField("New password again", [EqualTo("new", "The two new passwords differ.")])


def attach(server: Flask, context: PageContext) -> None:
    """Add the routes `login`, `logout` and `password`."""
    # Made now, or the first name that nobody has would take this process twice as long as one that somebody has.
    is_right(None, "")

    @server.route("/login", methods=["GET", "POST"])
    def login() -> ResponseReturnValue:
        role = current_role()
        if role is not None:
            return redirect(_target(role))
        form = LoginForm()
        if not form.validate_on_submit():
            return _login_page(form, 400 if form.is_submitted() else 200)
        token = _token_of(context, form)
        if isinstance(token, Response):
            return token
        return redirect(_target(sessions.begin(context, token).role))

    @server.post("/logout")
    def logout() -> ResponseReturnValue:
        sign_out(context.database, current_user.open.id, actor=actor(), now=context.now())
        sessions.forget()
        return redirect(url_for("login"))

    @server.route("/password", methods=["GET", "POST"])
    def password() -> ResponseReturnValue:
        form = PasswordForm()
        if not form.validate_on_submit():
            return _password_page(form, 400 if form.is_submitted() else 200)
        try:
            change_own_password(
                context.database,
                context.keyring,
                form.present.data,
                form.new.data,
                actor=actor(),
                now=context.now(),
                site=context.settings.site,
            )
        except AccountRefused as refusal:
            if refusal.wait:
                return _too_early(_password_page(form, 429, _when(context, refusal.wait)), refusal.wait)
            return _password_page(form, 400, str(refusal))
        except Busy:
            return _too_early(_password_page(form, 503, _BUSY), _BUSY_FOR)
        sessions.forget()
        return redirect(url_for("login", changed=1))


def _token_of(context: PageContext, form: LoginForm) -> str | Response:
    """The token of a new session, or the page that says why there is none."""
    try:
        return sign_in(
            context.database,
            context.keyring,
            form.username.data,
            form.password.data,
            address=request.remote_addr or "",
            now=context.now(),
        )
    except SignInRefused as refusal:
        if refusal.wait:
            return _too_early(_login_page(form, 429, _when(context, refusal.wait)), refusal.wait)
        return _login_page(form, 401, str(refusal))
    except Busy:
        return _too_early(_login_page(form, 503, _BUSY), _BUSY_FOR)


def _login_page(form: LoginForm, status: int, refusal: str = "") -> Response:
    page = render_template(
        "login.html",
        form=form,
        refusal=refusal,
        changed="changed" in request.args,
        idle="idle" in request.args,
    )
    return make_response(page, status)


def _password_page(form: PasswordForm, status: int, refusal: str = "") -> Response:
    way_back = landing_path(current_role() or "")
    page = render_template(
        "password.html",
        form=form,
        refusal=refusal,
        username=current_user.username,
        way_back=way_back,
        minimum=MINIMUM_LENGTH,
        maximum=MAXIMUM_LENGTH,
    )
    return make_response(page, status)


def _too_early(response: Response, wait: timedelta) -> Response:
    response.headers["Retry-After"] = str(int(wait.total_seconds()) + 1)
    return response


def _when(context: PageContext, wait: timedelta) -> str:
    # Rounded up to the second: at the moment that is promised it must work.
    moment: datetime = context.now() + wait + timedelta(seconds=1)
    return f"Too many tries. Try again at {moment.astimezone(context.settings.zone):%H:%M:%S}."


def _target(role: str) -> str:
    """Where to go after signing in: the page that was asked for, if it is one of ours and for this role.

    Compared with the list of pages instead of inspected for tricks: an address that is not on it goes nowhere.
    """
    try:
        wanted = urlsplit(request.args.get("next", ""))
        query = urlencode(parse_qsl(wanted.query, keep_blank_values=True, max_num_fields=50))
    except ValueError:
        return landing_path(role)
    page = registry().page_at(wanted.path) if wanted.path.startswith("/") else None
    if wanted.scheme or wanted.netloc or page is None or not may(role, page.permission):
        return landing_path(role)
    return f"{page.path}?{query}" if query else page.path
