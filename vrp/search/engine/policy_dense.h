// The dense encoder: every location attends to all others, and all stops are candidates of each.
// The same networks as vrp.models.dense.
#pragma once

#include "policy_dense_layer.h"
#include "policy_encoder.h"
#include "policy_features.h"
#include "policy_node_heads.h"

namespace vrp {

// From encoded locations and pairs to what the decoder needs.
class DenseHeads {
public:
    DenseHeads(const Weights& weights, size_t width, size_t pair_width);

    PolicyEncoding read(const PolicyView& view, const PolicyDecoder& decoder, PolicyPairs pairs,
                        const std::vector<float>& nodes, bool for_plans, int threads) const;

private:
    // Of all locations: how edges begin, and channel by channel how they end.
    struct Ends {
        std::vector<float> sources;
        std::vector<float> targets;
    };

    // Of a few locations, or of one at a time.
    struct Scratch {
        std::vector<float> logits;
        std::vector<float> channels;
        std::vector<float> inputs; // of the legs
    };

    Ends read_nodes(const PolicyDecoder& decoder, size_t columns, const std::vector<float>& nodes,
                    PolicyEncoding& encoding, int threads) const;
    void read_edges(const PolicyPairs& pairs, const Ends& ends, size_t first, size_t count,
                    float* logits, PolicyEncoding& encoding) const;
    void read_legs(const PolicyView& view, const PolicyDecoder& decoder, size_t location,
                   PolicyPairs& pairs, Scratch& scratch, PolicyEncoding& encoding) const;
    void read_first_moves(const PolicyView& view, const PolicyDecoder& decoder,
                          PolicyEncoding& encoding) const;

    static constexpr size_t kBlock = 32;
    static constexpr size_t kTogether = 4; // rows of pairs that fit the cache

    size_t width_;
    NodeHeads nodes_;
    ColumnLinear channel_;
    ColumnLinear edge_logit_;
    Linear edge_source_;
    Linear edge_target_;
};

class DenseEncoder final : public PolicyEncoder {
public:
    // `heads`: of the attention.
    DenseEncoder(const Weights& weights, size_t heads);

    PolicyEncoding encode(const PolicyView& view, const PolicyDecoder& decoder, bool for_plans,
                          int threads) const override;
    size_t pair_bytes(size_t stops, const PolicyDecoder& decoder) const override {
        const size_t locations = stops + 1;
        return sizeof(float) * PolicyPairs::floats(locations, pair_width_, decoder.hidden()) +
               locations * locations * (sizeof(Leg) + sizeof(float));
    }

private:
    // vrp.models.features.PAIR_NEIGHBOURS
    static constexpr size_t kNeighbours = 24;

    void read(const PolicyFeatures& features, size_t begin, size_t end, std::vector<float>& nodes,
              PolicyPairs& pairs) const;

