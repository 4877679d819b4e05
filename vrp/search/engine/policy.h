// A policy: reads a problem through its encoder, and builds plans by its decoder. The same networks
// as vrp.models.sparse, so that what was trained there runs here without any framework.
#pragma once

#include "policy_decoder.h"

#include <atomic>
#include <memory>

namespace vrp {

class Policy {
public:
    // `candidates`: how many stops every location looks at.
    Policy(const Weights& weights, PolicyProblem problem, size_t candidates);

    PolicyProblem problem() const { return problem_; }
    // All that plans need, or else the logits of the edges alone, which takes less time.
    PolicyEncoding encode(const PolicyView& view, bool for_plans, int threads) const;
    const PolicyHeads& heads() const { return heads_; }

private:
    static size_t rows(const Weights& weights, const std::string& name) {
        return weights.at(name, 2).shape[0];
    }

    PolicyProblem problem_;
    size_t candidates_;
    size_t width_;
    size_t edge_width_;
    Linear node_in_;
    Linear edge_in_;
    std::vector<PolicyLayer> layers_;
    PolicyHeads heads_;
};

inline Policy::Policy(const Weights& weights, PolicyProblem problem, size_t candidates)
    : problem_(problem), candidates_(candidates), width_(rows(weights, "encoder.node_in.weight")),
      edge_width_(rows(weights, "encoder.edge_in.weight")),
      node_in_(weights, "encoder.node_in", width_, kNodeFeatures),
      edge_in_(weights, "encoder.edge_in", edge_width_, kEdgeFeatures),
      heads_(weights, width_, edge_width_) {
    if (candidates == 0) throw std::invalid_argument("a policy needs candidates");
    if (edge_width_ == 0 || width_ % edge_width_ != 0)
        throw std::invalid_argument("the width is no multiple of the edges' width");
    for (size_t layer = 0;; ++layer) {
        const std::string name = "encoder.layers." + std::to_string(layer) + ".";
        if (!weights.has(name + "node_norm.weight")) break;
        layers_.emplace_back(weights, name, width_, edge_width_);
    }
}

inline PolicyEncoding Policy::encode(const PolicyView& view, bool for_plans, int threads) const {
    PolicyCandidates candidates(view, candidates_, threads);
    const PolicyFeatures features(view, candidates);
    PolicyState state;
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
    for (const PolicyLayer& layer : layers_) layer(candidates, state, threads);
    return for_plans ? heads_.read_moves(view, std::move(candidates), state, threads)
                     : heads_.read_edges(std::move(candidates), state, threads);
}

// A policy's view of one problem, from which plans are made.
class EncodedProblem {
public:
    EncodedProblem(const Policy& policy, const Problem& problem, std::vector<int> order,
                   bool for_plans, int threads)
        : policy_(policy), view_(problem, policy.problem(), std::move(order)),
          encoding_(policy.encode(view_, for_plans, threads)) {}

    const PolicyView& view() const { return view_; }
    const PolicyEncoding& encoding() const { return encoding_; }

    // The best plan stop by stop, then plans drawn by chance, the same ones whatever the threads.
    std::vector<std::vector<Assignment>> rollouts(size_t count, uint64_t seed, int threads) const {
        if (!encoding_.for_plans) throw std::invalid_argument("this encoding is not for plans");
        std::vector<std::vector<Assignment>> plans(count);
        std::atomic<size_t> next{0};
        // Rollouts take different times: whoever is free takes the next one.
        in_parallel(threads, count, [&](size_t, size_t) {
            for (size_t i = next++; i < count; i = next++) plans[i] = rollout(i, seed);
        });
        return plans;
    }

private:
    static constexpr uint64_t kMostRollouts = 1U << 16;

    std::vector<Assignment> rollout(size_t index, uint64_t seed) const {
        Random random(seed * kMostRollouts + index);
        return PolicyRollout(view_, policy_.heads(), encoding_)(index == 0 ? nullptr : &random);
    }

    const Policy& policy_;
    PolicyView view_;
    PolicyEncoding encoding_;
};

} // namespace vrp
