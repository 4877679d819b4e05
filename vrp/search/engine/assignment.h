// Routes as they come in and go out: kinds of vehicles and their stops.
#pragma once

#include "plan.h"

namespace vrp {

struct Assignment {
    int kind = 0;
    std::vector<int> stops; // and the problem's mark for every reload
};

// How many there are beside reloads and kinds of routes, which are negative.
inline int count_stops(const Problem& problem, const std::vector<int>& calls) {
    return static_cast<int>(std::count_if(calls.begin(), calls.end(), [&](int call) {
        return call >= 0 && call != problem.reload_mark();
    }));
}

template <class F> std::vector<Assignment> assignments_of(const Plan<F>& plan) {
    std::vector<Assignment> routes;
    plan.for_each_used_route([&](int route_id) {
        routes.push_back({plan.route(route_id).kind, {}});
        plan.append_calls(route_id, routes.back().stops);
    });
    return routes;
}

} // namespace vrp
