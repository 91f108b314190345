"""The loader refuses content that is not as it should be, and says where."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.content.load import HERE, AreaFile, ContentError, PracticeFile, load_catalogue, read

Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content that a test may spoil."""
    shutil.copytree(HERE, tmp_path / "content", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return tmp_path / "content"


def change(path: Path, edit: Change) -> None:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    edit(data)
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")


def trust(folder: Path) -> Path:
    return folder / "practices" / "04-trust.yaml"


def set_in_first(**fields: Any) -> Change:
    def edit(data: dict[str, Any]) -> None:
        data["practices"][0].update(fields)

    return edit


def leave_as_is(_data: dict[str, Any]) -> None:
    """Writing the same content anew still changes its layout and the order of its keys."""


def test_an_untouched_copy_has_the_same_version(folder: Path) -> None:
    assert load_catalogue(folder).version == load_catalogue().version


def test_reading_twice_reads_the_files_once() -> None:
    assert load_catalogue() is load_catalogue()


def test_one_changed_word_changes_the_version(folder: Path) -> None:
    change(trust(folder), set_in_first(summary="Another short line."))
    assert load_catalogue(folder).version != load_catalogue().version


def test_layout_and_order_of_keys_do_not_change_the_version(folder: Path) -> None:
    change(trust(folder), leave_as_is)
    assert load_catalogue(folder).version == load_catalogue().version


def test_a_paragraph_counts_as_one_step(folder: Path) -> None:
    change(trust(folder), set_in_first(how="Do it slowly, and then once more."))
    assert load_catalogue(folder).areas[3].practices[0].how == ("Do it slowly, and then once more.",)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"colour": "red"}, id="an unknown field"),
        pytest.param({"slug": "Not A Slug"}, id="a slug with spaces"),
        pytest.param({"requires": "both"}, id="an unknown requirement"),
        pytest.param({"requires": "each", "private": True}, id="private and for several"),
        pytest.param({"minutes": 0}, id="no time at all"),
        pytest.param({"plan_cues": ["after dinner"]}, id="a single cue"),
        pytest.param({"window": {"start": "21:00", "end": "18:00"}}, id="a window that ends before it starts"),
        pytest.param({"window": {"start": 1080, "end": "21:00"}}, id="a time of day read as a number"),
        pytest.param({"cadence": {"kind": "daily", "times": 2}}, id="daily with a number"),
        pytest.param({"cadence": {"kind": "weekly"}}, id="weekly without a number"),
        pytest.param({"cadence": {"kind": "weekly", "times": 8}}, id="eight times a week"),
        pytest.param({"cadence": {"kind": "every", "days": 1}}, id="every single day by another name"),
        pytest.param({"cadence": {"kind": "monthly", "times": 29}}, id="more often than February has days"),
        pytest.param({"evidence": None}, id="no evidence"),
    ],
)
def test_a_practice_that_does_not_fit_is_refused_with_its_place(folder: Path, fields: dict[str, Any]) -> None:
    change(trust(folder), set_in_first(**fields))
    with pytest.raises(ContentError, match=r"^04-trust\.yaml: practices\.0"):
        load_catalogue(folder)


def test_evidence_without_a_source_is_refused(folder: Path) -> None:
    change(trust(folder), lambda data: data["practices"][0]["evidence"].pop("source"))
    with pytest.raises(ContentError, match=r"practices\.0\.evidence\.source: Field required"):
        load_catalogue(folder)


def test_five_practices_are_too_few(folder: Path) -> None:
    change(trust(folder), lambda data: data.update(practices=data["practices"][:5]))
    with pytest.raises(ContentError, match=r"04-trust\.yaml: has 5 practices, needs 6"):
        load_catalogue(folder)


def test_a_file_under_another_area_s_name_is_refused(folder: Path) -> None:
    change(trust(folder), lambda data: data.update(area="goals"))
    with pytest.raises(ContentError, match="says area goals, should say trust"):
        load_catalogue(folder)


@pytest.mark.parametrize(("field", "value"), [("slug", "phones-away"), ("title", "Phones away")])
def test_a_slug_or_title_is_used_once_in_all_areas(folder: Path, field: str, value: str) -> None:
    change(trust(folder), set_in_first(**{field: value}))
    with pytest.raises(ContentError, match=f"practice {field} used more than once: {value}"):
        load_catalogue(folder)


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("number", 2, "areas are numbered 1 to 10, each once"),
        ("slug", "empathy", "area slug used more than once: empathy"),
        ("hue", 354, "area hue used more than once: 354"),
        ("title", "Create quality time", "area title used more than once: Create quality time"),
    ],
)
def test_areas_that_cannot_be_told_apart_are_refused(
    folder: Path, field: str, value: str | int, complaint: str
) -> None:
    change(folder / "areas.yaml", lambda data: data["areas"][0].update({field: value}))
    with pytest.raises(ContentError, match=complaint):
        load_catalogue(folder)


def test_a_file_that_is_not_there_is_named(folder: Path) -> None:
    trust(folder).unlink()
    with pytest.raises(ContentError, match=r"^04-trust\.yaml: .*No such file"):
        load_catalogue(folder)


def test_a_file_that_is_not_yaml_is_named(folder: Path) -> None:
    trust(folder).write_text("area: [trust", encoding="utf-8")
    with pytest.raises(ContentError, match=r"^04-trust\.yaml: "):
        load_catalogue(folder)


def test_every_file_is_read_by_some_area() -> None:
    areas = read(HERE / "areas.yaml", AreaFile).areas
    on_disk = {read(path, PracticeFile).area for path in (HERE / "practices").glob("*.yaml")}
    assert on_disk == {area.slug for area in areas}
