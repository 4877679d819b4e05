// A genetic search, and which problems it can do.
#pragma once

#include "search.h"

#include <memory>

namespace vrp {

// Whether every stop is served, or not, by itself, by vehicles that make one trip; where hours
// count, in its only window.
bool can_breed(const Problem& problem);

std::unique_ptr<Search> make_genetic_search(const Problem& problem, uint64_t seed);

} // namespace vrp
