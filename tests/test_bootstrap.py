"""The script ./sarhad, in a copy with a Python and a uv that only pretend to install."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOOLS = "cat chmod cksum cut date dirname du grep head mkdir mv readlink rm sed sh sort wc"

# Notes what it is asked to do; FAKE_HAS names the installer it has, FAKE_FAIL names the call that fails.
FAKE_PYTHON = f"""#!/bin/sh
case "$*" in
  *"from pip"*) [ "${{FAKE_HAS-pip}}" = pip ]; exit ;;
  *"from ensurepip"*) [ "${{FAKE_HAS-pip}}" = ensurepip ]; exit ;;
  *"config list"*) echo "${{FAKE_PIP_CONFIG-}}"; exit 0 ;;
  -V) echo 'Python 3.11.0'; exit 0 ;;
  -c*) exec '{sys.executable}' "$@" ;;
esac
echo "python $*" >>"$CALLS"
case "$*" in *"${{FAKE_FAIL-nothing fails}}"*) echo "${{FAKE_SAYS-ERROR: no such wheel}}"; exit 1 ;; esac
case "$*" in *"${{FAKE_KILL-nothing kills}}"*) kill -9 0 ;; esac
case "$*" in *"${{FAKE_WAIT-nothing waits}}"*) read -r _ <"$GATE" ;; esac
case "$*" in
  "-m venv --clear"*)
    for last; do :; done
    rm -rf "$last" && mkdir -p "$last/bin" && cat "$0" >"$last/bin/python" && chmod +x "$last/bin/python" ;;
  *--editable*)
    for bin in "$HERE"/.venv*/bin; do cat "$FAKE_PROGRAM" >"$bin/sarhad" && chmod +x "$bin/sarhad"; done ;;
esac
"""
FAKE_PROGRAM = """#!/bin/sh
for argument; do echo "<$argument>"; done
exit "${FAKE_EXIT-0}"
"""


@dataclass
class Copy:
    """A copy of the script with a PATH of its own, and what was asked of the Python on it."""

    here: Path
    environment: dict[str, str]

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run ./sarhad in a session of its own, so that a kill of the whole group ends there."""
        return subprocess.run(
            [self.here / "sarhad", *arguments],
            env=self.environment | environment,
            capture_output=True,
            check=False,
            text=True,
            start_new_session=True,
        )

    def start(self, **environment: str) -> subprocess.Popen[str]:
        """Start ./sarhad without waiting for it."""
        return subprocess.Popen(
            [self.here / "sarhad"], env=self.environment | environment, stderr=subprocess.PIPE, text=True
        )

    def calls(self) -> list[str]:
        """List what was asked of the Python so far."""
        return Path(self.environment["CALLS"]).read_text().splitlines()

    def ready(self) -> list[str]:
        """List the sets that count as installed."""
        return sorted(path.name for path in (self.here / ".venv").glob("ready-*"))


def program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    here = tmp_path / "a b" / "sarhad copy"
    tools = tmp_path / "bin"
    here.mkdir(parents=True)
    tools.mkdir()
    for tool in TOOLS.split():
        (tools / tool).symlink_to(shutil.which(tool) or pytest.fail(f"no {tool} on PATH"))
    shutil.copy(ROOT / "sarhad", here)
    (here / "requirements.txt").write_text("one==1\ntwo==2\n")
    (here / "requirements-test.txt").write_text("one==1\ntwo==2\nthree==3\n")
    (here / "benchmarks").mkdir()
    (here / "benchmarks" / "requirements.txt").write_text("one==1\ntwo==2\npeer==1\npeer-too==1\n")
    (here / "pyproject.toml").write_text("[project]\n")
    (here / "geo" / "kernels").mkdir(parents=True)
    (here / "geo" / "native.py").touch()
    (here / "geo" / "kernels" / "loops.py").touch()
    program(tools / "python3", FAKE_PYTHON)
    (tmp_path / "program").write_text(FAKE_PROGRAM)
    (tmp_path / "calls").touch()
    os.mkfifo(tmp_path / "gate")
    environment = {"PATH": str(tools), "HERE": str(here), "FAKE_PROGRAM": str(tmp_path / "program")}
    return Copy(here, environment | {"CALLS": str(tmp_path / "calls"), "GATE": str(tmp_path / "gate")})


def only_line(text: str) -> str:
    lines = text.splitlines()
    assert len(lines) == 1, text
    return lines[0]


@pytest.mark.parametrize("shell", ["sh", "dash", "bash"])
def test_the_script_is_plain_posix(shell):
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    assert subprocess.run([shell, "-n", ROOT / "sarhad"], check=False).returncode == 0


