// A feed-forward network that adds to what is known of a location (Vaswani et al. 2017).
#pragma once

#include "policy_weights.h"

namespace vrp {

class FeedForward {
public:
    // Memory that is used again for the next rows.
    struct Scratch {
        std::vector<float> update;
        std::vector<float> hidden;
    };

    // Weights whose names begin with `name`.
    FeedForward(const Weights& weights, const std::string& name, size_t width)
        : width_(width), norm_(weights, name + "_norm", width),
          in_(weights, name + "_in", 2 * width, width),
          out_(weights, name + "_out", width, 2 * width) {}

    // Of so many locations.
    void operator()(float* nodes, size_t count, Scratch& scratch) const {
        const size_t size = count * width_;
        scratch.update.resize(size);
        scratch.hidden.resize(2 * size);
        norm_(nodes, scratch.update.data(), count);
        in_(scratch.update.data(), scratch.hidden.data(), count);
        apply_silu(scratch.hidden.data(), 2 * size);
        out_(scratch.hidden.data(), scratch.update.data(), count);
        for (size_t i = 0; i < size; ++i) nodes[i] += scratch.update[i];
    }

private:
    size_t width_;
    LayerNorm norm_;
    Linear in_;
    Linear out_;
};

} // namespace vrp
