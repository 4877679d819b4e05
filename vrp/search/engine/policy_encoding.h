// What a decoder knows of an instance, computed once for all of its steps: keys and contexts of the
// locations, and of every leg all that does not depend on the state.
#pragma once

#include "policy_features.h"
#include "policy_layer.h"

namespace vrp {

// The moves' features in the order of their weights.
enum MoveFeature : size_t { kDuration, kWait, kSlack, kLoad, kDistance, kDetour, kMoveFeatures };
// The state's features behind the context in the query: load left, time gone by, stops unserved.
inline constexpr size_t kStateFeatures = 3;

// What is known of a leg before it is driven: how long before the window opens and closes a vehicle
// arrives that leaves when the shift begins, in shifts, and the term for the distance.
struct Leg {
    float opens;
    float closes;
    float bias;
};

struct PolicyEncoding {
    explicit PolicyEncoding(PolicyCandidates lists) : candidates(std::move(lists)) {}

    bool for_plans = false; // there is more than the edges' logits
    PolicyCandidates candidates;
    std::vector<float> edge_logits;
    std::vector<float> keys;     // of every location
    std::vector<float> contexts; // of every location
    std::vector<float>
        queries; // of every location, the part of the query's hidden layer it decides

    // Of the legs from every location to its candidates and, last, to the depot.
    std::vector<float> hidden;
    std::vector<Leg> legs;
    std::vector<float> from_depot; // logits of first moves, but for the compatibility, per stop
};

class PolicyHeads {
public:
    PolicyHeads(const Weights& weights, size_t width, size_t edge_width);

    // All that plans need.
    PolicyEncoding read_moves(const PolicyView& view, PolicyCandidates candidates,
                              const PolicyState& state, int threads) const;
    // The logits of the edges alone.
    PolicyEncoding read_edges(PolicyCandidates candidates, const PolicyState& state,
                              int threads) const;

    size_t width() const { return width_; }
    size_t hidden() const { return hidden_; }
    const Linear& query_states() const { return query_states_; }
    const Linear& query_out() const { return query_out_; }
    const float* move_weight(MoveFeature feature) const { return move_feature_.input(feature); }

    // A move's score from its activated hidden layer.
    float score(const float* hidden) const { return dot(hidden, move_score_.data(), hidden_); }
    float distance_bias(const PolicyView& view, size_t from, size_t to) const {
        const float metres = static_cast<float>(view.distance(from, to) + 1);
        return -distance_weight_ * std::log(metres / view.distance_scale);
    }

private:
    void read_nodes(const PolicyState& state, PolicyEncoding& encoding, size_t begin, size_t end,
                    std::vector<float>& nodes) const;
    void read_edges_of(size_t location, const PolicyState& state, PolicyEncoding& encoding,
                       std::vector<float>& edges) const;
    void read_legs(const PolicyView& view, size_t location, const float* channels,
                   PolicyEncoding& encoding) const;
    Leg leg(const PolicyView& view, size_t from, size_t to, const float* channels,
            float* hidden) const;
    float first_move(const PolicyView& view, size_t stop, const float* channels,
                     std::vector<float>& hidden) const;

