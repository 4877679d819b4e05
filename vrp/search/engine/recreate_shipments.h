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

// Every place of the origin whose detour alone does not cost too much, with every one behind it for
// the destination.
template <class F>
void Recreate<F>::try_shipment(const Plan<F>& plan, const Shipment& shipment, int route_id,
                               ShipmentPlace& best, Random* random) const {
    const Kind& kind = plan.kind(route_id);
    const Route& route = plan.route(route_id);
    if (route.size + 2 > kind.max_stops) return;
    for (const int stop : {shipment.origin, shipment.destination})
        if (!kind.allowed[static_cast<size_t>(stop)]) return;
    for (int after = plan.start_of(route_id); after != plan.end_of(route_id);
         after = plan.node(after).next) {
        const Node<F>& left = plan.node(after);
        const int detour = plan.distance(after, shipment.origin) +
                           plan.distance(shipment.origin, left.next) - left.leg;
        if (kind.per_duration == 0 && kind.per_distance * detour >= best.cost) continue;
        for (const Window& window : plan.windows(shipment.origin)) {
            Walk<F> walk(plan, after);
            if (walk.visit(shipment.origin, window))
                try_destinations(plan, shipment, {after, window}, walk, best, random);
        }
    }
}

// Drives on from the origin, which the walk has just visited, past one stop after another.
template <class F>
void Recreate<F>::try_destinations(const Plan<F>& plan, const Shipment& shipment,
                                   ShipmentPlace place, Walk<F> walk, ShipmentPlace& best,
                                   Random* random) const {
    const auto& [origin, destination] = shipment;
    const int route_id = plan.node(place.after).route;
    const Kind& kind = plan.kind(route_id);
    const Route& route = plan.route(route_id);
    const bool opens = route.size == 0;
    const int first = plan.node(place.after).next;
    const int leg = plan.node(place.after).leg;
    const int to_origin = plan.distance(place.after, origin) - leg;
    int behind = origin;
    int next = first;
    int detour = to_origin + plan.distance(origin, destination) + plan.distance(destination, first);
    for (;;) {
        Cost cost = kind.per_distance * detour;
        if (opens) cost += kind.fixed + kind.per_distance * leg;
        const bool is_promising = cost < best.cost || kind.per_duration > 0;
        if (is_promising && route.distance + detour <= kind.max_distance) {
            for (const Window& window : plan.windows(destination)) {
                Walk<F> whole = walk;
                if (!whole.visit(destination, window) || !whole.finish(next)) continue;
                const int64_t before = opens ? 0 : route.duration;
                const Cost total = cost + kind.per_duration * (whole.duration() - before);
                if (total >= best.cost || (random && blinks(*random))) continue;
                best = place;
                best.behind = behind;
                best.window_behind = window;
                best.cost = total;
            }
        }
        if (!plan.is_stop(next) || !walk.visit(next) || walk.is_overloaded()) return;
        behind = next;
        next = plan.node(behind).next;
        detour = to_origin + plan.distance(origin, first) + plan.distance(behind, destination) +
                 plan.distance(destination, next) - plan.node(behind).leg;
    }
}

template <class F>
void Recreate<F>::try_free_vehicles_for(const Plan<F>& plan, const Shipment& shipment,
                                        ShipmentPlace& best, Random* random) const {
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

// Whether the stops, in their order, are all there is of their shipments, origins first.
template <class F>
bool Recreate<F>::keeps_shipments(const Plan<F>& plan, const std::vector<int>& stops) {
    for (auto stop = stops.begin(); stop != stops.end(); ++stop) {
        const int partner = plan.partner_of(*stop);
        if (partner == kNowhere) continue;
        const bool is_origin = plan.stop(*stop).is_origin;
        const auto first = is_origin ? stop : stops.begin();
        const auto last = is_origin ? stops.end() : stop;
        if (std::find(first, last, partner) == last) return false;
    }
    return true;
}

} // namespace vrp
