"""The command table: one file per command, loaded when it is asked for."""

from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from tuwen.cli import speech
from tuwen.cli.speech import t
from tuwen.core.errors import TuwenError, UnknownName
from tuwen.core.suggest import closest

COMMANDS = (
    "tour", "sample", "mine", "add", "remove", "info",
    "audit", "search", "export", "verify", "doctor",
)  # fmt: skip
FLAGS = {"--json", "--quiet", "-q", "--version"}
WITH_VALUE = {"--seed", "--threads", "--lang"}


class _Commands(TyperGroup):
    """A group whose members are imported on demand."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Every command, in the order of the manual."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, name: str) -> Any:
        """The command called `name`; raises UnknownName with the nearest one."""
        if name not in COMMANDS:
            raise UnknownName("unknown_command", name=name, near=closest(name, COMMANDS))
        module = import_module(f"tuwen.cli.commands.{name}")
        examples = "\n\n".join((t("examples"), *module.EXAMPLES))
        one = _typer()
        one.command(name, help=t(f"help_{name}"), epilog=examples)(module.command)
        return typer.main.get_command(one)


def _typer(**settings: Any) -> typer.Typer:
    settings.setdefault("add_completion", False)
    return typer.Typer(
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        **settings,
    )


def run(words: list[str]) -> int:
    """Parse and run; usage mistakes end as one line and exit code 2."""
    app = _typer(cls=_Commands, no_args_is_help=True, add_completion=True, help=t("help_tuwen"))
    app.callback()(_globals)
    try:
        code = typer.main.get_command(app)(words, prog_name="tuwen", standalone_mode=False)
    except TuwenError:
        raise
    except typer.Exit as end:
        return end.exit_code
    except typer.Abort:
        raise KeyboardInterrupt from None
    except TyperException as mistake:
        if type(mistake).__name__ == "NoArgsIsHelpError":
            run(["--help"])
            return 2
        return speech.complain_usage(str(mistake), words, COMMANDS)
    return int(code or 0)


def _show_version(wanted: bool) -> None:
    if wanted:
        from tuwen import __version__

        print(f"tuwen {__version__}")
        raise typer.Exit


def _globals(
    ctx: typer.Context,
    json: Annotated[bool, typer.Option("--json", help=t("opt_json"))] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help=t("opt_quiet"))] = False,
    seed: Annotated[int, typer.Option("--seed", min=0, metavar="N", help=t("opt_seed"))] = 0,
    threads: Annotated[
        int, typer.Option("--threads", min=0, metavar="N", help=t("opt_threads"))
    ] = 0,
    lang: Annotated[str, typer.Option("--lang", metavar="zh|en", help=t("opt_lang"))] = "",
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_show_version, help=t("opt_version")),
    ] = False,
) -> None:
    ctx.obj = speech.open_session(json=json, quiet=quiet, seed=seed, threads=threads)


def hoist_globals(words: Sequence[str]) -> list[str]:
    """Global options may stand anywhere before `--`: move them to the front."""
    front: list[str] = []
    rest: list[str] = []
    remaining = iter(words)
    for word in remaining:
        name = word.partition("=")[0]
        if word == "--":
            rest += [word, *remaining]
        elif word in FLAGS or (name in WITH_VALUE and "=" in word):
            front.append(word)
        elif word in WITH_VALUE:
            value = next(remaining, None)
            front += [word] if value is None else [word, value]
        else:
            rest.append(word)
    return front + rest
