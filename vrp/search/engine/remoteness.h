// How badly two stops go after one another on a route, and which go best: travel plus unavoidable
// waiting and lateness, whichever order is better (Vidal et al. 2013, section 4.2; but waiting,
// which costs no way, counts for next to nothing: it only decides among stops about as near).
#pragma once

#include "parallel.h"
#include "problem.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

namespace vrp {

// Ranks the others by their remoteness from a stop, the lower number first among equals.
class NeighbourRanking {
public:
    explicit NeighbourRanking(const Problem& problem);

    // Writes the first `count`, of which there must be as many, for the legs from the stop to all
    // stops and back.
    void operator()(int stop, const int* to, const int* from, size_t count, int* neighbours);

private:
    // So much waiting counts as much as travel.
    static constexpr double kWaiting = 25.0;
    // So many times any remoteness, a sum of up to four numbers below 2^29, is less.
    static constexpr double kNever = 0x1p36 - 1.0;
    static constexpr int kNumberBits = 28;
    static constexpr double kWider = 1.2;
    static constexpr size_t kBuckets = 256;
    static constexpr int kMostInBucket = 16;

    void measure(size_t stop, const int* to, const int* from);
    void group_by_vehicles(const Problem& problem);
    void collect(size_t count);
    bool sort_by_buckets();
    void sort_first(size_t count);

