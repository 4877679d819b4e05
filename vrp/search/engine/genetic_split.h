// From a sequence of all stops to routes: the cheapest way to cut it (Prins 2004), where routes may
// carry too much or be late at a price.
#pragma once

#include "genetic_individual.h"

#include <algorithm>
#include <limits>

namespace vrp {

// Of more routes than there are vehicles, the last ones become one: the local search mends that.
inline std::vector<std::vector<int>> split(const Problem& problem, const std::vector<int>& sequence,
                                           const Weights& weights) {
    constexpr double kMostLoad = 1.5; // of the capacity
    const Kind& kind = problem.kinds[0];
    const Matrix& legs = problem.distance();
    const Matrix& drives = problem.duration(kind);
    const size_t n = sequence.size();
    std::vector<Cost> cheapest(n + 1, std::numeric_limits<Cost>::max()); // to serve the first ones
    std::vector<size_t> cut(n + 1, 0); // where the last of these routes begins
    cheapest[0] = 0;
    for (size_t begin = 0; begin < n; ++begin) {
        int64_t load = 0;
        int64_t distance = legs.at(kind.start, sequence[begin]);
        Clock clock{kind.leave.opens};
        for (size_t end = begin + 1; end <= n; ++end) {
            const int last = sequence[end - 1];
            const Essentials& there = problem.essentials[static_cast<size_t>(last)];
            load += there.delivery;
            if (end > begin + 1 && static_cast<double>(load) > kMostLoad * kind.capacity[0]) break;
            if (end > begin + 1) distance += legs.at(sequence[end - 2], last);
            Clock home;
            if (problem.timed) {
                const int before = end > begin + 1 ? sequence[end - 2] : kind.start;
                clock.serve(clock.ready + drives.at(before, last), there.window, there.service);
                home = clock;
                home.serve(clock.ready + drives.at(last, kind.end), kind.finish, 0);
            }
            const int64_t excess = std::max<int64_t>(0, load - kind.capacity[0]);
            const Cost cost = cheapest[begin] + kind.fixed +
                              kind.per_distance * (distance + legs.at(last, kind.end)) +
                              charge_for(excess, weights.load) +
                              charge_for(home.late, weights.time);
            if (cost >= cheapest[end]) continue;
            cheapest[end] = cost;
            cut[end] = begin;
        }
    }
    std::vector<std::vector<int>> routes;
    for (size_t end = n; end > 0; end = cut[end])
        routes.emplace_back(sequence.begin() + static_cast<std::ptrdiff_t>(cut[end]),
                            sequence.begin() + static_cast<std::ptrdiff_t>(end));
    std::reverse(routes.begin(), routes.end());
    while (routes.size() > static_cast<size_t>(problem.slots)) {
        std::vector<int>& kept = routes[routes.size() - 2];
        kept.insert(kept.end(), routes.back().begin(), routes.back().end());
        routes.pop_back();
    }
    return routes;
}

} // namespace vrp
