// What reads a problem for a policy: every kind of encoder hands the same to the decoder.
#pragma once

#include "policy_decoder.h"

namespace vrp {

class PolicyEncoder {
public:
    virtual ~PolicyEncoder() = default;

    // All that plans need, or else the logits of the edges alone, which takes less time.
    virtual PolicyEncoding encode(const PolicyView& view, const PolicyDecoder& decoder,
                                  bool for_plans, int threads) const = 0;
    // What is kept of all pairs of locations takes so many bytes.
    virtual size_t pair_bytes(size_t stops, const PolicyDecoder& decoder) const = 0;
};

} // namespace vrp
