// Local search: moves that drive a part of a route the other way round, where legs are as long
// either way.
#pragma once

#include "local_search.h"

namespace vrp {

// 2-opt: joins two stops of a route and reverses what lies between them.
template <class F>
bool LocalSearch<F>::try_reverse(Plan<F>& plan, const Surroundings& own, int other) {
    const Node<F>& there = plan.node(other);
    const int place_after = plan.place(there.next);
    const bool ahead = plan.node(own.stop).position < there.position;
    const int new_legs = ahead ? own.from[other] + own.from_right[place_after]
                               : own.to[other] + own.to_right[place_after];
    Trial trial{there.route, new_legs - own.leg_out - there.leg, 0};
    if (hopeless(plan.kind(trial.route).per_distance * trial.distance)) return false;
    const int left = ahead ? own.stop : other;
    const int last = ahead ? other : own.stop;
    const int first = plan.node(left).next;
    const int right = plan.node(last).next;
    if (first == last) return false;
    if (plan.is_reload(first) && !plan.is_stop(right)) return false;
    if (!keeps_limits(plan, trial) || !has_ways_back(plan, first, last)) return false;
    if constexpr (F::shipments)
        if (!may_turn(plan, first, last)) return false;
    if constexpr (F::windows || F::pickup) {
        Walk<F> walk(plan, left);
        for (int id = last; id != left; id = plan.node(id).previous)
            if (!walk.visit(id)) return false;
        if (!walk.finish(right)) return false;
        trial.duration = walk.duration();
    }
    return make_if_better(plan, change(plan, trial), [&] { plan.reverse(first, last); });
}

// Whether a part of a route can be driven the other way round at all.
template <class F>
bool LocalSearch<F>::has_ways_back(const Plan<F>& plan, int first, int last) const {
    if (symmetric_) return true;
    for (int id = last; id != first; id = plan.node(id).previous)
        if (plan.distance(id, plan.node(id).previous) == kNoWay) return false;
    return true;
}

// 2-opt* with routes turned round: joins two nodes, each with what comes before it, and the nodes
// behind them with what comes behind those. Both are driven by vehicles of one depot, to which they
// return.
template <class F> bool LocalSearch<F>::try_cross_turned(Plan<F>& plan, int head, int other_head) {
    const int mine = plan.node(head).route;
    const int theirs = plan.node(other_head).route;
    const Kind& kind = plan.kind(mine);
    const Kind& other_kind = plan.kind(theirs);
    if (kind.start != kind.end || other_kind.start != kind.start || other_kind.end != kind.end)
        return false;
    const int64_t heads_m = plan.distance(head, other_head);
    const int64_t tails_m = plan.distance(plan.node(head).next, plan.node(other_head).next);
    const int64_t change_m = heads_m + tails_m - plan.node(head).leg - plan.node(other_head).leg;
    const int size = plan.stops_through(head) + plan.stops_through(other_head);
    const bool empties = size == 0 || size == plan.route(mine).size + plan.route(theirs).size;
    const bool are_one_kind = !F::fleet || plan.route(mine).kind == plan.route(theirs).kind;
    if (are_one_kind && !(empties && kind.fixed > 0) && hopeless(kind.per_distance * change_m))
        return false;
    const int load = plan.node(head).load + plan.node(other_head).load;
    const int rest = plan.route(mine).load + plan.route(theirs).load - load;
    if (load > kind.capacity[0] || rest > other_kind.capacity[0]) return false;
    const int64_t distance = plan.length(plan.start_of(mine), head) + heads_m +
                             plan.length(plan.start_of(theirs), other_head);
    const Trial heads{mine, distance - plan.route(mine).distance, size - plan.route(mine).size};
    const Trial tails{theirs, change_m - heads.distance, -heads.size};
    if (!keeps_limits(plan, heads) || !keeps_limits(plan, tails)) return false;
    const Cost total = change(plan, heads) + change(plan, tails);
    if (total >= 0 || (!are_one_kind && !may_trade(plan, head, other_head))) return false;
    return make_if_better(plan, total, [&] { plan.cross_turned(head, other_head); });
}

// Whether either vehicle may serve what the other one serves now: of mine all behind the head, of
// the other one all up to its head.
template <class F>
bool LocalSearch<F>::may_trade(const Plan<F>& plan, int head, int other_head) const {
    const Kind& kind = plan.kind(plan.node(head).route);
    const Kind& other_kind = plan.kind(plan.node(other_head).route);
    for (int id = plan.node(head).next; plan.is_stop(id); id = plan.node(id).next)
        if (!other_kind.allowed[static_cast<size_t>(id)]) return false;
    for (int id = other_head; plan.is_stop(id); id = plan.node(id).previous)
        if (!kind.allowed[static_cast<size_t>(id)]) return false;
    return true;
}

} // namespace vrp
