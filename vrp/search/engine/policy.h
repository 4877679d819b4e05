// A policy: reads a problem through its encoder, and builds plans by its decoder. The same networks
// as those of vrp.models, so that what was trained there runs here without any framework.
#pragma once

#include "policy_dense.h"
#include "policy_rollout.h"
#include "policy_sparse.h"

#include <atomic>
#include <memory>

namespace vrp {

class Policy {
public:
    Policy(PolicyProblem problem, std::unique_ptr<const PolicyEncoder> encoder,
           const Weights& weights)
        : problem_(problem), encoder_(std::move(encoder)),
          decoder_(weights, weights.rows("encoder.node_in.weight")) {}

    PolicyProblem problem() const { return problem_; }
    const PolicyDecoder& decoder() const { return decoder_; }
    PolicyEncoding encode(const PolicyView& view, bool for_plans, int threads) const {
        return encoder_->encode(view, decoder_, for_plans, threads);
    }
    size_t pair_bytes(size_t stops) const { return encoder_->pair_bytes(stops, decoder_); }

private:
    PolicyProblem problem_;
    std::unique_ptr<const PolicyEncoder> encoder_;
    PolicyDecoder decoder_;
};

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
        return PolicyRollout(view_, policy_.decoder(), encoding_)(index == 0 ? nullptr : &random);
    }

    const Policy& policy_;
    PolicyView view_;
    PolicyEncoding encoding_;
};

} // namespace vrp
