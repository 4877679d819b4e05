// The numbers that the encoder reads: of every location, of every edge to a candidate,
// and of every pair.
#pragma once

#include "policy_candidates.h"

#include <cmath>

namespace vrp {

inline constexpr size_t kNodeFeatures = 12;
inline constexpr size_t kEdgeFeatures = 9;
inline constexpr size_t kPairFeatures = 7;

class PolicyFeatures {
public:
    PolicyFeatures(const PolicyView& view, const PolicyCandidates& candidates)
        : view_(view), candidates_(candidates) {}

    // Of a location, kNodeFeatures numbers.
    void node(size_t location, float* to) const;
    // Of the edges to its candidates, kEdgeFeatures numbers each; zeros where the list is filled
    // up.
    void edges(size_t location, float* to) const;
    // Of the pairs with all locations, kPairFeatures rows of numbers, `stride` apart.
    void pairs(size_t location, float* to, size_t stride) const;

private:
    float mean_edge(size_t location) const;
    void edge(size_t from, size_t target, size_t rank, float* to) const;
    void pair(size_t from, size_t target, float* to, size_t stride) const;

    const PolicyView& view_;
    const PolicyCandidates& candidates_;
};

inline void PolicyFeatures::node(size_t location, float* to) const {
    const size_t depot = view_.depot();
    const bool is_depot = location == depot;
    const auto ratio = [](int64_t value, float scale) { return static_cast<float>(value) / scale; };
    const auto in_shifts = [&](int64_t seconds) {
        return view_.timed() ? ratio(seconds, view_.horizon) : 0.0F;
    };
    const int64_t from = view_.usable_from[location];
    const int64_t until = view_.usable_until[location];
    to[0] = is_depot ? 0.0F : ratio(view_.distance(depot, location), view_.distance_scale);
    to[1] = is_depot ? 0.0F : ratio(view_.distance(location, depot), view_.distance_scale);
    to[2] = is_depot ? 0.0F : ratio(view_.duration(depot, location), view_.duration_scale);
    to[3] = is_depot ? 0.0F : ratio(view_.duration(location, depot), view_.duration_scale);
    to[4] = ratio(view_.demand[location], view_.capacity);
    to[5] = ratio(view_.service[location], view_.duration_scale);
    to[6] = in_shifts(from);
    to[7] = in_shifts(until);
    to[8] = in_shifts(until - from);
    to[9] = is_depot ? 1.0F : 0.0F;
    to[10] = mean_edge(location) / view_.distance_scale;
    to[11] = static_cast<float>(std::log(static_cast<double>(view_.stops())) / 10.0);
}

inline float PolicyFeatures::mean_edge(size_t location) const {
    int64_t sum = 0;
    const size_t listed = candidates_.listed(location);
    const int* stops = candidates_.of(location);
    for (size_t rank = 0; rank < listed; ++rank) {
        const auto other = static_cast<size_t>(stops[rank]);
        sum += std::min(view_.distance(location, other), view_.distance(other, location));
    }
    return static_cast<float>(sum) / static_cast<float>(std::max<size_t>(1, listed));
}

inline void PolicyFeatures::edges(size_t location, float* to) const {
    const size_t listed = candidates_.listed(location);
    const int* stops = candidates_.of(location);
    for (size_t rank = 0; rank < listed; ++rank)
        edge(location, static_cast<size_t>(stops[rank]), rank, to + rank * kEdgeFeatures);
    std::fill(to + listed * kEdgeFeatures, to + candidates_.length() * kEdgeFeatures, 0.0F);
}

inline void PolicyFeatures::pairs(size_t location, float* to, size_t stride) const {
    for (size_t target = 0; target < view_.locations(); ++target)
        pair(location, target, to + target, stride);
}

// The numbers of the pair, and between the last two of them and behind, ranks.
inline void PolicyFeatures::edge(size_t from, size_t target, size_t rank, float* to) const {
    pair(from, target, to, 1);
    const auto share = [&](size_t ranked) {
        return static_cast<float>(ranked) / static_cast<float>(candidates_.length());
    };
    to[7] = to[6];
    to[6] = share(rank);
    to[8] = share(candidates_.rank(target, from));
}

inline void PolicyFeatures::pair(size_t from, size_t target, float* to, size_t stride) const {
    const auto ratio = [](int64_t value, float scale) { return static_cast<float>(value) / scale; };
    const int64_t leg = view_.duration(from, target);
    const int64_t latest = view_.usable_until[from] + view_.service[from] + leg;
    const int64_t earliest = view_.usable_from[from] + view_.service[from] + leg;
    const int64_t wait = std::max<int64_t>(0, view_.usable_from[target] - latest);
    const int64_t late = std::max<int64_t>(0, earliest - view_.usable_until[target]);
    const int64_t detour = static_cast<int64_t>(view_.distance(from, view_.depot())) +
                           view_.distance(view_.depot(), target) - view_.distance(from, target);
    const float numbers[kPairFeatures] = {
        ratio(view_.distance(from, target), view_.distance_scale),
        ratio(view_.distance_back(from, target), view_.distance_scale),
        ratio(leg, view_.duration_scale),
        ratio(view_.duration_back(from, target), view_.duration_scale),
        view_.timed() ? ratio(wait, view_.horizon) : 0.0F,
        view_.timed() ? std::min(1.0F, ratio(late, view_.horizon)) : 0.0F,
        ratio(detour, view_.distance_scale),
    };
    for (size_t i = 0; i < kPairFeatures; ++i) to[i * stride] = numbers[i];
}

} // namespace vrp
