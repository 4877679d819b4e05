// Local search: another stop of its group in the place of a stop.
#pragma once

#include "local_search.h"

namespace vrp {

// Around the stop as well: what goes best beside it may have changed.
template <class F> bool LocalSearch<F>::try_alternatives(Plan<F>& plan, int stop) {
    const Node<F>& here = plan.node(stop);
    for (const int each : {stop, here.previous, here.next})
        if (plan.is_stop(each) && try_replacing(plan, each)) return true;
    return false;
}

template <class F> bool LocalSearch<F>::try_replacing(Plan<F>& plan, int stop) {
    const int route_id = plan.node(stop).route;
    for (const int other : plan.problem().alternatives_of(stop)) {
        if (other == stop) continue;
        Trial trial{route_id, replacing_m(plan, stop, other), 0};
        if (hopeless(plan.kind(route_id).per_distance * trial.distance)) continue;
        if (!keeps_limits(plan, trial)) continue;
        const Window window = plan.problem().window(other); // the first of several
        Walk<F> walk(plan, plan.node(stop).previous);
        if (!walk.visit(other, window) || !walk.finish(plan.node(stop).next)) continue;
        trial.duration = walk.duration();
        if (make_if_better(plan, change(plan, trial), [&] { plan.replace(stop, other, window); }))
            return true;
    }
    return false;
}

} // namespace vrp
