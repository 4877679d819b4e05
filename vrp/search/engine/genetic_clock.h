// Routes that may be late: a vehicle serves as soon as it can, and where a window has closed, time
// goes back to its end; how far in all is what a route is late by (time warp: Nagata, Bräysy &
// Dullaert 2010; Vidal et al. 2013).
#pragma once

#include "problem.h"

#include <algorithm>

namespace vrp {

// Of the part of a route that has been driven: when the vehicle can drive on, and how late it was.
struct Clock {
    int64_t ready = 0;
    int64_t late = 0;

    bool operator==(const Clock&) const = default;

    void serve(int64_t arrival, const Window& window, int service) {
        late += std::max<int64_t>(0, arrival - window.closes);
        ready = std::clamp<int64_t>(arrival, window.opens, window.closes) + service;
    }
};

// Of the part that is still to be driven: how late it will be if reached by `latest`, and by as
// much more as it is reached later.
struct Rest {
    int64_t latest = 0;
    int64_t late = 0;

    int64_t late_from(int64_t arrival) const {
        return late + std::max<int64_t>(0, arrival - latest);
    }

    // What is to be driven from a stop on that takes so long, the way to the rest included.
    Rest behind(const Window& window, int64_t takes) const {
        const int64_t leaves = latest - takes;
        return {std::clamp<int64_t>(leaves, window.opens, window.closes),
                late + std::max<int64_t>(0, window.opens - leaves)};
    }
};

} // namespace vrp
