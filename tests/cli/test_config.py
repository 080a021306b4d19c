"""Settings: read once, with defaults for one machine, and refused in words."""

from pathlib import Path

import pytest

from meeting_server import config
from meeting_server.cli import main
from meeting_server.config import SettingRefused, read

SECRET = "a secret of this test"


def test_without_any_setting_only_this_machine_is_served() -> None:
    settings = read({})
    assert settings.listen == ("127.0.0.1", "::1")
    assert settings.origin == "http://localhost:8080"
    assert (settings.media_address, settings.media_bind) == (("127.0.0.1",), ("127.0.0.1",))
    assert settings.demo
    assert not settings.secure


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1", "", "  "])
def test_a_loopback_name_means_this_machine_only(host: str) -> None:
    assert read({"HOST": host}).host == ""


def test_a_name_is_served_over_https_on_every_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "route_address", lambda: "192.0.2.7")
    settings = read({"HOST": "meet.example.go.th"})
    assert settings.origin == "https://meet.example.go.th:8080"
    assert settings.listen == ("0.0.0.0",)  # noqa: S104 - what is tested
    assert settings.media_address == ("192.0.2.7",)


def test_an_address_is_served_on_itself_alone() -> None:
    settings = read({"HOST": "192.0.2.7", "PORT": "443"})
    assert settings.listen == ("192.0.2.7",)
    assert settings.origin == "https://192.0.2.7"
    assert (settings.media_address, settings.media_bind) == (("192.0.2.7",), ("192.0.2.7",))


def test_an_ipv6_address_stands_in_brackets() -> None:
    assert read({"HOST": "2001:db8::7"}).origin == "https://[2001:db8::7]:8080"


def test_every_address_of_the_machine_is_named_by_the_one_that_others_reach(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(config, "route_address", lambda: "192.0.2.7")
    assert read({"HOST": "0.0.0.0"}).origin == "https://192.0.2.7:8080"  # noqa: S104 - what is tested


def test_an_address_that_is_known_on_one_network_alone_is_refused() -> None:
    with pytest.raises(SettingRefused, match="own network alone"):
        read({"MEDIA_ADDRESS": "203.0.113.7, fe80::1%eth0"})


def test_without_a_route_the_media_address_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "route_address", lambda: None)
    with pytest.raises(SettingRefused, match="MEDIA_ADDRESS"):
        read({"HOST": "meet.example.go.th"})
    assert read({"HOST": "meet.example.go.th", "MEDIA_ADDRESS": "192.0.2.9"}).media_address == ("192.0.2.9",)


@pytest.mark.parametrize(
    ("asked", "bind"),
    [
        ({"MEDIA_ADDRESS": "203.0.113.7, 2001:db8::7"}, ("127.0.0.1", "::1")),
        ({"HOST": "meet.example.go.th", "MEDIA_ADDRESS": "203.0.113.7,192.0.2.7"}, ("0.0.0.0",)),  # noqa: S104 - what is tested
        ({"HOST": "192.0.2.7", "MEDIA_ADDRESS": "2001:db8::7,192.0.2.7"}, ("192.0.2.7", "::")),
        ({"HOST": "2001:db8::7"}, ("2001:db8::7",)),
        ({"MEDIA_ADDRESS": "203.0.113.7", "MEDIA_BIND": "::,10.0.0.7"}, ("::", "10.0.0.7")),
    ],
)
def test_each_family_that_is_told_of_is_listened_to(asked: dict[str, str], bind: tuple[str, ...]) -> None:
    settings = read(asked)
    assert settings.media_bind == bind
    if "MEDIA_ADDRESS" in asked:
        assert settings.media_address == tuple(each.strip() for each in asked["MEDIA_ADDRESS"].split(","))


def test_an_address_that_nobody_listens_at_is_refused() -> None:
    with pytest.raises(SettingRefused, match="add :: to MEDIA_BIND"):
        read({"MEDIA_ADDRESS": "203.0.113.7,2001:db8::7", "MEDIA_BIND": "10.0.0.7"})


