"""What ``./sarhad bench`` does: run some of what is measured, each in a process of its own."""

from __future__ import annotations

import ast
import subprocess
import sys
from itertools import takewhile
from pathlib import Path

HERE = Path(__file__).parent
USAGE = """Usage: ./sarhad bench [NAME]... [OPTION]...

Measures Sarhad beside other programs on this machine and prints tables; nothing else should run meanwhile. Without a
NAME everything is measured, one after the other. Options are those of the NAME (./sarhad bench NAME --help).

{names}

Example: ./sarhad bench assign --points 1000000 --regions provinces"""


def benchmarks() -> dict[str, str]:
    """Name what can be measured, each with its first sentence."""
    trees = {path.stem: ast.parse(path.read_text("utf-8")) for path in sorted(HERE.glob("[!_]*.py"))}
    return {
        name: (ast.get_docstring(tree) or "").split("\n\n")[0].replace("\n", " ")
        for name, tree in trees.items()
        if any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in tree.body)
    }


def main(arguments: list[str]) -> int:
    """Run what is named, and give the first exit code that is not 0."""
    known = benchmarks()
    names = [*takewhile(known.__contains__, arguments)]
    options = arguments[len(names) :]
    if options and not options[0].startswith("-"):
        print(f"no benchmark {options[0]!r}; accepted: {', '.join(known)}", file=sys.stderr)
        return 2
    if not names and options == ["--list"]:
        print("\n".join(known))
        return 0
    if not names and options:
        print(USAGE.format(names="\n".join(f"  {name:<8}  {said}" for name, said in known.items())))
        return options[0] not in {"-h", "--help"}
    for name in names or known:
        print(f"== {name}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}", *options]
        if code := subprocess.run(command, check=False, cwd=HERE.parent).returncode:  # noqa: S603 our own modules
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
