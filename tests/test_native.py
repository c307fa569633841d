"""Machine code: compiled once, loaded without a compiler, made anew when it must be, and never given a wrong array."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

import llvmlite.binding as llvm
import numpy as np
import pytest

from geo import native
from geo.native import compile_all, kernels

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parent.parent
KERNELS = sorted(path.stem for path in (ROOT / "geo" / "kernels").glob("[!_]*.py"))
MAY_IMPORT = {"__future__", "math", "typing", "numba", "numpy", "geo.native"}
LIBM = {"sqrt"}
"""What every process with NumPy has at hand; an address that is not 0 is what a kernel is linked to."""
UNREACHABLE = {"Py_DecRef", "PyBytes_FromStringAndSize", "PyErr_Clear", "PyErr_SetNone", "PyErr_SetString"}
UNREACHABLE |= {"PyErr_WriteUnraisable", "PyUnicode_FromString", "numba_do_raise", "numba_gil_ensure"}
UNREACHABLE |= {"numba_gil_release", "numba_runtime_build_excinfo_struct", "numba_unpickle"}
UNREACHABLE |= {"NRT_Free", "NRT_MemInfo_call_dtor"}  # what numba writes into any function, for errors and their memory

LOOPS = """
from numba import njit
from geo.kernels.more import MORE
from geo.native import exported

@exported("i8[:] f8 i8")
def total(values, factor, more):
    found = 0
    for i in range(len(values)):
        found += values[i]
    return int(found * factor) + more + MORE

@exported("i8[:] i8")
def wait(stop, most):
    turn = 0
    while stop[turn % len(stop)] == 0 and turn < most:
        turn += 1
    return stop[turn % len(stop)]
"""
RUN = """
import sys, numpy as np
from geo.native import kernels
print(kernels("loops").total(np.arange(5), 2.0, 1), "numba" in sys.modules)
"""


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The machinery with two kernels of its own, of which nobody has asked for machine code but once."""
    place = tmp_path_factory.mktemp("compiled")
    folder = place / "geo" / "kernels"
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "geo" / "native.py", place / "geo")
    (place / "geo" / "__init__.py").touch()
    (folder / "__init__.py").touch()
    (folder / "loops.py").write_text(LOOPS)
    (folder / "more.py").write_text("MORE = 0\n")
    assert ran(folder, PYTHONDONTWRITEBYTECODE="1") == "21 True"
    return place


@pytest.fixture
def package(compiled: Path, tmp_path: Path) -> Path:
    """The kernels of a copy of it."""
    return shutil.copytree(compiled, tmp_path / "copy") / "geo" / "kernels"


def ran(package: Path, code: str = RUN, **environment: str) -> str:
    """Run it in a process of its own: what the loop gives, and whether the compiler was there."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=package.parent.parent,
        env=os.environ | environment,
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stderr == ""
    return done.stdout.strip()


def objects(package: Path) -> list[Path]:
    """List what is kept of compiled code."""
    return [path for path in (package / "__pycache__").glob("*") if path.suffix != ".pyc"]


def test_it_is_compiled_once_and_then_runs_without_the_compiler(package):
    assert len(objects(package)) == 1
    assert ran(package) == "21 False"


def test_what_it_imports_is_part_of_it_and_a_sweep_leaves_nothing_old(package):
    (package / "more.py").write_text("MORE = 100\n")
    assert ran(package) == "121 True"
    (package / "__pycache__" / "loops.cpython-311.0123456789abcdef.o.77").touch()  # of one that was killed
    assert len(objects(package)) == 3
    bytecode = {*(package / "__pycache__").glob("*.pyc")}
    assert ran(package, "from geo.native import compile_all; print(*compile_all())") == "loops more"
    assert {path.name.partition(".")[0] for path in objects(package)} == {"loops", "more"}
    assert len(objects(package)) == 2
    assert bytecode <= {*(package / "__pycache__").glob("*.pyc")}


def test_a_damaged_file_is_made_anew(package):
    (place,) = objects(package)
    whole = place.read_bytes()
    half = len(whole) // 2
    flipped = whole[:half] + bytes([whole[half] ^ 1]) + whole[half + 1 :]
    for damaged in (b"", b"\xff" * 64, whole[:half], whole[64:], whole + b"\0", flipped):
        place.write_bytes(damaged)
        assert native.kept(place) is None
    assert ran(package) == "21 True"
    assert native.kept(place) is not None


def test_another_processor_or_python_has_a_file_of_its_own(monkeypatch):
    import llvmlite.binding as llvm

    here = native.place_of("ordering")
    monkeypatch.setattr(llvm, "get_host_cpu_name", lambda: "another")
    there = native.place_of("ordering")
    monkeypatch.setattr(sys, "version", "another")
    assert len({here, there, native.place_of("ordering")}) == 3
    assert here.parent == there.parent


MADE = ([native.Entry("f", "cfunc.f", ["i8"], [], 1_000_000)], os.urandom(1_000_000))


def test_where_nothing_can_be_written_the_code_is_there_all_the_same(tmp_path):
    (tmp_path / "__pycache__").write_text("in the way")
    place = tmp_path / "__pycache__" / "f.o"
    assert native.keep(place, MADE) == MADE
    assert native.kept(place) is None


def test_whoever_reads_while_others_write_finds_it_whole(tmp_path):
    place = tmp_path / "f.o"
    native.keep(place, MADE)
    writers = [Thread(target=native.keep, args=(place, MADE)) for _ in range(8)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert native.kept(place) == MADE
    assert native.kept(place) == MADE
    assert [*tmp_path.iterdir()] == [place]


@pytest.fixture
def by_count() -> Callable[..., int]:
    made: Callable[..., int] = kernels("ordering").by_count
    return made


KEY, START = np.zeros(4, np.int32), np.zeros(3, np.int64)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (np.zeros(4, np.int64), r"by_count: int64 of shape \(4,\) is not C-contiguous int32 in 1 dimensions"),
        (np.zeros(4, ">i4"), "by_count: >i4 of shape"),
        (np.zeros(4, np.uint32), "by_count: uint32 of shape"),
        (np.zeros((2, 2), np.int32), r"by_count: int32 of shape \(2, 2\) is not"),
        (np.zeros(8, np.int32)[::2], r"by_count: int32 of shape \(4,\) is not C-contiguous"),
        ([0, 0, 0, 0], "by_count: list is not an array"),
        (None, "by_count: NoneType is not an array"),
        (0, "by_count: int is not an array"),
    ],
    ids=str,
)
def test_a_wrong_array_is_refused(by_count, wrong: Any, why: str):
    with pytest.raises(TypeError, match=why):
        by_count(KEY, START, wrong)


def test_too_few_or_too_many_arguments_are_refused(by_count):
    for given in ((KEY,), (KEY, START, KEY, KEY)):
        with pytest.raises(TypeError, match=f"by_count takes 3 arguments, not {len(given)}"):
            by_count(*given)


@pytest.mark.parametrize(
    ("kind", "wrong", "why"),
    [("i8", 1.5, "integer"), ("i8", "1", "integer"), ("f8", None, "real number"), ("f8", [], "real number")],
)
def test_a_wrong_number_is_refused(kind: str, wrong: Any, why: str):
    with pytest.raises(TypeError, match=why):
        native.Kernel("never_called", [kind], 0)(wrong)


def test_no_rows_are_no_trouble(by_count):
    assert by_count(np.empty(0, np.int32), START.copy(), np.empty(0, np.int32)) == 0


def test_a_module_that_is_not_there_is_named():
    with pytest.raises(ModuleNotFoundError, match=r"no module geo\.kernels\.nothing"):
        kernels("nothing")


def test_other_threads_go_on_meanwhile(package):
    """The loop runs until another thread says stop: were the lock held, that thread would never come to say it."""
    code = """
