// The sparse encoder: locations look along the edges to their candidates. The same networks as
// vrp.models.sparse.
#pragma once

#include "policy_encoder.h"
#include "policy_features.h"
#include "policy_node_heads.h"
#include "policy_sparse_layer.h"

namespace vrp {

// From encoded locations and edges to what the decoder needs.
class SparseHeads {
public:
    SparseHeads(const Weights& weights, size_t width, size_t edge_width);

    PolicyEncoding read_moves(const PolicyView& view, const PolicyDecoder& decoder,
                              PolicyCandidates candidates, const SparseState& state,
                              int threads) const;
    PolicyEncoding read_edges(PolicyCandidates candidates, const SparseState& state,
                              int threads) const;

private:
    void read_edges_of(size_t location, const SparseState& state, PolicyEncoding& encoding,
                       std::vector<float>& edges) const;
    void read_legs(const PolicyView& view, const PolicyDecoder& decoder, size_t location,
                   float* inputs, PolicyEncoding& encoding) const;

    size_t width_;
    size_t edge_width_;
    NodeHeads nodes_;
    LayerNorm edge_norm_;
    Linear channel_;
    Linear channel_to_depot_;
    Linear channel_from_depot_;
    Linear edge_logit_;
};

class SparseEncoder final : public PolicyEncoder {
public:
    // `candidates`: how many stops every location looks at.
    SparseEncoder(const Weights& weights, size_t candidates);

