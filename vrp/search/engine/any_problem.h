// Plans of any problem, made and valued with no more features than it takes.
#pragma once

#include "search.h"
#include "search_settings.h"

#include <memory>

namespace vrp {

// By ruin and recreate.
std::unique_ptr<Search> make_search(const Problem& problem, const SearchSettings& settings,
                                    uint64_t seed);

// What a plan from outside is worth: stops that do not fit where they stand count as unserved.
Value value_of(const Problem& problem, const std::vector<Assignment>& assignments);

// The stops in a random order, each where it costs least on the routes so far.
std::vector<Assignment> random_insertion(const Problem& problem, const RecreateSettings& settings,
                                         uint64_t seed);

std::vector<Assignment> nearest_neighbour(const Problem& problem);

} // namespace vrp
