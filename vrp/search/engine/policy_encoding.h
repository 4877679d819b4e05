// What a decoder knows of an instance, computed once for all of its steps: keys and contexts of the
// locations, and of every leg all that does not depend on the state.
#pragma once

#include "large_pages.h"
#include "policy_candidates.h"

namespace vrp {

// What is known of a leg before it is driven: how long before the window opens and closes a vehicle
// arrives that leaves when the shift begins, in shifts, and the term for the distance.
struct Leg {
    float opens;
    float closes;
    float bias;
};

struct PolicyEncoding {
    explicit PolicyEncoding(PolicyCandidates lists) : candidates(std::move(lists)) {}

    // Legs lead from every location to its candidates and, last, to the depot.
    size_t legs_each() const { return candidates.length() + 1; }
    Leg& leg(size_t location, size_t rank) { return legs[location * legs_each() + rank]; }
    const Leg& leg(size_t location, size_t rank) const {
        return legs[location * legs_each() + rank];
    }

    bool for_plans = false; // there is more than the edges' logits
    PolicyCandidates candidates;
    std::vector<float> edge_logits;
    std::vector<float> keys;     // of every location
    std::vector<float> contexts; // of every location
    std::vector<float> queries;  // the part of the query's hidden layer that a location decides
    std::vector<Leg> legs;
    LargeArray<float> hidden;      // layers of the legs, one location's after another's
    size_t hidden_stride = 0;      // from one location to the next
    std::vector<float> from_depot; // logits of first moves, but for the compatibility, per stop
};

} // namespace vrp
