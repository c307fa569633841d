"""The rules of the house, held against every file: who imports whom, who opens files, how long things are."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
MAY_IMPORT = {
    "geo": {"geo"},
    "data": {"data", "geo"},
    "layers": {"layers", "geo"},
    "service": {"service", "data", "layers", "geo"},
}
HTTP = {"fastapi", "granian", "http", "httpx", "requests", "starlette", "urllib.request", "uvicorn"}
READ_WHAT_IS_INSTALLED = {"layers/assets.py", "geo/native.py"}  # the assets of packages, and compiled code
OPENS_MEMORY = {"layers/geotiff.py", "layers/geopackage.py"}  # a file in memory, opened as is any other

READS_THE_WORLD = {"os", "time", "tempfile", "shutil", "socket", "subprocess", "sqlite3", "glob"}
READS_THE_WORLD |= {"importlib.resources", "pathlib"}
OPENS = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "fromfile", "tofile", "memmap"}
OPENS |= {"loadtxt", "savetxt", "read_file", "to_file", "read_csv", "to_csv", "read_parquet", "to_parquet"}
CLOCKS = {"now", "today", "utcnow"}
NEVER_AT_START = {"pandas", "geopandas", "folium", "branca", "matplotlib", "sklearn", "rasterio", "pyogrio", "numba"}

LONGEST_MODULE = 300
LONGEST_FUNCTION = 60

# Written so that these lines do not match themselves.
PACKAGE_HOSTS = r"pypi[.]org|pythonhosted[.]org|npmjs[.](?:org|com)|debian[.]org|anaconda[.]org|files[.]python"
CDNS = r"jsdelivr|cdnjs|unpkg[.]com|bootstrapcdn|netdna|fonts[.]g(?:oogleapis|static)|tile[.]openstreetmap"
PLACES_OF_ONE_MACHINE = r"(?<![\w.<])/(?:work|tmp|root|home)/[a-z]"


def _modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def _product() -> list[Path]:
    return [*chain.from_iterable(map(_modules, MAY_IMPORT)), *ROOT.glob("sarhad.py")]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def _nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))))


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every module that a file imports, wherever in it; `from a import b` counts as `a` and as `a.b`."""
    package = path.relative_to(ROOT).parts[:-1]
    for node in _nodes(path):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else ()
            origin = ".".join([*above, *filter(None, [node.module])])
            yield node.lineno, origin
            yield from ((node.lineno, f"{origin}.{alias.name}".lstrip(".")) for alias in node.names)


def _imported(path: Path, *, of: set[str]) -> Iterator[str]:
    for line, name in _imports(path):
        parents = {name.rsplit(".", n)[0] for n in range(name.count(".") + 1)}
        if parents & of:
            yield f"{_name(path)}:{line} imports {name}"


def _called(path: Path, names: set[str]) -> Iterator[str]:
    """Every call of a function or method with one of these names."""
    for node in _nodes(path):
        if isinstance(node, ast.Call):
            called = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
            if called in names:
                yield f"{_name(path)}:{node.lineno} calls {called}"


def _text_files() -> Iterator[tuple[str, str]]:
    """Every file that git would commit, as text."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(listing, cwd=ROOT, capture_output=True, check=False, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout: which files belong to the project is not known")
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            yield name, (ROOT / name).read_text(encoding="utf-8", errors="replace")


def _lines_with(pattern: str, *, but_not: tuple[str, ...] = ()) -> list[str]:
    regex = re.compile(pattern)
    return [
        f"{name}:{number} {hit.group()}"
        for name, text in _text_files()
        if not name.startswith(but_not)
        for number, line in enumerate(text.splitlines(), 1)
        if (hit := regex.search(line))
    ]


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_run_from_service_over_layers_and_data_to_geo(package):
    forbidden = MAY_IMPORT.keys() | {"sarhad", "tests", "benchmarks"}
    forbidden -= MAY_IMPORT[package]
    assert [hit for path in _modules(package) for hit in _imported(path, of=forbidden)] == []


def test_only_the_page_imports_folium():
    others = [path for path in _product() if _name(path) != "layers/page.py"]
    assert [hit for path in others for hit in _imported(path, of={"folium", "branca"})] == []


@pytest.mark.parametrize("package", ["geo", "data", "layers"])
def test_only_service_knows_http(package):
    assert [hit for path in _modules(package) for hit in _imported(path, of=HTTP)] == []


@pytest.mark.parametrize("package", ["geo", "layers"])
def test_pure_packages_read_no_file_clock_or_environment(package):
    pure = [path for path in _modules(package) if _name(path) not in READ_WHAT_IS_INSTALLED | OPENS_MEMORY]
    imports = [hit for path in pure for hit in _imported(path, of=READS_THE_WORLD)]
    assert imports + [hit for path in pure for hit in _called(path, OPENS | CLOCKS)] == []


def test_only_data_opens_files_and_databases():
    product = (path for path in _product() if _name(path) not in READ_WHAT_IS_INSTALLED | OPENS_MEMORY)
    outside = [path for path in product if path.relative_to(ROOT).parts[0] != "data"]
    assert [hit for path in outside for hit in _called(path, OPENS)] == []
    assert [hit for path in outside for hit in _imported(path, of={"sqlite3"})] == []


def test_no_module_is_longer_than_can_be_read_at_once():
    lengths = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in _product()}
    assert {name: n for name, n in lengths.items() if n > LONGEST_MODULE} == {}


def _body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def test_no_function_is_longer_than_a_screen():
    lengths = {
        f"{_name(path)}:{node.lineno} {node.name}": _body_lines(node)
        for path in _product()
        for node in _nodes(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST_FUNCTION} == {}


def test_a_start_of_the_service_imports_nothing_slow():
    code = "import sys, service.app; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True)
    assert set(loaded.stdout.split()) & NEVER_AT_START == set()


def test_no_file_names_a_package_host():
    assert _lines_with(PACKAGE_HOSTS) == []


def test_nothing_is_loaded_from_elsewhere():
    assert _lines_with(CDNS, but_not=("tests/",)) == []


def test_no_file_of_the_product_names_a_place_of_one_machine():
    assert _lines_with(PLACES_OF_ONE_MACHINE, but_not=("tests/", ".ci/")) == []


def test_the_locks_carry_a_hash_for_every_package():
    for lock in (ROOT / "requirements.txt", ROOT / "requirements-test.txt", ROOT / "benchmarks/requirements.txt"):
        entries = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())
        assert [entry for entry in entries if not re.match(r"[\w.-]+==\S+.*\\\n +--hash=sha256:", entry)] == []


def test_the_test_tools_do_not_change_what_runs():
    runtime, everything = (
        set(re.findall(r"^[\w.-]+==.*", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("requirements.txt", "requirements-test.txt")
    )
    assert runtime <= everything
