// Recreate: the places of a single stop, on routes near by or on any, and what they cost.
#pragma once

#include "recreate.h"

namespace vrp {

template <class F>
void Recreate<F>::try_near(const Plan<F>& plan, int stop, std::span<const int> neighbours,
                           Place& best, Random& random) {
    [[maybe_unused]] const bool upgradable = kinds_alike_ && plan.used_routes() < problem_.slots;
    const int* to_stop = problem_.distance().to(stop);
    const int* from_stop = problem_.distance().from(stop);
    // Most places are given up here.
    const auto try_promising = [&](int after) {
        const Node<F>& there = plan.node(after);
        const int detour =
            to_stop[plan.place(after)] + from_stop[plan.place(there.next)] - there.leg;
        if (pays_duration_ || plan.kind(there.route).per_distance * detour < best.cost)
            try_place(plan, stop, after, best, &random);
    };
    for (const int beside : neighbours) {
        const Node<F>& there = plan.node(beside);
        if (there.route == kNowhere) continue;
        if constexpr (F::fleet) {
            if ((upgradable || F::trips) && !fits(plan, stop, there.route)) {
                if (upgradable) try_upgraded(plan, stop, beside, best, random);
                if constexpr (F::trips) {
                    try_with_reload(plan, stop, beside, best, &random);
                    try_with_reload(plan, stop, there.previous, best, &random);
                }
                continue;
            }
        }
        try_promising(beside);
        if constexpr (F::trips) {
            try_with_reload(plan, stop, beside, best, &random);
            try_with_reload(plan, stop, there.previous, best, &random);
        }
        if (!plan.is_stop(there.previous)) try_promising(there.previous);
    }
}

// One branch on all that decides about a place, which nearly always goes the same way, is cheaper
// than several that cannot be foreseen.
template <class F>
void Recreate<F>::try_near_by_detour(const Plan<F>& plan, int stop, std::span<const int> neighbours,
                                     Place& best, Random& random) const {
    const Kind& kind = problem_.kinds[0];
    const int* const distance_to = problem_.distance().to(stop);
    const int* const distance_from = problem_.distance().from(stop);
    const int* const travel_to = problem_.duration(kind).to(stop);
    const int* const travel_from = problem_.duration(kind).from(stop);
    const Essentials own = plan.essentials(stop); // its parts, unpacked, clang 15 does not capture
    const int room = kind.capacity[0] - own.delivery;
    int shortest = shortest_detour_at(best.cost);
    int found = kNowhere;
    const auto consider = [&](int after, int left, const Node<F>& there, bool fits) {
        const int right = plan.place(there.next);
        const int detour = distance_to[left] + distance_from[right] - there.leg;
        fits &= detour < shortest;
        if constexpr (F::windows) {
            if (!fits) return; // there is more to look up

            const int arrival = there.time.ready + travel_to[left];
            const int ready = std::max(arrival, own.window.opens) + own.service;
            fits &= arrival <= own.window.closes;
            fits &= ready + travel_from[right] <= plan.node(there.next).time.latest;
        }
        if (!fits || blinks(random)) return;
        shortest = detour;
        found = after;
    };
    for (const int beside : neighbours) {
        const Node<F>& there = plan.node(beside);
        if (there.route == kNowhere) continue;
        const bool fits = plan.route(there.route).load <= room;
        consider(beside, beside, there, fits);
        if (!plan.is_stop(there.previous))
            consider(there.previous, plan.place(there.previous), plan.node(there.previous), fits);
    }
    if (found != kNowhere) best = {found, {}, rate_ * shortest, kNowhere};
}

// The least detour that costs as much, or more.
template <class F> int Recreate<F>::shortest_detour_at(Cost cost) const {
    using Limits = std::numeric_limits<int>;
    if (rate_ == 0) return cost > 0 ? Limits::max() : Limits::min();
    return static_cast<int>(std::min<Cost>(cost / rate_ + (cost % rate_ > 0), Limits::max()));
}

// Where no place near by will do, one on a route that was just opened up often does. The untouched
// routes come last, and not at all where nothing has changed since the stop fitted on none of them.
template <class F>
void Recreate<F>::try_everywhere(const Plan<F>& plan, int stop, Place& best, Random& random) const {
    for (const int route_id : plan.touched_routes())
        try_all_places(plan, stop, route_id, best, random);
    if (best.after != kNowhere || std::find(old_.begin(), old_.end(), stop) != old_.end()) return;
    plan.for_each_used_route(
        [&](int route_id) { try_all_places(plan, stop, route_id, best, random); });
}

template <class F>
void Recreate<F>::try_all_places(const Plan<F>& plan, int stop, int route_id, Place& best,
                                 Random& random) const {
    const bool has_room = fits(plan, stop, route_id);
    if (plan.route(route_id).size == 0 || !(has_room || F::trips)) return;
    for (int after = plan.start_of(route_id); after != plan.end_of(route_id);
         after = plan.node(after).next) {
        // The vehicle is later still at all that follows.
        if constexpr (F::windows && !F::duration)
            if (plan.node(after).time.ready > plan.windows(stop).back().closes) return;
        if (has_room) try_place(plan, stop, after, best, &random);
        if constexpr (F::trips) try_with_reload(plan, stop, after, best, &random);
    }
}

// Whatever does not depend on the place within the route.
template <class F>
inline bool Recreate<F>::fits(const Plan<F>& plan, int stop, int route_id) const {
    const Kind& kind = plan.kind(route_id);
    if constexpr (F::fleet) {
        if (!kind.allowed[static_cast<size_t>(stop)]) return false;
        if (plan.route(route_id).size >= kind.max_stops) return false;
    }
    return fits_load(plan, stop, route_id, kind);
}

template <class F>
inline bool Recreate<F>::fits_load(const Plan<F>& plan, int stop, int route_id,
                                   const Kind& kind) const {
    // Which trip it would be on depends on the place.
    if (F::trips && plan.route(route_id).reloads > 0) return true;
    if constexpr (F::pickup) {
        const StopData& data = plan.stop(stop);
        const auto& loads = plan.node(plan.end_of(route_id)).loads.prefix;
        for (int d = 0; d < F::dimensions; ++d)
            if (loads.delivery[d] + data.delivery[d] > kind.capacity[d] ||
                loads.pickup[d] + data.pickup[d] > kind.capacity[d])
                return false;
        return true;
    } else {
        return plan.route(route_id).load + plan.essentials(stop).delivery <= kind.capacity[0];
    }
}

// Cost first, then loads and time, the blink last: most places end at the first test.
template <class F>
void Recreate<F>::try_place(const Plan<F>& plan, int stop, int after, Place& best, Random* random,
                            const Upgrade* upgrade) const {
    const Node<F>& left = plan.node(after);
    const Route& route = plan.route(left.route);
    const Kind& kind = plan.kind(upgrade ? upgrade->slot : left.route);
    const int slot = upgrade ? upgrade->slot : kNowhere;
    const int left_place = plan.place(after);
    const int right_place = plan.place(left.next);
    const int detour = problem_.distance().to(stop)[left_place] +
                       problem_.distance().from(stop)[right_place] - left.leg;
    Cost cost = kind.per_distance * detour;
    if (route.size == 0) cost += kind.fixed + kind.per_distance * left.leg;
    if (upgrade) cost += upgrade->extra;
    const bool pays_duration = F::duration && kind.pays_duration();
    if (cost >= best.cost &&
        !(pays_duration && plan.saves_time(kind, after, stop, stop, left.next)))
        return;
    if (!upgrade && !fits(plan, stop, left.route)) return;
    if constexpr (F::fleet)
        if (route.distance + detour > kind.max_distance) return;
    if constexpr (F::pickup) {
        const auto loads =
            left.loads.prefix.then(plan.load_segment(stop)).then(plan.node(left.next).loads.suffix);
        if (!loads.fits(kind.capacity)) return;
    }
    if constexpr (F::duration) {
        for (const Window& window : plan.windows(stop)) {
            int64_t duration = 0;
            if (!schedule(plan, kind, stop, after, left.next, window, duration)) continue;
            const int64_t before = route.size == 0 ? 0 : route.duration;
            Cost total = cost + kind.wages(duration) - kind.wages(before);
            if (total >= best.cost || (random && blinks(*random))) continue;
            if constexpr (F::breaks) {
                if (!take_break(plan, kind, stop, after, window, duration)) continue;
                total = cost + kind.wages(duration) - kind.wages(before);
                if (total >= best.cost) continue;
            }
            best = {after, window, total, slot};
        }
    } else {
        if constexpr (F::windows) {
            const Matrix& travel = problem_.duration(kind);
            const int begin = plan.begins_at(stop, left.time.ready + travel.to(stop)[left_place]);
            if (begin == kNever) return;
            const int ready = begin + plan.essentials(stop).service;
            if (ready + travel.from(stop)[right_place] > plan.node(left.next).time.latest) return;
        }
        if (random && blinks(*random)) return;
        best = {after, {}, cost, slot};
    }
}

template <class F>
bool Recreate<F>::schedule(const Plan<F>& plan, const Kind& kind, int stop, int after, int before,
                           Window window, int64_t& duration) const {
    if constexpr (F::duration) {
        const Matrix& travel = problem_.duration(kind);
        const TimeSuffix<F> here = plan.served(stop, window);
        const TimePrefix<F>& prefix = plan.node(after).time.prefix;
        const TimeSuffix<F>& suffix = plan.node(before).time.suffix;
        const int leg_in = travel.to(stop)[plan.place(after)];
        if (!prefix.reaches(leg_in, here)) return false;
        const TimePrefix<F> middle = prefix.then(leg_in, here);
        const int leg_out = travel.from(stop)[plan.place(before)];
        if (!middle.reaches(leg_out, suffix)) return false;
        duration = middle.then(leg_out, suffix).whole().duration;
        return duration <= kind.max_duration;
    } else {
        return true;
    }
}

// What is feasible without the break that the driver is due takes longer with it; false if it does
// not fit.
template <class F>
bool Recreate<F>::take_break(const Plan<F>& plan, const Kind& kind, int stop, int after,
                             Window window, int64_t& duration) const {
    if (!kind.rest.is_due()) return true;
    const int travel = plan.travel(kind, after, stop);
    const TimeSegment here = plan.served(stop, window);
    const Call call{travel, here, plan.node(after).time.prefix.then(travel, here)};
    duration = BreakChoice<F>(plan, kind)(after, {&call, 1}, stop, plan.node(after).next);
    return duration < kUnlimited;
}

} // namespace vrp
