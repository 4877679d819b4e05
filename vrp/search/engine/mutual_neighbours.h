// Neighbours of one another: a stop far from all others is on nobody's list, though it has to go
// beside somebody, while one in their midst is on everybody's (hubs; Schnitzer, Flexer, Schedl &
// Widmer 2012, "Local and global scaling reduce hubs in space").
#pragma once

#include "parallel.h"
#include "problem.h"

#include <algorithm>
#include <numeric>

namespace vrp {

// Where every stop stands on the lists of others, all of one length.
class Standings {
public:
    struct Standing {
        int on; // whose list
        int rank;
    };

    Standings(const std::vector<int>& lists, size_t stops) : first_(stops + 1) {
        const size_t length = lists.size() / stops;
        for (const int listed : lists) ++first_[static_cast<size_t>(listed) + 1];
        std::partial_sum(first_.begin(), first_.end(), first_.begin());
        standings_.resize(lists.size());
        std::vector<size_t> next(first_.begin(), first_.end() - 1);
        for (size_t i = 0; i < lists.size(); ++i)
            standings_[next[static_cast<size_t>(lists[i])]++] = {static_cast<int>(i / length),
                                                                 static_cast<int>(i % length)};
    }

    std::span<const Standing> of(size_t stop) const {
        return {standings_.data() + first_[stop], standings_.data() + first_[stop + 1]};
    }

private:
    std::vector<size_t> first_;
    std::vector<Standing> standings_;
};

// Moves up on every list the stops on whose own lists its owner comes early: ranks on both are
// added up, those on theirs, or behind their last one, count twice.
class MutualOrder {
public:
    MutualOrder(const Standings& standings, size_t stops, int length)
        : standings_(standings), length_(length), rank_on_theirs_(stops, length),
          sums_(static_cast<size_t>(length)), next_(3 * static_cast<size_t>(length)) {}

    void operator()(size_t stop, std::span<int> list) {
        for (const auto& [on, rank] : standings_.of(stop))
            rank_on_theirs_[static_cast<size_t>(on)] = rank;
        add_up(list);
        sort(list);
        for (const auto& [on, rank] : standings_.of(stop))
            rank_on_theirs_[static_cast<size_t>(on)] = length_;
    }

private:
    void add_up(std::span<const int> list) {
        for (size_t rank = 0; rank < list.size(); ++rank)
            sums_[rank] =
                rank + 2 * static_cast<size_t>(rank_on_theirs_[static_cast<size_t>(list[rank])]);
    }

    // Counts, as sums are small; of equal ones, the first on the list stays the first.
    void sort(std::span<int> list) {
        std::fill(next_.begin(), next_.end(), 0);
        for (const size_t sum : sums_) ++next_[sum];
        std::exclusive_scan(next_.begin(), next_.end(), next_.begin(), size_t{0});
        before_.assign(list.begin(), list.end());
        for (size_t rank = 0; rank < list.size(); ++rank)
            list[next_[sums_[rank]]++] = before_[rank];
    }

    const Standings& standings_;
    int length_;
    std::vector<int> rank_on_theirs_; // of every stop, for the one at hand
    std::vector<size_t> sums_;
    std::vector<size_t> next_; // of every sum: where the next stop goes
    std::vector<int> before_;
};

// Where there are windows; without them it makes no better plans.
inline void favour_mutual_neighbours(Problem& problem, int threads) {
    if (!problem.timed || problem.neighbours.empty()) return;
    const size_t stops = problem.stops.size();
    const size_t length = problem.neighbours.size() / stops;
    const Standings standings(problem.neighbours, stops);
    in_parallel(threads, stops, [&](size_t begin, size_t end) {
        MutualOrder order(standings, stops, static_cast<int>(length));
        for (size_t stop = begin; stop < end; ++stop)
            order(stop, {problem.neighbours.data() + stop * length, length});
    });
    problem.by_remoteness = false;
}

} // namespace vrp
