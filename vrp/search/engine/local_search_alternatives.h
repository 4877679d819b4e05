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
    const int left = plan.node(stop).previous;
    const int right = plan.node(stop).next;
    const int route_id = plan.node(stop).route;
    const int legs = plan.node(left).leg + plan.node(stop).leg;
    for (const int other : plan.problem().alternatives_of(stop)) {
        const int64_t change_m =
            static_cast<int64_t>(plan.distance(left, other)) + plan.distance(other, right) - legs;
        Trial trial{route_id, change_m, 0};
        if (other == stop || hopeless(plan.kind(route_id).per_distance * change_m)) continue;
        if (!keeps_limits(plan, trial)) continue;
        const Window window = plan.problem().window(other); // the first of several
        Walk<F> walk(plan, left);
        if (!walk.visit(other, window) || !walk.finish(right)) continue;
        trial.duration = walk.duration();
        if (make_if_better(plan, change(plan, trial), [&] { plan.replace(stop, other, window); }))
            return true;
    }
    return false;
}

} // namespace vrp
