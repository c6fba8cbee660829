"""`openfonds harvest`: fetch IIIF manifests or OAI-PMH records into a folder to take in."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from openfonds.app.arguments import AsOf, DayReader, Json, Runner
from openfonds.app.harvest.account import Harvest
from openfonds.app.harvest.folder import HarvestFolder
from openfonds.app.harvest.http_client import Client, HarvestLimits, shown
from openfonds.app.harvest.iiif import harvest_iiif
from openfonds.app.harvest.oai import DELETED_LIST, OaiRequest, harvest_oai
from openfonds.app.installation import open_installation
from openfonds.app.laws import known_collection
from openfonds.app.output import Output
from openfonds.app.sources import settings_file
from openfonds.collection import Collection
from openfonds.errors import ExitCode, SettingsError

MOST_HOSTS = 10


def add_commands(app: typer.Typer, run: Runner, day: DayReader) -> None:
    """Add the command to the application. `run` turns errors into messages and exit codes."""
    standard = HarvestLimits()

    @app.command()
    def harvest(
        url: Annotated[str, typer.Argument(help="IIIF manifest or collection; base of OAI-PMH.")],
        folder: Annotated[Path, typer.Argument(help="New folder, or that of an earlier harvest.")],
        collection: Annotated[
            str,
            typer.Option(
                "--collection", metavar="NAME", help="Its collection.toml names the hosts to ask."
            ),
        ],
        oai_prefix: Annotated[
            str, typer.Option("--oai-prefix", metavar="PREFIX", help="oai_dc, marcxml or mods.")
        ] = "",
        oai_set: Annotated[str, typer.Option("--set", metavar="SET", help="Set of OAI-PMH.")] = "",
        since: Annotated[
            str | None,
            typer.Option("--from", metavar="DATE", help="Records that changed since this day."),
        ] = None,
        files: Annotated[
            bool, typer.Option("--files", help="Fetch the files that records name, too.")
        ] = False,
        max_bytes: Annotated[
            int, typer.Option("--max-bytes", min=1, help="Of the whole harvest.")
        ] = standard.max_total_bytes,
        max_seconds: Annotated[
            int, typer.Option("--max-seconds", min=1, help="Of the whole harvest.")
        ] = standard.max_seconds,
        max_requests: Annotated[
            int, typer.Option("--max-requests", min=1, help="Of the whole harvest.")
        ] = standard.max_requests,
        pause: Annotated[
            float, typer.Option("--pause", min=0, help="Seconds between requests.")
        ] = standard.pause_seconds,
        as_of: AsOf = None,
        as_json: Json = False,
    ) -> None:
        """Fetch manifests or records from named hosts into a folder, for `openfonds ingest`."""
        limits = replace(
            standard,
            max_total_bytes=max_bytes,
            max_seconds=max_seconds,
            max_requests=max_requests,
            pause_seconds=pause,
        )

        def command(out: Output) -> ExitCode:
            if not oai_prefix and (oai_set or since or files):
                raise SettingsError("--set, --from and --files go with --oai-prefix")
            asked = None
            if oai_prefix:
                begins = day(since) if since else None
                asked = OaiRequest(_base(url), oai_prefix, oai_set, begins, files)
            return _harvest(out, url, folder, collection, asked, limits, day(as_of))

        run(as_json, command)


def _base(url: str) -> str:
    if "?" in url or "#" in url:
        raise SettingsError("give the base of OAI-PMH without ? and what follows it")
    return url


def _harvest(
    out: Output,
    url: str,
    folder: Path,
    named: str,
    asked: OaiRequest | None,
    limits: HarvestLimits,
    day: date,
) -> ExitCode:
    settings = _settings(named)
    if not settings.hosts:
        raise SettingsError(
            f"the collection {settings.name} names no hosts, so nothing may be asked: write"
            ' hosts = ["iiif.example.org"] into its collection.toml and give that file as'
            " --collection"
        )
    client = Client(settings.hosts, settings.contact, limits)
    if not client.is_named(url):
        raise SettingsError(
            f"{shown(url)} is not an http or https address of a host that the collection names:"
            f" {', '.join(settings.hosts[:MOST_HOSTS])}"
        )
    with HarvestFolder(folder) as into:
        harvest = Harvest(client, into, limits, out.progress)
        info = harvest_oai(harvest, asked) if asked else harvest_iiif(harvest, url)
        if settings.contact:
            info["Contact-Email"] = settings.contact
        n_files = into.finish(info, day)
    return _tell(out, harvest, folder, settings, n_files)


def _settings(named: str) -> Collection:
    if named.endswith(".toml"):
        return settings_file(named)
    return known_collection(open_installation(), named)[0]


def _tell(
    out: Output, harvest: Harvest, folder: Path, settings: Collection, n_files: int
) -> ExitCode:
    account = harvest.account
    out.line(f"{account.records} manifests or records; {n_files} files in {folder}")
    out.line(
        f"  fetched now {account.fetched} ({account.n_bytes} bytes), there already {account.there}"
    )
    if account.deleted:
        out.line(f"  deleted at their source: {account.deleted} (see {DELETED_LIST}); no items")
    if account.web_pages:
        out.line(f"  addresses of web pages, not of files: {account.web_pages}")
    for host, n in sorted(account.other_hosts.items())[:MOST_HOSTS]:
        out.line(f"  not asked, as the collection does not name it: {host} ({n} addresses)")
    if account.n_faults:
        out.line(f"  not to be had: {account.n_faults}")
    for fault in account.faults:
        out.line(f"    {fault}")
    if not settings.contact:
        out.line("  no contact in collection.toml: servers are not told whom to write to")
    out.line(f"next: openfonds ingest {folder} --collection {settings.name}")
    out.result(
        {
            "folder": str(folder),
            "collection": settings.name,
            "records": account.records,
            "files": n_files,
            "fetched": account.fetched,
            "there": account.there,
            "bytes": account.n_bytes,
            "deleted": account.deleted,
            "web_pages": account.web_pages,
            "failed": account.n_faults,
            "faults": account.faults,
            "hosts_not_asked": dict(sorted(account.other_hosts.items())),
        }
    )
    return ExitCode.DONE if account.is_complete else ExitCode.INCOMPLETE
