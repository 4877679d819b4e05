// To which places a tour may lead on from each place: the nearest ones, nearest first.
#pragma once

#include "problem.h"

#include <span>

namespace vrp {

struct TourNeighbour {
    int place;
    int leg; // to it
};

class TourNeighbours {
public:
    static constexpr int kNear = 16;
    static constexpr int kFar = 8;
    static constexpr int kMost = kNear + kFar;

    // Of all stops and of the `ends`, where the tour begins and ends.
    template <class Legs>
    TourNeighbours(const Problem& problem, const Legs& legs, std::span<const int> ends)
        : counts_(static_cast<size_t>(problem.places), 0),
          neighbours_(static_cast<size_t>(problem.places) * kMost) {
        std::vector<int> stops(problem.stops.size());
        std::iota(stops.begin(), stops.end(), 0);
        for (int stop = 0; stop < problem.size(); ++stop) {
            // Those that lead here at little cost are ranked as well: not all of them lead on.
            std::span<const int> ranked = problem.neighbours_of(stop);
            ranked = ranked.first(std::min<size_t>(ranked.size(), 3 * kNear));
            add_nearest(legs, stop, ranked, ends, kNear);
        }
        for (const int end : ends) add_nearest(legs, end, stops, ends, kNear);
    }

    std::span<const TourNeighbour> of(int place) const {
        return {neighbours_.data() + static_cast<size_t>(place) * kMost,
                static_cast<size_t>(counts_[static_cast<size_t>(place)])};
    }

    // Adds the nearest of some places that are all farther off than those known.
    template <class Legs> void add_far(const Legs& legs, int place, std::span<const int> others) {
        far_.clear();
        for (const int other : others)
            if (legs(place, other) > of(place).back().leg) far_.push_back(other);
        add_nearest(legs, place, far_, {}, kFar);
    }

private:
    template <class Legs>
    void add_nearest(const Legs& legs, int place, std::span<const int> stops,
                     std::span<const int> ends, int most) {
        near_.clear();
        for (const std::span<const int>& others : {stops, ends})
            for (const int other : others)
                if (other != place) near_.push_back({other, legs(place, other)});
        std::stable_sort(near_.begin(), near_.end(),
                         [](const TourNeighbour& one, const TourNeighbour& other) {
                             return one.leg < other.leg;
                         });
        int& count = counts_[static_cast<size_t>(place)];
        const size_t kept =
            std::min({near_.size(), static_cast<size_t>(most), static_cast<size_t>(kMost - count)});
        const auto last = near_.begin() + static_cast<std::ptrdiff_t>(kept);
        std::copy(near_.begin(), last,
                  neighbours_.begin() + static_cast<std::ptrdiff_t>(place) * kMost + count);
        count += static_cast<int>(kept);
    }

    std::vector<int> counts_; // per place
    std::vector<TourNeighbour> neighbours_;
    std::vector<TourNeighbour> near_;
    std::vector<int> far_;
};

} // namespace vrp
