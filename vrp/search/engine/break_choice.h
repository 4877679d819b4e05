// When the driver of a route takes the break. Caches know nothing of it: the break moves with
// whatever comes before it. So a route that is feasible without the break is looked at as a whole.
#pragma once

#include "segments.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace vrp {

// When it begins, and how long it takes; none without a duration.
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

// A visit in its chosen window, and how long the way there takes.
struct Call {
    int travel;
    TimeSegment visit;
};

class BreakChoice {
public:
    // A route grows from its start to its end.
    void add(const Call& call) { calls_.push_back(call); }

    // How long the route takes at least with the break on one of its legs, or before or after it;
    // none if it is late with any of them.
    std::optional<int64_t> shortest(const Break& due) const;

private:
    static void improve(std::optional<int64_t>& best, int64_t duration) {
        if (!best || duration < *best) best = duration;
    }

    std::vector<Call> calls_;
};

inline std::optional<int64_t> BreakChoice::shortest(const Break& due) const {
    // Of the rest of the route from every call on, until one cannot be followed by the others.
    std::vector<TimeSegment> rests(calls_.size());
    size_t first = calls_.size() - 1;
    rests[first] = calls_[first].visit;
    for (; first > 0; --first) {
        const auto& [travel, visit] = calls_[first];
        if (!calls_[first - 1].visit.reaches(travel, rests[first])) break;
        rests[first - 1] = calls_[first - 1].visit.then(travel, rests[first]);
    }
    std::optional<int64_t> best;
    TimeSegment driven = calls_[0].visit;
    if (first == 0) {
        TimeSegment before = driven;
        before.earliest = std::max(before.earliest, due.earliest + due.duration);
        const bool leaves = before.earliest <= before.latest;
        if (leaves && before.reaches(calls_[1].travel, rests[1]))
            improve(best, before.then(calls_[1].travel, rests[1]).duration);
    }
    for (size_t i = 1; i < calls_.size(); ++i) {
        const auto& [travel, visit] = calls_[i];
        const TimeSegment taken = due.on_leg(travel);
        if (i >= std::max<size_t>(first, 1) && driven.reaches(0, taken)) {
            const TimeSegment rested = driven.then(0, taken);
            if (rested.reaches(travel, rests[i]))
                improve(best, rested.then(travel, rests[i]).duration);
        }
        TimeSegment next = visit;
        if (i + 1 == calls_.size()) next.latest = std::min(next.latest, due.latest);
        if (next.earliest > next.latest || !driven.reaches(travel, next)) return best;
        driven = driven.then(travel, next);
    }
    improve(best, driven.duration);
    return best;
}

} // namespace vrp
