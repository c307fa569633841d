"""Machine code for the few loops that NumPy has no words for.

A module of `geo.kernels` is written for numba and compiled once, at set-up; its object code is kept beside its
bytecode. Whoever runs it needs no compiler: numba takes two seconds and 160 MB to begin, LLVM's loader a tenth of one.
The code is made anew when the module, numba or the processor is another one.
"""

from __future__ import annotations

import ctypes
import re
import sys
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from operator import index
from pathlib import Path
from pkgutil import iter_modules
from threading import Lock, get_native_id
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np
import orjson

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import llvmlite.binding as llvm

NUMBA = {kind: np.dtype(kind).name for kind in ("i1", "u1", "i2", "u2", "i4", "u4", "i8", "f4", "f8")}
SCALARS = {"f8": ctypes.c_double, "i8": ctypes.c_int64}
EXPORTED = "_signatures"
PACKAGE = "geo.kernels"
LOADING = Lock()
"""LLVM's loader ends the process where two threads use it at once."""


def exported(*signatures: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a function of a kernel module as one that Python calls; it gives an integer back.

    Parameters
    ----------
    signatures : str
        The types of its arguments, separated by spaces: ``f8`` and ``i8`` are numbers, ``i4[:]`` and ``f8[:,:]``
        C-contiguous arrays of that type and as many dimensions. It is compiled for each, and a call takes what fits.
    """

    def mark(function: Callable[..., Any]) -> Callable[..., Any]:
        setattr(function, EXPORTED, [signature.split() for signature in signatures])
        return function

    return mark


class Kernel:
    """A compiled function. It lets other threads run, and checks the types of what it is given, not what it means."""

    def __init__(self, name: str, signature: list[str], address: int) -> None:
        self.name = name
        self._kinds = [(np.dtype(kind.partition("[")[0]), kind.count(":")) for kind in signature]
        types: list[Any] = []
        for kind, dimensions in self._kinds:
            types += [ctypes.c_void_p, *[ctypes.c_int64] * dimensions] if dimensions else [SCALARS[kind.str[1:]]]
        self._call = ctypes.CFUNCTYPE(ctypes.c_int64, *types)(address)

    def __call__(self, *arguments: Any) -> int:  # noqa: ANN401 as its signature says
        """Run it.

        Raises
        ------
        TypeError
            An argument has another type than the signature says.
        """
        flat: list[Any] = []
        if len(arguments) != len(self._kinds):
            raise TypeError(f"{self.name} takes {len(self._kinds)} arguments, not {len(arguments)}")
        for given, (kind, dimensions) in zip(arguments, self._kinds, strict=True):
            if not dimensions:
                flat.append(float(given) if kind.kind == "f" else index(given))
            elif not isinstance(given, np.ndarray):
                raise TypeError(f"{self.name}: {type(given).__name__} is not an array")
            elif given.dtype == kind and given.ndim == dimensions and given.flags.c_contiguous:
                flat += (given.ctypes.data, *given.shape)
            else:
                wanted = f"C-contiguous {kind} in {dimensions} dimensions"
                raise TypeError(f"{self.name}: {given.dtype} of shape {given.shape} is not {wanted}")
        return int(self._call(*flat))

    def fits(self, arguments: tuple[Any, ...]) -> bool:
        """Tell whether arguments have the types of its arrays."""
        pairs = zip(arguments, self._kinds, strict=False)
        return all(getattr(given, "dtype", kind) == kind for given, (kind, dimensions) in pairs if dimensions)


class Kernels:
    """One function compiled for several signatures."""

    def __init__(self, compiled: list[Kernel]) -> None:
        self._compiled = compiled

    def __call__(self, *arguments: Any) -> int:  # noqa: ANN401 as its signature says
        """Run the one that fits; see `Kernel`."""
        fitting = (one for one in self._compiled if one.fits(arguments))
        return next(fitting, self._compiled[0])(*arguments)


class Entry(NamedTuple):
    """One function in a file of object code."""

    name: str
    symbol: str
    signature: list[str]
    needs: list[str]
    size: int


Compiled: TypeAlias = tuple[list[Entry], bytes]
"""The functions of a module, and the object code of each, one after the other."""


def kernels(name: str) -> Any:  # noqa: ANN401 a namespace of what the module exports
    """Give the compiled functions of a module of `geo.kernels`, compiling it if nobody has.

    Examples
    --------
    >>> order = np.empty(3, np.int32)
    >>> kernels("ordering").by_count(np.array([1, 0, 1], np.int32), np.zeros(3, np.int64), order), order.tolist()
    (3, [1, 0, 2])
    """
    with LOADING:
        return _loaded(name)


@cache
def _loaded(name: str) -> SimpleNamespace:
    entries, code = code_of(name)
    engine, at = _engine(), 0
    for entry in entries:
        _resolve(entry.needs)
        engine.add_object_file(_object(code[at : at + entry.size]))
        at += entry.size
    engine.finalize_object()
    found: dict[str, list[Kernel]] = {}
    for e in entries:
        found.setdefault(e.name, []).append(Kernel(e.name, e.signature, engine.get_function_address(e.symbol)))
    named = {name: several[0] if len(several) == 1 else Kernels(several) for name, several in found.items()}
    return SimpleNamespace(**named, _engine=engine)  # the code lives as long as its engine


def compile_all() -> list[str]:
    """Compile what is not compiled yet, remove what older sources left behind, and name the modules."""
    names = [module.name for module in iter_modules(import_module(PACKAGE).__path__)]
    for name in names:
        code_of(name)
    wanted = {place_of(name) for name in names}
    for folder in {place.parent for place in wanted}:
        for other in {*folder.glob("*.o"), *folder.glob("*.o.*")} - wanted:
            with suppress(OSError):
                other.unlink()
    return names


def code_of(name: str) -> Compiled:
    """Give the machine code of a module, compiling it if nobody has."""
    place = place_of(name)
    return kept(place) or keep(place, _compiled(name))


def place_of(name: str) -> Path:
    """Name the file of a module's object code by all that it depends on."""
    import llvmlite.binding as llvm

    spec = find_spec(f"{PACKAGE}.{name}")
    if spec is None:
        raise ModuleNotFoundError(f"no module {PACKAGE}.{name}")
    machine = f"{llvm.get_host_cpu_name()} {llvm.get_host_cpu_features().flatten()}"
    made_of = [machine.encode(), version("numba").encode(), sys.version.encode(), Path(__file__).read_bytes()]
    key = sha256(b"\0".join([*made_of, *_sources(Path(spec.origin or ""))]))
    return Path(spec.cached or "").with_suffix(f".{key.hexdigest()[:16]}.o")


def _sources(path: Path) -> Iterator[bytes]:
    """Give the source of a module, and of the kernels that it imports."""
    source = path.read_bytes()
    yield source
    for name in re.findall(rb"^from geo\.kernels\.(\w+) import", source, re.MULTILINE):
        yield from _sources(path.with_name(f"{name.decode()}.py"))


def kept(place: Path) -> Compiled | None:
    """Read a file: a digest, a line that lists the functions, the code of each. None if it is not whole."""
    with suppress(OSError):
        digest, _, rest = place.read_bytes().partition(b"\n")
        head, _, code = rest.partition(b"\n")
        if digest == sha256(rest).hexdigest().encode():
            return [Entry(*entry) for entry in orjson.loads(head)], code
    return None


def keep(place: Path, made: Compiled) -> Compiled:
    """Put it in its place whole; where that cannot be, it is compiled again next time."""
    entries, code = made
    rest = b"\n".join((orjson.dumps([list(e) for e in entries]), code))
    part = place.with_name(f"{place.name}.{get_native_id()}")  # another process or thread may be at it, too
    with suppress(OSError):
        place.parent.mkdir(exist_ok=True)
        part.write_bytes(b"\n".join((sha256(rest).hexdigest().encode(), rest)))
        part.replace(place)
    return made


def _compiled(name: str) -> Compiled:
    """Compile what a module exports."""
    import numba

    entries, code = [], []
    for function in vars(import_module(f"{PACKAGE}.{name}")).values():
        for signature in getattr(function, EXPORTED, ()):
            entry: Any = numba.cfunc(_c_type(signature))(_entry(function, signature))
            library = entry._library  # noqa: SLF001 numba keeps what it compiled to itself
            made = library.codegen._tm.emit_object(library._final_module)  # noqa: SLF001
            needs = [f.name for f in library._final_module.functions if f.is_declaration]  # noqa: SLF001
            entries.append(Entry(function.__name__, entry._wrapper_name, signature, needs, len(made)))  # noqa: SLF001
            code.append(made)
    return entries, b"".join(code)


def _entry(function: Callable[..., Any], signature: list[str]) -> Callable[..., Any]:
    """Give the same function for C: each array as its address and its shape."""
    import numba

    names, passed = [], []
    for i, kind in enumerate(signature):
        shape = [f"n{i}_{d}" for d in range(kind.count(":"))]
        names += [f"a{i}", *shape]
        passed.append(f"carray(a{i}, ({', '.join(shape)},))" if shape else f"a{i}")
    text = f"def {function.__name__}({', '.join(names)}):\n    return function({', '.join(passed)})"
    scope = {"carray": numba.carray, "function": numba.njit(function, error_model="numpy")}
    exec(text, scope)  # noqa: S102 numba takes no list of arguments; nothing in it comes from outside
    made: Callable[..., Any] = scope[function.__name__]
    return made


def _c_type(signature: list[str]) -> object:
    from numba import types

    flat: list[object] = []
    for kind in signature:
        name, _, shape = kind.partition("[")
        number = getattr(types, NUMBA[name])
        flat += [types.CPointer(number), *[types.int64] * shape.count(":")] if shape else [number]
    return types.int64(*flat)


@cache
def _machine() -> llvm.TargetMachine:
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_default_triple().create_target_machine()


def _engine() -> llvm.ExecutionEngine:
    import llvmlite.binding as llvm

    return llvm.create_mcjit_compiler(llvm.parse_assembly(""), _machine())


def _resolve(names: Iterable[str]) -> None:
    """Let what numba itself would bring lead to an end.

    A kernel raises nothing and allocates nothing, so all of it is unreachable, but while a name is unknown LLVM links
    nothing at all.
    """
    import llvmlite.binding as llvm

    end = ctypes.cast(ctypes.pythonapi.Py_FatalError, ctypes.c_void_p).value
    for name in names:
        if not name.startswith("llvm.") and llvm.address_of_symbol(name) is None:
            llvm.add_symbol(name, end)


def _object(code: bytes) -> llvm.ObjectFileRef:
    import llvmlite.binding as llvm

    return llvm.ObjectFileRef.from_data(code)


if __name__ == "__main__":
    sys.stdout.write(f"compiled: {', '.join(compile_all())}\n")
