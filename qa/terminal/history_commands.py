"""The commands about what was asked before: chat, sessions, show, feedback."""

from enum import StrEnum
from typing import Annotated

import typer

from qa.terminal.commands import only_of, opened
from qa.terminal.help import AsJson, AsOf, DataDirectory, FromSources, WithTags, examples

app = typer.Typer()

_LISTED = 50


@app.command(
    epilog=examples(
        "qa chat",
        "qa chat --resume last",
        "qa chat --as-of 2020-12-31",
        "qa chat < questions.txt > answers.txt",
        "printf 'Who runs IBM?\\nSince when?\\n' | qa chat --follow-ups",
    )
)
def chat(
    *,
    resume: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="Go on with this session; 'last' is the last used.",
            show_default=False,
        ),
    ] = None,
    follow_ups: Annotated[
        bool | None,
        typer.Option(
            "--follow-ups/--alone",
            help="Understand a question from those before: yes at a prompt, no in a pipe.",
            show_default=False,
        ),
    ] = None,
    as_of: AsOf = None,
    source: FromSources = None,
    tag: WithTags = None,
    data_dir: DataDirectory = None,
) -> None:
    """Ask one question after another; follow-ups are understood.

    /help lists the commands, such as /why, /open and /resume; Ctrl-D ends it. From a pipe every
    line is answered alone.
    """
    from qa.chat.conversation import Conversations
    from qa.chat.model_rewriter import open_rewriter
    from qa.terminal.conversation import Chat
    from qa.terminal.screen import Screen

    only = only_of(source, tag)
    with opened(data_dir) as pipeline:
        pipeline.warm_up()  # no index: say so before the first question
        conversations = Conversations(pipeline, open_rewriter(pipeline.chat_model))
        Chat(
            pipeline,
            conversations,
            Screen(),
            data_dir=data_dir,
            session_id=resume,
            follow_ups=follow_ups,
            as_of=as_of.date() if as_of else None,
            only=only,
        ).run()


@app.command(
    epilog=examples(
        "qa sessions",
        "qa sessions last --markdown > session.md",
        "qa sessions last --json | jq '.turns[].answer.short_answer'",
        "qa sessions ses_01M80WHK2EBHDJ1GNFTRPHMFYV --delete",
    )
)
def sessions(
    session_id: Annotated[
        str | None,
        typer.Argument(
            metavar="SESSION_ID",
            help="Show this session; 'last' is the last used.",
            show_default=False,
        ),
    ] = None,
    *,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print it as a Markdown page.")
    ] = False,
    delete: Annotated[bool, typer.Option("--delete", help="Delete it.")] = False,
    data_dir: DataDirectory = None,
    as_json: AsJson = False,
) -> None:
    """List the sessions of `qa chat`, or print, export or delete one.

    They are kept in the data directory, apart from the index, until they are deleted.
    """
    from qa.chat.sessions import Sessions
    from qa.terminal.machine import print_json
    from qa.terminal.screen import Screen
    from qa.terminal.sessions import exported, list_sessions, session_value
    from qa.terminal.visible import visible

    if session_id is None and (delete or markdown):
        raise typer.BadParameter("it needs a SESSION_ID.", param_hint="--delete, --markdown")
    with opened(data_dir) as pipeline:
        kept = Sessions(pipeline.history)
        if session_id is None:
            latest = kept.last_used(_LISTED)
            if as_json:
                print_json([session.to_dict() for session in latest])
            else:
                list_sessions(Screen(), latest)
            return
        session_id = kept.named(session_id).id
        if delete:
            kept.delete(session_id)
            _tell_deleted(session_id, as_json)
        elif as_json:
            print_json(session_value(kept, session_id))
        else:
            text = exported(kept, session_id, as_json=False)
            typer.echo(text if markdown else visible(text), nl=False)


@app.command(
    epilog=examples(
        "qa show",
        "qa show last",
        "qa show ans_01M80WHK2EBHDJ1GNFTRPHMFYV --replay",
    )
)
def show(
    answer_id: Annotated[
        str | None,
        typer.Argument(
            metavar="ANSWER_ID",
            help="The id that an answer has; 'last' is the newest.",
            show_default=False,
        ),
    ] = None,
    *,
    replay: Annotated[
        bool, typer.Option("--replay", help="Ask it again and say what changed.")
    ] = False,
    delete: Annotated[bool, typer.Option("--delete", help="Delete the receipt.")] = False,
    data_dir: DataDirectory = None,
    as_json: AsJson = False,
) -> None:
    """Show how an answer came about: searched, read, cited, dropped, with what.

    Without an id it lists the answers of which a receipt is kept; QA_RECEIPTS and QA_RECEIPT_DAYS
    say how many and how long.
    """
    from dataclasses import asdict

    from qa.terminal.machine import print_json
    from qa.terminal.receipts import list_receipts, show_receipt, show_replay
    from qa.terminal.screen import Screen

    if answer_id is None and (delete or replay):
        raise typer.BadParameter("it needs an ANSWER_ID.", param_hint="--delete, --replay")
    with opened(data_dir) as pipeline:
        receipts = pipeline.receipts
        if answer_id is None:
            headings = receipts.latest(_LISTED)
            if as_json:
                print_json([asdict(heading) for heading in headings])
            else:
                list_receipts(Screen(), headings)
            return
        answer_id = receipts.named(answer_id)
        if delete:
            receipts.delete(answer_id)
            _tell_deleted(answer_id, as_json)
        elif replay:
            again = pipeline.replay(answer_id)
            if as_json:
                print_json({"is_same": again.is_same, "changes": list(again.changes)})
            else:
                show_replay(Screen(), again)
        elif as_json:
            print_json(receipts.find(answer_id).to_dict())
        else:
            show_receipt(Screen(), receipts.find(answer_id))


def _tell_deleted(name: str, as_json: bool) -> None:
    from qa.terminal.machine import print_json

    if as_json:
        print_json({"deleted": name})
    else:
        typer.echo(f"Deleted: {name}")


class RatingName(StrEnum):
    """What `qa feedback` takes; `qa.receipts.values.Rating` has the same values."""

    good = "good"
    bad = "bad"


@app.command(
    epilog=examples(
        "qa feedback last good",
        'qa feedback last bad --expected "12 June 2020"',
        'qa feedback ans_01M80WHK2EBHDJ1GNFTRPHMFYV bad --comment "cites the wrong year"',
    )
)
def feedback(
    answer_id: Annotated[
        str,
        typer.Argument(
            metavar="ANSWER_ID", help="The id that an answer has; 'last' is the newest."
        ),
    ],
    rating: Annotated[
        RatingName, typer.Argument(metavar="good|bad", help="Whether the answer was right.")
    ],
    *,
    expected: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="The right answer, in short.", show_default=False),
    ] = None,
    comment: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Anything else about it.", show_default=False),
    ] = None,
    data_dir: DataDirectory = None,
    as_json: AsJson = False,
) -> None:
    """Say whether an answer was right, and what would be.

    It is kept with the receipt of the answer, in place of what was said before; `qa show` has it,
    and `qa eval add` makes questions of a set from it.
    """
    from qa.terminal.machine import print_json

    with opened(data_dir) as pipeline:
        answer_id = pipeline.receipts.named(answer_id)
        given = pipeline.give_feedback(answer_id, rating.value, expected=expected, comment=comment)
    if as_json:
        print_json({"answer_id": answer_id, **given.to_dict()})
    else:
        typer.echo(f"Kept: {answer_id} is {given.rating}")
