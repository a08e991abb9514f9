"""What declares no permission stops the app from starting."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import dash
import pytest
from dash import Dash, Input, Output, html
from dash._get_app import app_context

from dashboard import access
from dashboard.app import create_app
from dashboard.context import PageContext
from dashboard.registry import AccessError
from db.exports import EXPORTS
from db.settings import Settings, SettingsError
from tests.dashboard.access_pages import vault, ward
from tests.servers.databases import DatabaseMaker

Make = Callable[..., Dash]


@pytest.fixture(scope="module")
def url(make_module_database: DatabaseMaker) -> str:
    return make_module_database("sqlite")


@pytest.fixture
def make(url: str, settings_for: Callable[..., Settings]) -> Make:
    """`make(register)`: an app with one page, whose register function is given."""

    def made(*registers: Callable[[Dash, PageContext], None], **fields: Any) -> Dash:
        pages = [SimpleNamespace(register=register) for register in registers]
        downloads = fields.pop("downloads", EXPORTS)
        # Dash takes the app whose page was asked for last in this thread for the present one.
        app_context.set(None)
        return create_app(settings_for(url, **fields), pages=pages, downloads=downloads)  # type: ignore[arg-type]

    return made


def page(**declared: Any) -> Callable[[Dash, PageContext], None]:
    def register(app: Dash, context: PageContext) -> None:
        dash.register_page(
            "tests.page", **{"path": "/", "title": "Page", "layout": html.Div("x"), **declared}
        )

    return register


def test_a_page_without_a_permission_stops_the_app_from_starting(make: Make) -> None:
    with pytest.raises(AccessError, match=r"page tests\.page declares no permission"):
        make(page())


@pytest.mark.parametrize("permission", ["dose.veiw", "public", "", "page"])
def test_a_page_with_an_unknown_permission_stops_the_app_from_starting(make: Make, permission: str) -> None:
    with pytest.raises(AccessError, match=r"page tests\.page asks for"):
        make(page(permission=permission))


def test_a_page_with_variables_in_its_path_stops_the_app_from_starting(make: Make) -> None:
    with pytest.raises(AccessError, match="path_template"):
        make(page(permission="home.view", path=None, path_template="/wearer/<number>"))


def test_a_redirect_that_a_page_adds_is_a_route_and_must_be_declared(make: Make) -> None:
    with pytest.raises(AccessError, match=r"Routes without a permission.*/old"):
        make(page(permission="home.view", redirect_from=["/old"]))


def test_a_route_without_a_permission_stops_the_app_from_starting(make: Make) -> None:
    def register(app: Dash, context: PageContext) -> None:
        app.server.add_url_rule("/backdoor", "backdoor", lambda: "open")

    with pytest.raises(AccessError, match=r"Routes without a permission.*backdoor"):
        make(register)


def test_a_callback_with_an_address_of_its_own_stops_the_app_from_starting(make: Make) -> None:
    def register(app: Dash, context: PageContext) -> None:
        page(permission="home.view")(app, context)

        @app.callback(Output("a", "children"), Input("b", "value"), api_endpoint="/figures")
        def figures(value: str) -> str:
            return value

        app.setup_apis()

    with pytest.raises(AccessError, match="Routes without a permission"):
        make(register)


def test_a_callback_that_belongs_to_no_page_stops_the_app_from_starting(make: Make) -> None:
    def register(app: Dash, context: PageContext) -> None:
        @app.callback(Output("a", "children"), Input("b", "value"))
        def stray(value: str) -> str:
            return value

    with pytest.raises(AccessError, match=r"callback for a\.children .*stray.* belongs to no page"):
        make(page(permission="home.view"), register)


def test_a_callback_given_to_dash_instead_of_the_app_stops_the_app_from_starting(make: Make) -> None:
    def register(app: Dash, context: PageContext) -> None:
        @dash.callback(Output("global", "children"), Input("b", "value"))
        def stray(value: str) -> str:
            return value

    with pytest.raises(AccessError, match=r"callback for global\.children .*belongs to no page"):
        make(register)


def test_a_callback_that_needs_an_unknown_permission_stops_the_app_from_starting(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    def register(app: Dash, context: PageContext) -> None:
        vault.register(app, context)

        @access.needs("everything")
        def more(value: str) -> str:
            return value

        monkeypatch.setattr(more, "__module__", vault.__name__)
        app.callback(Output("a", "children"), Input("b", "value"))(more)

    with pytest.raises(AccessError, match="asks for 'everything'"):
        make(register)


def test_an_export_without_a_permission_stops_the_app_from_starting(make: Make) -> None:
    downloads = {**EXPORTS, "everything": EXPORTS["exams"]}
    with pytest.raises(AccessError, match=r"export everything .*export\.everything"):
        make(ward.register, downloads=downloads)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "short",
        "a" * 64,
        "abababababababababababababababababab",
        "changeme-changeme-changeme-changeme",
        "this-is-an-example-key-with-32-letters",
        "my-secret-key-for-the-hospital-server",
        "default-key-default-key-default-key-1",
        "password-password-password-password-1",
        "insecure-dev-key-please-replace-me-now",
    ],
)
def test_a_missing_short_or_example_key_is_refused(make: Make, key: str) -> None:
    with pytest.raises(SettingsError, match="RADOPS_SECRET_KEY"):
        make(ward.register, secret_key=key)


def test_a_database_without_the_tables_of_this_version_is_refused(
    make_database: DatabaseMaker, settings_for: Callable[..., Settings]
) -> None:
    with pytest.raises(SettingsError, match="radops migrate"):
        create_app(settings_for(make_database("sqlite", migrated=False)), pages=())


def test_a_database_that_was_filled_with_another_data_key_is_refused(make: Make) -> None:
    make(ward.register)
    with pytest.raises(SettingsError, match="another data key"):
        make(ward.register, data_key="tests-only-Qq7Wz4Lk9Xb2Vn5Mc8Rt3Yp6Jd1Hf0Gs")


def test_dash_exposes_neither_tools_nor_sockets_nor_debugging(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASH_MCP_ENABLED", "true")
    app = make(ward.register)
    assert not any("mcp" in rule.rule for rule in app.server.url_map.iter_rules())
    assert not any(declared.get("websocket") for declared in app.callback_map.values())
    assert not app.server.debug


def test_the_real_pages_start(url: str, settings_for: Callable[..., Settings]) -> None:
    assert isinstance(create_app(settings_for(url)), Dash)
