// The stops that come into question after a location: all of them, or those that are least remote
// by the measure of vrp.models.features.candidate_lists.
#pragma once

#include "parallel.h"
#include "policy_view.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

namespace vrp {

class PolicyCandidates {
public:
    // The least remote ones.
    PolicyCandidates(const PolicyView& view, size_t length, int threads);
    // All of them after any location, itself included: the rank of a stop is its number.
    explicit PolicyCandidates(const PolicyView& view)
        : view_(view), length_(view.stops()), stride_(0), stops_(view.stops()) {
        std::iota(stops_.begin(), stops_.end(), 0);
    }

    bool all() const { return stride_ == 0; }
    // Of every list, counting what lists that are too short were filled up with.
    size_t length() const { return length_; }
    // How many other stops are on the list of a location.
    size_t listed(size_t location) const {
        return std::min(length_, view_.stops() - (location == view_.depot() ? 0 : 1));
    }
    // Where a stop stands in the list of a location; the length: nowhere.
    size_t rank(size_t location, size_t stop) const {
        const int* list = of(location);
        return static_cast<size_t>(std::find(list, list + length_, static_cast<int>(stop)) - list);
    }
    // Nearest first, unless they are all; filled up with the location itself.
    const int* of(size_t location) const { return stops_.data() + location * stride_; }

private:
    // Remoteness, the number of the stop outside, the stop.
    using Ranked = std::tuple<int64_t, int, int>;

    void list(size_t location, std::vector<Ranked>& ranked);
    int64_t bound(size_t stop, std::vector<Ranked>& ranked) const;
    int64_t remoteness(size_t one, size_t other) const;
    int64_t one_way(size_t from, size_t to) const;
    void keep_least(std::vector<Ranked>& ranked, size_t count) const;

    // Seconds of waiting that count as much as one of driving.
    static constexpr double kDriving = 25.0;
    // What coming too late counts for, beyond all distances, and waiting at most.
    static constexpr int64_t kLate = int64_t{1} << 31;

    const PolicyView& view_;
    size_t length_;
    size_t stride_; // 0: one list for all
    std::vector<int> stops_;
};

inline PolicyCandidates::PolicyCandidates(const PolicyView& view, size_t length, int threads)
    : view_(view), length_(length), stride_(length), stops_(view.locations() * length) {
    in_parallel(threads, view.locations(), [this](size_t begin, size_t end) {
        std::vector<Ranked> ranked;
        for (size_t location = begin; location < end; ++location) list(location, ranked);
    });
}

inline void PolicyCandidates::list(size_t location, std::vector<Ranked>& ranked) {
    const bool is_stop = location != view_.depot();
    const int64_t most = is_stop ? bound(location, ranked) : kUnlimited;
    const Matrix& metres = view_.problem().distance();
    const int* there = metres.from(static_cast<int>(location));
    const int* back = metres.to(static_cast<int>(location));
    ranked.clear();
    for (size_t other = 0; other < view_.stops(); ++other) {
        // Times only add to it.
        if (other == location || std::min(there[other], back[other]) > most) continue;
        const int64_t remote = remoteness(location, other);
        if (remote <= most)
            ranked.emplace_back(remote, view_.number(other), static_cast<int>(other));
    }
    const size_t count = listed(location);
    keep_least(ranked, count);
    int* to = stops_.data() + location * length_;
    for (size_t rank = 0; rank < length_; ++rank)
        to[rank] = rank < count ? std::get<2>(ranked[rank]) : static_cast<int>(location);
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

// The distance in the better direction, and what the times of two stops on end count for.
inline int64_t PolicyCandidates::remoteness(size_t one, size_t other) const {
    if (!view_.timed() || one == view_.depot())
        return std::min(view_.distance(one, other), view_.distance(other, one));
    return std::min(one_way(one, other), one_way(other, one));
}

inline int64_t PolicyCandidates::one_way(size_t from, size_t to) const {
    const int64_t after = view_.service[from] + static_cast<int64_t>(view_.duration(from, to));
    const int64_t wait = view_.usable_from[to] - (view_.usable_until[from] + after);
    const bool is_late = view_.usable_from[from] + after > view_.usable_until[to];
    const double waiting = static_cast<double>(wait) * (view_.metres_per_s / kDriving);
    return view_.distance(from, to) + (is_late ? kLate : 0) +
           static_cast<int64_t>(std::clamp(waiting, 0.0, static_cast<double>(kLate)));
}

} // namespace vrp
