"""The client's engine answers as the server's does: one question after another put to both."""

import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from tests.practices.cases import Asked, plain
from tests.practices.strategies import grown

CASES = 4_000
TWIN = Path(__file__).parents[2] / "pwa" / "domain" / "rhythm.ts"
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or "node"

ASK_ALL = """
const { evaluate } = await import(process.argv[1]);
let asked = "";
for await (const chunk of process.stdin) asked += chunk;
process.stdout.write(JSON.stringify(JSON.parse(asked).map(evaluate)));
"""


def test_the_clients_twin_gives_the_same_answers() -> None:
    chance = Random(20261123)
    asked = [grown(chance.randint(-1, 90), chance) for _ in range(CASES)]
    for mine, theirs, question in zip(map(wire, asked), ask_the_twin(asked), asked, strict=True):
        assert abs(mine.pop("strength") - theirs.pop("strength")) < 1e-12, question
        assert mine == theirs, question


def test_the_questions_reach_every_state() -> None:
    chance = Random(20261123)
    states = {grown(chance.randint(-1, 90), chance).rhythm().state for _ in range(CASES)}
    assert states == {"ended", "upcoming", "done", "paused", "resting", "lapsed", "at_risk", "open"}


def ask_the_twin(asked: list[Asked]) -> list[dict[str, Any]]:
    command = [NODE, "--input-type=module", "--eval", ASK_ALL, TWIN.as_uri()]
    questions = json.dumps([question(one) for one in asked])
    done = subprocess.run(command, input=questions, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def question(asked: Asked) -> Any:
    return spelled({name: getattr(asked, name) for name in asked.__dataclass_fields__})


def wire(asked: Asked) -> Any:
    return spelled(plain(asked.rhythm()))


def spelled(value: Any) -> Any:
    """As the API spells it: dates in ISO, `from` without the underscore that Python needs."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name.rstrip("_"): spelled(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [spelled(part) for part in value]
    if hasattr(value, "__dataclass_fields__"):
        return spelled({name: getattr(value, name) for name in value.__dataclass_fields__})
    return value