    size_t width_;
    size_t pair_width_;
    Linear node_in_;
    ColumnLinear pair_in_;
    ColumnLinear pair_out_;
    std::vector<DenseLayer> layers_;
    DenseHeads heads_;
};

inline DenseHeads::DenseHeads(const Weights& weights, size_t width, size_t pair_width)
    : width_(width), nodes_(weights, width),
      channel_(weights, "heads.channel", weights.rows("heads.channel.weight"), pair_width),
      edge_logit_(weights, "heads.edge_logit", 1, pair_width),
      edge_source_(weights, "heads.edge_source", width, width),
      edge_target_(weights, "heads.edge_target", width, width) {}

inline PolicyEncoding DenseHeads::read(const PolicyView& view, const PolicyDecoder& decoder,
                                       PolicyPairs pairs, const std::vector<float>& nodes,
                                       bool for_plans, int threads) const {
    PolicyEncoding encoding{PolicyCandidates(view)};
    encoding.for_plans = for_plans;
    const size_t columns = pairs.columns();
    encoding.edge_logits.resize(view.locations() * view.stops());
    if (for_plans) {
        NodeHeads::make_room(encoding, nodes.size());
        encoding.legs.resize(view.locations() * encoding.legs_each());
        encoding.from_depot.resize(view.stops());
    }
    const Ends ends = read_nodes(decoder, columns, nodes, encoding, threads);
    in_parallel(threads, view.locations(), [&](size_t begin, size_t end) {
        Scratch scratch;
        scratch.logits.resize(kTogether * columns);
        scratch.channels.resize(channel_.outs() * columns);
        scratch.inputs.resize(encoding.legs_each() * decoder.leg_inputs());
        for (size_t first = begin; first < end; first += kTogether) {
            const size_t last = std::min(first + kTogether, end);
            read_edges(pairs, ends, first, last - first, scratch.logits.data(), encoding);
            for (size_t location = first; for_plans && location < last; ++location)
                read_legs(view, decoder, location, pairs, scratch, encoding);
        }
    });
    if (!for_plans) return encoding;
    encoding.hidden_stride = pairs.stride();
    encoding.hidden = pairs.give_away();
    read_first_moves(view, decoder, encoding);
    return encoding;
}

inline DenseHeads::Ends DenseHeads::read_nodes(const PolicyDecoder& decoder, size_t columns,
                                               const std::vector<float>& nodes,
                                               PolicyEncoding& encoding, int threads) const {
    const float smaller = 1.0F / std::sqrt(static_cast<float>(width_));
    Ends ends{std::vector<float>(nodes.size()), std::vector<float>(width_ * columns)};
    in_parallel(threads, nodes.size() / width_, [&](size_t begin, size_t end) {
        std::vector<float> normal(kBlock * width_);
        std::vector<float> targets(kBlock * width_);
        for (size_t first = begin; first < end; first += kBlock) {
            const size_t count = std::min(kBlock, end - first);
            float* sources = ends.sources.data() + first * width_;
            nodes_.normalise(nodes.data() + first * width_, normal.data(), count);
            if (encoding.for_plans) nodes_.read(normal.data(), decoder, first, count, encoding);
            edge_source_(normal.data(), sources, count);
            edge_target_(normal.data(), targets.data(), count);
            for (size_t i = 0; i < count * width_; ++i) sources[i] *= smaller;
            for (size_t j = 0; j < width_; ++j)
                for (size_t i = 0; i < count; ++i)
                    ends.targets[j * columns + first + i] = targets[i * width_ + j];
        }
    });
    return ends;
}

// Those of some locations: a term of the pair, and how well its ends fit one another.
inline void DenseHeads::read_edges(const PolicyPairs& pairs, const Ends& ends, size_t first,
                                   size_t count, float* logits, PolicyEncoding& encoding) const {
    const size_t stops = encoding.candidates.length();
    const size_t columns = pairs.columns();
    for (size_t i = 0; i < count; ++i)
        edge_logit_(pairs.of(first + i), logits + i * columns, columns);
    multiply({ends.sources.data() + first * width_, width_, ends.targets.data(), columns, width_,
              columns, logits, columns},
             count, [&](size_t row, size_t out) { return load(logits + row * columns + out); });
    for (size_t i = 0; i < count; ++i)
        std::copy_n(logits + i * columns, stops, encoding.edge_logits.data() + (first + i) * stops);
}

// The hidden layers of a location's legs take the place of its pairs, which nobody needs any more.
inline void DenseHeads::read_legs(const PolicyView& view, const PolicyDecoder& decoder,
                                  size_t location, PolicyPairs& pairs, Scratch& scratch,
                                  PolicyEncoding& encoding) const {
    const size_t columns = pairs.columns();
    channel_(pairs.of(location), scratch.channels.data(), columns);
    float* to = scratch.inputs.data();
    for (size_t rank = 0; rank < encoding.legs_each(); ++rank, to += decoder.leg_inputs()) {
        // The depot comes last among the locations as well.
        encoding.leg(location, rank) = decoder.leg(view, location, rank, to);
        for (size_t channel = 0; channel < channel_.outs(); ++channel)
            to[kMoveFeatures + channel] = scratch.channels[channel * columns + rank];
    }
    decoder.hide(scratch.inputs.data(), pairs.of(location), encoding.legs_each());
}

inline void DenseHeads::read_first_moves(const PolicyView& view, const PolicyDecoder& decoder,
                                         PolicyEncoding& encoding) const {
    const float* hidden = encoding.hidden.data() + view.depot() * encoding.hidden_stride;
    std::vector<float> used(decoder.hidden());
    for (size_t stop = 0; stop < view.stops(); ++stop) {
        std::copy_n(hidden + stop * decoder.hidden(), decoder.hidden(), used.data());
        encoding.from_depot[stop] =
            decoder.first_move(view, encoding.leg(view.depot(), stop), used.data());
    }
}

inline DenseEncoder::DenseEncoder(const Weights& weights, size_t heads)
    : width_(weights.rows("encoder.node_in.weight")),
      pair_width_(weights.rows("encoder.pair_in.weight")),
      node_in_(weights, "encoder.node_in", width_, kNodeFeatures),
      pair_in_(weights, "encoder.pair_in", pair_width_, kPairFeatures),
      pair_out_(weights, "encoder.pair_out", pair_width_, pair_width_),
      heads_(weights, width_, pair_width_) {
    if (heads == 0 || width_ % heads != 0)
        throw std::invalid_argument("the width is no multiple of the number of heads");
    for (size_t layer = 0; weights.has(layer_name(layer) + "node_norm.weight"); ++layer)
        layers_.emplace_back(weights, layer_name(layer), width_, pair_width_, heads);
}

inline PolicyEncoding DenseEncoder::encode(const PolicyView& view, const PolicyDecoder& decoder,
                                           bool for_plans, int threads) const {
    const PolicyCandidates nearest(view, kNeighbours, threads);
    const PolicyFeatures features(view, nearest);
    std::vector<float> nodes(view.locations() * width_);
    PolicyPairs pairs(view.locations(), pair_width_, for_plans ? decoder.hidden() : 0);
    in_parallel(threads, view.locations(),
                [&](size_t begin, size_t end) { read(features, begin, end, nodes, pairs); });
    for (const DenseLayer& layer : layers_) layer(pairs, nodes, threads);
    return heads_.read(view, decoder, std::move(pairs), nodes, for_plans, threads);
}

inline void DenseEncoder::read(const PolicyFeatures& features, size_t begin, size_t end,
                               std::vector<float>& nodes, PolicyPairs& pairs) const {
    const size_t columns = pairs.columns();
    std::vector<float> node(kNodeFeatures);
    std::vector<float> seen(kPairFeatures * columns);
    std::vector<float> hidden(pair_width_ * columns);
    for (size_t location = begin; location < end; ++location) {
        features.node(location, node.data());
        node_in_(node.data(), nodes.data() + location * width_, 1);
        features.pairs(location, seen.data(), columns);
        pair_in_(seen.data(), hidden.data(), columns);
        apply_silu(hidden.data(), hidden.size());
        pair_out_(hidden.data(), pairs.of(location), columns);
        apply_silu(pairs.of(location), hidden.size());
    }
}

} // namespace vrp
