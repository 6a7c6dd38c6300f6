"""Our own profiles follow their schema, which is why nobody looks at each start."""

import subprocess
import sys
from pathlib import Path

import pytest

import nps_scenarios
from nps_scenarios import loader
from nps_scenarios.loader import load_profile
from nps_scenarios.problems import FileError

FOLDER = Path(nps_scenarios.__file__).parent


@pytest.mark.parametrize("path", sorted(FOLDER.glob("profiles/*.yaml")), ids=lambda path: path.stem)
def test_a_profile_of_ours_follows_its_schema(path):
    # By its path it is looked at like anybody's.
    assert load_profile(str(path)) == load_profile(path.stem)


@pytest.mark.parametrize(
    ("name", "there"), [("certification", "False"), ("certification.yaml", "True")]
)
def test_the_validator_is_loaded_for_documents_that_are_not_ours(name, there):
    code = (
        f"import sys; from nps_scenarios.loader import load_profile; load_profile({name!r}); "
        "print('jsonschema' in sys.modules)"
    )

    seen = subprocess.run(
        [sys.executable, "-P", "-c", code],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=FOLDER / "profiles",
    )

    assert (seen.stdout.strip(), seen.stderr) == (there, "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pages_size: 12", "unknown key 'pages_size' in a profile. Did you mean 'page_size'?"),
        ("authorisation: {maximum_order_value: much}", "line 3: 'maximum_order_value' is 'much'."),
        (
            "promotes: [no-work-while-held]",
            "line 3: an item of 'promotes' is 'no-work-while-held'.",
        ),
    ],
)
def test_one_of_ours_that_cannot_be_used_is_looked_at_all_the_same(
    tmp_path, monkeypatch, text, said
):
    profiles = tmp_path / "profiles"
    profiles.mkdir()
    (profiles / "odd.yaml").write_text(f"name: odd\ntitle: Odd\n{text}\n")
    monkeypatch.setattr(loader, "_PACKAGE", tmp_path)

    with pytest.raises(FileError) as told:
        load_profile("odd")

    assert said in str(told.value)
