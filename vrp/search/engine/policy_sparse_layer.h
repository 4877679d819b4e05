// A layer of the sparse encoder: edges look at both of their ends, and gate what locations hear
// from their candidates (Bresson & Laurent 2018, with a term for the mean of all locations).
#pragma once

#include "policy_candidates.h"
#include "policy_feed_forward.h"

namespace vrp {

// What is known so far: `width` numbers of every location, `edge_width` of every edge.
struct SparseState {
    std::vector<float> nodes;
    std::vector<float> edges;
};

class SparseLayer {
public:
    SparseLayer(const Weights& weights, const std::string& name, size_t width, size_t edge_width);

    void operator()(const PolicyCandidates& candidates, SparseState& state, int threads) const;

private:
    // Of all locations, before any of them changes.
    struct Known {
        std::vector<float> nodes; // normalised
        std::vector<float> source;
        std::vector<float> target;
        std::vector<float> values;
        std::vector<float> everywhere; // what all hear of the mean
    };

    // Of a block of locations, or of one at a time.
    struct Scratch {
        std::vector<float> edges; // normalised
        std::vector<float> gates; // their change, then the gates
        std::vector<float> total;
        std::vector<float> sums;
        std::vector<float> heard; // of all in the block
        std::vector<float> update;
        FeedForward::Scratch feed;
    };

    Known look(const SparseState& state, int threads) const;
    void hear_mean(Known& known) const;
    void update_edges(size_t location, const PolicyCandidates& candidates, const Known& known,
                      float* edges, Scratch& scratch) const;
    void listen(const int* stops, size_t listed, const Known& known, const float* edges,
                Scratch& scratch, float* heard) const;
    void update_nodes(size_t count, const float* known, const Known& all, float* nodes,
                      Scratch& scratch) const;

    static constexpr size_t kBlock = 32;
    static constexpr float kLeastGate = 1e-6F;

