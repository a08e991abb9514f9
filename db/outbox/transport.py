"""How does a letter leave this machine? By SMTP, or by HTTP POST to a webhook that the settings name."""

import json
import smtplib
import ssl
import urllib.request
from collections.abc import Mapping
from email.message import EmailMessage
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError

from db.post import Post

_PATIENCE_S = 20
# Too early, too many or a server in trouble: such a refusal may pass.
_PASSING = {408, 425, 429}


class NotTaken(Exception):
    """A server did not take it. The message is ours, never what the server said; `passing`: another try may work."""

    def __init__(self, reason: str, *, passing: bool) -> None:
        super().__init__(reason)
        self.passing = passing


def send_mail(post: Post, mail: EmailMessage) -> None:
    """Hand a mail to the mail server. Raises NotTaken."""
    try:
        if post.encryption == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                post.host, post.port, timeout=_PATIENCE_S, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(post.host, post.port, timeout=_PATIENCE_S)
        with server:
            if post.encryption == "starttls":
                server.starttls(context=ssl.create_default_context())
            if post.user:
                server.login(post.user, post.password)
            server.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise NotTaken(
            f"the mail server refuses this recipient ({codes[0]})", passing=all(c < 500 for c in codes)
        ) from None
    except smtplib.SMTPAuthenticationError as error:
        raise NotTaken(
            f"the mail server refuses radops' user or password ({error.smtp_code})", passing=True
        ) from None
    except smtplib.SMTPSenderRefused as error:
        raise NotTaken(f"the mail server refuses the sender ({error.smtp_code})", passing=True) from None
    except smtplib.SMTPResponseException as error:
        raise NotTaken(f"the mail server answered {error.smtp_code}", passing=error.smtp_code < 500) from None
    except smtplib.SMTPNotSupportedError:
        raise NotTaken("the mail server offers no encryption (RADOPS_SMTP_TLS)", passing=True) from None
    except ssl.SSLError:
        raise NotTaken("the mail server's certificate is not good", passing=True) from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotTaken(f"no answer from the mail server ({type(error).__name__})", passing=True) from None


class _StayHere(urllib.request.HTTPRedirectHandler):
    """Follows no redirection: where a webhook is, the settings say, and nobody who answers."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Refuse it."""


def send_webhook(url: str, payload: Mapping[str, Any]) -> None:
    """Send a payload as JSON. Raises NotTaken."""
    request = urllib.request.Request(  # noqa: S310  (the settings take http and https alone)
        url,
        data=json.dumps(payload, ensure_ascii=False).encode(),
        headers={"Content-Type": "application/json", "User-Agent": "radops"},
        method="POST",
    )
    try:
        with urllib.request.build_opener(_StayHere).open(request, timeout=_PATIENCE_S):
            return
    except HTTPError as error:
        error.close()
        raise NotTaken(
            f"the webhook answered {error.code}", passing=error.code >= 500 or error.code in _PASSING
        ) from None
    except (URLError, HTTPException, OSError) as error:
        raise NotTaken(f"no answer from the webhook ({type(error).__name__})", passing=True) from None
