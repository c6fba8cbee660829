"""Publishing to the Hugging Face hub when things go wrong."""

import itertools
import logging
import time
import traceback
from dataclasses import replace
from pathlib import Path

import pytest
from huggingface_hub import constants

from openfonds.errors import OpenfondsError, TransientError
from openfonds.releases import hugging_face_publish
from openfonds.releases.hugging_face import HuggingFaceHub
from tests.loopback_hub import Drop, Fault, Hub, LostReply, Slow, Status, Trickle
from tests.loopback_hub.publishing import (
    FILES,
    ID,
    QUICK,
    assert_one_release,
    stage,
)

pytest_plugins = ["tests.loopback_hub.fixtures"]
# The client itself sends bytes in a way that its HTTP library calls outdated.
pytestmark = pytest.mark.filterwarnings("ignore:Use .content=:DeprecationWarning")


ROUTES = (
    *("info", "create_repo", "commits", "refs", "tree", "validate_yaml", "preupload", "lfs_batch"),
    *("lfs_put", "lfs_verify", "commit", "create_tag"),
    *("lfs_part", "lfs_complete", "create_branch", "delete_branch"),
)
FAULTS: dict[str, Fault] = {
    "429": Status(429, retry_after_s=0),
    "503": Status(503),
    "dropped before": Drop("before"),
    "dropped in request": Drop("in request"),
    "dropped in reply": Drop("in reply"),
    "reply lost": LostReply(),
    "slow": Slow(0.5),
}


def prepare(route: str, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    if route in ("lfs_part", "lfs_complete"):
        hub.multipart_bytes = 10
    if route in ("create_branch", "delete_branch"):
        monkeypatch.setattr(hugging_face_publish, "FILES_AT_ONCE", 2)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_passing_fault_is_overcome(
    fault: str,
    route: str,
    hub: Hub,
    town: HuggingFaceHub,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prepare(route, hub, monkeypatch)
    hub.faults.plan(route, FAULTS[fault])
    commit = town.publish(stage(tmp_path / "staged"), "1.0.0", ID)
    assert not hub.faults.pending()
    assert_one_release(hub, commit)


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("fault", ["429", "503", "reply lost"])
def test_a_lasting_fault_is_reported_and_the_rerun_completes(
    fault: str,
    route: str,
    hub: Hub,
    town: HuggingFaceHub,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prepare(route, hub, monkeypatch)
    staged = stage(tmp_path / "staged")
    hub.faults.plan(route, FAULTS[fault], times=1000)
    if fault == "reply lost" and route == "commit":
        assert_one_release(hub, town.publish(staged, "1.0.0", ID))  # it was made, and is found
        return
    with pytest.raises(TransientError):
        town.publish(staged, "1.0.0", ID)
    hub.faults.clear()
    assert_one_release(hub, town.publish(staged, "1.0.0", ID))


def test_a_reply_that_trickles_is_given_up(hub: Hub, town: HuggingFaceHub, tmp_path: Path) -> None:
    staged = stage(tmp_path / "staged")
    quick = replace(town, patience=replace(QUICK, call_s=0.5))
    hub.faults.plan("refs", Trickle(0.1))
    started = time.monotonic()
    assert_one_release(hub, quick.publish(staged, "1.0.0", ID))
    assert time.monotonic() - started < 5  # the whole reply takes 10 s and more


@pytest.mark.parametrize("route", ["lfs_put", "lfs_part", "lfs_complete"])
@pytest.mark.parametrize("status", [403, 404])
def test_an_address_that_has_expired_is_asked_for_anew(
    status: int,
    route: str,
    hub: Hub,
    town: HuggingFaceHub,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    prepare(route, hub, monkeypatch)
    hub.faults.plan(route, Status(status))
    with pytest.raises(TransientError, match="storage"):
        town.publish(stage(tmp_path / "staged"), "1.0.0", ID)
    assert_one_release(hub, town.publish(tmp_path / "staged", "1.0.0", ID))


def test_a_rate_limit_is_waited_for_but_not_for_ever(
    hub: Hub, town: HuggingFaceHub, tmp_path: Path
) -> None:
    staged = stage(tmp_path / "staged")
    hub.faults.plan("commit", Status(429, retry_after_s=1))
    hub.faults.plan("create_tag", Status(429, retry_after_s=1))
    with pytest.raises(TransientError, match="asks to wait 1 s"):  # 2 s in all are too much
        town.publish(staged, "1.0.0", ID)
    for route in ("create_tag", "lfs_put"):
        hub.faults.plan(route, Status(429, retry_after_s=3600), times=9)
    with pytest.raises(TransientError, match="3600"):
        town.publish(staged, "1.0.0", ID)
    with pytest.raises(TransientError, match="3600"):
        town.publish(stage(tmp_path / "2", {**FILES, "new.bin": b"n"}), "1.1.0", "rel-0002")


def test_no_message_shows_the_token_or_a_signature(
    hub: Hub, town: HuggingFaceHub, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    staged, shown = stage(tmp_path / "staged"), [repr(town), town.url]
    faults: list[Fault] = [Status(401), Status(400), Status(503), Drop("before")]
    for route, fault in itertools.product(ROUTES, faults):
        hub.clear()
        hub.faults.plan(route, fault, times=99)
        try:
            town.publish(staged, "1.0.0", ID)
        except OpenfondsError:
            shown.append(traceback.format_exc())
        hub.faults.clear()
    assert len(shown) > 40
    text = "\n".join([*shown, caplog.text, *(seen.path for seen in hub.seen if seen.had_token)])
    assert hub.token not in text and "X-Signature" not in text
    assert constants.HF_HUB_DISABLE_XET is False
