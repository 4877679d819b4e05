// Fewer routes: one after another is emptied, and its stops wait until all others are rearranged so
// that every stop has a place again. Stops that were often left out are the hard ones: a plan that
// leaves easier ones out instead is a step ahead (the fleet minimisation of Christiaens & Vanden
// Berghe 2020, whose counters are those of Nagata & Bräysy 2009).
#pragma once

#include "plan.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace vrp {

template <class F> class RouteEmptying {
public:
    explicit RouteEmptying(const Problem& problem)
        : fewest_(fewest_routes(problem)), absences_(static_cast<size_t>(problem.size()), 0) {}

    // Whether loads would allow for fewer routes than the plan has.
    bool has_hope(const Plan<F>& plan) const { return plan.used_routes() > fewest_; }

    // How often the stops that are on no route were left out so far.
    int64_t absence(const Plan<F>& plan) const {
        int64_t sum = 0;
        for (const int stop : plan.absent()) sum += absences_[static_cast<size_t>(stop)];
        return sum;
    }

    void count_absent(const Plan<F>& plan) {
        for (const int stop : plan.absent()) ++absences_[static_cast<size_t>(stop)];
    }

    // Takes all stops off the route that has the easiest ones, of equals off the shortest one.
    void empty_route(Plan<F>& plan) const;

private:
    static int fewest_routes(const Problem& problem);

    int fewest_;
    std::vector<int64_t> absences_; // per stop
};

template <class F> void RouteEmptying<F>::empty_route(Plan<F>& plan) const {
    int easiest = kNowhere;
    std::pair<int64_t, int> least;
    plan.for_each_used_route([&](int id) {
        std::pair<int64_t, int> hardness{0, plan.route(id).size};
        for (int call = plan.first_of(id); call != plan.end_of(id); call = plan.node(call).next)
            if (plan.is_stop(call)) hardness.first += absences_[static_cast<size_t>(call)];
        if (easiest != kNowhere && hardness >= least) return;
        easiest = id;
        least = hardness;
    });
    plan.remove_string(plan.first_of(easiest), plan.node(plan.end_of(easiest)).previous);
}

// By the loads of all stops and the room on the largest vehicle; on several trips, one may do.
template <class F> int RouteEmptying<F>::fewest_routes(const Problem& problem) {
    if (F::trips) return 1;
    int64_t fewest = 1;
    for (int d = 0; d < problem.load_dimensions; ++d) {
        int64_t room = 1;
        for (const Kind& kind : problem.kinds) room = std::max<int64_t>(room, kind.capacity[d]);
        fewest = std::max(fewest, (problem.required_load(d) + room - 1) / room);
    }
    return static_cast<int>(fewest);
}

} // namespace vrp
