// The definitions of for_features.h, for the source files that compile them.
#pragma once

#include "annealing.h"
#include "for_features.h"
#include "nearest.h"

namespace vrp {

template <class F>
std::unique_ptr<Search> ForFeatures<F>::make_search(const Problem& problem,
                                                    const SearchSettings& settings, uint64_t seed) {
    return std::make_unique<Annealing<F>>(problem, settings, seed);
}

template <class F>
Value ForFeatures<F>::value_of(const Problem& problem, const std::vector<Assignment>& assignments) {
    Plan<F> plan(problem);
    Recreate<F> recreate(problem, {});
    for (const Assignment& assignment : assignments) {
        const int slot = plan.free_slot(assignment.kind);
        if (slot != kNowhere) recreate.lay(plan, slot, assignment.stops);
    }
    return plan.value();
}

template <class F>
std::vector<Assignment> ForFeatures<F>::random_insertion(const Problem& problem,
                                                         const RecreateSettings& settings,
                                                         uint64_t seed) {
    Plan<F> plan(problem);
    Random random(seed);
    Recreate<F> recreate(problem, settings);
    recreate.insert_all(plan, random);
    return assignments_of(plan);
}

template <class F>
std::vector<Assignment> ForFeatures<F>::nearest_neighbour(const Problem& problem) {
    return NearestNeighbour<F>(problem)();
}

} // namespace vrp