def test_without_python_one_line_names_the_package(copy):
    (Path(copy.environment["PATH"]) / "python3").unlink()
    result = copy.run("serve")
    assert result.returncode == 1
    assert "install the package python3" in only_line(result.stderr)


def test_an_unfit_sarhad_python_is_named(copy):
    result = copy.run("serve", SARHAD_PYTHON="/no/python9")
    assert result.returncode == 1
    assert only_line(result.stderr) == "sarhad: SARHAD_PYTHON (/no/python9) is not a Python 3.11 to 3.14."


def test_without_an_installer_one_line_names_the_package(copy):
    result = copy.run("serve", FAKE_HAS="")
    assert result.returncode == 1
    assert "install the package python3-venv" in only_line(result.stderr)
    assert not (copy.here / ".venv").exists()


def test_where_nothing_can_be_written_one_line_says_so(copy):
    (copy.here / ".venv.log").mkdir()
    result = copy.run("serve")
    assert result.returncode == 1
    assert only_line(result.stderr) == f"sarhad: {copy.here} is not writable: the set-up needs to make .venv there."


def test_the_first_start_sets_up_and_goes_on(copy):
    result = copy.run("tally", "a b", "", "*", FAKE_EXIT="7")
    assert result.returncode == 7
    assert result.stdout == "<tally>\n<a b>\n<>\n<*>\n"
    steps = result.stderr.splitlines()
    assert [step[:3] for step in steps[:3]] == ["1/3", "2/3", "3/3"]
    assert "2 packages" in steps[1]
    assert steps[3].startswith("ready after ")
    assert copy.ready() == ["ready-run"]


def test_the_packages_are_held_to_their_hashes(copy):
    copy.run()
    install = copy.calls()[1]
    assert f"--require-hashes --only-binary :all: -r {copy.here}/requirements.txt" in install


def test_later_starts_set_nothing_up_and_say_nothing(copy):
    copy.run()
    before = copy.calls()
    result = copy.run("serve")
    assert (result.stdout, result.stderr, copy.calls()) == ("<serve>\n", "", before)


def test_the_kernels_are_compiled_at_set_up_and_where_a_newer_checkout_brings_others(copy):
    copy.run()
    assert copy.calls()[-1] == "python -m geo.native"
    (copy.here / "geo" / "kernels" / "loops.py").write_text("new\n")
    assert copy.run("serve").stderr == "compiling its kernels\n"
    assert copy.calls()[-2:] == ["python -m geo.native"] * 2
    assert copy.run("serve").stderr == ""


def test_kernels_that_cannot_be_compiled_are_told(copy):
    copy.run()
    (copy.here / "geo" / "kernels" / "loops.py").write_text("new\n")
    failed = copy.run("serve", FAKE_FAIL="geo.native")
    assert (failed.returncode, failed.stdout, failed.stderr) == (1, "", "compiling its kernels\n")


def test_what_is_measured_has_an_environment_of_its_own(copy):
    copy.run()
    result = copy.run("bench", "assign", "--points", "10")
    assert result.stderr.splitlines()[0] == "1/3 creating .venv-bench with pip and Python 3.11.0"
    assert "4 packages" in result.stderr
    assert copy.calls()[-1] == "python -m benchmarks assign --points 10"
    assert copy.ready() == ["ready-run"]
    assert copy.run("bench").stderr == copy.run("serve").stderr == ""


@pytest.mark.parametrize("asked", ["-h", "--help", "--list"])
def test_what_can_be_measured_is_told_before_anything_is_set_up(copy, asked):
    assert copy.run("bench", asked).stderr == ""
    assert copy.calls() == [f"python -m benchmarks {asked}"]


@pytest.mark.parametrize("name", ["requirements.txt", "pyproject.toml"])
def test_a_changed_project_is_set_up_again(copy, name):
    copy.run()
    (copy.here / name).write_text("four==4\n")
    assert "1/3 creating .venv" in copy.run().stderr
    assert copy.run().stderr == ""


def test_a_moved_checkout_is_set_up_again(copy):
    copy.run()
    copy.here = copy.here.rename(copy.here.with_name("elsewhere"))
    copy.environment["HERE"] = str(copy.here)
    assert "1/3 creating .venv" in copy.run().stderr


def test_an_environment_that_lost_its_python_is_set_up_again(copy):
    copy.run()
    (copy.here / ".venv" / "bin" / "python").unlink()
    assert "1/3 creating .venv" in copy.run().stderr


