// The time segment algebra for routes of several trips. A trip cannot leave the depot before the
// goods of all its stops are there, so how early it leaves is known only when it is complete: until
// then it is kept apart from the trips before it (Cattaruzza, Absi & Feillet 2016, "The multi-trip
// vehicle routing problem with time windows and release dates").
#pragma once

#include "segments.h"

#include <limits>

namespace vrp {

// A part of a route from a node to its end. Its first trip, which begins before the part, waits for
// `release`; later trips have waited for theirs.
struct TripSuffix {
    TimeSegment time;
    int release = 0;

    bool operator==(const TripSuffix&) const = default;

    // This single node, with a part behind it.
    TripSuffix then(int travel, const TripSuffix& after) const {
        return {time.then(travel, after.time), std::max(release, after.release)};
    }
};

// A part of a route from its start to a node: complete trips, through the reload after the last of
// them, and a trip from the moment it leaves the depot, which waits for `release`.
struct TripPrefix {
    TimeSegment complete{0, kAnyTime, 0};
    TimeSegment trip;
    int release = 0;

    bool operator==(const TripPrefix&) const = default;

    // Whether the part, driven on to a node and what may come behind it, is in time.
    bool reaches(int travel, const TripSuffix& after) const {
        if (!trip.reaches(travel, after.time)) return false;
        const TimeSegment longer = trip.then(travel, after.time);
        return std::max(release, after.release) <= longer.latest && complete.reaches(0, longer);
    }

    // Both parts, provided that reaches() holds.
    TripPrefix then(int travel, const TripSuffix& after) const {
        return {complete, trip.then(travel, after.time), std::max(release, after.release)};
    }

    // All of it, once the trip is complete.
    TimeSegment whole() const {
        TimeSegment released = trip;
        released.earliest = std::max(trip.earliest, release);
        return complete.then(0, released);
    }

    // When it is complete at the earliest, if nothing is added to its last trip.
    int completion() const { return whole().completion(); }

    // With the next trip, which leaves within the hours of `departure` after a reload.
    TripPrefix reloaded(int travel, const TimeSegment& reload, const TimeSegment& departure) const {
        return {whole().then(travel, reload), departure, 0};
    }

private:
    static constexpr int kAnyTime = std::numeric_limits<int>::max() / 4;
};

} // namespace vrp
