// Routes that may be late: where a window has closed, time goes back to its end; how far in all is
// what a route is late by (time warp: Nagata, Bräysy & Dullaert 2010; Vidal et al. 2013).
#pragma once

#include "problem.h"

#include <algorithm>

namespace vrp {

// Of the part that is still to be driven: how late it will be if reached by `latest`, and by as
// much more as it is reached later.
struct Rest {
    int64_t latest = 0;
    int64_t late = 0;

    static Rest at_the_end(const Window& hours) { return {hours.closes, 0}; }

    // What is to be driven from a visit on.
    Rest behind(const Window& window, int service, int drive) const {
        const int64_t leaves = latest - service - drive;
        return {std::clamp<int64_t>(leaves, window.opens, window.closes),
                late + std::max<int64_t>(0, window.opens - leaves)};
    }
};

// Of the part that has been driven, as early as it can be: when the vehicle can drive on, and how
// late it was.
struct Clock {
    int64_t ready = 0;
    int64_t late = 0;

    static Clock at_the_start(const Window& hours) { return {hours.opens, 0}; }

    Clock then(int drive, const Window& window, int service) const {
        return then(drive, std::span(&window, 1), service);
    }
    // In the first one of several windows that is still open.
    Clock then(int drive, std::span<const Window> windows, int service) const {
        const int64_t arrival = ready + drive;
        size_t first = 0;
        while (first + 1 < windows.size() && windows[first].closes < arrival) ++first;
        const Window& window = windows[first];
        return {std::clamp<int64_t>(arrival, window.opens, window.closes) + service,
                late + std::max<int64_t>(0, arrival - window.closes)};
    }
    Clock then(int drive, const Rest& rest) const {
        const int64_t arrival = ready + drive;
        return {arrival, late + rest.late + std::max<int64_t>(0, arrival - rest.latest)};
    }
};

// Of either part, where it matters how long a route takes: begun at any time from `earliest` to
// `latest`, it is no later than it has to be, and takes no longer than that allows.
struct Span {
    int64_t earliest = 0;
    int64_t latest = 0;
    int64_t duration = 0;
    int64_t wait = 0; // of that
    int64_t late = 0;

    static Span at_the_start(const Window& hours) { return {hours.opens, hours.closes, 0, 0, 0}; }
    static Span at_the_end(const Window& hours) { return {hours.opens, hours.closes, 0, 0, 0}; }
    static Span visit(const Window& window, int service) {
        return {window.opens, window.closes, service, 0, 0};
    }

    // When it is done, if begun as early as it can be.
    int64_t ready() const { return earliest + duration - late; }
    // By how much it is late and longer than a vehicle may be out.
    int64_t over(const Kind& vehicle) const {
        return late + std::max<int64_t>(0, duration - vehicle.max_duration);
    }
    Span then(int drive, const Window& window, int service) const {
        return then(drive, visit(window, service));
    }
    Span behind(const Window& window, int service, int drive) const {
        return visit(window, service).then(drive, *this);
    }
    Span then(int drive, const Span& rest) const {
        const int64_t offset = duration - late + drive;
        const int64_t waits = std::max<int64_t>(0, rest.earliest - offset - latest);
        const int64_t is_late = std::max<int64_t>(0, earliest + offset - rest.latest);
        return {std::max(rest.earliest - offset, earliest) - waits,
                std::min(rest.latest - offset, latest) + is_late,
                duration + drive + waits + rest.duration, wait + waits + rest.wait,
                late + is_late + rest.late};
    }
};

} // namespace vrp
