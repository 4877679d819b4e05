// How badly two stops go after one another on a route, and which go best: travel plus unavoidable
// waiting and lateness, whichever order is better (Vidal et al. 2013, section 4.2).
#pragma once

#include "problem.h"

#include <cmath>
#include <thread>

namespace vrp {

class Remoteness {
public:
    explicit Remoteness(const Problem& problem)
        : problem_(problem),
          travel_(problem.timed && !problem.durations.empty() ? problem.durations[0]
                                                              : problem.distances[0]) {}

    double between(int stop, int other) const {
        if (!problem_.timed) return at_least(stop, other);
        return std::min(one_way(stop, other), one_way(other, stop));
    }

    // A bound on it that takes no thought.
    int at_least(int stop, int other) const {
        return std::min(travel_.from(stop)[other], travel_.to(stop)[other]);
    }

private:
    double one_way(int first, int second) const {
        const StopData& a = problem_.stops[static_cast<size_t>(first)];
        const StopData& b = problem_.stops[static_cast<size_t>(second)];
        const int leg = travel_.at(first, second);
        const double offset = static_cast<double>(a.service) + leg;
        const double wait = std::max(0.0, problem_.window(second).opens - offset - last_close(a));
        const double late = std::max(0.0, problem_.window(first).opens + offset - last_close(b));
        return leg + 0.2 * wait + late;
    }

    int last_close(const StopData& stop) const {
        return problem_.windows[static_cast<size_t>(stop.first_window + stop.windows - 1)].closes;
    }

    const Problem& problem_;
    const Matrix& travel_;
};

// Ranks the others by their remoteness from a stop, the lower number first among equals.
class NeighbourRanking {
public:
    explicit NeighbourRanking(const Problem& problem)
        : remoteness_(problem), stops_(problem.size()) {}

    // Writes the first `count`, of which there must be as many.
    void operator()(int stop, size_t count, int* neighbours) {
        collect(stop, likely_bound(stop, count));
        if (found_.size() < count) collect(stop, std::numeric_limits<double>::infinity());
        const auto last = found_.begin() + static_cast<std::ptrdiff_t>(count);
        if (last != found_.end()) std::nth_element(found_.begin(), last, found_.end());
        std::sort(found_.begin(), last);
        for (size_t i = 0; i < count; ++i) neighbours[i] = found_[i].second;
    }

private:
    static constexpr int kSample = 256;

    // All that are no farther than the bound.
    void collect(int stop, double bound) {
        found_.clear();
        for (int other = 0; other < stops_; ++other) {
            if (remoteness_.at_least(stop, other) > bound || other == stop) continue;
            const double remote = remoteness_.between(stop, other);
            if (remote <= bound) found_.emplace_back(remote, other);
        }
    }

    // A bound that, by a sample of the stops, somewhat more than `count` of them keep.
    double likely_bound(int stop, size_t count) {
        const int step = std::max(1, stops_ / kSample);
        sample_.clear();
        for (int other = stop % step; other < stops_; other += step)
            if (other != stop) sample_.push_back(remoteness_.between(stop, other));
        const double expected = static_cast<double>(count) / step;
        const auto rank = static_cast<size_t>(expected + 2.0 * std::sqrt(expected) + 2.0);
        if (rank >= sample_.size()) return std::numeric_limits<double>::infinity();
        const auto at = sample_.begin() + static_cast<std::ptrdiff_t>(rank);
        std::nth_element(sample_.begin(), at, sample_.end());
        return *at;
    }

    Remoteness remoteness_;
    int stops_;
    std::vector<double> sample_;
    std::vector<std::pair<double, int>> found_;
};

// Ranks for every stop the `wanted` others that are least remote.
inline void rank_neighbours(Problem& problem, int wanted, int threads) {
    const int n = problem.size();
    const auto count = static_cast<size_t>(std::max(0, std::min(wanted, n - 1)));
    problem.neighbours.resize(static_cast<size_t>(n) * count);
    problem.first_neighbour.clear();
    for (size_t stop = 0; stop <= static_cast<size_t>(n); ++stop)
        problem.first_neighbour.push_back(stop * count);
    problem.by_remoteness = true;
    const auto rank = [&](int first) {
        NeighbourRanking ranking(problem);
        for (int stop = first; stop < n; stop += threads)
            ranking(stop, count, problem.neighbours.data() + static_cast<size_t>(stop) * count);
    };
    std::vector<std::thread> helpers;
    for (int first = 1; first < threads; ++first) helpers.emplace_back(rank, first);
    rank(0);
    for (std::thread& helper : helpers) helper.join();
}

} // namespace vrp
