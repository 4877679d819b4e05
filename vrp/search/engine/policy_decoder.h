// The decoder's networks: what they say of locations and legs before the first step, and of the
// moves of a step.
#pragma once

#include "policy_encoding.h"
#include "policy_weights.h"

namespace vrp {

// The moves' features in the order of their weights.
enum MoveFeature : size_t { kDuration, kWait, kSlack, kLoad, kDistance, kDetour, kMoveFeatures };
// The state's features behind the context in the query: load left, time gone by, stops unserved.
inline constexpr size_t kStateFeatures = 3;

class PolicyDecoder {
public:
    PolicyDecoder(const Weights& weights, size_t width);

    size_t width() const { return width_; }
    size_t hidden() const { return hidden_; }
    const Linear& query_context() const { return query_context_; }
    const Linear& query_states() const { return query_states_; }
    const Linear& query_out() const { return query_out_; }
    const float* move_weight(MoveFeature feature) const { return move_.input(feature); }

    // A leg's inputs are the moves' features, which `leg` fills in, and the channels of its edge.
    size_t leg_inputs() const { return kMoveFeatures + channels_; }
    Leg leg(const PolicyView& view, size_t from, size_t to, float* inputs) const;
    // Of so many legs, the part of the hidden layer that they alone decide.
    void hide(const float* inputs, float* hidden, size_t legs) const {
        move_(inputs, hidden, legs);
    }
    // The logit of a first move, but for the compatibility; uses up the hidden layer of its leg.
    float first_move(const PolicyView& view, const Leg& out, float* hidden) const;

    // A move's score from its activated hidden layer.
    float score(const float* hidden) const { return dot(hidden, move_score_.data(), hidden_); }
    float distance_bias(const PolicyView& view, size_t from, size_t to) const {
        const float metres = static_cast<float>(view.distance(from, to) + 1);
        return -distance_weight_ * std::log(metres / view.distance_scale);
    }

private:
    size_t width_;
    size_t channels_;
    size_t hidden_;
    Linear query_context_; // the part of the query's first layer for the context
    Linear query_states_;  // and for the state
    Linear query_out_;
    Linear move_; // of features and channels
    std::vector<float> move_score_;
    float distance_weight_;
};

inline PolicyDecoder::PolicyDecoder(const Weights& weights, size_t width)
    : width_(width), channels_(weights.rows("heads.channel.weight")),
      hidden_(weights.rows("decoder.move_feature.weight")),
      query_context_(weights, "decoder.query_in", width, 0, width, width + kStateFeatures),
      query_states_(weights, "decoder.query_in", width, width, kStateFeatures,
                    width + kStateFeatures),
      query_out_(weights, "decoder.query_out", width, width),
      move_(weights, "decoder.move_feature", hidden_, kMoveFeatures),
      distance_weight_(weights.vector("decoder.distance_weight", 1)[0]) {
    move_.append(Linear(weights, "decoder.move_channel", hidden_, channels_));
    move_score_ = weights.matrix("decoder.move_score.weight", 1, hidden_);
}

inline Leg PolicyDecoder::leg(const PolicyView& view, size_t from, size_t to, float* inputs) const {
    const size_t depot = view.depot();
    const int seconds = view.duration(from, to);
    const float metres = static_cast<float>(view.distance(from, to));
    const int64_t detour = static_cast<int64_t>(view.distance(from, to)) +
                           view.distance_back(depot, to) - view.distance(from, depot);
    inputs[kDuration] = static_cast<float>(seconds) / view.duration_scale;
    inputs[kWait] = inputs[kSlack] = 0.0F;
    inputs[kLoad] = static_cast<float>(-view.demand[to]) / view.capacity;
    inputs[kDistance] = std::log1p(metres / view.distance_scale);
    inputs[kDetour] = static_cast<float>(detour) / view.distance_scale;
    const int64_t begin = view.opens[depot];
    return {static_cast<float>(view.opens[to] - begin - seconds) / view.horizon,
            static_cast<float>(view.closes[to] - begin - seconds) / view.horizon,
            distance_bias(view, from, to)};
}

// Every route leaves fully loaded when the shift begins.
inline float PolicyDecoder::first_move(const PolicyView& view, const Leg& out,
                                       float* hidden) const {
    if (view.loaded()) add_scaled(hidden, move_weight(kLoad), 1.0F, hidden_);
    if (view.timed()) {
        add_scaled(hidden, move_weight(kWait), std::max(0.0F, out.opens), hidden_);
        add_scaled(hidden, move_weight(kSlack), std::min(1.0F, out.closes), hidden_);
    }
    apply_silu(hidden, hidden_);
    return score(hidden) + out.bias;
}

} // namespace vrp
