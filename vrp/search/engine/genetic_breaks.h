// When the driver of a route that may be late takes the break that is due, of all that
// break_choice.h would look at if the route were in time.
#pragma once

#include "genetic_clock.h"

#include <span>
#include <utility>
#include <vector>

namespace vrp {

class BreakPlacement {
public:
    explicit BreakPlacement(const Problem& problem) : problem_(problem) {}

    // What a route comes to at least that takes so long without its break.
    static Span at_least(const Break& rest, Span free) {
        // Who may leave sooner or later waits nowhere, so that the break comes on top.
        if (!is_at_home(rest, free) && free.earliest < free.latest) {
            free.duration += rest.duration;
            free.wait += rest.duration;
        }
        return free;
    }

    // A route is laid out from place to place: the first ones with what it comes to there.
    void clear() {
        places_.clear();
        done_.clear();
    }
    void add(int place, const Span& done) {
        add(place);
        done_.push_back(done);
    }
    void add(int place) { places_.push_back(place); }

    // How long it takes with the break, where that makes it least late or too long, and then
    // shortest. `to_do` says what it comes to from a place on that is not before the `known` one.
    template <class ToDo> Span operator()(const Kind& vehicle, size_t known, const ToDo& to_do);
    // The same of a route from a vehicle's start over some places to its end.
    Span operator()(const Kind& vehicle, std::span<const int> stops);

private:
    // Back before it has to begin, or off after it may have ended.
    static bool is_at_home(const Break& rest, const Span& free) {
        return free.ready() <= rest.latest || free.latest >= rest.earliest + rest.duration;
    }
    // As a visit to where a leg begins: see Break::on_leg. Nobody works meanwhile.
    static Span pause(const Break& rest, int travel) {
        const TimeSegment taken = rest.on_leg(travel);
        return {taken.earliest, taken.latest, taken.duration, taken.duration, 0};
    }
    int travel(const Kind& vehicle, size_t leg) const {
        return problem_.duration(vehicle).at(places_[leg], places_[leg + 1]);
    }
    Span visit(const Kind& vehicle, size_t at) const {
        const int place = places_[at];
        if (place >= problem_.size()) return Span::at_the_end(vehicle.finish);
        return Span::visit(problem_.window(place),
                           problem_.essentials[static_cast<size_t>(place)].service);
    }
    const Span& done(const Kind& vehicle, size_t at) {
        while (done_.size() <= at)
            done_.push_back(
                done_.back().then(travel(vehicle, done_.size() - 1), visit(vehicle, done_.size())));
        return done_[at];
    }

    const Problem& problem_;
    std::vector<int> places_;
    std::vector<Span> done_; // at the first of the places
};

template <class ToDo>
Span BreakPlacement::operator()(const Kind& vehicle, size_t known, const ToDo& to_do) {
    const Break& rest = vehicle.rest;
    const Span free = done(vehicle, known - 1).then(travel(vehicle, known - 1), to_do(known));
    if (is_at_home(rest, free)) return free;
    const int64_t shortest = at_least(rest, free).duration;
    const auto is_settled = [&](const Span& whole) {
        return whole.late == free.late &&
               (whole.duration <= shortest || !vehicle.counts_duration());
    };
    const auto is_better = [&](const Span& whole, const Span& than) {
        return std::pair(whole.over(vehicle), whole.duration) <
               std::pair(than.over(vehicle), than.duration);
    };
    // The first leg, and those up to the last one that is begun before the break has to.
    size_t last = 0;
    while (last + 2 < places_.size() && done(vehicle, last + 1).ready() <= rest.latest) ++last;
    Span best;
    size_t at = std::max(last + 1, known);
    Span behind = to_do(at);
    while (at-- > 0) {
        if (at <= last) {
            const Span rested = done_[at].then(0, pause(rest, travel(vehicle, at)));
            const Span whole = rested.then(travel(vehicle, at), behind);
            if (at == last || is_better(whole, best)) best = whole;
            if (at == 0 || is_settled(best)) break;
        }
        behind = at >= known ? to_do(at) : visit(vehicle, at).then(travel(vehicle, at), behind);
    }
    return best;
}

inline Span BreakPlacement::operator()(const Kind& vehicle, std::span<const int> stops) {
    clear();
    add(vehicle.start, Span::at_the_start(vehicle.leave));
    for (const int stop : stops) add(stop);
    add(vehicle.end);
    return (*this)(vehicle, places_.size() - 1,
                   [&](size_t) { return Span::at_the_end(vehicle.finish); });
}

} // namespace vrp