    PolicyEncoding encode(const PolicyView& view, const PolicyDecoder& decoder, bool for_plans,
                          int threads) const override;
    size_t pair_bytes(size_t, const PolicyDecoder&) const override { return 0; }

private:
    size_t candidates_;
    size_t width_;
    size_t edge_width_;
    Linear node_in_;
    Linear edge_in_;
    std::vector<SparseLayer> layers_;
    SparseHeads heads_;
};

inline SparseHeads::SparseHeads(const Weights& weights, size_t width, size_t edge_width)
    : width_(width), edge_width_(edge_width), nodes_(weights, width),
      edge_norm_(weights, "heads.edge_norm", edge_width),
      channel_(weights, "heads.channel", weights.rows("heads.channel.weight"), edge_width),
      channel_to_depot_(weights, "heads.channel_to_depot", channel_.outs(), width),
      channel_from_depot_(weights, "heads.channel_from_depot", channel_.outs(), width),
      edge_logit_(weights, "heads.edge_logit", 1, edge_width) {}

inline PolicyEncoding SparseHeads::read_edges(PolicyCandidates candidates, const SparseState& state,
                                              int threads) const {
    PolicyEncoding encoding(std::move(candidates));
    const size_t locations = state.nodes.size() / width_;
    encoding.edge_logits.resize(locations * encoding.candidates.length());
    in_parallel(threads, locations, [&](size_t begin, size_t end) {
        std::vector<float> edges;
        for (size_t location = begin; location < end; ++location)
            read_edges_of(location, state, encoding, edges);
    });
    return encoding;
}

inline PolicyEncoding SparseHeads::read_moves(const PolicyView& view, const PolicyDecoder& decoder,
                                              PolicyCandidates candidates, const SparseState& state,
                                              int threads) const {
    PolicyEncoding encoding(std::move(candidates));
    encoding.for_plans = true;
    const size_t locations = view.locations();
    const size_t length = encoding.candidates.length();
    NodeHeads::make_room(encoding, locations * width_);
    encoding.edge_logits.resize(locations * length);
    encoding.legs.resize(locations * encoding.legs_each());
    encoding.hidden_stride = encoding.legs_each() * decoder.hidden();
    encoding.hidden.resize(locations * encoding.hidden_stride);
    encoding.from_depot.resize(view.stops());
    in_parallel(threads, locations, [&](size_t begin, size_t end) {
        const size_t stride = decoder.leg_inputs();
        std::vector<float> nodes((end - begin) * width_);
        std::vector<float> edges;
        std::vector<float> inputs(encoding.legs_each() * stride);
        std::vector<float> hidden(decoder.hidden());
        nodes_.normalise(state.nodes.data() + begin * width_, nodes.data(), end - begin);
        nodes_.read(nodes.data(), decoder, begin, end - begin, encoding);
        for (size_t location = begin; location < end; ++location) {
            const float* node = nodes.data() + (location - begin) * width_;
            read_edges_of(location, state, encoding, edges);
            float* channels = inputs.data() + kMoveFeatures;
            channel_(edges.data(), channels, length, stride);
            channel_to_depot_(node, channels + length * stride, 1);
            read_legs(view, decoder, location, inputs.data(), encoding);
            if (location == view.depot()) continue;
            channel_from_depot_(node, channels, 1);
            const Leg out = decoder.leg(view, view.depot(), location, inputs.data());
            decoder.hide(inputs.data(), hidden.data(), 1);
            encoding.from_depot[location] = decoder.first_move(view, out, hidden.data());
        }
    });
    return encoding;
}

inline void SparseHeads::read_edges_of(size_t location, const SparseState& state,
                                       PolicyEncoding& encoding, std::vector<float>& edges) const {
    const size_t length = encoding.candidates.length();
    edges.resize(length * edge_width_);
    edge_norm_(state.edges.data() + location * length * edge_width_, edges.data(), length);
    edge_logit_(edges.data(), encoding.edge_logits.data() + location * length, length);
}

inline void SparseHeads::read_legs(const PolicyView& view, const PolicyDecoder& decoder,
                                   size_t location, float* inputs, PolicyEncoding& encoding) const {
    const size_t length = encoding.candidates.length();
    for (size_t rank = 0; rank <= length; ++rank) {
        const size_t to = rank == length
                              ? view.depot()
                              : static_cast<size_t>(encoding.candidates.of(location)[rank]);
        encoding.leg(location, rank) =
            decoder.leg(view, location, to, inputs + rank * decoder.leg_inputs());
    }
    decoder.hide(inputs, encoding.hidden.data() + location * encoding.hidden_stride, length + 1);
}

inline SparseEncoder::SparseEncoder(const Weights& weights, size_t candidates)
    : candidates_(candidates), width_(weights.rows("encoder.node_in.weight")),
      edge_width_(weights.rows("encoder.edge_in.weight")),
      node_in_(weights, "encoder.node_in", width_, kNodeFeatures),
      edge_in_(weights, "encoder.edge_in", edge_width_, kEdgeFeatures),
      heads_(weights, width_, edge_width_) {
    if (candidates == 0) throw std::invalid_argument("a policy needs candidates");
    if (edge_width_ == 0 || width_ % edge_width_ != 0)
        throw std::invalid_argument("the width is no multiple of the edges' width");
    for (size_t layer = 0; weights.has(layer_name(layer) + "node_norm.weight"); ++layer)
        layers_.emplace_back(weights, layer_name(layer), width_, edge_width_);
}

inline PolicyEncoding SparseEncoder::encode(const PolicyView& view, const PolicyDecoder& decoder,
                                            bool for_plans, int threads) const {
    PolicyCandidates candidates(view, candidates_, threads);
    const PolicyFeatures features(view, candidates);
    SparseState state;
    state.nodes.resize(view.locations() * width_);
    state.edges.resize(view.locations() * candidates_ * edge_width_);
    in_parallel(threads, view.locations(), [&](size_t begin, size_t end) {
        std::vector<float> node(kNodeFeatures);
        std::vector<float> edges(candidates_ * kEdgeFeatures);
        for (size_t location = begin; location < end; ++location) {
            features.node(location, node.data());
            node_in_(node.data(), state.nodes.data() + location * width_, 1);
            features.edges(location, edges.data());
            edge_in_(edges.data(), state.edges.data() + location * candidates_ * edge_width_,
                     candidates_);
        }
    });
    for (const SparseLayer& layer : layers_) layer(candidates, state, threads);
    return for_plans ? heads_.read_moves(view, decoder, std::move(candidates), state, threads)
                     : heads_.read_edges(std::move(candidates), state, threads);
}

} // namespace vrp
