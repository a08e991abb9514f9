"""How the privacy tests go through pages in a real browser, and what they look for there."""

from dash import Dash
from playwright.sync_api import BrowserContext, Page

from tests.dashboard.signing_in import signed_in

# What must not be there: an element that only a payload can have made, or an address or handler out of one.
MADE_BY_A_PAYLOAD = """() => {
  const leads = ['href', 'xlink:href', 'src', 'srcset', 'srcdoc', 'action', 'formaction', 'data', 'style', 'poster'];
  const away = /^(javascript:|data:text|(https?:)?\\/\\/kqz)|url\\([^)]*kqz/;
  const ours = one => one.localName === 'kqz' || one.id === 'kqz' || one.getAttribute('name') === 'kqz' ||
    one.classList.contains('kqz') || [...one.attributes].some(a =>
      (a.name.startsWith('on') && a.value.includes('kqz')) || (leads.includes(a.name) && away.test(a.value.trim())));
  return [...document.querySelectorAll('*')].filter(ours).map(one => one.outerHTML.slice(0, 200));
}"""
_SETTLED = (
    "() => !document.querySelector('[data-dash-is-loading=\"true\"]') && !!document.querySelector('main')"
)


def go_to(page: Page, path: str) -> None:
    """Follow an address within the application, without loading it anew, and wait until the page stands."""
    page.evaluate(
        "to => { history.pushState({}, '', to); dispatchEvent(new PopStateEvent('popstate')); }", path
    )
    page.wait_for_function(_SETTLED)
    page.wait_for_timeout(100)
    page.wait_for_function(_SETTLED)


def enter(context: BrowserContext, app: Dash, role: str, address: str) -> None:
    """Sign in without the form: the cookies are those of a client of the same app."""
    client = signed_in(app, role)
    context.clear_cookies()
    context.add_cookies(
        [
            {"name": cookie.key, "value": cookie.value, "url": address, "httpOnly": True}
            for cookie in (client._cookies or {}).values()
        ]
    )