    size_t width_;
    size_t edge_width_;
    size_t channels_;
    size_t hidden_;
    LayerNorm node_norm_;
    LayerNorm edge_norm_;
    Linear key_;
    Linear context_;
    Linear channel_;
    Linear channel_to_depot_;
    Linear channel_from_depot_;
    Linear edge_logit_;
    Linear query_context_; // the part of the query's first layer for the context
    Linear query_states_;  // and for the state
    Linear query_out_;
    Linear move_channel_;
    Linear move_feature_;
    std::vector<float> move_score_;
    float distance_weight_;
};

inline PolicyHeads::PolicyHeads(const Weights& weights, size_t width, size_t edge_width)
    : width_(width), edge_width_(edge_width),
      channels_(weights.at("heads.channel.weight", 2).shape[0]),
      hidden_(weights.at("decoder.move_feature.weight", 2).shape[0]),
      node_norm_(weights, "heads.node_norm", width),
      edge_norm_(weights, "heads.edge_norm", edge_width), key_(weights, "heads.key", width, width),
      context_(weights, "heads.context", width, width),
      channel_(weights, "heads.channel", channels_, edge_width),
      channel_to_depot_(weights, "heads.channel_to_depot", channels_, width),
      channel_from_depot_(weights, "heads.channel_from_depot", channels_, width),
      edge_logit_(weights, "heads.edge_logit", 1, edge_width),
      query_context_(weights, "decoder.query_in", width, 0, width, width + kStateFeatures),
      query_states_(weights, "decoder.query_in", width, width, kStateFeatures,
                    width + kStateFeatures),
      query_out_(weights, "decoder.query_out", width, width),
      move_channel_(weights, "decoder.move_channel", hidden_, channels_),
      move_feature_(weights, "decoder.move_feature", hidden_, kMoveFeatures),
      distance_weight_(weights.vector("decoder.distance_weight", 1)[0]) {
    const Tensor& score = weights.at("decoder.move_score.weight", 2);
    if (score.shape[0] != 1 || score.shape[1] != hidden_)
        throw std::invalid_argument("decoder.move_score.weight has the wrong shape");
    move_score_ = score.values;
}

inline PolicyEncoding PolicyHeads::read_edges(PolicyCandidates candidates, const PolicyState& state,
                                              int threads) const {
    PolicyEncoding encoding(std::move(candidates));
    const size_t length = encoding.candidates.length();
    const size_t locations = state.nodes.size() / width_;
    encoding.edge_logits.resize(locations * length);
    in_parallel(threads, locations, [&](size_t begin, size_t end) {
        std::vector<float> edges;
        for (size_t location = begin; location < end; ++location)
            read_edges_of(location, state, encoding, edges);
    });
    return encoding;
}

inline PolicyEncoding PolicyHeads::read_moves(const PolicyView& view, PolicyCandidates candidates,
                                              const PolicyState& state, int threads) const {
    PolicyEncoding encoding(std::move(candidates));
    encoding.for_plans = true;
    const size_t locations = view.locations();
    const size_t length = encoding.candidates.length();
    encoding.keys.resize(locations * width_);
    encoding.contexts.resize(locations * width_);
    encoding.queries.resize(locations * width_);
    encoding.edge_logits.resize(locations * length);
    encoding.hidden.resize(locations * (length + 1) * hidden_);
    encoding.legs.resize(locations * (length + 1));
    encoding.from_depot.resize(view.stops());
    in_parallel(threads, locations, [&](size_t begin, size_t end) {
        std::vector<float> nodes;
        std::vector<float> edges;
        std::vector<float> channels((length + 1) * channels_);
        std::vector<float> hidden(hidden_);
        read_nodes(state, encoding, begin, end, nodes);
        for (size_t location = begin; location < end; ++location) {
            const float* node = nodes.data() + (location - begin) * width_;
            read_edges_of(location, state, encoding, edges);
            channel_(edges.data(), channels.data(), length);
            channel_to_depot_(node, channels.data() + length * channels_, 1);
            read_legs(view, location, channels.data(), encoding);
            if (location == view.depot()) continue;
            channel_from_depot_(node, channels.data(), 1);
            encoding.from_depot[location] = first_move(view, location, channels.data(), hidden);
        }
    });
    return encoding;
}

inline void PolicyHeads::read_nodes(const PolicyState& state, PolicyEncoding& encoding,
                                    size_t begin, size_t end, std::vector<float>& nodes) const {
    const size_t rows = end - begin;
    nodes.resize(rows * width_);
    node_norm_(state.nodes.data() + begin * width_, nodes.data(), rows);
    key_(nodes.data(), encoding.keys.data() + begin * width_, rows);
    context_(nodes.data(), encoding.contexts.data() + begin * width_, rows);
    query_context_(encoding.contexts.data() + begin * width_,
                   encoding.queries.data() + begin * width_, rows);
}

inline void PolicyHeads::read_edges_of(size_t location, const PolicyState& state,
                                       PolicyEncoding& encoding, std::vector<float>& edges) const {
    const size_t length = encoding.candidates.length();
    edges.resize(length * edge_width_);
    edge_norm_(state.edges.data() + location * length * edge_width_, edges.data(), length);
    edge_logit_(edges.data(), encoding.edge_logits.data() + location * length, length);
}

inline void PolicyHeads::read_legs(const PolicyView& view, size_t location, const float* channels,
                                   PolicyEncoding& encoding) const {
    const size_t length = encoding.candidates.length();
    for (size_t rank = 0; rank <= length; ++rank) {
        const size_t at = location * (length + 1) + rank;
        const size_t to = rank == length
                              ? view.depot()
                              : static_cast<size_t>(encoding.candidates.of(location)[rank]);
        encoding.legs[at] = leg(view, location, to, channels + rank * channels_,
                                encoding.hidden.data() + at * hidden_);
    }
}

inline Leg PolicyHeads::leg(const PolicyView& view, size_t from, size_t to, const float* channels,
                            float* hidden) const {
    const size_t depot = view.depot();
    const int seconds = view.duration(from, to);
    const float metres = static_cast<float>(view.distance(from, to));
    const int64_t detour = static_cast<int64_t>(view.distance(from, to)) +
                           view.distance(to, depot) - view.distance(from, depot);
    float features[kMoveFeatures] = {};
    features[kDuration] = static_cast<float>(seconds) / view.duration_scale;
    features[kLoad] = static_cast<float>(-view.demand[to]) / view.capacity;
    features[kDistance] = std::log1p(metres / view.distance_scale);
    features[kDetour] = static_cast<float>(detour) / view.distance_scale;
    move_feature_(features, hidden, 1);
    for (size_t channel = 0; channel < channels_; ++channel)
        add_scaled(hidden, move_channel_.input(channel), channels[channel], hidden_);
    const int64_t begin = view.opens[depot];
    return {static_cast<float>(view.opens[to] - begin - seconds) / view.horizon,
            static_cast<float>(view.closes[to] - begin - seconds) / view.horizon,
            distance_bias(view, from, to)};
}

// Every route leaves fully loaded when the shift begins.
inline float PolicyHeads::first_move(const PolicyView& view, size_t stop, const float* channels,
                                     std::vector<float>& hidden) const {
    const Leg out = leg(view, view.depot(), stop, channels, hidden.data());
    if (view.loaded()) add_scaled(hidden.data(), move_weight(kLoad), 1.0F, hidden_);
    if (view.timed()) {
        add_scaled(hidden.data(), move_weight(kWait), std::max(0.0F, out.opens), hidden_);
        add_scaled(hidden.data(), move_weight(kSlack), std::min(1.0F, out.closes), hidden_);
    }
    apply_silu(hidden.data(), hidden_);
    return score(hidden.data()) + out.bias;
}

} // namespace vrp
