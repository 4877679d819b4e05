// A member of the population of a genetic search: routes that serve every stop, but for some with
// prizes, and may exceed their limits.
#pragma once

#include "assignment.h"
#include "genetic_breaks.h"

#include <array>
#include <span>

namespace vrp {

// What routes may do too much of while plans breed: load beyond the capacity, time that they are
// late or longer than they may be, distance and stops beyond what the vehicle may.
enum Limit { kLoad, kTime, kDistance, kStops, kLimits };

// What a route is charged for a unit of each too much.
struct Weights {
    std::array<double, kLimits> of{};

    Weights operator*(double factor) const {
        Weights scaled = *this;
        for (double& weight : scaled.of) weight *= factor;
        return scaled;
    }
};

// In whole cost units, so that the change that a move predicts is the change that it makes.
inline Cost charge_for(int64_t excess, double weight) {
    constexpr double kMost = 1e15;
    return static_cast<Cost>(std::min(kMost, static_cast<double>(excess) * weight));
}

// How much a whole capacity is where loads have several dimensions.
inline constexpr int64_t kWholeCapacity = 1000;

// What a route costs, and by how much it exceeds every limit.
struct Measure {
    Cost cost = 0;
    std::array<int64_t, kLimits> over{};

    Measure& operator+=(const Measure& other) {
        cost += other.cost;
        for (size_t limit = 0; limit < kLimits; ++limit) over[limit] += other.over[limit];
        return *this;
    }
    bool is_feasible() const {
        return std::all_of(over.begin(), over.end(), [](int64_t excess) { return excess == 0; });
    }
    Cost penalised(const Weights& weights) const {
        Cost sum = cost;
        for (size_t limit = 0; limit < kLimits; ++limit)
            sum += charge_for(over[limit], weights.of[limit]);
        return sum;
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

// The most that is on board in each dimension.
inline std::array<int, kMaxLoadDimensions> peak_of(const Problem& problem,
                                                   std::span<const int> stops) {
    std::array<int, kMaxLoadDimensions> aboard{};
    for (const int stop : stops)
        for (size_t d = 0; d < aboard.size(); ++d)
            aboard[d] += problem.stops[static_cast<size_t>(stop)].delivery[d];
    std::array<int, kMaxLoadDimensions> peak = aboard;
    for (const int stop : stops) {
        const StopData& data = problem.stops[static_cast<size_t>(stop)];
        for (size_t d = 0; d < aboard.size(); ++d) {
            aboard[d] += data.pickup[d] - data.delivery[d];
            peak[d] = std::max(peak[d], aboard[d]);
        }
    }
    return peak;
}

// How long a route takes and how late it is, from its first place to its last one.
inline Span span_of(const Problem& problem, const Kind& kind, std::span<const int> places) {
    if (kind.rest.is_due())
        return BreakPlacement(problem)(kind, places.subspan(1, places.size() - 2));
    const Matrix& drives = problem.duration(kind);
    Clock clock = Clock::at_the_start(kind.leave);
    Span span = Span::at_the_start(kind.leave); // where stops have one window
    for (size_t at = 1; at < places.size(); ++at) {
        const int place = places[at];
        const int drive = drives.at(places[at - 1], place);
        const bool is_end = at + 1 == places.size();
        const std::span windows = is_end ? std::span(&kind.finish, 1) : problem.windows_of(place);
        const int service = is_end ? 0 : problem.stops[static_cast<size_t>(place)].service;
        clock = clock.then(drive, windows, service);
        span = span.then(drive, windows.front(), service);
    }
    span.late = clock.late;
    return span;
}

// From scratch; a route without stops is none.
inline Measure measure(const Problem& problem, const Assignment& route) {
    if (route.stops.empty()) return {};
    const Kind& kind = problem.kinds[static_cast<size_t>(route.kind)];
    std::vector<int> places{kind.start};
    places.insert(places.end(), route.stops.begin(), route.stops.end());
    places.push_back(kind.end);
    int64_t distance = 0;
    for (size_t at = 1; at < places.size(); ++at)
        distance += problem.distance().at(places[at - 1], places[at]);
    const Span span = span_of(problem, kind, places);
    const auto peak = peak_of(problem, route.stops);
    Measure measured;
    measured.cost = kind.fixed + kind.per_distance * distance + kind.wages(span.duration);
    measured.over[kLoad] =
        excess_of(kind, std::span(peak).first(static_cast<size_t>(problem.load_dimensions)));
    measured.over[kTime] = problem.timed ? span.over(kind) : 0;
    measured.over[kDistance] = std::max<int64_t>(0, distance - kind.max_distance);
    measured.over[kStops] =
        std::max<int64_t>(0, static_cast<int64_t>(route.stops.size()) - kind.max_stops);
    return measured;
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
