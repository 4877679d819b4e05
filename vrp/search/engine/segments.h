// The segment algebra: what a part of a route amounts to, and what two parts amount to together.
// Every move is evaluated by joining cached prefixes, single stops and cached suffixes (Vidal et
// al. 2014, "A unified solution framework for multi-attribute vehicle routing problems").
#pragma once

#include <algorithm>

namespace vrp {

// Loads of a part of a route in each dimension, for simultaneous delivery and pickup: the goods it
// needs brought, the goods it takes home, and the most that is ever on board because of it.
template <int Dimensions> struct LoadSegment {
    int delivery[Dimensions] = {};
    int pickup[Dimensions] = {};
    int peak[Dimensions] = {};

    bool operator==(const LoadSegment&) const = default;

    LoadSegment then(const LoadSegment& after) const {
        LoadSegment both;
        for (int d = 0; d < Dimensions; ++d) {
            both.delivery[d] = delivery[d] + after.delivery[d];
            both.pickup[d] = pickup[d] + after.pickup[d];
            both.peak[d] = std::max(peak[d] + after.delivery[d], pickup[d] + after.peak[d]);
        }
        return both;
    }

    bool fits(const int* capacity) const {
        for (int d = 0; d < Dimensions; ++d)
            if (peak[d] > capacity[d]) return false;
        return true;
    }
};

// A part of a route in time: started at t <= latest it is done at max(t, earliest) + duration.
struct TimeSegment {
    int earliest = 0;
    int latest = 0;
    int duration = 0;

    bool operator==(const TimeSegment&) const = default;

    int completion() const { return earliest + duration; }
    const TimeSegment& whole() const { return *this; }

    // Whether `after`, reached `travel` seconds after this part, can still be started in time.
    bool reaches(int travel, const TimeSegment& after) const {
        return completion() + travel <= after.latest;
    }

    // Both parts, provided that reaches() holds.
    TimeSegment then(int travel, const TimeSegment& after) const {
        const int offset = duration + travel;
        const int wait = std::max(0, after.earliest - latest - offset);
        return {std::max(after.earliest - offset, earliest) - wait,
                std::min(after.latest - offset, latest), offset + wait + after.duration};
    }
};

// The pause that a driver is due: when it begins, and how long it takes; none without a duration.
struct Break {
    int earliest = 0;
    int latest = 0;
    int duration = 0;

    bool operator==(const Break&) const = default;

    bool is_due() const { return duration > 0; }

    // On a leg it may interrupt the drive, or begin at either end: which is as good as a visit to
    // where the leg begins, as early as the break could begin at its other end.
    TimeSegment on_leg(int travel) const { return {earliest - travel, latest, duration}; }
};

} // namespace vrp
