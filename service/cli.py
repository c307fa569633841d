"""The command line.

What is refused is one clear line on standard error and exit code 2, never a traceback.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING

import click

from geo.errors import SarhadError
from service.commands import doubts, heat, look, past, regions, take
from service.settings import PROGRAM_VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = (
    *(look.serve, look.tally, look.map_, heat.heat, look.about),
    *(take.import_, take.export, take.sources, regions.regions, take.duplicates, doubts.doubts),
    *(past.revisions, past.diff, past.revert, past.verify, past.cite),
)


@click.group(epilog="Example: sarhad serve    Example: sarhad tally --measure killed --from 2014-01-01 --to 2014-12-31")
@click.version_option(PROGRAM_VERSION, prog_name="sarhad")
def cli() -> None:
    """Map and count security incidents in the Iran-Pakistan borderlands."""


for command in COMMANDS:
    cli.add_command(command)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # what a terminal cannot show is still said
    try:
        code = cli.main(args=arguments, prog_name="sarhad", standalone_mode=False)
        sys.stdout.flush()
    except SarhadError as error:
        click.echo(f"sarhad: {error}", err=True)
        code = 2
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except click.Abort:
        code = 1
    except OSError as error:  # what was printed went nowhere: the disk is full, or its reader has gone
        code = _unheard(error)
    sys.exit(code if isinstance(code, int) else 0)


def _unheard(error: OSError) -> int:
    from data.files import discard

    discard(sys.stdout)
    if isinstance(error, BrokenPipeError):
        return 1
    click.echo(f"sarhad: {error.strerror}", err=True)
    return 2


if __name__ == "__main__":
    main()
