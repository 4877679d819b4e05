// Random insertion: the stops in a random order, each where it costs least on the routes so far.
#pragma once

#include "assignment.h"
#include "feature_choice.h"
#include "recreate.h"

namespace vrp {

inline std::vector<Assignment> random_insertion(const Problem& problem,
                                                const RecreateSettings& settings, uint64_t seed) {
    return with_features(problem, [&](auto tag) {
        using F = typename decltype(tag)::Features;
        Plan<F> plan(problem);
        Random random(seed);
        Recreate<F> recreate(problem, settings);
        recreate.insert_all(plan, random);
        return assignments_of(plan);
    });
}

} // namespace vrp
