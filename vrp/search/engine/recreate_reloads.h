// Recreate: a stop that does not fit into a trip may end one, or begin one, by a reload beside it.
#pragma once

#include "recreate.h"

namespace vrp {

template <class F>
void Recreate<F>::try_with_reload(const Plan<F>& plan, int stop, int after, Place& best,
                                  Random* random) const {
    const int route_id = plan.node(after).route;
    const Kind& kind = plan.kind(route_id);
    const Route& route = plan.route(route_id);
    if (route.reloads >= kind.max_reloads || route.size >= kind.max_stops) return;
    if (!kind.allowed[static_cast<size_t>(stop)] || plan.carries_behind(after)) return;
    const int before = plan.node(after).next;
    const int depot = plan.start_of(route_id);
    const int leg = plan.node(after).leg;
    if (plan.is_stop(after)) {
        const int detour = plan.distance(after, depot) + plan.distance(depot, stop) +
                           plan.distance(stop, before) - leg;
        if (may_pay(plan, kind, detour, best, {after, depot, stop, before}))
            try_reload(plan, stop, after, Reload::before, detour, best, random);
    }
    if (plan.is_stop(before)) {
        const int detour = plan.distance(after, stop) + plan.distance(stop, depot) +
                           plan.distance(depot, before) - leg;
        if (may_pay(plan, kind, detour, best, {after, stop, depot, before}))
            try_reload(plan, stop, after, Reload::after, detour, best, random);
    }
}

// Whether the way by a stop and the depot may cost less than the best place: if not by its detour,
// then by the time it saves, as a faster way than the direct one, or as goods that come late hold
// up a part of the route alone.
template <class F>
bool Recreate<F>::may_pay(const Plan<F>& plan, const Kind& kind, int detour, const Place& best,
                          const std::array<int, 4>& way) const {
    if (kind.per_distance * detour < best.cost) return true;
    if (!kind.pays_duration()) return false;
    if (some_released_) return true;
    int64_t by_depot = kind.reload;
    for (size_t i = 0; i + 1 < way.size(); ++i) by_depot += plan.travel(kind, way[i], way[i + 1]);
    for (size_t i = 1; i + 1 < way.size(); ++i)
        if (plan.is_stop(way[i])) by_depot += plan.essentials(way[i]).service;
    return by_depot < plan.travel(kind, way.front(), way.back());
}

template <class F>
void Recreate<F>::try_reload(const Plan<F>& plan, int stop, int after, Reload reload, int detour,
                             Place& best, Random* random) const {
    const int route_id = plan.node(after).route;
    const Kind& kind = plan.kind(route_id);
    const Route& route = plan.route(route_id);
    const Cost cost = kind.per_distance * detour;
    if (route.distance + detour > kind.max_distance) return;
    for (const Window& window : plan.windows(stop)) {
        Walk<F> walk(plan, after);
        if (reload == Reload::before && !walk.reload()) continue;
        if (!walk.visit(stop, window)) continue;
        if (reload == Reload::after && !walk.reload()) continue;
        if (!walk.finish(plan.node(after).next)) continue;
        const Cost total = cost + kind.wages(walk.duration()) - kind.wages(route.duration);
        if (total >= best.cost || (random && blinks(*random))) continue;
        best = {after, window, total, kNowhere, reload};
    }
}

} // namespace vrp
