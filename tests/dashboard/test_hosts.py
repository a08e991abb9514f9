"""Which names is the server known by? Another one in the Host header gets nothing, not even the login page."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from dashboard.app import create_app
from db.settings import Settings, SettingsError, read_settings

_SettingsFor = Callable[..., Settings]


@pytest.fixture
def client_for(sqlite_url: str, settings_for: _SettingsFor) -> Callable[..., FlaskClient]:
    def client(**fields: Any) -> FlaskClient:
        return create_app(settings_for(sqlite_url, **fields), pages=()).server.test_client()

    return client


def status(client: FlaskClient, host: str, path: str = "/login", **headers: str) -> int:
    return client.get(path, headers={"Host": host, **headers}).status_code


def test_a_server_for_this_machine_alone_answers_by_its_own_names(
    client_for: Callable[..., FlaskClient],
) -> None:
    client = client_for()
    for own in ("localhost", "localhost:8050", "127.0.0.1:8050", "[::1]:8050", "LOCALHOST"):
        assert status(client, own) == 200, own
    for foreign in ("rebound.example", "localhost.rebound.example", "127.0.0.2", "a b", "x" * 3000):
        for path in ("/login", "/", "/healthz", "/assets/login.js", "/_dash-layout", "/nothing"):
            answer = client.get(path, headers={"Host": foreign})
            assert answer.status_code == 400, (foreign, path)
            assert foreign not in answer.text
            assert answer.headers["Content-Security-Policy"]


def test_named_hosts_are_answered_and_no_others(client_for: Callable[..., FlaskClient]) -> None:
    client = client_for(host="0.0.0.0", hosts=("radops.clinic.example", ".wards.example"))
    for known in ("radops.clinic.example", "Radops.Clinic.Example:443", "a.wards.example", "127.0.0.1"):
        assert status(client, known) == 200, known
    for foreign in ("clinic.example", "xradops.clinic.example", "radops.clinic.example.rebound.example"):
        assert status(client, foreign) == 400, foreign


@pytest.mark.parametrize("fields", [{"host": "0.0.0.0"}, {"host": "10.1.2.3"}, {"proxies": 1}])
def test_without_names_a_server_for_others_answers_by_any(
    client_for: Callable[..., FlaskClient], fields: dict[str, Any]
) -> None:
    assert status(client_for(**fields), "radops.clinic.example") == 200


def test_behind_a_proxy_the_name_is_the_one_that_the_user_typed(
    client_for: Callable[..., FlaskClient],
) -> None:
    client = client_for(proxies=1, hosts=("radops.clinic.example",))
    assert status(client, "127.0.0.1", **{"X-Forwarded-Host": "radops.clinic.example"}) == 200
    assert status(client, "127.0.0.1", **{"X-Forwarded-Host": "rebound.example"}) == 400


def test_a_name_that_can_be_none_is_refused_at_the_start() -> None:
    assert read_settings({"RADOPS_HOSTS": " Radops.example, .clinic.example "}).hosts == (
        "radops.example",
        ".clinic.example",
    )
    for wrong in ("https://radops.example", "radops.example:8050", "*", "a b", "radops.example/"):
        with pytest.raises(SettingsError, match="RADOPS_HOSTS"):
            read_settings({"RADOPS_HOSTS": wrong})
