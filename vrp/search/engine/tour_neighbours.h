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
    static constexpr int kMost = 16;

    // Of all stops and of the `ends`, where the tour begins and ends.
    template <class Legs>
    TourNeighbours(const Problem& problem, const Legs& legs, std::span<const int> ends)
        : first_(static_cast<size_t>(problem.places) + 1) {
        for (int stop = 0; stop < problem.size(); ++stop) {
            // Those that lead here at little cost are ranked as well: not all of them lead on.
            std::span<const int> ranked = problem.neighbours_of(stop);
            ranked = ranked.first(std::min<size_t>(ranked.size(), 3 * kMost));
            keep_nearest(legs, stop, ranked, ends);
        }
        std::vector<int> stops(problem.stops.size());
        std::iota(stops.begin(), stops.end(), 0);
        for (int place = problem.size(); place < problem.places; ++place) {
            if (std::find(ends.begin(), ends.end(), place) != ends.end())
                keep_nearest(legs, place, stops, ends);
            first_[static_cast<size_t>(place) + 1] = neighbours_.size();
        }
    }

    std::span<const TourNeighbour> of(int place) const {
        const size_t* bounds = first_.data() + place;
        return {neighbours_.data() + bounds[0], neighbours_.data() + bounds[1]};
    }

private:
    template <class Legs>
    void keep_nearest(const Legs& legs, int place, std::span<const int> stops,
                      std::span<const int> ends) {
        near_.clear();
        for (const int stop : stops) near_.push_back({stop, legs(place, stop)});
        for (const int end : ends)
            if (end != place) near_.push_back({end, legs(place, end)});
        std::stable_sort(near_.begin(), near_.end(),
                         [](const TourNeighbour& one, const TourNeighbour& other) {
                             return one.leg < other.leg;
                         });
        const size_t kept = std::min<size_t>(near_.size(), kMost);
        neighbours_.insert(neighbours_.end(), near_.begin(),
                           near_.begin() + static_cast<std::ptrdiff_t>(kept));
        first_[static_cast<size_t>(place) + 1] = neighbours_.size();
    }

    std::vector<size_t> first_; // per place, and where the last ones end
    std::vector<TourNeighbour> neighbours_;
    std::vector<TourNeighbour> near_;
};

} // namespace vrp
