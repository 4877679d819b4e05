// Recreate: the two stops of a shipment, which return together.
#pragma once

#include "recreate.h"

namespace vrp {

template <class F> auto Recreate<F>::shipment_of(const Plan<F>& plan, int stop) const -> Shipment {
    const int partner = plan.partner_of(stop);
    return plan.stop(stop).is_origin ? Shipment{stop, partner} : Shipment{partner, stop};
}

// Inserts both stops where that costs least, if it costs less than the limit: on the routes beside
// either of them, on others if none of these will do, or on an unused vehicle.
template <class F>
bool Recreate<F>::insert_shipment(Plan<F>& plan, int stop, Cost limit, Random& random) {
    const Shipment shipment = shipment_of(plan, stop);
    ShipmentPlace best;
    best.cost = limit;
    tried_.clear();
    const auto try_once = [&](int route_id) {
        if (route_id == kNowhere || plan.route(route_id).size == 0) return;
        if (std::find(tried_.begin(), tried_.end(), route_id) != tried_.end()) return;
        tried_.push_back(route_id);
        try_shipment(plan, shipment, route_id, best, &random);
    };
    for (const int end : {shipment.origin, shipment.destination}) {
        const std::span<const int> neighbours = problem_.neighbours_of(end);
        for (const int beside : neighbours.first(std::min(neighbours_, neighbours.size())))
            try_once(plan.node(beside).route);
    }
    if (best.after == kNowhere && prize_of(plan, stop) < 0) {
        for (const int route_id : plan.touched_routes()) try_once(route_id);
        const bool is_old = std::find(old_.begin(), old_.end(), stop) != old_.end();
        if (best.after == kNowhere && !is_old) plan.for_each_used_route(try_once);
    }
    try_free_vehicles_for(plan, shipment, best, &random);
    if (best.after == kNowhere) return false;
    insert_at(plan, shipment, best);
    return true;
}

template <class F>
void Recreate<F>::insert_at(Plan<F>& plan, const Shipment& shipment, const ShipmentPlace& place) {
    [[maybe_unused]] const Cost before = plan.value().cost;
    plan.insert(shipment.origin, place.after, place.window);
    plan.insert(shipment.destination, place.behind, place.window_behind);
#ifdef VRP_DEBUG_CHECKS
    Cost change = plan.value().cost - before;
    for (const int stop : {shipment.origin, shipment.destination})
        change += std::max<Cost>(0, plan.stop(stop).prize);
    if (change != place.cost)
        throw std::logic_error("engine audit: a shipment cost " + std::to_string(change) +
                               ", not " + std::to_string(place.cost));
#endif
}

// Every place of the origin, with every one behind it for the destination, unless the detours alone
// cost too much.
template <class F>
void Recreate<F>::try_shipment(const Plan<F>& plan, const Shipment& shipment, int route_id,
                               ShipmentPlace& best, Random* random) {
    const Kind& kind = plan.kind(route_id);
    if (plan.route(route_id).size + 2 > kind.max_stops) return;
    for (const int stop : {shipment.origin, shipment.destination})
        if (!kind.allowed[static_cast<size_t>(stop)]) return;
    measure_gaps(plan, shipment, route_id);
    // A row of the matrix, rather than a cell of many rows.
    const int* const travel_to = problem_.duration(kind).to(shipment.origin);
    for (size_t first = 0; first < gaps_.size(); ++first) {
        const Gap& gap = gaps_[first];
        int least = gap.both;
        if (first + 1 < gaps_.size())
            least = std::min(least, gap.origin + gaps_[first + 1].least_destination);
        if (!kind.pays_duration() && kind.per_distance * least >= best.cost) continue;
        for (const Window& window : plan.windows(shipment.origin)) {
            Walk<F> walk(plan, gap.after);
            if (walk.visit(shipment.origin, window, travel_to[plan.place(gap.after)]))
                try_destinations(plan, shipment, {gap.after, window}, first, walk, best, random);
        }
    }
}

// The detours by either stop, and by both at once, between any two nodes of the route.
template <class F>
void Recreate<F>::measure_gaps(const Plan<F>& plan, const Shipment& shipment, int route_id) {
    const auto& [origin, destination] = shipment;
    const int* const to_origin = problem_.distance().to(origin);
    const int* const from_origin = problem_.distance().from(origin);
    const int* const to_destination = problem_.distance().to(destination);
    const int* const from_destination = problem_.distance().from(destination);
    gaps_.clear();
    for (int after = plan.start_of(route_id); after != plan.end_of(route_id);
         after = plan.node(after).next) {
        const int left = plan.place(after);
        const int right = plan.place(plan.node(after).next);
        const int leg = plan.node(after).leg;
        gaps_.push_back(
            {after, to_origin[left] + from_origin[right] - leg,
             to_destination[left] + from_destination[right] - leg,
             to_origin[left] + from_origin[destination] + from_destination[right] - leg});
    }
    int least = std::numeric_limits<int>::max() / 2;
    for (auto gap = gaps_.rbegin(); gap != gaps_.rend(); ++gap)
        gap->least_destination = least = std::min(least, gap->destination);
}

// The walk has just visited the origin in the first gap: there, and in every later one that it
// drives on to, goes the destination.
template <class F>
void Recreate<F>::try_destinations(const Plan<F>& plan, const Shipment& shipment,
                                   ShipmentPlace place, size_t first, Walk<F> walk,
                                   ShipmentPlace& best, Random* random) const {
    const int route_id = plan.node(place.after).route;
    const Kind& kind = plan.kind(route_id);
    const Route& route = plan.route(route_id);
    const bool opens = route.size == 0;
    const int* const travel_to = problem_.duration(kind).to(shipment.destination);
    const Cost opening = opens ? kind.fixed + kind.per_distance * plan.node(place.after).leg : 0;
    for (size_t at = first; at < gaps_.size(); ++at) {
        const Gap& gap = gaps_[at];
        const int next = plan.node(gap.after).next;
        if (at > first) {
            if (plan.is_reload(gap.after)) return; // ends the trip
            if (!walk.visit(gap.after) || walk.is_overloaded()) return;
            const int least = gaps_[first].origin + gap.least_destination;
            if (!kind.pays_duration() && kind.per_distance * least >= best.cost) return;
        }
        const int detour = at == first ? gap.both : gaps_[first].origin + gap.destination;
        const Cost cost = opening + kind.per_distance * detour;
        if ((cost >= best.cost && !kind.pays_duration()) ||
            route.distance + detour > kind.max_distance)
            continue;
        place.behind = at == first ? shipment.origin : gap.after;
        for (const Window& window : plan.windows(shipment.destination)) {
            Walk<F> whole = walk;
            if (!whole.visit(shipment.destination, window, travel_to[place.behind])) continue;
            if (!whole.finish(next)) continue;
            const int64_t before = opens ? 0 : route.duration;
            place.window_behind = window;
            place.cost = cost + kind.wages(whole.duration()) - kind.wages(before);
            if (place.cost >= best.cost || (random && blinks(*random))) continue;
            best = place;
        }
    }
}

template <class F>
void Recreate<F>::try_free_vehicles_for(const Plan<F>& plan, const Shipment& shipment,
                                        ShipmentPlace& best, Random* random) {
    choose_vehicle(plan, shipment.origin, best, random, [&](int slot, ShipmentPlace& place) {
        try_shipment(plan, shipment, slot, place, random);
    });
}

// Puts both stops of a shipment on an unused vehicle; the route, or kNowhere.
template <class F> int Recreate<F>::open_for_shipment(Plan<F>& plan, int stop) {
    const Shipment shipment = shipment_of(plan, stop);
    ShipmentPlace first;
    try_free_vehicles_for(plan, shipment, first, nullptr);
    if (first.after == kNowhere) return kNowhere;
    insert_at(plan, shipment, first);
    return plan.node(first.after).route;
}

// Puts both stops of a shipment on a route, if that costs less than the limit.
template <class F>
void Recreate<F>::extend_by_shipment(Plan<F>& plan, int route_id, int stop, Cost limit) {
    const Shipment shipment = shipment_of(plan, stop);
    ShipmentPlace best;
    best.cost = limit;
    try_shipment(plan, shipment, route_id, best, nullptr);
    if (best.after != kNowhere) insert_at(plan, shipment, best);
}

// Whether the stops, in their order, are all there is of their shipments: every origin before its
// destination, on the same trip.
template <class F>
bool Recreate<F>::keeps_shipments(const Plan<F>& plan, const std::vector<int>& stops) {
    auto trip = stops.begin();
    for (auto stop = stops.begin(); stop != stops.end(); ++stop) {
        if (*stop == plan.problem().reload_mark()) trip = stop;
        const int partner = plan.partner_of(*stop);
        if (partner == kNowhere) continue;
        const bool is_origin = plan.stop(*stop).is_origin;
        const auto first = is_origin ? stop : trip;
        const auto last =
            is_origin ? std::find(stop, stops.end(), plan.problem().reload_mark()) : stop;
        if (std::find(first, last, partner) == last) return false;
    }
    return true;
}

} // namespace vrp