def test_the_database_lies_in_the_data_folder(tmp_path: Path) -> None:
    settings = read({"DATA_DIR": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path}/meetings.sqlite"
    assert settings.keys == tmp_path / "keys"


def test_the_data_folder_is_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read({}).data_dir == tmp_path / "recordings"


def test_a_turn_server_is_named_with_its_secret() -> None:
    settings = read({})
    assert (settings.turn_urls, settings.turn_secret, settings.turn_address) == ((), "", ())
    urls = "turn:192.0.2.8:3478?transport=udp, turns:[2001:db8::8]:443?transport=tcp, turn:192.0.2.8"
    settings = read({"TURN_URLS": urls, "TURN_SECRET": SECRET})
    assert settings.turn_urls == tuple(urls.split(", "))
    assert settings.turn_address == ("192.0.2.8", "2001:db8::8")
    named = {"TURN_URLS": "turn:turn.example.go.th", "TURN_SECRET": SECRET}
    assert read({**named, "TURN_ADDRESS": "192.0.2.8,192.0.2.9"}).turn_address == ("192.0.2.8", "192.0.2.9")
    for asked, name in (
        (named, "TURN_ADDRESS"),
        ({"TURN_URLS": urls}, "TURN_SECRET"),
        ({"TURN_URLS": urls, "TURN_SECRET": "secret"}, "TURN_SECRET"),
    ):
        with pytest.raises(SettingRefused, match=name):
            read(asked)


def test_proxies_are_addresses_or_networks() -> None:
    assert read({"TRUSTED_PROXIES": "10.0.0.5, 10.1.0.0/16"}).trusted_proxies == ("10.0.0.5", "10.1.0.0/16")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HOST", "http://meet.example.go.th"),
        ("HOST", "meet.example.go.th:443"),
        ("HOST", "-x"),
        ("PORT", "http"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "๘๐๘๐"),
        ("MEDIA_PORT", "80"),
        ("MEDIA_PORT", "8080"),
        ("MEDIA_PORT", "65535"),
        ("MEDIA_WORKERS", "0"),
        ("MEDIA_WORKERS", "many"),
        ("UPLINK_MBIT", "0"),
        ("UPLINK_MBIT", "fast"),
        ("DISK_RESERVE", "-1"),
        ("DISK_RESERVE", "2097152"),
        ("DATABASE_URL", "mysql://secret@db/meetings"),
        ("DATABASE_URL", "meetings.sqlite"),
        ("MEDIA_ADDRESS", "meet.example.go.th"),
        ("MEDIA_ADDRESS", "0.0.0.0"),  # noqa: S104 - what is refused
        ("MEDIA_ADDRESS", "203.0.113.7 2001:db8::7"),
        ("MEDIA_BIND", "eth0"),
        ("MEDIA_BIND", "10.0.0.7,10.0.0.8"),
        ("TURN_URLS", "turn.example.go.th"),
        ("TURN_URLS", "turn:turn.example.go.th?transport=tls"),
        ("TURN_SECRET", "a secret without a server"),
        ("TURN_ADDRESS", "turn.example.go.th"),
        ("TRUSTED_PROXIES", "*"),
        ("DEMO", "maybe"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingRefused, match=name) as refused:
        read({"MEDIA_WORKERS": "2", name: value})
    assert str(refused.value).endswith(".")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("TURN_URL", "TURN_URLS"),
        ("MEDIA_ADRESS", "MEDIA_ADDRESS"),
        ("UPLINK_MBITS", "UPLINK_MBIT"),
        ("DISK_RESERV", "DISK_RESERVE"),
        ("TRUSTED_PROXY", "TRUSTED_PROXIES"),
        ("DATADIR", "DATA_DIR"),
        ("turn_urls", "TURN_URLS"),
    ],
)
def test_a_name_that_is_nearly_ours_is_doubted(written: str, meant: str) -> None:
    assert config.doubts({written: "x", "HOST": "", meant: "x"}) == [
        f"{written} is no setting of this server and sets nothing: is {meant} meant?"
    ]


def test_names_of_other_programs_are_let_be() -> None:
    others = "PATH HOSTNAME HOSTTYPE POST PORTS MEDIA_ROOT XDG_DATA_DIRS PGDATABASE DATABASE DEMOS TURN AGENT EDITOR"
    assert config.doubts(dict.fromkeys(others.split(), "x")) == []


def test_a_start_says_what_it_doubts_and_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.umask", lambda _: 0)
    monkeypatch.setattr("meeting_server.serving.run", lambda _: 0)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("TURN_URL", "turn:192.0.2.8")
    assert main(["run"]) == 0
    assert "is TURN_URLS meant?" in capsys.readouterr().err


def test_a_data_folder_that_cannot_be_made_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.umask", lambda _: 0)
    monkeypatch.setattr("meeting_server.telemetry.set_up", lambda: None)
    (tmp_path / "file").write_text("in the way")
    for folder in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/recordings"), Path("/proc")):
        monkeypatch.setenv("DATA_DIR", str(folder))
        assert main(["run"]) == 1
        told = capsys.readouterr().err
        assert f"The folder {folder}" in told
        assert "set DATA_DIR" in told


def test_one_core_is_left_to_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(8)))
    assert read({}).media_workers == 7
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0})
    assert read({}).media_workers == 1
    with pytest.raises(SettingRefused, match="40000 to 40002"):
        read({"MEDIA_WORKERS": "3", "PORT": "40002"})


@pytest.mark.parametrize(("value", "on"), [("on", True), ("Yes", True), ("off", False), ("0", False)])
def test_the_demo_is_switched(value: str, on: bool) -> None:
    assert read({"DEMO": value}).demo is on


def test_a_log_that_is_not_there_is_no_damaged_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.umask", lambda _: 0)
    assert main(["verify", str(tmp_path / "log.zip")]) == 2
    told = capsys.readouterr()
    assert "There is no file" in told.err
    assert "ไม่พบไฟล์" in told.err
    assert "VERIFIED" not in told.err + told.out


OWN = """
base = "seed-2563"
version = "2569-1"
title_th = "ระเบียบสำนักงาน"
title_en = "The office's own rules"
citation = "ข้อ ๕"
valid_from = 2026-10-01
[quorum]
part = 2
of = 3
"""


def test_the_agencys_own_rules_are_read_from_a_file(tmp_path: Path) -> None:
    assert read({}).agency_profile is None
    kept = tmp_path / "profile.toml"
    kept.write_text(OWN, encoding="utf-8")
    own = read({"AGENCY_PROFILE": str(kept)}).agency_profile
    assert own is not None
    assert (own.name, own.valid_from, own.quorum.needed(6)) == ("agency-own", "2026-10-01", 4)


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        ("part = 2", "part = 1", "quorum asks less than seed-2563"),
        ('version = "2569-1"', "version =", "Invalid value"),
    ],
)
def test_rules_that_cannot_be_meant_stop_the_start(tmp_path: Path, was: str, now: str, told: str) -> None:
    kept = tmp_path / "profile.toml"
    kept.write_text(OWN.replace(was, now), encoding="utf-8")
    with pytest.raises(SettingRefused, match=f"AGENCY_PROFILE, in .*: .*{told}"):
        read({"AGENCY_PROFILE": str(kept)})
    with pytest.raises(SettingRefused, match="cannot be read"):
        read({"AGENCY_PROFILE": str(tmp_path / "none.toml")})
