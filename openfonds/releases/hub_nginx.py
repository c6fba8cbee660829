"""Configuration with which a plain nginx serves the folder of a static hub (HUB 5).

nginx cannot tell a commit from a symbolic link nor a SHA-256 from a file, so both are given as
maps. A reference is resolved by the map alone: what is served is always what X-Repo-Commit says,
and a new version shows when nginx is reloaded.

The ETag must be a digest of the content: clients keep files under it, and that of nginx, made
from time and size, can be the same for two files of one release.
"""

from collections.abc import Mapping, Sequence

from openfonds.releases.hub_listing import HubFile

_BUCKET_BYTES = 256  # holds a commit and MAX_PATH_LENGTH of hub_listing
_MIN_HASH_SIZE = 2048

SERVER = """\
# Include this inside a server block whose root is the folder of the hub.

location ~ "^/datasets/(?<openfonds_repo>[^/]+/[^/]+)/resolve/(?<openfonds_rev>[^/]+)/\
(?<openfonds_path>.+)$" {
    default_type application/octet-stream;
    types { }
    gzip off;
    etag off;
    add_header ETag $openfonds_etag;
    add_header X-Repo-Commit $openfonds_known_commit always;
    add_header X-Error-Code $openfonds_error always;
    try_files /datasets/$openfonds_repo/resolve/$openfonds_commit/$openfonds_path =404;
}

location ~ "^/api/datasets/(?<openfonds_repo>[^/]+/[^/]+)$" {
    default_type application/json;
    types { }
    set $openfonds_rev main;
    add_header X-Error-Code $openfonds_error always;
    try_files /api/datasets/$openfonds_repo/revision/$openfonds_commit.json =404;
}

location ~ "^/api/datasets/(?<openfonds_repo>[^/]+/[^/]+)/refs$" {
    default_type application/json;
    types { }
    set $openfonds_rev main;
    add_header X-Error-Code $openfonds_error always;
    try_files /api/datasets/$openfonds_repo/refs.json =404;
}

location ~ "^/api/datasets/(?<openfonds_repo>[^/]+/[^/]+)/(?<openfonds_verb>revision|tree)/\
(?<openfonds_rev>[^/]+)(?<openfonds_path>/.+)?$" {
    default_type application/json;
    types { }
    add_header X-Error-Code $openfonds_error always;
    try_files
        /api/datasets/$openfonds_repo/$openfonds_verb/$openfonds_commit$openfonds_path\
$openfonds_listing.json
        =404;
}

location ~ "^/(api|datasets)/" {
    return 404;
}

location ~ "/\\." {
    return 404;
}
"""


def server_conf() -> str:
    """What goes into the server block. It is the same for every hub."""
    return SERVER


def http_conf(
    repositories: Mapping[str, Mapping[str, str]], commits: Mapping[str, Sequence[HubFile]]
) -> str:
    """What goes into the http block.

    Args:
        repositories: for each repository, the commit of each branch, tag and commit id.
        commits: for each commit, its files.
    """
    refs = [
        (f"{repo} {rev}", commit)
        for repo, revisions in repositories.items()
        for rev, commit in revisions.items()
    ]
    etags = [
        (f"{commit}/{file.path}", f'\\"{file.sha256}\\"')
        for commit, files in commits.items()
        for file in files
    ]
    hash_size = max(_MIN_HASH_SIZE, 1 << (2 * max(len(refs), len(etags))).bit_length())
    return "\n".join(
        [
            "# Include this inside the http block. Made anew with each version: reload nginx then.",
            f"map_hash_max_size {hash_size};",
            f"map_hash_bucket_size {_BUCKET_BYTES};",
            _map(
                "$openfonds_repo",
                "$openfonds_missing",
                [(repo, "RevisionNotFound") for repo in repositories],
                default="RepoNotFound",
            ),
            # A hyphen is no name of a commit: an unknown reference leads to no file.
            _map('"$openfonds_repo $openfonds_rev"', "$openfonds_commit", refs, default="-"),
            _map("$openfonds_commit", "$openfonds_known_commit", [("-", "")], "$openfonds_commit"),
            _map('"$openfonds_commit/$openfonds_path"', "$openfonds_etag", etags, default=""),
            _map("$status", "$openfonds_entry_error", [("404", "EntryNotFound")], default=""),
            _map(
                "$openfonds_commit",
                "$openfonds_error",
                [("-", "$openfonds_missing")],
                default="$openfonds_entry_error",
            ),
            _map("$arg_recursive", "$openfonds_listing", [("false", ".flat")], default=""),
            "",
        ]
    )


def _map(source: str, target: str, pairs: Sequence[tuple[str, str]], default: str) -> str:
    lines = [f'    "{key}" "{value}";' for key, value in pairs]
    return "\n".join([f"map {source} {target} {{", f'    default "{default}";', *lines, "}"])
