"""Sizes of the policies' networks, beside the shapes of the weights that follow from them."""

from __future__ import annotations

from dataclasses import dataclass, fields

__all__ = [
    "ARCHITECTURES",
    "EDGE_FEATURES",
    "MOVE_FEATURES",
    "NODE_FEATURES",
    "OWN",
    "PAIR_FEATURES",
    "STATE_FEATURES",
    "DecoderSettings",
    "DenseSettings",
    "OwnSettings",
    "Settings",
    "SparseSettings",
    "architecture_of",
]

#: What :mod:`vrp.models.features` says of a location, and of an edge to a candidate.
NODE_FEATURES = 12
EDGE_FEATURES = 9
PAIR_FEATURES = 7
#: What :mod:`vrp.models.decoder` says of a state, and of a move to a candidate.
STATE_FEATURES = 3
MOVE_FEATURES = 6

Shapes = dict[str, tuple[int, ...]]


def _check_positive(settings: object) -> None:
    for field in fields(settings):  # type: ignore[arg-type]
        value = getattr(settings, field.name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            raise ValueError(f"{field.name} is {value!r}, expected a whole number, 1 or more")


@dataclass(frozen=True)
class DecoderSettings:
    """Sizes of :class:`vrp.models.decoder.Decoder`.

    Parameters
    ----------
    width
        Of keys, contexts and queries.
    channels
        That an edge passes on to the decoder.
    hidden
        Neurons that look at a move.
    """

    width: int = 64
    channels: int = 8
    hidden: int = 16

    def __post_init__(self) -> None:
        _check_positive(self)

    def shapes(self) -> Shapes:
        """Shape of every weight by its name."""
        return {
            "query_in.weight": (self.width, self.width + STATE_FEATURES),
            "query_in.bias": (self.width,),
            "query_out.weight": (self.width, self.width),
            "query_out.bias": (self.width,),
            "move_channel.weight": (self.hidden, self.channels),
            "move_feature.weight": (self.hidden, MOVE_FEATURES),
            "move_feature.bias": (self.hidden,),
            "move_score.weight": (1, self.hidden),
            "distance_weight": (1,),
        }


@dataclass(frozen=True)
class SparseSettings:
    """Sizes of :class:`vrp.models.sparse.SparsePolicy`.

    Parameters
    ----------
    candidates
        Stops that every location looks at (K).
    width
        Of what is known of a location (d).
    edge_width
        Of what is known of an edge (e), a divisor of ``width``: every channel of an edge is a gate
        for ``width / edge_width`` channels of the location.
    layers
        Of the encoder (L).
    channels, hidden
        See :class:`DecoderSettings`.

    Raises
    ------
    ValueError
        For sizes out of bounds, naming them.
    """

    candidates: int = 24
    width: int = 64
    edge_width: int = 16
    layers: int = 3
    channels: int = 8
    hidden: int = 16

    def __post_init__(self) -> None:
        _check_positive(self)
        if self.width % self.edge_width:
            raise ValueError(f"width is {self.width}, expected a multiple of {self.edge_width}")

    @property
    def decoder(self) -> DecoderSettings:
        """Sizes of the decoder."""
        return DecoderSettings(self.width, self.channels, self.hidden)

    def shapes(self) -> Shapes:
        """Shape of every weight by its name."""
        shapes = {
            "encoder.node_in.weight": (self.width, NODE_FEATURES),
            "encoder.node_in.bias": (self.width,),
            "encoder.edge_in.weight": (self.edge_width, EDGE_FEATURES),
            "encoder.edge_in.bias": (self.edge_width,),
        }
        for layer in range(self.layers):
            shapes |= _prefixed(f"encoder.layers.{layer}", self._layer_shapes())
        shapes |= _prefixed("heads", self._head_shapes())
        return shapes | _prefixed("decoder", self.decoder.shapes())

    def _layer_shapes(self) -> Shapes:
        node, edge = self.width, self.edge_width
        return {
            "node_norm.weight": (node,),
            "node_norm.bias": (node,),
            "edge_norm.weight": (edge,),
            "edge_norm.bias": (edge,),
            "edge_edge.weight": (edge, edge),
            "edge_edge.bias": (edge,),
            "edge_source.weight": (edge, node),
            "edge_target.weight": (edge, node),
            "node_value.weight": (node, node),
            "node_self.weight": (node, node),
            "node_self.bias": (node,),
            "node_mean.weight": (node, node),
            "feed_norm.weight": (node,),
            "feed_norm.bias": (node,),
            "feed_in.weight": (2 * node, node),
            "feed_in.bias": (2 * node,),
            "feed_out.weight": (node, 2 * node),
            "feed_out.bias": (node,),
        }

    def _head_shapes(self) -> Shapes:
        return {
            "node_norm.weight": (self.width,),
            "node_norm.bias": (self.width,),
            "edge_norm.weight": (self.edge_width,),
            "edge_norm.bias": (self.edge_width,),
            "key.weight": (self.width, self.width),
            "context.weight": (self.width, self.width),
            "channel.weight": (self.channels, self.edge_width),
            "channel_to_depot.weight": (self.channels, self.width),
            "channel_from_depot.weight": (self.channels, self.width),
            "edge_logit.weight": (1, self.edge_width),
            "edge_logit.bias": (1,),
        }


@dataclass(frozen=True)
class DenseSettings:
    """Sizes of :class:`vrp.models.dense.DensePolicy`.

    Parameters
    ----------
    width
        Of what is known of a location (d), a multiple of ``heads``.
    heads
        Of the attention.
    pair_width
        Of what is known of a pair of locations (e).
    layers
        Of the encoder.
    channels, hidden
        See :class:`DecoderSettings`.

    Raises
    ------
    ValueError
        For sizes out of bounds, naming them.
    """

    width: int = 128
    heads: int = 8
    pair_width: int = 16
    layers: int = 4
    channels: int = 8
    hidden: int = 16

    def __post_init__(self) -> None:
        _check_positive(self)
        if self.width % self.heads:
            raise ValueError(f"width is {self.width}, expected a multiple of {self.heads}")

    @property
    def decoder(self) -> DecoderSettings:
        """Sizes of the decoder."""
        return DecoderSettings(self.width, self.channels, self.hidden)

    def shapes(self) -> Shapes:
        """Shape of every weight by its name."""
        node, pair = self.width, self.pair_width
        shapes = {
            "encoder.node_in.weight": (node, NODE_FEATURES),
            "encoder.node_in.bias": (node,),
            "encoder.pair_in.weight": (pair, PAIR_FEATURES),
            "encoder.pair_in.bias": (pair,),
            "encoder.pair_out.weight": (pair, pair),
            "encoder.pair_out.bias": (pair,),
        }
        for layer in range(self.layers):
            shapes |= _prefixed(f"encoder.layers.{layer}", self._layer_shapes())
        shapes |= _prefixed("heads", self._head_shapes())
        return shapes | _prefixed("decoder", self.decoder.shapes())

    def _layer_shapes(self) -> Shapes:
        node = self.width
        return {
            "node_norm.weight": (node,),
            "node_norm.bias": (node,),
            "attention_in.weight": (3 * node, node),
            "pair_bias.weight": (self.heads, self.pair_width),
            "attention_out.weight": (node, node),
            "attention_out.bias": (node,),
            "feed_norm.weight": (node,),
            "feed_norm.bias": (node,),
            "feed_in.weight": (2 * node, node),
            "feed_in.bias": (2 * node,),
            "feed_out.weight": (node, 2 * node),
            "feed_out.bias": (node,),
        }

    def _head_shapes(self) -> Shapes:
        node = self.width
        return {
            "node_norm.weight": (node,),
            "node_norm.bias": (node,),
            "key.weight": (node, node),
            "context.weight": (node, node),
            "channel.weight": (self.channels, self.pair_width),
            "edge_logit.weight": (1, self.pair_width),
            "edge_logit.bias": (1,),
            "edge_source.weight": (node, node),
            "edge_target.weight": (node, node),
        }


def _prefixed(prefix: str, shapes: Shapes) -> Shapes:
    return {f"{prefix}.{name}": shape for name, shape in shapes.items()}


Settings = SparseSettings | DenseSettings

#: What cards call the architecture of policies that vrp does not have.
OWN = "own"


@dataclass(frozen=True)
class OwnSettings:
    """What is known of a :class:`vrp.models.own.OwnPolicy` without its class.

    Parameters
    ----------
    name
        Of its class.
    weights
        Shape of every weight by its name.

    Raises
    ------
    ValueError
        For what cannot be shapes.
    """

    name: str
    weights: Shapes

    def __post_init__(self) -> None:
        if not isinstance(self.weights, dict):
            raise ValueError(f"weights is {self.weights!r}, expected shapes by name")
        # JSON has lists in place of tuples.
        shapes = {name: tuple(shape) for name, shape in self.weights.items()}
        object.__setattr__(self, "weights", shapes)

    def shapes(self) -> Shapes:
        """Shape of every weight by its name."""
        return self.weights


#: Kinds of policies by the names that configurations and cards know them by.
ARCHITECTURES: dict[str, type[Settings]] = {
    "sparse": SparseSettings,
    "dense": DenseSettings,
}


def architecture_of(settings: Settings | OwnSettings) -> str:
    """Name of the architecture that settings are of.

    Parameters
    ----------
    settings
        Of a network.
    """
    if isinstance(settings, OwnSettings):
        return OWN
    return next(name for name, kind in ARCHITECTURES.items() if type(settings) is kind)