@pytest.mark.parametrize("step", ["venv --clear", "--require-hashes", "--editable", "geo.native"])
def test_a_failed_set_up_is_not_ready_and_the_next_repairs_it(copy, step):
    failed = copy.run("serve", FAKE_FAIL=step)
    assert (failed.returncode, failed.stdout, copy.ready()) == (1, "", [])
    last = failed.stderr.splitlines()[-1]
    assert last == "sarhad: the set-up with pip failed: ERROR: no such wheel (see .venv.log)"
    assert copy.run("serve").stdout == "<serve>\n"


def test_an_unreachable_index_is_called_that(copy):
    says = "WARNING: Retrying after connection broken by 'NewConnectionError'"
    failed = copy.run(FAKE_FAIL="--require-hashes", FAKE_SAYS=says)
    assert failed.stderr.splitlines()[-1].endswith("failed: no package index could be reached (see .venv.log)")


@pytest.mark.parametrize("step", ["venv --clear", "--require-hashes", "--editable", "geo.native"])
def test_a_killed_set_up_is_not_ready_and_the_next_repairs_it(copy, step):
    killed = copy.run("serve", FAKE_KILL=step)
    assert (killed.returncode, killed.stdout, copy.ready()) == (-signal.SIGKILL, "", [])
    result = copy.run("serve")
    assert "1/3 creating .venv" in result.stderr
    assert result.stdout == "<serve>\n"


def test_of_two_at_once_the_second_waits_and_finds_it_done(copy):
    first = copy.start(FAKE_WAIT="--require-hashes")
    assert first.stderr is not None
    while not first.stderr.readline().startswith("2/3"):
        pass
    second = copy.start()
    assert second.stderr is not None
    assert second.stderr.readline() == "sarhad: another set-up is under way; waiting for it\n"
    Path(copy.environment["GATE"]).write_text("go on\n")
    assert (first.communicate()[1][:3], first.returncode) == ("3/3", 0)
    assert (second.communicate()[1], second.returncode) == ("", 0)
    assert len([call for call in copy.calls() if "--editable" in call]) == 1


def test_uv_is_preferred_and_pip_steps_in(copy):
    program(Path(copy.environment["PATH"]) / "uv", '#!/bin/sh\n[ "$1" = --version ]\n')
    steps = copy.run("serve").stderr.splitlines()
    assert steps[0] == "1/3 creating .venv with uv and Python 3.11.0"
    assert steps[1].startswith("sarhad: the set-up with uv failed: ")
    assert steps[2] == "1/3 creating .venv with pip and Python 3.11.0"
    assert copy.ready() == ["ready-run"]


def test_where_only_pip_knows_the_index_uv_is_not_asked(copy):
    program(Path(copy.environment["PATH"]) / "uv", "#!/bin/sh\nexit 0\n")
    result = copy.run(FAKE_PIP_CONFIG="global.index-url='there'")
    assert result.stderr.startswith("1/3 creating .venv with pip ")


def test_ensurepip_serves_where_pip_is_missing(copy):
    copy.run(FAKE_HAS="ensurepip")
    assert copy.calls()[1] == "python -m ensurepip"
    assert copy.ready() == ["ready-run"]


def test_the_script_runs_through_a_link_and_from_anywhere(copy, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(copy.here / "sarhad")
    result = subprocess.run([link, "x"], env=copy.environment, cwd=tmp_path, capture_output=True, check=True, text=True)
    assert result.stdout == "<x>\n"
    assert (copy.here / ".venv").is_dir()


def test_the_tests_need_more_and_keep_what_runs(copy):
    copy.run()
    result = copy.run("test", "-k", "a b")
    assert result.stderr.splitlines()[0] == "1/3 keeping .venv"
    assert "3 packages" in result.stderr
    assert copy.calls()[-1] == "python -m pytest -k a b"
    assert copy.ready() == ["ready-run", "ready-test"]
    assert copy.run("serve").stderr == ""


def test_an_interrupted_addition_keeps_what_runs_but_is_made_anew(copy):
    copy.run()
    copy.run("test", FAKE_KILL="requirements-test.txt")
    assert copy.run("serve").stderr == ""
    assert "1/3 creating .venv" in copy.run("test", "x").stderr
    assert copy.ready() == ["ready-run", "ready-test"]


@pytest.mark.parametrize(("broken", "code"), [("nothing", 0), ("mypy", 1), ("ruff format", 1), ("pytest", 1)])
def test_every_check_is_made_and_one_that_fails_is_told(copy, broken, code):
    result = copy.run("test", FAKE_FAIL=f"-m {broken}")
    checks = ["python -m ruff check", "python -m ruff format --check", "python -m mypy"]
    assert copy.calls()[-4:-1] == checks
    assert copy.calls()[-1].startswith("python -m pytest --numprocesses auto ")
    assert result.returncode == code
