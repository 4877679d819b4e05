// What is compiled for every feature set of a genetic search by itself, as in for_features.h.
#pragma once

#include "feature_set.h"
#include "search.h"

#include <memory>

namespace vrp {

template <class F> std::unique_ptr<Search> make_genetic(const Problem& problem, uint64_t seed);

} // namespace vrp
