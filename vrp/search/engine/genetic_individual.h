// A member of the population of a genetic search: routes that serve every stop, and may carry too
// much or be late.
#pragma once

#include "genetic_clock.h"

#include <vector>

namespace vrp {

// What a route is charged for that it must not do: by the unit of load beyond the capacity, and of
// time that it is late.
struct Weights {
    double load = 0.0;
    double time = 0.0;

    Weights operator*(double factor) const { return {factor * load, factor * time}; }
};

// In whole cost units, so that the change that a move predicts is the change that it makes.
inline Cost charge_for(int64_t excess, double weight) {
    constexpr double kMost = 1e15;
    return static_cast<Cost>(std::min(kMost, static_cast<double>(excess) * weight));
}

struct Individual {
    std::vector<std::vector<int>> routes; // none empty, in an order in which neighbours are close
    std::vector<int> before;              // per stop; kDepot at the beginning of a route
    std::vector<int> behind;
    Cost cost = 0;
    int64_t excess = 0; // over the capacity, all routes together
    int64_t late = 0;

    static constexpr int kDepot = -1;

    bool is_feasible() const { return excess == 0 && late == 0; }
    Cost penalised(const Weights& weights) const {
        return cost + charge_for(excess, weights.load) + charge_for(late, weights.time);
    }
};

// How late a route is.
inline int64_t lateness_of(const Problem& problem, const std::vector<int>& route) {
    if (!problem.timed) return 0;
    const Kind& kind = problem.kinds[0];
    const Matrix& legs = problem.duration(kind);
    Clock clock{kind.leave.opens};
    int last = kind.start;
    for (const int stop : route) {
        const Essentials& there = problem.essentials[static_cast<size_t>(stop)];
        clock.serve(clock.ready + legs.at(last, stop), there.window, there.service);
        last = stop;
    }
    clock.serve(clock.ready + legs.at(last, kind.end), kind.finish, 0);
    return clock.late;
}

// Measures routes from scratch.
inline Individual make_individual(const Problem& problem, std::vector<std::vector<int>> routes) {
    const Kind& kind = problem.kinds[0];
    const Matrix& legs = problem.distance();
    Individual made;
    made.routes = std::move(routes);
    made.before.assign(problem.stops.size(), Individual::kDepot);
    made.behind.assign(problem.stops.size(), Individual::kDepot);
    for (const std::vector<int>& route : made.routes) {
        int64_t load = 0;
        int64_t distance = legs.at(kind.start, route.front()) + legs.at(route.back(), kind.end);
        for (size_t i = 0; i < route.size(); ++i) {
            load += problem.stops[static_cast<size_t>(route[i])].delivery[0];
            if (i == 0) continue;
            distance += legs.at(route[i - 1], route[i]);
            made.before[static_cast<size_t>(route[i])] = route[i - 1];
            made.behind[static_cast<size_t>(route[i - 1])] = route[i];
        }
        made.cost += kind.fixed + kind.per_distance * distance;
        made.excess += std::max<int64_t>(0, load - kind.capacity[0]);
        made.late += lateness_of(problem, route);
    }
    return made;
}

// The share of the stops that are followed by another one in either direction (Prins 2009).
inline double broken_pairs(const Individual& one, const Individual& other) {
    size_t broken = 0;
    for (size_t stop = 0; stop < one.behind.size(); ++stop) {
        const int next = one.behind[stop];
        if (next != other.behind[stop] && next != other.before[stop]) ++broken;
        const bool opens = one.before[stop] == Individual::kDepot;
        const bool opens_or_ends =
            other.before[stop] == Individual::kDepot || other.behind[stop] == Individual::kDepot;
        if (opens && !opens_or_ends) ++broken;
    }
    return static_cast<double>(broken) / static_cast<double>(one.behind.size());
}

} // namespace vrp
