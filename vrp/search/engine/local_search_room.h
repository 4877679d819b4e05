// Local search: room for a stop that no route has any for. Where loads nearly fill all vehicles,
// what room there is lies about in crumbs; swaps of stops for slightly smaller ones gather them on
// one route, by way of plans that are feasible throughout.
#pragma once

#include "local_search.h"

namespace vrp {

template <class F> int LocalSearch<F>::make_room(Plan<F>& plan, int stop, Random& random) {
    if constexpr (F::pickup) return kNowhere; // how full a vehicle is changes on its way
    if (!fits_all_loads_ || plan.stop(stop).prize >= 0) return kNowhere;
    const Problem& problem = plan.problem();
    const std::span<const int> near = problem.neighbours_of(stop);
    const int nearest = static_cast<int>(std::min(near.size(), neighbours_));
    const bool is_near = nearest > 0 && random.below(2) == 0;
    const int beside =
        is_near ? near[static_cast<size_t>(random.below(nearest))] : random.below(problem.size());
    const int route_id = plan.node(beside).route;
    if (route_id == kNowhere) return kNowhere;
    const int load = plan.essentials(stop).delivery;
    return make_room_on(plan, route_id, load, random) ? route_id : kNowhere;
}

// By whatever swap a unit of room costs least, or whichever makes most room: where loads fill all
// but a hundredth, no crumb may be left lying.
template <class F>
bool LocalSearch<F>::make_room_on(Plan<F>& plan, int route_id, int load, Random& random) {
    const auto room_on = [&](int id) { return plan.kind(id).capacity[0] - plan.route(id).load; };
    const bool at_any_cost = random.below(2) == 0;
    for (int lacking = load - room_on(route_id); lacking > 0; lacking = load - room_on(route_id)) {
        std::pair<int, int> best{kNowhere, kNowhere};
        double least = std::numeric_limits<double>::max();
        for (int stop = plan.first_of(route_id); plan.is_stop(stop); stop = plan.node(stop).next) {
            for (const int other : plan.problem().neighbours_of(stop)) {
                const int theirs = plan.node(other).route;
                if (theirs == kNowhere || theirs == route_id) continue;
                const int made = plan.essentials(stop).delivery - plan.essentials(other).delivery;
                if (made <= 0 || made > room_on(theirs)) continue;
                Swap swap = measure_swap(plan, stop, other);
                const double useful = std::min(made, lacking) * (0.5 + random.unit());
                const double price =
                    at_any_cost ? -useful : static_cast<double>(swap.distance_cost) / useful;
                if (price >= least || !is_feasible(plan, stop, other, swap)) continue;
                least = price;
                best = {stop, other};
            }
        }
        if (best.first == kNowhere) return false;
        plan.swap(best.first, best.second);
    }
    return true;
}

// Whether all vehicles together have room for what must be served; of a group, any may want less.
template <class F> bool LocalSearch<F>::fits_all_loads(const Problem& problem) {
    int64_t loads = 0;
    int64_t room = 0;
    for (const StopData& stop : problem.stops)
        if (stop.group == kNowhere && stop.prize < 0) loads += stop.delivery[0];
    for (const Kind& kind : problem.kinds) room += int64_t{kind.slots} * kind.capacity[0];
    return loads <= room;
}

} // namespace vrp
