"""Take from this process all that reading an open file does not need: memory and time without end, files, the network.

What the kernel does not offer is left out; the limits of `resource` always hold.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
import sysconfig
from errno import ENOSYS, EPERM
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from data.child.limits import Limits

FILES = 64
MESSAGE = 100_000  # bytes of an error, the only thing that is written to a file
GRACE_S = 5  # between the signal that ends a process after its time and the one that nothing can hold up
SYSTEM = ("/usr/lib", "/lib", "/lib64", "/usr/share/zoneinfo")  # libraries and time zones, for what is imported late

DEATH_SIGNAL, NO_NEW_PRIVILEGES, SECCOMP, FILTER = 1, 38, 22, 2
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION, PATH_BENEATH = 1, 1
READ_FILE, READ_DIR = 1 << 2, 1 << 3
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
"""How many rights over files each version of Landlock knows; later ones know 16. What is not granted again is taken."""
NET_RIGHTS, NET_VERSION = 0b11, 4
SCOPES, SCOPE_VERSION = 0b11, 6  # abstract sockets, and signals to others
ALLOWED, DENIED = 0x7FFF0000, 0x00050000
FIRST_ARGUMENT = 16  # where it lies in what a filter sees
CLONE, CLONE3, CLONE_THREAD = (56, 220), 435, 0x10000
MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
CALLS = {
    "socket": (41, 198),
    "connect": (42, 203),
    "io_uring_setup": (425, 425),
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    "kill": (62, 129),
    "pidfd_send_signal": (424, 424),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
}
"""System calls that are refused, by their numbers on each of the two machines."""


def limit(limits: Limits) -> None:
    """Bound memory, time and files; no crash leaves a file."""
    for what, most, grace in (
        (resource.RLIMIT_AS, limits.memory_mb * 10**6, 0),
        (resource.RLIMIT_CPU, limits.cpu_s, GRACE_S),
        (resource.RLIMIT_FSIZE, MESSAGE, 0),
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_NOFILE, FILES, 0),
    ):
        _, hard = resource.getrlimit(what)
        ours = most + grace if hard == resource.RLIM_INFINITY else min(most + grace, hard)
        resource.setrlimit(what, (min(most, ours), ours))


def lock(own: Iterable[str]) -> None:
    """Let only Python, its packages and our own folders be read from now on; no socket, no other program."""
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(DEATH_SIGNAL, signal.SIGKILL)  # if whoever started it is killed
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    paths = sysconfig.get_paths()
    python = (sys.prefix, sys.base_prefix, *(paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")))
    landlock(libc, {*python, *SYSTEM, *own})
    seccomp(libc)


def landlock(libc: ctypes.CDLL, readable: Iterable[str]) -> bool:
    """Let only these folders be read, and nothing be written or connected to; tell whether the kernel can."""
    version = libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION)
    if version < 1:
        return False
    handled = struct.pack("=Q", (1 << FILE_RIGHTS.get(version, 16)) - 1)
    handled += struct.pack("=Q", NET_RIGHTS) if version >= NET_VERSION else b""
    handled += struct.pack("=Q", SCOPES) if version >= SCOPE_VERSION else b""
    rules = libc.syscall(CREATE_RULESET, handled, ctypes.c_size_t(len(handled)), 0)
    for path in readable:
        try:
            folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue
        libc.syscall(ADD_RULE, rules, PATH_BENEATH, struct.pack("=Qi", READ_FILE | READ_DIR, folder), 0)
        os.close(folder)
    done = bool(rules >= 0 and libc.syscall(RESTRICT_SELF, rules, 0) == 0)
    os.close(rules)
    return done


def seccomp(libc: ctypes.CDLL) -> bool:
    """Refuse the calls of `CALLS`, and another process but not another thread; tell whether the kernel can.

    The filter loads the machine and the number of each call, compares, and jumps to an answer.
    """
    machine = platform.machine()
    if machine not in MACHINES:
        return False
    which = list(MACHINES).index(machine)
    load, equal, any_of, answer = 0x20, 0x15, 0x45, 0x06
    refuse, unknown, flags = 1, 2, 3  # the answers in their order; the first is to allow
    asked = [(number, refuse) for number in (numbers[which] for numbers in CALLS.values()) if number is not None]
    asked += [(CLONE3, unknown), (CLONE[which], flags)]
    steps = [(load, 0, 0, 4), (equal, 1, 0, MACHINES[machine]), (answer, 0, 0, DENIED | EPERM), (load, 0, 0, 0)]
    steps += [(equal, len(asked) - 1 - i + to, 0, number) for i, (number, to) in enumerate(asked)]
    steps += [(answer, 0, 0, code) for code in (ALLOWED, DENIED | EPERM, DENIED | ENOSYS)]
    steps += [(load, 0, 0, FIRST_ARGUMENT), (any_of, 0, 1, CLONE_THREAD)]
    steps += [(answer, 0, 0, ALLOWED), (answer, 0, 0, DENIED | EPERM)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = struct.pack("@HP", len(steps), ctypes.addressof(code))
    return bool(libc.prctl(SECCOMP, FILTER, program, 0, 0) == 0)
