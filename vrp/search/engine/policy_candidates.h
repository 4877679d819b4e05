// The stops that come into question after a location: those that are least remote.
#pragma once

#include "parallel.h"
#include "policy_view.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace vrp {

class PolicyCandidates {
public:
    PolicyCandidates(const PolicyView& view, size_t length, int threads);

    // Of every list, counting what lists that are too short were filled up with.
    size_t length() const { return length_; }
    // How many stops are really on the list of a location.
    size_t listed(size_t location) const {
        return std::min(length_, view_.stops() - (location == view_.depot() ? 0 : 1));
    }
    // Nearest first; filled up with the location itself.
    const int* of(size_t location) const { return stops_.data() + location * length_; }

private:
    // Remoteness, the number of the stop outside, the stop.
    using Ranked = std::tuple<int64_t, int, int>;

    void list(size_t location, std::vector<Ranked>& ranked);
    bool list_from_ranking(size_t stop, std::vector<Ranked>& ranked) const;
    int64_t bound(size_t stop, std::vector<Ranked>& ranked) const;
    int64_t remoteness(size_t one, size_t other) const;
    int64_t one_way(size_t from, size_t to) const;
    void keep_least(std::vector<Ranked>& ranked, size_t count) const;

    // A fifth of the waiting counts: with fives, everything is a whole number.
    static constexpr int64_t kDriving = 5;

    const PolicyView& view_;
    size_t length_;
    std::vector<int> stops_;
};

inline PolicyCandidates::PolicyCandidates(const PolicyView& view, size_t length, int threads)
    : view_(view), length_(length), stops_(view.locations() * length) {
    in_parallel(threads, view.locations(), [this](size_t begin, size_t end) {
        std::vector<Ranked> ranked;
        for (size_t location = begin; location < end; ++location) list(location, ranked);
    });
}

inline void PolicyCandidates::list(size_t location, std::vector<Ranked>& ranked) {
    const size_t count = listed(location);
    if (location == view_.depot() || !list_from_ranking(location, ranked)) {
        const bool is_stop = location != view_.depot();
        const int64_t most = is_stop ? bound(location, ranked) : kUnlimited;
        const int* there = view_.travel().from(static_cast<int>(location));
        const int* back = view_.travel().to(static_cast<int>(location));
        ranked.clear();
        for (size_t other = 0; other < view_.stops(); ++other) {
            // Waiting and lateness only add to it.
            if (other == location || kDriving * std::min(there[other], back[other]) > most)
                continue;
            const int64_t remote = remoteness(location, other);
            if (remote <= most)
                ranked.emplace_back(remote, view_.number(other), static_cast<int>(other));
        }
    }
    keep_least(ranked, count);
    int* to = stops_.data() + location * length_;
    for (size_t rank = 0; rank < length_; ++rank)
        to[rank] = rank < count ? std::get<2>(ranked[rank]) : static_cast<int>(location);
}

// Takes the engine's neighbours, which are ranked by the same measure but for rounding; false where
// they may not hold all that is wanted.
inline bool PolicyCandidates::list_from_ranking(size_t stop, std::vector<Ranked>& ranked) const {
    const std::span<const int> neighbours = view_.problem().neighbours_of(static_cast<int>(stop));
    const size_t count = listed(stop);
    if (!view_.ranked_alike || !view_.problem().by_remoteness || neighbours.size() < count)
        return false;
    ranked.clear();
    int64_t farthest = 0;
    for (const int other : neighbours) {
        const int64_t remote = remoteness(stop, static_cast<size_t>(other));
        farthest = std::max(farthest, remote);
        ranked.emplace_back(remote, view_.number(static_cast<size_t>(other)), other);
    }
    if (neighbours.size() + 1 == view_.stops()) return true;
    keep_least(ranked, count);
    return std::get<0>(ranked.back()) < farthest;
}

// At least as many stops as are wanted are no more remote than this.
inline int64_t PolicyCandidates::bound(size_t stop, std::vector<Ranked>& ranked) const {
    const std::span<const int> neighbours = view_.problem().neighbours_of(static_cast<int>(stop));
    if (neighbours.size() < listed(stop)) return kUnlimited;
    ranked.clear();
    for (const int other : neighbours)
        ranked.emplace_back(remoteness(stop, static_cast<size_t>(other)), 0, 0);
    keep_least(ranked, listed(stop));
    return ranked.empty() ? kUnlimited : std::get<0>(ranked.back());
}

inline void PolicyCandidates::keep_least(std::vector<Ranked>& ranked, size_t count) const {
    const auto last = ranked.begin() + static_cast<std::ptrdiff_t>(count);
    if (last != ranked.end()) std::nth_element(ranked.begin(), last, ranked.end());
    ranked.resize(count);
    std::sort(ranked.begin(), ranked.end());
}

inline int64_t PolicyCandidates::remoteness(size_t one, size_t other) const {
    if (!view_.timed() || one == view_.depot())
        return kDriving * std::min(view_.distance(one, other), view_.distance(other, one));
    return std::min(one_way(one, other), one_way(other, one));
}

inline int64_t PolicyCandidates::one_way(size_t from, size_t to) const {
    const int64_t leg = view_.duration(from, to);
    const int64_t earliest = leg + view_.opens[from] + view_.service[from];
    const int64_t latest = leg + view_.closes[from] + view_.service[from];
    return kDriving * (leg + std::max<int64_t>(0, earliest - view_.closes[to])) +
           std::max<int64_t>(0, view_.opens[to] - latest);
}

} // namespace vrp
