// What the order of a route's stops decides: when they are served, where goods are picked up what
// is on board and, where that is limited, how far it is. Parts of a route add up without a look at
// what is in them, but for the break of its driver.
#pragma once

#include "genetic_individual.h"

#include <type_traits>

namespace vrp {

template <class F> class RouteOrder {
    struct Nothing {};
    using Loads = std::conditional_t<F::pickup, LoadSegment<F::dimensions>, Nothing>;
    using ClockOrNothing = std::conditional_t<F::windows, Clock, Nothing>;
    using RestOrNothing = std::conditional_t<F::windows && !F::openings, Rest, Nothing>;
    using Distance = std::conditional_t<F::limits, int64_t, Nothing>;

    template <class Time> struct Part {
        [[no_unique_address]] Time time;
        [[no_unique_address]] Loads loads;
        [[no_unique_address]] Distance distance;
    };

public:
    // Whether it decides anything.
    static constexpr bool kMatters = F::windows || F::pickup || F::limits;
    // Whether parts add up: not where a stop is served in the first of several windows.
    static constexpr bool kAddsUp = !F::openings;

    // From the start of a route on, and up to its end.
    using Done = Part<std::conditional_t<F::duration, Span, ClockOrNothing>>;
    using ToDo = Part<std::conditional_t<F::duration, Span, RestOrNothing>>;

    explicit RouteOrder(const Problem& problem) : problem_(problem) {}

    Done at_the_start(const Kind& vehicle) const {
        Done done{};
        if constexpr (F::windows) done.time = done.time.at_the_start(vehicle.leave);
        return done;
    }
    ToDo at_the_end(const Kind& vehicle) const {
        ToDo to_do{};
        if constexpr (F::windows) to_do.time = to_do.time.at_the_end(vehicle.finish);
        return to_do;
    }
    // With a leg to another place, which is served, or is the end of the route.
    Done then(Done done, const Kind& vehicle, int from, int to) const {
        if constexpr (F::windows)
            done.time = done.time.then(drive(vehicle, from, to), windows(vehicle, to), service(to));
        if constexpr (F::pickup) done.loads = done.loads.then(loads(to));
        if constexpr (F::limits) done.distance += problem_.distance().at(from, to);
        return done;
    }
    // With a leg from another place, which is served.
    ToDo behind(ToDo to_do, const Kind& vehicle, int from, int to) const {
        if constexpr (F::windows)
            to_do.time =
                to_do.time.behind(windows(vehicle, from), service(from), drive(vehicle, from, to));
        if constexpr (F::pickup) to_do.loads = loads(from).then(to_do.loads);
        if constexpr (F::limits) to_do.distance += problem_.distance().at(from, to);
        return to_do;
    }
    // A whole route.
    Done joined(Done done, const Kind& vehicle, int from, int to, const ToDo& to_do) const {
        if constexpr (F::windows) done.time = done.time.then(drive(vehicle, from, to), to_do.time);
        if constexpr (F::pickup) done.loads = done.loads.then(to_do.loads);
        if constexpr (F::limits) done.distance += problem_.distance().at(from, to) + to_do.distance;
        return done;
    }
    // What a whole route is charged: for overtime and, where hours are paid for, for waiting; for
    // what is late, too long and too far and, where goods are picked up, for what it carries too
    // much.
    Cost charge(const Kind& vehicle, const Done& whole, const Weights& weights) const {
        Cost charge = 0;
        if constexpr (F::windows) charge += time_charge(vehicle, whole.time, weights);
        if constexpr (F::pickup)
            charge += charge_for(excess_of(vehicle, peak(whole)), weights.of[kLoad]);
        if constexpr (F::limits)
            charge += charge_for(std::max<int64_t>(0, whole.distance - vehicle.max_distance),
                                 weights.of[kDistance]);
        return charge;
    }

private:
    std::span<const int> peak(const Done& whole) const {
        return std::span(whole.loads.peak).first(static_cast<size_t>(problem_.load_dimensions));
    }
    int drive(const Kind& vehicle, int from, int to) const {
        return problem_.duration(vehicle).at(from, to);
    }
    bool is_stop(int place) const { return place < problem_.size(); }
    int service(int place) const {
        return is_stop(place) ? problem_.essentials[static_cast<size_t>(place)].service : 0;
    }
    // One, or with openings all of them.
    auto windows(const Kind& vehicle, int place) const {
        if constexpr (F::openings)
            return is_stop(place) ? problem_.windows_of(place) : std::span(&vehicle.finish, 1);
        else
            return is_stop(place) ? problem_.window(place) : vehicle.finish;
    }
    Loads loads(int place) const {
        if constexpr (F::pickup)
            if (is_stop(place))
                return loads_of<F::dimensions>(problem_.stops[static_cast<size_t>(place)]);
        return {};
    }
    static Cost time_charge(const Kind&, const Clock& clock, const Weights& weights) {
        return charge_for(clock.late, weights.of[kTime]);
    }
    static Cost time_charge(const Kind& vehicle, const Span& span, const Weights& weights) {
        return vehicle.per_duration * span.wait + vehicle.overtime_pay(span.duration) +
               charge_for(span.over(vehicle), weights.of[kTime]);
    }

    const Problem& problem_;
};

} // namespace vrp