    size_t width_;
    size_t edge_width_;
    LayerNorm node_norm_;
    LayerNorm edge_norm_;
    Linear edge_edge_;
    Linear edge_source_;
    Linear edge_target_;
    Linear node_value_; // in the order of `heard`
    Linear node_self_;
    Linear node_mean_;
    FeedForward feed_;
};

inline SparseLayer::SparseLayer(const Weights& weights, const std::string& name, size_t width,
                                size_t edge_width)
    : width_(width), edge_width_(edge_width), node_norm_(weights, name + "node_norm", width),
      edge_norm_(weights, name + "edge_norm", edge_width),
      edge_edge_(weights, name + "edge_edge", edge_width, edge_width),
      edge_source_(weights, name + "edge_source", edge_width, width),
      edge_target_(weights, name + "edge_target", edge_width, width),
      node_value_(weights, name + "node_value", width, width),
      node_self_(weights, name + "node_self", width, width),
      node_mean_(weights, name + "node_mean", width, width), feed_(weights, name + "feed", width) {
    // An edge's channel gates a group of neighbouring channels of the values. With the first ones
    // of all groups in front, then the second ones and so on, the gates are multiplied as they lie.
    const size_t group = width / edge_width;
    std::vector<size_t> order;
    for (size_t within = 0; within < group; ++within)
        for (size_t gate = 0; gate < edge_width; ++gate) order.push_back(gate * group + within);
    node_value_.reorder(order);
}

inline void SparseLayer::operator()(const PolicyCandidates& candidates, SparseState& state,
                                    int threads) const {
    const Known known = look(state, threads);
    in_parallel(threads, state.nodes.size() / width_, [&](size_t begin, size_t end) {
        Scratch scratch;
        scratch.heard.resize(kBlock * width_);
        for (size_t first = begin; first < end; first += kBlock) {
            const size_t count = std::min(kBlock, end - first);
            for (size_t i = 0; i < count; ++i) {
                const size_t at = first + i;
                float* edges = state.edges.data() + at * candidates.length() * edge_width_;
                update_edges(at, candidates, known, edges, scratch);
                listen(candidates.of(at), candidates.listed(at), known, edges, scratch,
                       scratch.heard.data() + i * width_);
            }
            update_nodes(count, known.nodes.data() + first * width_, known,
                         state.nodes.data() + first * width_, scratch);
        }
    });
}

inline SparseLayer::Known SparseLayer::look(const SparseState& state, int threads) const {
    const size_t locations = state.nodes.size() / width_;
    Known known;
    known.nodes.resize(locations * width_);
    known.source.resize(locations * edge_width_);
    known.target.resize(locations * edge_width_);
    known.values.resize(locations * width_);
    in_parallel(threads, locations, [&](size_t begin, size_t end) {
        const size_t rows = end - begin;
        float* nodes = known.nodes.data() + begin * width_;
        node_norm_(state.nodes.data() + begin * width_, nodes, rows);
        edge_source_(nodes, known.source.data() + begin * edge_width_, rows);
        edge_target_(nodes, known.target.data() + begin * edge_width_, rows);
        node_value_(nodes, known.values.data() + begin * width_, rows);
    });
    hear_mean(known);
    return known;
}

// In one order whatever the number of threads.
inline void SparseLayer::hear_mean(Known& known) const {
    std::vector<double> total(width_, 0.0);
    for (size_t at = 0; at < known.nodes.size(); at += width_)
        for (size_t i = 0; i < width_; ++i) total[i] += known.nodes[at + i];
    const double locations = static_cast<double>(known.nodes.size() / width_);
    std::vector<float> mean;
    for (const double each : total) mean.push_back(static_cast<float>(each / locations));
    known.everywhere.resize(width_);
    node_mean_(mean.data(), known.everywhere.data(), 1);
}

inline void SparseLayer::update_edges(size_t location, const PolicyCandidates& candidates,
                                      const Known& known, float* edges, Scratch& scratch) const {
    const size_t listed = candidates.listed(location);
    const size_t size = listed * edge_width_;
    scratch.edges.resize(size);
    scratch.gates.resize(size);
    edge_norm_(edges, scratch.edges.data(), listed);
    edge_edge_(scratch.edges.data(), scratch.gates.data(), listed);
    const float* source = known.source.data() + location * edge_width_;
    for (size_t rank = 0; rank < listed; ++rank) {
        const auto stop = static_cast<size_t>(candidates.of(location)[rank]);
        const float* target = known.target.data() + stop * edge_width_;
        float* change = scratch.gates.data() + rank * edge_width_;
        for (size_t i = 0; i < edge_width_; ++i) change[i] += source[i] + target[i];
    }
    apply_silu(scratch.gates.data(), size);
    for (size_t i = 0; i < size; ++i) edges[i] += scratch.gates[i];
}

// The mean of what the candidates say, weighed by the gates.
inline void SparseLayer::listen(const int* stops, size_t listed, const Known& known,
                                const float* edges, Scratch& scratch, float* heard) const {
    std::copy_n(edges, listed * edge_width_, scratch.gates.data());
    apply_sigmoid(scratch.gates.data(), listed * edge_width_);
    scratch.total.assign(edge_width_, kLeastGate);
    scratch.sums.assign(width_, 0.0F);
    for (size_t rank = 0; rank < listed; ++rank) {
        const float* gates = scratch.gates.data() + rank * edge_width_;
        const float* values = known.values.data() + static_cast<size_t>(stops[rank]) * width_;
        add_scaled(scratch.total.data(), gates, 1.0F, edge_width_);
        for (size_t first = 0; first < width_; first += edge_width_)
            add_products(scratch.sums.data() + first, gates, values + first, edge_width_);
    }
    const size_t group = width_ / edge_width_;
    for (size_t gate = 0; gate < edge_width_; ++gate)
        for (size_t within = 0; within < group; ++within)
            heard[gate * group + within] =
                scratch.sums[within * edge_width_ + gate] / scratch.total[gate];
}

inline void SparseLayer::update_nodes(size_t count, const float* known, const Known& all,
                                      float* nodes, Scratch& scratch) const {
    const size_t size = count * width_;
    scratch.update.resize(size);
    node_self_(known, scratch.update.data(), count);
    for (size_t row = 0; row < size; row += width_)
        for (size_t i = 0; i < width_; ++i)
            scratch.update[row + i] += scratch.heard[row + i] + all.everywhere[i];
    apply_silu(scratch.update.data(), size);
    for (size_t i = 0; i < size; ++i) nodes[i] += scratch.update[i];
    feed_(nodes, count, scratch.feed);
}

} // namespace vrp
