// The definition of genetic_for_features.h, for the source files that compile it.
#pragma once

#include "genetic.h"
#include "genetic_for_features.h"

namespace vrp {

template <class F> std::unique_ptr<Search> make_genetic(const Problem& problem, uint64_t seed) {
    return std::make_unique<Genetic<F>>(problem, seed);
}

} // namespace vrp
