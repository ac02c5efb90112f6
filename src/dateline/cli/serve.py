"""`dateline serve`: the workbench on a store."""

from __future__ import annotations

from pathlib import Path

import click

from dateline.cli.store_options import about_db


@click.command()
@about_db
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="The address to listen at. Any but this machine's own needs --token-file."
)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="The port; 0 takes any that is free.")
@click.option(
    "--token-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file of tokens, a role and a token a line: 'reader TOKEN' or 'reviewer TOKEN'. With it, writing needs a reviewer's.",
)
@click.option("--require-token", is_flag=True, help="Ask for a token for reading, too, though only this machine can connect.")
@click.option("--allow-host", "allowed_hosts", multiple=True, metavar="NAME", help="A further name the server is called by. Repeatable.")
@click.option("--allow-private", is_flag=True, help="Let posted addresses and webhooks lead into private networks.")
@click.option(
    "--as-of-reports", type=click.IntRange(min=1), default=50_000, show_default=True, help="The largest store for queries as of a day."
)
@click.option("--query-seconds", type=click.FloatRange(min=0.1), default=10.0, show_default=True, help="How long a query may take.")
@click.option(
    "--poll", type=click.FloatRange(min=0), default=30.0, show_default=True, help="Seconds between looks for news for webhooks; 0: never."
)
@click.option("--encoder/--no-encoder", default=True, help="Let the encoder judge posted texts, or rules alone.")
@click.option("--open", "opens", is_flag=True, help="Open the pages in the browser.")
def serve(
    db: str,
    host: str,
    port: int,
    token_file: Path | None,
    require_token: bool,
    allowed_hosts: tuple[str, ...],
    allow_private: bool,
    as_of_reports: int,
    query_seconds: float,
    poll: float,
    encoder: bool,
    opens: bool,
) -> int:
    """Serve a store on this machine: pages to look at it, review it and code texts with, and the API behind them (docs/api.md).

    \b
    Examples:
      dateline serve                                    http://127.0.0.1:8765
      dateline serve --db news.db --port 9000 --open
      dateline serve --host 0.0.0.0 --allow-host desk.example.org --token-file tokens.txt

    \b
    Exit statuses: 0 stopped, 2 wrong usage.
    """
    import uvicorn

    from dateline.serving.app import create_app
    from dateline.serving.listening import bound, shown
    from dateline.serving.settings import ServeSettings, load_tokens
    from dateline.store.opening import connect

    settings = ServeSettings(
        host=host,
        port=port,
        tokens=load_tokens(token_file) if token_file is not None else (),
        require_token=require_token,
        allowed_hosts=allowed_hosts,
        allow_private=allow_private,
        as_of_reports=as_of_reports,
        query_seconds=query_seconds,
        poll_seconds=poll,
        encoder=encoder,
    )
    settings.check()
    store = connect(db, create=False)
    try:
        sockets = [bound(host, port)]
        address = shown(host, sockets[0])
        server = uvicorn.Server(
            uvicorn.Config(create_app(store, settings), log_level="warning", server_header=False, timeout_graceful_shutdown=10)
        )
        click.echo(f"serving {store.name} at {address} (stop with Ctrl-C)", err=True)
        if opens:
            click.launch(address)
        server.run(sockets=sockets)
    finally:
        store.close()
    return 0
