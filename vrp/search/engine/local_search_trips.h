// Local search: the reloads of a route, which are done without or moved to another gap of their two
// trips.
#pragma once

#include "local_search.h"

namespace vrp {

template <class F> bool LocalSearch<F>::improve_reloads(Plan<F>& plan, int route_id) {
    for (int id = plan.first_of(route_id); plan.is_call(id); id = plan.node(id).next)
        if (plan.is_reload(id) &&
            (try_drop(plan, id) || try_shift_ahead(plan, id) || try_shift_back(plan, id)))
            return true;
    return false;
}

template <class F> bool LocalSearch<F>::try_drop(Plan<F>& plan, int reload) {
    const int left = plan.node(reload).previous;
    const int right = plan.node(reload).next;
    Trial trial{plan.node(reload).route,
                plan.distance(left, right) - plan.node(left).leg - plan.node(reload).leg, 0};
    if (hopeless(plan.kind(trial.route).per_distance * trial.distance)) return false;
    Walk<F> walk(plan, left);
    if (!keeps_limits(plan, trial) || !walk.finish(right)) return false;
    trial.duration = walk.duration();
    return make_if_better(plan, change(plan, trial), [&] { plan.remove_reload(reload); });
}

// Gives the first stops of the trip behind the reload to the trip before it.
template <class F> bool LocalSearch<F>::try_shift_ahead(Plan<F>& plan, int reload) {
    const int left = plan.node(reload).previous;
    const int route_id = plan.node(reload).route;
    const int depot = plan.start_of(route_id);
    const int64_t gain = static_cast<int64_t>(plan.node(left).leg) + plan.node(reload).leg -
                         plan.distance(left, plan.node(reload).next);
    Walk<F> walk(plan, left);
    for (int id = plan.node(reload).next; plan.is_stop(plan.node(id).next);
         id = plan.node(id).next) {
        if (!walk.visit(id)) return false;
        const int next = plan.node(id).next;
        if (plan.carries_behind(id)) continue;
        const int64_t detour = static_cast<int64_t>(plan.distance(id, depot)) +
                               plan.distance(depot, next) - plan.node(id).leg;
        Trial trial{route_id, detour - gain, 0};
        if (hopeless(plan.kind(route_id).per_distance * trial.distance)) continue;
        Walk<F> trips = walk;
        if (!keeps_limits(plan, trial) || !trips.reload() || !trips.finish(next)) continue;
        trial.duration = trips.duration();
        if (make_if_better(plan, change(plan, trial), [&] { plan.move(reload, reload, id); }))
            return true;
    }
    return false;
}

// Gives the last stops of the trip before the reload to the trip behind it.
template <class F> bool LocalSearch<F>::try_shift_back(Plan<F>& plan, int reload) {
    const int left = plan.node(reload).previous;
    const int right = plan.node(reload).next;
    const int route_id = plan.node(reload).route;
    const int depot = plan.start_of(route_id);
    const int64_t gain = static_cast<int64_t>(plan.node(left).leg) + plan.node(reload).leg -
                         plan.distance(left, right);
    for (int id = plan.node(left).previous; plan.is_stop(id); id = plan.node(id).previous) {
        const int next = plan.node(id).next;
        if (plan.carries_behind(id)) continue;
        const int64_t detour = static_cast<int64_t>(plan.distance(id, depot)) +
                               plan.distance(depot, next) - plan.node(id).leg;
        Trial trial{route_id, detour - gain, 0};
        if (hopeless(plan.kind(route_id).per_distance * trial.distance)) continue;
        if (!keeps_limits(plan, trial)) continue;
        Walk<F> trips(plan, id);
        bool feasible = trips.reload();
        for (int moved = next; feasible && moved != reload; moved = plan.node(moved).next)
            feasible = trips.visit(moved);
        if (!feasible || !trips.finish(right)) continue;
        trial.duration = trips.duration();
        if (make_if_better(plan, change(plan, trial), [&] { plan.move(reload, reload, id); }))
            return true;
    }
    return false;
}

} // namespace vrp