    bool timed_;
    std::vector<size_t> group_; // of every stop, by the kinds that may serve it; or none
    std::vector<std::vector<bool>> shared_; // whether a kind may serve two groups
    // Of every stop. Floating point numbers, exact as they are whole and small, are what processors
    // compare several of at a time.
    std::vector<double> opens_;
    std::vector<double> closes_;
    std::vector<double> service_;
    std::vector<double> remote_;  // kWaiting times the remoteness from the stop at hand
    std::vector<uint64_t> found_; // the same again, above the number of the stop
    std::vector<uint64_t> sorted_;
    std::vector<size_t> bucket_; // of each that was found
    double bound_ = 0x1p34;      // after the first stop, what the one before it suggests
};

inline NeighbourRanking::NeighbourRanking(const Problem& problem)
    : timed_(problem.timed), remote_(problem.stops.size()) {
    for (const StopData& stop : problem.stops) {
        const Window* first = problem.windows.data() + stop.first_window;
        opens_.push_back(first->opens);
        closes_.push_back(first[stop.windows - 1].closes);
        service_.push_back(stop.service);
    }
    group_by_vehicles(problem);
}

// Where some vehicles may not serve some stops.
inline void NeighbourRanking::group_by_vehicles(const Problem& problem) {
    const auto bars = [](const Kind& kind) {
        return std::find(kind.allowed.begin(), kind.allowed.end(), 0) != kind.allowed.end();
    };
    if (std::none_of(problem.kinds.begin(), problem.kinds.end(), bars)) return;
    std::map<std::vector<bool>, size_t> groups;
    for (size_t stop = 0; stop < problem.stops.size(); ++stop) {
        std::vector<bool> kinds;
        for (const Kind& kind : problem.kinds) kinds.push_back(kind.allowed[stop]);
        group_.push_back(groups.emplace(std::move(kinds), groups.size()).first->second);
    }
    shared_.assign(groups.size(), std::vector<bool>(groups.size()));
    for (const auto& [kinds, group] : groups)
        for (const auto& [others, other] : groups)
            for (size_t kind = 0; kind < kinds.size(); ++kind)
                if (kinds[kind] && others[kind]) shared_[group][other] = true;
}

inline void NeighbourRanking::operator()(int stop, const int* to, const int* from, size_t count,
                                         int* neighbours) {
    measure(static_cast<size_t>(stop), to, from);
    collect(count);
    if (!sort_by_buckets()) sort_first(count);
    for (size_t i = 0; i < count; ++i)
        neighbours[i] = static_cast<int>(found_[i] & ((uint64_t{1} << kNumberBits) - 1));
    bound_ = kWider * (1.0 + static_cast<double>(found_[count - 1] >> kNumberBits));
}

// From the stop to all others: loops without a branch, for the compiler to vectorise.
inline void NeighbourRanking::measure(size_t stop, const int* to, const int* from) {
    const size_t stops = remote_.size();
    if (!timed_) {
        for (size_t i = 0; i < stops; ++i) remote_[i] = kWaiting * std::min(to[i], from[i]);
    } else {
        const double opens = opens_[stop];
        const double closes = closes_[stop];
        const double service = service_[stop];
        for (size_t i = 0; i < stops; ++i) {
            const double there = service + to[i];
            const double wait = std::max(0.0, opens_[i] - there - closes);
            const double late = std::max(0.0, opens + there - closes_[i]);
            const double back = service_[i] + from[i];
            const double wait_back = std::max(0.0, opens - back - closes_[i]);
            const double late_back = std::max(0.0, opens_[i] + back - closes);
            remote_[i] = std::min(kWaiting * (to[i] + late) + wait,
                                  kWaiting * (from[i] + late_back) + wait_back);
        }
    }
    // Stops of which no vehicle may serve both never meet on a route.
    for (size_t i = 0; i < group_.size(); ++i)
        if (!shared_[group_[stop]][group_[i]]) remote_[i] = kNever - 1.0;
    remote_[stop] = kNever;
}

// All that are no farther than a bound, which is raised until there are as many as are wanted.
inline void NeighbourRanking::collect(size_t count) {
    for (size_t found = 0; found < count; bound_ *= 2.0) {
        found_.resize(remote_.size());
        found = 0;
        for (size_t i = 0; i < remote_.size(); ++i) {
            const auto remote = static_cast<uint64_t>(static_cast<int64_t>(remote_[i]));
            found_[found] = remote << kNumberBits | i;
            found += remote_[i] <= bound_;
        }
        found_.resize(found);
    }
}

// Sorts all that were found: most buckets hold but one or two, so that few comparisons, which
// processors cannot predict, are left. Returns whether that is so.
inline bool NeighbourRanking::sort_by_buckets() {
    const auto remote = [](uint64_t found) {
        return static_cast<double>(static_cast<int64_t>(found >> kNumberBits));
    };
    const double most = remote(*std::max_element(found_.begin(), found_.end()));
    const double scale = static_cast<double>(kBuckets - 1) / (1.0 + most);
    std::array<int, kBuckets> next{};
    bucket_.resize(found_.size());
    for (size_t i = 0; i < found_.size(); ++i) {
        bucket_[i] = static_cast<size_t>(scale * remote(found_[i]));
        ++next[bucket_[i]];
    }
    if (*std::max_element(next.begin(), next.end()) > kMostInBucket) return false;
    std::exclusive_scan(next.begin(), next.end(), next.begin(), 0);
    sorted_.resize(found_.size());
    for (size_t i = 0; i < found_.size(); ++i)
        sorted_[static_cast<size_t>(next[bucket_[i]]++)] = found_[i];
    for (size_t i = 1; i < sorted_.size(); ++i) {
        const uint64_t found = sorted_[i];
        size_t at = i;
        for (; at > 0 && sorted_[at - 1] > found; --at) sorted_[at] = sorted_[at - 1];
        sorted_[at] = found;
    }
    found_.swap(sorted_);
    return true;
}

inline void NeighbourRanking::sort_first(size_t count) {
    const auto last = found_.begin() + static_cast<std::ptrdiff_t>(count);
    if (last != found_.end()) std::nth_element(found_.begin(), last, found_.end());
    std::sort(found_.begin(), last);
}

// Ranks for some of the stops, by the rows of a matrix and of its transpose.
inline void rank_neighbours(Problem& problem, const Matrix& travel, std::span<const int> stops,
                            size_t count) {
    NeighbourRanking ranking(problem);
    for (const int stop : stops)
        ranking(stop, travel.from(stop), travel.to(stop), count,
                problem.neighbours.data() + static_cast<size_t>(stop) * count);
}

// The same by a table, which has no transpose: so many of its columns are read at a time.
inline void rank_neighbours(Problem& problem, const Table& travel, std::span<const int> stops,
                            size_t count) {
    constexpr size_t kColumns = 16;
    const size_t all = problem.stops.size();
    NeighbourRanking ranking(problem);
    std::vector<int> to(all);
    std::vector<int> from(kColumns * all);
    for (; !stops.empty(); stops = stops.subspan(std::min(kColumns, stops.size()))) {
        const std::span<const int> some = stops.first(std::min(kColumns, stops.size()));
        travel.to(some, all, from.data());
        for (size_t i = 0; i < some.size(); ++i) {
            travel.from(some[i], all, to.data());
            ranking(some[i], to.data(), from.data() + i * all, count,
                    problem.neighbours.data() + static_cast<size_t>(some[i]) * count);
        }
    }
}

// Ranks for every stop the `wanted` others that are least remote.
inline void rank_neighbours(Problem& problem, int wanted, int threads) {
    const size_t all = problem.stops.size();
    const size_t count = all ? std::min(static_cast<size_t>(std::max(0, wanted)), all - 1) : 0;
    problem.neighbours.resize(all * count);
    problem.first_neighbour.resize(all + 1);
    for (size_t stop = 0; stop <= all; ++stop) problem.first_neighbour[stop] = stop * count;
    problem.by_remoteness = true;
    if (count == 0) return;
    const auto rank = [&](const auto& travel, const std::vector<int>& stops) {
        in_parallel(threads, all, [&](size_t begin, size_t end) {
            rank_neighbours(problem, travel, std::span(stops).subspan(begin, end - begin), count);
        });
    };
    if (problem.legs.empty()) {
        std::vector<int> stops(all);
        std::iota(stops.begin(), stops.end(), 0);
        const bool as_fast = !problem.timed || problem.durations.empty();
        rank(as_fast ? problem.distances[0] : problem.durations[0], stops);
    } else {
        const Legs& travel = problem.legs[problem.timed && problem.legs.size() > 1 ? 1 : 0];
        const auto& table = std::get<Table>(travel);
        rank(table, table.by_row(problem.size()));
    }
}

} // namespace vrp
