"""Take from this process all that reading an open file does not need: memory and time without end, files, the network.

What the kernel does not offer is left out; the limits of `resource` always hold.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
import sys
import sysconfig
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.child.limits import Limits

FILES = 64
MESSAGE = 100_000  # bytes of an error
NO_NEW_PRIVILEGES, SECCOMP, FILTER = 38, 22, 2
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION = 1
PATH_BENEATH = 1
READ_FILE, READ_DIR = 1 << 2, 1 << 3
ALL_BY_ABI = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
"""Which rights over files each version of Landlock knows; those that are not granted again are taken."""
NET_ABI, NET_ALL = 4, 0b11
EPERM = 1
CALLS = {
    # socket, connect, execve, execveat, ptrace, fork, vfork, io_uring_setup
    "x86_64": (0xC000003E, (41, 42, 59, 322, 101, 57, 58, 425)),
    "aarch64": (0xC00000B7, (198, 203, 221, 281, 117, 425)),
}
"""By machine: how the kernel names it, and the numbers of the calls that are refused."""


def limit(limits: Limits) -> None:
    """Bound memory, time and files; what can be written is the one message of an error, and no crash leaves a file."""
    for what, most in (
        (resource.RLIMIT_AS, limits.memory_mb * 10**6),
        (resource.RLIMIT_CPU, limits.cpu_s),
        (resource.RLIMIT_FSIZE, MESSAGE),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, FILES),
    ):
        hard = resource.getrlimit(what)[1]
        bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (bound, bound))


def lock(readable: Iterable[str]) -> None:
    """Let only these files and folders be opened from now on, for reading; no socket, and no other program."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    _landlock(libc, readable)
    _seccomp(libc)


def own_folders() -> list[str]:
    """Give where Python and its packages lie: what is imported late must still be found."""
    return [*dict.fromkeys(p for p in (sys.prefix, sys.base_prefix, *sysconfig.get_paths().values(), *sys.path) if p)]


def _landlock(libc: ctypes.CDLL, readable: Iterable[str]) -> None:
    version = libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION)
    if version < 1:
        return
    rights = ALL_BY_ABI.get(version, ALL_BY_ABI[5])
    handled = struct.pack("=QQ", rights, NET_ALL) if version >= NET_ABI else struct.pack("=Q", rights)
    rules = libc.syscall(CREATE_RULESET, handled, ctypes.c_size_t(len(handled)), 0)
    if rules < 0:
        return
    for path in readable:
        try:
            opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue
        granted = READ_FILE | READ_DIR if os.path.isdir(path) else READ_FILE  # noqa: PTH112 nothing is worth importing pathlib
        libc.syscall(ADD_RULE, rules, PATH_BENEATH, struct.pack("=Qi", granted, opened), 0)
        os.close(opened)
    libc.syscall(RESTRICT_SELF, rules, 0)
    os.close(rules)


def _seccomp(libc: ctypes.CDLL) -> None:
    """Refuse the calls of `CALLS` by a filter: load the machine and the number of each call, compare, answer."""
    if platform.machine() not in CALLS:
        return
    machine, refused = CALLS[platform.machine()]
    load, equal, answer = 0x20, 0x15, 0x06
    allow, refuse = 0x7FFF0000, 0x00050000 | EPERM
    steps = [(load, 0, 0, 4), (equal, 1, 0, machine), (answer, 0, 0, allow), (load, 0, 0, 0)]
    steps += [(equal, len(refused) - i, 0, number) for i, number in enumerate(refused)]
    steps += [(answer, 0, 0, allow), (answer, 0, 0, refuse)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = struct.pack("@HP", len(steps), ctypes.addressof(code))
    libc.prctl(SECCOMP, FILTER, program, 0, 0)
