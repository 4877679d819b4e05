// A light local search around the stops that were just reinserted: relocate and or-opt, swap,
// 2-opt* and 2-opt beside the nearest neighbours, first improvement (granular neighbourhoods, Toth
// & Vigo 2003).
#pragma once

#include "random.h"
#include "search_settings.h"
#include "walk.h"

#include <algorithm>
#include <array>

namespace vrp {

template <class F> class LocalSearch {
public:
    LocalSearch(const Problem& problem, LocalSearchSettings settings)
        : neighbours_(static_cast<size_t>(settings.neighbours)) {
        sorted_ = problem.by_remoteness && !problem.timed;
        symmetric_ = problem.distance().symmetric();
        turnable_ = problem.distance().turnable();
        for (const Kind& kind : problem.kinds) {
            pays_duration_ |= kind.pays_duration();
            pays_overtime_ |= kind.per_overtime > 0;
        }
    }

    // Improves a renumbered plan around the stops until none of them has an improving move.
    void operator()(Plan<F>& plan, const std::vector<int>& stops);

    // Joins whole routes of a renumbered plan, wherever they lie: all that is ranked near a stop
    // may be in its own town. Returns whether there were any to join.
    bool join_routes(Plan<F>& plan);

    // The absent stops that must be served for which a renumbered plan has room, though not on one
    // vehicle: what is left on all of them together would do.
    static std::vector<int> cramped(const Plan<F>& plan);

    // Lets a route of a renumbered plan, which stays so, hand loads over to others until it has
    // room for one of these stops. Returns the route, or kNowhere if that did not work.
    int make_room(Plan<F>& plan, int stop, Random& random);

    // Splits routes of a renumbered plan whose overtime costs more than another vehicle. Returns
    // whether there were any to split.
    bool split_routes(Plan<F>& plan);

private:
    static constexpr int kLongestChain = 2;
    static constexpr int kMostToJoin = 300;           // routes: pairs of more take their time
    static constexpr int kMostRoutesDrawn = 20;       // that may not serve a stop
    static constexpr size_t kMostSwapsTried = 50'000; // about a millisecond, to make room once
    // Whether routes can be driven either way round, if distances are symmetric.
    static constexpr bool kTurnable = !F::windows && !F::pickup;

    // Consecutive stops that are moved together.
    struct Chain {
        int first;
        int last;
        int length;
        int inner;   // distance from first to last
        int gain;    // distance that their removal saves, the inner one aside
        Cost saving; // what their route costs less without them, or more
        int load;    // delivered
    };

    // What a move does to one route.
    struct Trial {
        int route;
        int64_t distance; // difference
        int size;         // difference
        int64_t duration = 0;
    };

    // A stop of one route for one of another, whose distances change.
    struct Swap {
        Trial mine;
        Trial theirs;
        Cost distance_cost;
    };

    // A stop between two nodes, with the rows of the matrix in which its moves begin.
    struct Surroundings {
        Surroundings(const Plan<F>& plan, int stop);

        int stop;
        int left;
        int right;
        int leg_in;
        int leg_out;
        const int* from;
        const int* to;
        const int* from_left;
        const int* from_right;
        const int* to_right;
    };

    static std::array<int64_t, kMaxLoadDimensions> spare_room(const Plan<F>& plan);
    bool make_room_on(Plan<F>& plan, int route_id, int newcomer, Random& random);
    static double lacking(const Plan<F>& plan, int route_id, int one, int two = kNowhere,
                          int leaving = kNowhere);
    bool improve(Plan<F>& plan, int stop);
    bool exchange_with(Plan<F>& plan, const Surroundings& own, int other);
    bool try_alternatives(Plan<F>& plan, int stop);
    bool try_replacing(Plan<F>& plan, int stop);
    int chains_from(const Plan<F>& plan, int stop, Chain* chains) const;
    Cost saving(const Plan<F>& plan, int left, int right, int distance, int length) const;
    static bool has_room(const Plan<F>& plan, int route_id, const Chain& chain);
    bool worthwhile(const Plan<F>& plan, const Chain& chain, int after, int detour) const;
    bool try_move(Plan<F>& plan, const Chain& chain, int after, int detour);
    bool try_move_within(Plan<F>& plan, int first, int last, int after, int64_t detour);
    bool try_swap(Plan<F>& plan, int stop, int other);
    static Swap measure_swap(const Plan<F>& plan, int stop, int other);
    // By how much a route gets longer with one stop in the place of another.
    static int64_t replacing_m(const Plan<F>& plan, int out, int in) {
        const int left = plan.node(out).previous;
        return static_cast<int64_t>(plan.distance(left, in)) +
               plan.distance(in, plan.node(out).next) - plan.node(left).leg - plan.node(out).leg;
    }
    static bool is_feasible(const Plan<F>& plan, int stop, int other, Swap& swap);
    bool try_cross(Plan<F>& plan, int head, int tail);
    bool try_cross_kinds(Plan<F>& plan, int head, int tail);
    bool try_join(Plan<F>& plan, int route_id, int other);
    bool try_cross_turned(Plan<F>& plan, int head, int other_head);
    static bool keeps_order(const Plan<F>& plan, const Chain& chain, int after);
    bool has_ways_back(const Plan<F>& plan, int first, int last) const;
    static bool may_turn(const Plan<F>& plan, int first, int last);
    bool may_trade(const Plan<F>& plan, int head, int other_head) const;
    bool try_reverse(Plan<F>& plan, const Surroundings& own, int other);
    bool try_hand_over(Plan<F>& plan, int route_id);
    bool try_split(Plan<F>& plan, int route_id);
    bool improve_reloads(Plan<F>& plan, int route_id);
    bool try_drop(Plan<F>& plan, int reload);
    bool try_shift_ahead(Plan<F>& plan, int reload);
    bool try_shift_back(Plan<F>& plan, int reload);

    // Makes a move that lowers the cost, by exactly the predicted change; false if it does not.
    template <class Move> static bool make_if_better(Plan<F>& plan, Cost change, Move move) {
        if (change >= 0) return false;
        [[maybe_unused]] const Cost expected = plan.value().cost + change;
        move();
#ifdef VRP_DEBUG_CHECKS
        if (plan.value().cost != expected)
            throw std::logic_error("engine audit: a move changed the cost by " +
                                   std::to_string(plan.value().cost - expected + change) +
                                   ", not " + std::to_string(change));
#endif
        return true;
    }
    static Cost change(const Plan<F>& plan, const Trial& trial);
    static bool keeps_limits(const Plan<F>& plan, const Trial& trial);
    // Whether the distances alone rule an improvement out.
    bool hopeless(Cost distance_cost) const {
        return distance_cost >= 0 && !(F::duration && pays_duration_);
    }

    size_t neighbours_;
    bool pays_duration_ = false;
    bool pays_overtime_ = false;
    bool sorted_ = false;    // neighbours come by distance
    bool symmetric_ = false; // legs are as long either way
    bool turnable_ = false;  // where there is a way at all
};

template <class F> void LocalSearch<F>::operator()(Plan<F>& plan, const std::vector<int>& stops) {
    for (const int stop : stops)
        while (plan.node(stop).route != kNowhere && improve(plan, stop)) {
        }
    if constexpr (F::fleet) {
        // Others join the list meanwhile.
        const size_t touched = plan.touched_routes().size();
        for (size_t i = 0; i < touched; ++i) {
            const int route_id = plan.touched_routes()[i];
            if constexpr (F::trips)
                while (improve_reloads(plan, route_id)) {
                }
            if (plan.route(route_id).size > 0) try_hand_over(plan, route_id);
            if constexpr (F::duration)
                if (pays_overtime_) try_split(plan, route_id);
        }
    }
}

template <class F> bool LocalSearch<F>::join_routes(Plan<F>& plan) {
    if (plan.used_routes() > kMostToJoin) return false;
    std::vector<int> used;
    plan.for_each_used_route([&](int id) { used.push_back(id); });
    bool joined = false;
    for (const int route_id : used)
        for (const int other : used) joined |= try_join(plan, route_id, other);
    return joined;
}

// One route after the other.
template <class F> bool LocalSearch<F>::try_join(Plan<F>& plan, int route_id, int other) {
    const Route& first = plan.route(route_id);
    const Route& second = plan.route(other);
    if (route_id == other || first.size == 0 || second.size == 0) return false;
    if (!F::pickup && first.load + second.load > plan.kind(route_id).capacity[0]) return false;
    return try_cross(plan, plan.node(plan.end_of(route_id)).previous, plan.first_of(other));
}

// An improving exchange has an end at which a new leg is shorter than the old one (Lin & Kernighan
// 1973): looking from every end in turn, only shorter legs need be tried. Most candidates end at a
// sum of the stop's own rows of the matrix, before anything else is looked up.
template <class F> bool LocalSearch<F>::improve(Plan<F>& plan, int stop) {
    if (!plan.problem().groups.empty() && try_alternatives(plan, stop)) return true;
    const std::span<const int> neighbours = plan.problem().neighbours_of(stop);
    const Surroundings own(plan, stop);
    const int own_route = plan.node(stop).route;
    const int longest = std::max(own.leg_in, own.leg_out);
    Chain chains[kLongestChain];
    const int n_chains = chains_from(plan, stop, chains);
    for (const int other : neighbours.first(std::min(neighbours_, neighbours.size()))) {
        if (std::min(own.from[other], own.to[other]) >= longest) {
            if (sorted_) break;
            continue;
        }
        const Node<F>& there = plan.node(other);
        if (there.route == kNowhere) continue;
        const int leg_before = plan.node(there.previous).leg;
        const int place_before = plan.place(there.previous);
        const int place_after = plan.place(there.next);
        for (int c = 0; c < n_chains && chains[c].last != there.previous; ++c) {
            const Chain& chain = chains[c];
            if (there.route != own_route && !has_room(plan, there.route, chain)) break;
            const int* from_last = plan.problem().distance().from(chain.last);
            const int behind = own.to[other] + from_last[place_after] - there.leg;
            if (worthwhile(plan, chain, other, behind) && try_move(plan, chain, other, behind))
                return true;
            const int before = own.to[place_before] + from_last[other] - leg_before;
            if (worthwhile(plan, chain, there.previous, before) &&
                try_move(plan, chain, there.previous, before))
                return true;
        }
        const bool improved = there.route == own_route ? turnable_ && try_reverse(plan, own, other)
                                                       : exchange_with(plan, own, other);
        if (improved) return true;
    }
    return false;
}

template <class F>
LocalSearch<F>::Surroundings::Surroundings(const Plan<F>& plan, int stop)
    : stop(stop), left(plan.node(stop).previous), right(plan.node(stop).next),
      leg_in(plan.node(left).leg), leg_out(plan.node(stop).leg) {
    const Matrix& distance = plan.problem().distance();
    from = distance.from(stop);
    to = distance.to(stop);
    from_left = distance.from(plan.place(left));
    from_right = distance.from(plan.place(right));
    to_right = distance.to(plan.place(right));
}

// The chains that begin with the stop and whose removal saves something.
template <class F>
int LocalSearch<F>::chains_from(const Plan<F>& plan, int stop, Chain* chains) const {
    const int left = plan.node(stop).previous;
    int count = 0;
    int inner = 0;
    int load = 0;
    int last = stop;
    for (int length = 1; length <= kLongestChain && plan.is_stop(last); ++length) {
        const int right = plan.node(last).next;
        const int gain = plan.node(left).leg + plan.node(last).leg - plan.distance(left, right);
        const Cost saved = saving(plan, left, right, gain + inner, length);
        load += plan.essentials(last).delivery;
        chains[count++] = {stop, last, length, inner, gain, saved, load};
        inner += plan.node(last).leg;
        last = right;
    }
    return count;
}

// What a route costs less when `length` stops between two of its nodes leave it: exact, or more
// than it can be where time counts and what is left cannot be driven.
template <class F>
Cost LocalSearch<F>::saving(const Plan<F>& plan, int left, int right, int distance,
                            int length) const {
    const int from = plan.node(left).route;
    if (plan.route(from).size == length) return plan.route(from).cost;
    if (!F::duration || !pays_duration_) return plan.kind(from).per_distance * distance;
    Walk<F> shortened(plan, left);
    if (F::trips || !shortened.finish(right)) return std::numeric_limits<Cost>::max();
    return -change(plan, {from, -distance, -length, shortened.duration()});
}

// Whether a route can take in the chain, as far as that is told by one sum.
template <class F>
bool LocalSearch<F>::has_room(const Plan<F>& plan, int route_id, const Chain& chain) {
    return F::pickup || plan.route(route_id).load + chain.load <= plan.kind(route_id).capacity[0];
}

// Whether there is hope that moving the chain behind a node saves costs.
template <class F>
bool LocalSearch<F>::worthwhile(const Plan<F>& plan, const Chain& chain, int after,
                                int detour) const {
    const Kind& kind = plan.kind(plan.node(after).route);
    if (kind.per_distance * (detour + chain.inner) < chain.saving) return true;
    return F::duration && kind.pays_duration() &&
           plan.saves_time(kind, after, chain.first, chain.last, plan.node(after).next);
}

template <class F> Cost LocalSearch<F>::change(const Plan<F>& plan, const Trial& trial) {
    const Route& route = plan.route(trial.route);
    return Plan<F>::price(plan.kind(trial.route), route.size + trial.size,
                          route.distance + trial.distance,
                          F::duration ? trial.duration : route.duration) -
           route.cost;
}

template <class F> bool LocalSearch<F>::keeps_limits(const Plan<F>& plan, const Trial& trial) {
    if constexpr (F::fleet) {
        const Route& route = plan.route(trial.route);
        const Kind& kind = plan.kind(trial.route);
        return route.size + trial.size <= kind.max_stops &&
               (route.distance + trial.distance <= kind.max_distance ||
                route.size + trial.size == 0);
    } else {
        return true;
    }
}

template <class F>
bool LocalSearch<F>::try_move(Plan<F>& plan, const Chain& chain, int after, int detour) {
    const auto& [first, last, length, inner, gain, saved, load] = chain;
    const int left = plan.node(first).previous;
    if (after == left || after == last) return false;
    if (plan.empties_trip(left, plan.node(last).next)) return false;
    if constexpr (F::shipments)
        if (!keeps_order(plan, chain, after)) return false;
    const int from = plan.node(first).route;
    const int to = plan.node(after).route;
    if (from == to) return try_move_within(plan, first, last, after, detour - gain);
    Trial losing{from, -gain - inner, -length};
    Trial winning{to, detour + inner, length};
    if (!keeps_limits(plan, losing) || !keeps_limits(plan, winning)) return false;
    Walk<F> extended(plan, after);
    for (int id = first;; id = plan.node(id).next) {
        if (!extended.visit(id)) return false;
        if (id == last) break;
    }
    if (!extended.finish(plan.node(after).next)) return false;
    Walk<F> shortened(plan, left);
    if (plan.route(from).size > length && !shortened.finish(plan.node(last).next)) return false;
    losing.duration = shortened.duration();
    winning.duration = extended.duration();
    return make_if_better(plan, change(plan, losing) + change(plan, winning),
                          [&, first = first, last = last] { plan.move(first, last, after); });
}

template <class F>
bool LocalSearch<F>::try_move_within(Plan<F>& plan, int first, int last, int after,
                                     int64_t distance) {
    Trial trial{plan.node(first).route, distance, 0};
    // `after` must not lie inside the chain.
    const int position = plan.node(after).position;
    if (position >= plan.node(first).position && position <= plan.node(last).position) return false;
    if (!keeps_limits(plan, trial)) return false;
    const bool forward = position > plan.node(last).position;
    const int stay_first = forward ? plan.node(last).next : plan.node(after).next;
    const int stay_last = forward ? after : plan.node(first).previous;
    Walk<F> walk(plan, forward ? plan.node(first).previous : after);
    const auto visit_all = [&](int from, int to) {
        for (int id = from;; id = plan.node(id).next) {
            if (!walk.visit(id)) return false;
            if (id == to) return true;
        }
    };
    const bool feasible = forward ? visit_all(stay_first, stay_last) && visit_all(first, last) &&
                                        walk.finish(plan.node(after).next)
                                  : visit_all(first, last) && visit_all(stay_first, stay_last) &&
                                        walk.finish(plan.node(last).next);
    if (!feasible) return false;
    trial.duration = walk.duration();
    return make_if_better(plan, change(plan, trial), [&] { plan.move(first, last, after); });
}

} // namespace vrp

#include "local_search_alternatives.h"
#include "local_search_exchange.h"
#include "local_search_fleet.h"
#include "local_search_room.h"
#include "local_search_shipments.h"
#include "local_search_trips.h"
#include "local_search_turned.h"
