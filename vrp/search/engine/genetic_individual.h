// A member of the population of a genetic search: routes that serve every stop, but for some with
// prizes, and may carry too much, be late or take too long.
#pragma once

#include "assignment.h"
#include "genetic_clock.h"

#include <array>
#include <span>
#include <vector>

namespace vrp {

// What a route is charged for that it must not do: by the unit of load beyond the capacity, and of
// time that it is late or takes too long.
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

// How much a whole capacity is where loads have several dimensions.
inline constexpr int64_t kWholeCapacity = 1000;

// What a route costs, and how far it does what it must not do.
struct Measure {
    Cost cost = 0;
    int64_t excess = 0; // over the capacity
    int64_t late = 0;   // and over the longest duration
    int blocked = 0;    // routes with a leg where there is no way, which nothing is charged for

    Measure& operator+=(const Measure& other) {
        cost += other.cost;
        excess += other.excess;
        late += other.late;
        blocked += other.blocked;
        return *this;
    }
    bool is_feasible() const { return excess == 0 && late == 0 && blocked == 0; }
    Cost penalised(const Weights& weights) const {
        return cost + charge_for(excess, weights.load) + charge_for(late, weights.time);
    }
};

// Over the capacity: in units, or where loads have several dimensions in thousandths of the
// capacity for each, so that they add up.
inline int64_t excess_of(const Kind& kind, std::span<const int> peak) {
    if (peak.size() == 1) return std::max(0, peak[0] - kind.capacity[0]);
    int64_t excess = 0;
    for (size_t d = 0; d < peak.size(); ++d) {
        const int64_t room = std::max(1, kind.capacity[d]);
        const int64_t over = std::max(0, peak[d] - kind.capacity[d]);
        excess += (kWholeCapacity * over + room - 1) / room;
    }
    return excess;
}

// From scratch; a route without stops is none.
inline Measure measure(const Problem& problem, const Assignment& route) {
    if (route.stops.empty()) return {};
    const Kind& kind = problem.kinds[static_cast<size_t>(route.kind)];
    const Matrix& drives = problem.duration(kind);
    std::array<int, kMaxLoadDimensions> aboard{};
    for (const int stop : route.stops)
        for (int d = 0; d < problem.load_dimensions; ++d)
            aboard[static_cast<size_t>(d)] += problem.stops[static_cast<size_t>(stop)].delivery[d];
    std::array<int, kMaxLoadDimensions> peak = aboard;
    int64_t distance = 0;
    Clock clock = Clock::at_the_start(kind.leave);
    Span driven = Span::at_the_start(kind.leave); // where stops have one window
    int last = kind.start;
    const auto go = [&](int place, std::span<const Window> windows, int service) {
        distance += problem.distance().at(last, place);
        clock = clock.then(drives.at(last, place), windows, service);
        driven = driven.then(drives.at(last, place), windows.front(), service);
        last = place;
    };
    for (const int stop : route.stops) {
        const StopData& data = problem.stops[static_cast<size_t>(stop)];
        go(stop, problem.windows_of(stop), data.service);
        for (size_t d = 0; d < aboard.size(); ++d) {
            aboard[d] += data.pickup[d] - data.delivery[d];
            peak[d] = std::max(peak[d], aboard[d]);
        }
    }
    go(kind.end, std::span(&kind.finish, 1), 0);
    return {kind.fixed + kind.per_distance * distance + kind.wages(driven.duration),
            excess_of(kind, std::span(peak).first(static_cast<size_t>(problem.load_dimensions))),
            problem.timed ? clock.late + std::max<int64_t>(0, driven.duration - kind.max_duration)
                          : 0,
            distance > kind.max_distance};
}

struct Individual {
    std::vector<Assignment> routes; // in an order in which neighbours are close
    std::vector<int> before;        // per stop; kDepot at the beginning of a route
    std::vector<int> behind;
    Measure total;

    static constexpr int kDepot = -1;

    bool is_feasible() const { return total.is_feasible(); }
};

// What it costs to leave a stop out; nothing for one that is to be served.
inline Cost prize_of(const Problem& problem, int stop) {
    return std::max<Cost>(0, problem.stops[static_cast<size_t>(stop)].prize);
}

inline Individual make_individual(const Problem& problem, std::vector<Assignment> routes) {
    Individual made;
    made.routes = std::move(routes);
    made.before.assign(problem.stops.size(), Individual::kDepot);
    made.behind.assign(problem.stops.size(), Individual::kDepot);
    for (int stop = 0; stop < problem.size(); ++stop) made.total.cost += prize_of(problem, stop);
    for (const Assignment& route : made.routes) {
        for (const int stop : route.stops) made.total.cost -= prize_of(problem, stop);
        for (size_t i = 1; i < route.stops.size(); ++i) {
            made.before[static_cast<size_t>(route.stops[i])] = route.stops[i - 1];
            made.behind[static_cast<size_t>(route.stops[i - 1])] = route.stops[i];
        }
        made.total += measure(problem, route);
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
