// Recreate: whole routes, of a plan from outside or one after another.
#pragma once

#include "recreate.h"

namespace vrp {

template <class F> void Recreate<F>::fill_vehicles(Plan<F>& plan, bool by_drive) {
    fills_by_drive_ = by_drive;
    order_ = plan.absent();
    const int depot = problem_.kinds[0].start;
    sort_by([&](int stop) { return -problem_.distance().at(depot, stop); });
    for (const int seed : order_) {
        if (!plan.is_absent(seed)) continue;
        const int route_id = open_for(plan, seed);
        if (route_id == kNowhere) continue;
        for (const int stop : problem_.neighbours_of(seed))
            if (plan.is_absent(stop)) extend(plan, route_id, stop);
    }
}

// The route that the stop begins, or the cheapest one of its group; or kNowhere.
template <class F> int Recreate<F>::open_for(Plan<F>& plan, int stop) {
    if constexpr (F::shipments)
        if (plan.partner_of(stop) != kNowhere) return open_for_shipment(plan, stop);
    Place first;
    const int chosen = cheapest_of(problem_.alternatives_of(stop), first, [&](int each) {
        try_free_vehicles(plan, each, first, nullptr);
    });
    if (first.after == kNowhere) return kNowhere;
    const int route_id = plan.node(first.after).route;
    insert_at(plan, chosen, first);
    return route_id;
}

// Puts the stop on the route where that costs less than a route of its own.
template <class F> void Recreate<F>::extend(Plan<F>& plan, int route_id, int stop) {
    if constexpr (F::shipments)
        if (plan.partner_of(stop) != kNowhere) {
            ShipmentPlace own;
            try_free_vehicles_for(plan, shipment_of(plan, stop), own, nullptr);
            return extend_by_shipment(plan, route_id, stop, own.cost);
        }
    Place best;
    try_free_vehicles(plan, stop, best, nullptr);
    best.after = kNowhere;
    for (int id = plan.start_of(route_id); id != plan.end_of(route_id); id = plan.node(id).next)
        try_place(plan, stop, id, best, nullptr);
    if (best.after != kNowhere) insert_at(plan, stop, best);
}

template <class F>
void Recreate<F>::lay(Plan<F>& plan, int route_id, const std::vector<int>& stops) {
    if (fits_as_whole(plan, route_id, stops)) return plan.lay(route_id, stops);
    for (const int stop : stops) {
        Place best;
        if (F::trips && stop == problem_.reload_mark()) continue;
        if (!plan.is_absent(stop)) continue;
        if constexpr (F::shipments)
            if (plan.partner_of(stop) != kNowhere) {
                extend_by_shipment(plan, route_id, stop, best.cost);
                continue;
            }
        const int last = plan.node(plan.end_of(route_id)).previous;
        try_place(plan, stop, last, best, nullptr);
        if constexpr (F::trips) try_with_reload(plan, stop, last, best, nullptr);
        if (best.after != kNowhere) insert_at(plan, stop, best);
    }
}

// Whether none of the stops is served in the place of another one.
template <class F>
bool Recreate<F>::keeps_groups(const Plan<F>& plan, const std::vector<int>& stops) const {
    std::vector<int> groups;
    for (const int stop : stops) {
        if (stop == problem_.reload_mark()) continue;
        if (!plan.is_absent(stop)) return false;
        const int group = plan.stop(stop).group;
        if (group == kNowhere) continue;
        if (std::find(groups.begin(), groups.end(), group) != groups.end()) return false;
        groups.push_back(group);
    }
    return true;
}

template <class F>
bool Recreate<F>::fits_as_whole(Plan<F>& plan, int route_id, const std::vector<int>& stops) {
    const Kind& kind = plan.kind(route_id);
    const auto reloads = std::count(stops.begin(), stops.end(), problem_.reload_mark());
    if (static_cast<int>(stops.size() - reloads) > kind.max_stops || reloads > kind.max_reloads)
        return false;
    if (!problem_.groups.empty() && !keeps_groups(plan, stops)) return false;
    if constexpr (F::shipments)
        if (!keeps_shipments(plan, stops)) return false;
    if constexpr (F::duration)
        if (!choose_windows_(plan, route_id, stops)) return false;
    Walk<F> walk(plan, plan.start_of(route_id));
    int64_t distance = 0;
    int before = plan.start_of(route_id);
    for (const int stop : stops) {
        if (F::trips && stop == problem_.reload_mark()) {
            if (before == plan.start_of(route_id) || !walk.reload()) return false;
            distance += plan.distance(before, plan.start_of(route_id));
            before = plan.start_of(route_id);
            continue;
        }
        if (!walk.visit(stop)) return false;
        distance += plan.distance(before, stop);
        before = stop;
    }
    if (F::trips && before == plan.start_of(route_id)) return stops.empty();
    distance += plan.distance(before, plan.end_of(route_id));
    return distance <= kind.max_distance && walk.finish_at(plan.end_of(route_id));
}

} // namespace vrp