import numpy as np, threading
from geo.native import kernels
wait, stop = kernels("loops").wait, np.zeros(4_096, np.int64)
threading.Timer(0.05, stop.fill, [1]).start()
print(wait(stop, 1 << 40))
"""
    assert ran(package, code) == "1"


def test_all_kernels_are_compiled_and_run_without_the_compiler():
    assert compile_all() == KERNELS
    code = (
        "import sys; from geo.native import kernels; [kernels(n) for n in sys.argv[1:]]; print('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code, *KERNELS], cwd=ROOT, capture_output=True, check=True, text=True)
    assert done.stdout == "False\n"


def test_threads_that_begin_at_once_find_them_all():
    """LLVM's loader alone would end the process."""
    code = """
import sys, threading
from geo.native import kernels
names, found, start = sys.argv[1:], [], threading.Barrier(8)
def first(i):
    start.wait()
    found.extend(kernels(n) for n in names[i % len(names):] + names[:i % len(names)])
threads = [threading.Thread(target=first, args=(i,)) for i in range(8)]
[t.start() for t in threads], [t.join() for t in threads]
print(len({id(f) for f in found}))
"""
    done = subprocess.run([sys.executable, "-c", code, *KERNELS], cwd=ROOT, capture_output=True, check=True, text=True)
    assert done.stdout == f"{len(KERNELS)}\n"


@pytest.mark.parametrize("name", KERNELS)
def test_a_kernel_calls_nothing_that_only_the_compiler_brings(name: str):
    """Those that it could call end the process; so none may be there but for what cannot be reached."""
    entries, _ = native.code_of(name)
    needs = {need for entry in entries for need in entry.needs if not need.startswith("llvm.")}
    assert needs <= UNREACHABLE | LIBM
    assert all(llvm.address_of_symbol(need) for need in needs & LIBM)


@pytest.mark.parametrize("kind", [np.int32, np.int64])
def test_a_call_takes_the_signature_that_fits(kind: type[np.integer[Any]]):
    order, start, month = np.array([0, 1], np.int32), np.array([0, 2]), np.array([3, 4], np.uint16)
    amounts, months, upto = np.array([[1, 2, 3, -1]] * 2, np.int32), np.empty(2, np.uint16), np.empty((2, 7), kind)
    assert kernels("cube").fill(order, start, month, amounts, months, upto) == 2
    assert upto.tolist() == [[1, 1, 2, 3, 0, 0, 1], [2, 2, 4, 6, 0, 0, 2]]


def test_a_call_that_fits_no_signature_is_refused():
    none, flat = np.empty(0, np.int32), np.empty((0, 7), np.float64)
    with pytest.raises(TypeError, match=r"fill: float64 of shape \(0, 7\) is not C-contiguous int32"):
        kernels("cube").fill(
            none,
            np.zeros(1, np.int64),
            np.empty(0, np.uint16),
            np.empty((0, 4), np.int32),
            np.empty(0, np.uint16),
            flat,
        )


@pytest.mark.parametrize("name", KERNELS)
def test_a_kernel_is_made_of_kernels_alone(name: str):
    """A change of anything else would not be noticed."""
    tree = ast.parse((ROOT / "geo" / "kernels" / f"{name}.py").read_text("utf-8"))
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    inside = {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert plain <= MAY_IMPORT
    assert inside <= MAY_IMPORT | {f"geo.kernels.{other}" for other in KERNELS}
