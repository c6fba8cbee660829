"""Clusters of copies: each has two rows or more, and one of them stands for it.

One pass over the pages keeps those that are in a cluster or not kept: some 100 bytes each.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

SHARED = "duplicate_cluster_gen, if any, is shared with another document"
SHARED_PAGE = "duplicate_cluster_gen, if any, is shared with another page"
ONE = "one row of a cluster is its representative, and every row without a cluster is one"
COLUMNS = ("duplicate_cluster_gen", "duplicate_representative_gen")
PAGE_LAWS = (SHARED_PAGE, ONE)

_ROW = pa.schema({"row": pa.string(), "cluster": pa.string(), "kept": pa.bool_()})


class ClusteredPages:
    """Collects the pages that are in clusters, in the order of the files."""

    def __init__(self) -> None:
        self._rows: list[pa.Table] = [_ROW.empty_table()]

    def add(self, labels: pa.Array, rows: pa.RecordBatch) -> None:
        """Remember what is needed of these pages."""
        cluster, kept = (rows[name] for name in COLUMNS)
        counted = pc.or_(pc.is_valid(cluster), pc.invert(pc.fill_null(kept, False)))
        self._rows.append(pa.table([labels, cluster, kept], schema=_ROW).filter(counted))

    def rows(self) -> pa.Table:
        """One row for each of these pages, with the laws of this module."""
        rows = pa.concat_tables(self._rows)
        shared, one = laws_of(rows["cluster"], rows["kept"])
        return pa.table({"row": rows["row"], SHARED_PAGE: shared, ONE: one})


def laws_of(cluster: pa.ChunkedArray, kept: pa.ChunkedArray) -> tuple[pa.Array, pa.Array]:
    """For each row whether its cluster has other rows, and whether it has one representative."""
    encoded = pc.dictionary_encode(pc.fill_null(cluster, "")).combine_chunks()
    codes = encoded.indices.to_numpy(zero_copy_only=False) if len(encoded) else np.empty(0, int)
    is_kept = pc.fill_null(kept, False).to_numpy(zero_copy_only=False).astype(bool)
    alone = pc.is_null(cluster).to_numpy(zero_copy_only=False).astype(bool)
    sizes, heads = np.bincount(codes), np.bincount(codes, weights=is_kept)
    shared = alone | (sizes[codes] > 1)
    one = np.where(alone, is_kept, heads[codes] == 1)
    return pa.array(shared, pa.bool_()), pa.array(one, pa.bool_())
