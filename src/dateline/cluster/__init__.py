"""Many reports on many machines, through Dask: the unit is a shard, which is coded whole and kept whole, or not at all."""

from dateline.cluster.manifest import Manifest, Order, manifests
from dateline.cluster.running import Ran, code_on_cluster
from dateline.cluster.shards import Shard, shards_of

__all__ = ["Manifest", "Order", "Ran", "Shard", "code_on_cluster", "manifests", "shards_of"]
