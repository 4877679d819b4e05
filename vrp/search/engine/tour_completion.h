// Puts the stops that a tour leaves out where they lengthen it least, looking beside stops near by:
// some tours lack so many that to try all gaps for each would take too long.
#pragma once

#include "problem.h"

#include <bit>
#include <limits>
#include <utility>

namespace vrp {

template <class Legs> class TourCompletion {
public:
    // Of a tour that leads from its last place back to its first one. Nothing goes behind the
    // `end`, if there is such a place.
    TourCompletion(const Problem& problem, const Legs& legs, const std::vector<int>& order, int end)
        : problem_(problem), legs_(legs), first_(order.front()), end_(end),
          next_(static_cast<size_t>(problem.places), kNowhere), previous_(next_),
          reached_for_(problem.stops.size(), kNowhere) {
        for (size_t i = 0; i < order.size(); ++i)
            link(order[i], order[i + 1 == order.size() ? 0 : i + 1]);
    }

    std::vector<int> operator()() {
        std::vector<int> missing;
        for (int stop = 0; stop < problem_.size(); ++stop)
            if (!is_served(stop)) missing.push_back(stop);
        // Stops are numbered along a way past all of them: first few that are far apart, then those
        // between them. The tour bends less than when it is led through one after the other.
        for (size_t step = std::bit_ceil(missing.size() + 1); step > 0; step /= 2)
            for (size_t i = step; i <= missing.size(); i += 2 * step) insert(missing[i - 1]);
        std::vector<int> order{first_};
        for (int place = next(first_); place != first_; place = next(place)) order.push_back(place);
        return order;
    }

private:
    // Gaps beside so many stops are tried, if they can be had.
    static constexpr int kTried = 16;

    struct Gap {
        int behind = kNowhere;
        int64_t detour = std::numeric_limits<int64_t>::max();
    };

    int next(int place) const { return next_[static_cast<size_t>(place)]; }
    int previous(int place) const { return previous_[static_cast<size_t>(place)]; }
    bool is_served(int place) const { return next(place) != kNowhere; }

    void link(int from, int to) {
        next_[static_cast<size_t>(from)] = to;
        previous_[static_cast<size_t>(to)] = from;
    }

    void insert(int stop) {
        Gap best = nearest_gap(stop);
        if (best.behind == kNowhere) best = least_gap(stop);
        const int behind = next(best.behind);
        link(best.behind, stop);
        link(stop, behind);
    }

    void try_gap(int stop, int behind, Gap& best) const {
        if (behind == end_) return;
        const int64_t detour =
            int64_t{legs_(behind, stop)} + legs_(stop, next(behind)) - legs_(behind, next(behind));
        if (detour < best.detour) best = {behind, detour};
    }

    // Beside its neighbours, and the neighbours of those that are missing as well, and so on; none
    // where this leads to no stop of the tour.
    Gap nearest_gap(int stop) {
        Gap best;
        int tried = 0;
        reached_.assign({stop});
        for (size_t i = 0; i < reached_.size() && tried < kTried; ++i)
            for (const int neighbour : problem_.neighbours_of(reached_[i])) {
                if (std::exchange(reached_for_[static_cast<size_t>(neighbour)], stop) == stop)
                    continue;
                if (!is_served(neighbour)) {
                    reached_.push_back(neighbour);
                    continue;
                }
                try_gap(stop, previous(neighbour), best);
                try_gap(stop, neighbour, best);
                ++tried;
            }
        return best;
    }

    Gap least_gap(int stop) const {
        Gap best;
        int place = first_;
        do {
            try_gap(stop, place, best);
            place = next(place);
        } while (place != first_);
        return best;
    }

    const Problem& problem_;
    const Legs& legs_;
    int first_;
    int end_;
    std::vector<int> next_; // of every place, kNowhere where it is not on the tour
    std::vector<int> previous_;
    std::vector<int> reached_;     // from the stop at hand
    std::vector<int> reached_for_; // the last stop that each was reached from
};

} // namespace vrp
