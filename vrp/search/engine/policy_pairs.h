// What a dense policy knows of all pairs of locations.
#pragma once

#include "large_pages.h"
#include "policy_product.h"

namespace vrp {

// Every location has a row for each channel, of the pairs with all locations side by side, filled
// up to whole vectors.
class PolicyPairs {
public:
    // There is room for `room` numbers of every pair, if that is more than there are channels.
    PolicyPairs(size_t locations, size_t channels, size_t room)
        : columns_(whole_lanes(locations)), stride_(floats(locations, channels, room) / locations),
          values_(floats(locations, channels, room)) {}

    static size_t floats(size_t locations, size_t channels, size_t room) {
        return locations * whole_lanes(locations) * std::max(channels, room);
    }

    size_t columns() const { return columns_; }
    size_t stride() const { return stride_; } // from one location to the next
    float* of(size_t location) { return values_.data() + location * stride_; }
    const float* of(size_t location) const { return values_.data() + location * stride_; }

    // The memory goes to somebody else.
    LargeArray<float> give_away() { return std::move(values_); }

private:
    size_t columns_;
    size_t stride_;
    LargeArray<float> values_;
};

} // namespace vrp
