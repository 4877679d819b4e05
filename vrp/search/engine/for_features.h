// What is compiled for every feature set by itself: a few sets to a source file, so that compilers
// work on them side by side.
#pragma once

#include "search.h"
#include "search_settings.h"

#include <memory>

namespace vrp {

// See any_problem.h.
template <class F> struct ForFeatures {
    static std::unique_ptr<Search> make_search(const Problem& problem,
                                               const SearchSettings& settings, uint64_t seed);
    static Value value_of(const Problem& problem, const std::vector<Assignment>& assignments);
    static std::vector<Assignment>
    random_insertion(const Problem& problem, const RecreateSettings& settings, uint64_t seed);
    static std::vector<Assignment> nearest_neighbour(const Problem& problem);
};

} // namespace vrp
