// An exchange of up to three edges of a tour: which are cut, and what the stretches between them
// become when their ends are joined anew.
#pragma once

#include "tour.h"

#include <array>

namespace vrp {

// Edges are cut one after another, each given by the place at which the exchange arrives and the
// one from which it goes on; the places gone on from are joined to those arrived at next, and the
// last one to the first (Lin & Kernighan 1973).
class TourExchange {
public:
    static constexpr int kMostCuts = 3;

    // Arrives at the beginning of an edge, whose end stands behind `position`, or at its end.
    void push(int position, bool arrives_at_end) {
        cuts_[static_cast<size_t>(count_)] = {position, arrives_at_end};
        ++count_;
    }
    void pop() { --count_; }
    void clear() { count_ = 0; }
    bool is_cut(int position) const {
        for (int i = 0; i < count_; ++i)
            if (cuts_[static_cast<size_t>(i)].position == position) return true;
        return false;
    }

    // Whether joining makes one tour again; apply() may then be called.
    bool joins_all();

    // From the stretch that is best left in place on.
    void apply(Tour& tour);

private:
    struct Cut {
        int position; // of the edge's beginning
        bool arrives_at_end;
    };

    // Ends of stretches are numbered 2 i for the beginning of stretch i and 2 i + 1 for its end.
    int walk(int start, std::array<Stretch, kMostCuts>& joined) const {
        int found = 0;
        int stretch = 2 * start;
        do {
            joined[static_cast<size_t>(found++)] = {stretch / 2, (stretch & 1) != 0};
            stretch = mate_[static_cast<size_t>(stretch ^ 1)];
        } while (stretch / 2 != start);
        return found;
    }

    int count_ = 0;
    std::array<Cut, kMostCuts> cuts_;
    std::array<int, kMostCuts> sorted_;   // positions
    std::array<int, 2 * kMostCuts> mate_; // which end each end is joined to
    std::array<Stretch, kMostCuts> joined_;
};

inline bool TourExchange::joins_all() {
    std::array<int, kMostCuts> rank; // of each cut by its position
    for (int i = 0; i < count_; ++i) {
        int before = 0;
        for (int j = 0; j < count_; ++j)
            before +=
                cuts_[static_cast<size_t>(j)].position < cuts_[static_cast<size_t>(i)].position;
        rank[static_cast<size_t>(i)] = before;
    }
    // The beginning of an edge is the end of a stretch, its end begins the next one.
    const auto end_at = [&](int cut, bool at_end) {
        const int stretch = rank[static_cast<size_t>(cut)];
        return at_end ? 2 * (stretch + 1 == count_ ? 0 : stretch + 1) : 2 * stretch + 1;
    };
    for (int i = 0; i < count_; ++i) {
        const int then = i + 1 == count_ ? 0 : i + 1;
        const int from = end_at(i, !cuts_[static_cast<size_t>(i)].arrives_at_end);
        const int to = end_at(then, cuts_[static_cast<size_t>(then)].arrives_at_end);
        mate_[static_cast<size_t>(from)] = to;
        mate_[static_cast<size_t>(to)] = from;
    }
    return walk(0, joined_) == count_;
}

inline void TourExchange::apply(Tour& tour) {
    for (int i = 0; i < count_; ++i)
        sorted_[static_cast<size_t>(i)] = cuts_[static_cast<size_t>(i)].position;
    std::sort(sorted_.begin(), sorted_.begin() + count_);
    const std::span<const int> cuts(sorted_.data(), static_cast<size_t>(count_));
    int longest = 0;
    for (int i = 1; i < count_; ++i)
        if (tour.length_of(cuts, i) > tour.length_of(cuts, longest)) longest = i;
    walk(longest, joined_);
    tour.rejoin(cuts, {joined_.data(), static_cast<size_t>(count_)});
}

} // namespace vrp
