// Local search: moves between vehicles of different kinds, which change what the same stops cost.
#pragma once

#include "local_search.h"

namespace vrp {

// 2-opt* between two kinds: either vehicle starts and ends at its own depot still. What each of
// them drives now and then is told apart, as their rates differ, and the stops that change
// vehicles are followed one by one.
template <class F> bool LocalSearch<F>::try_cross_kinds(Plan<F>& plan, int head, int tail) {
    const int mine = plan.node(head).route;
    const int theirs = plan.node(tail).route;
    if (plan.route(mine).reloads + plan.route(theirs).reloads > 0) return false;
    const int next = plan.node(head).next;
    const int before = plan.node(tail).previous;
    if (plan.carries_behind(head) || plan.carries_behind(before)) return false;
    const auto joined = [&](int left, int right, int end) -> int64_t {
        if (!plan.is_stop(right)) return plan.distance(left, end);
        const int last = plan.node(plan.end_of(plan.node(right).route)).previous;
        return plan.distance(left, right) - plan.node(last).leg + plan.distance(last, end);
    };
    const int64_t to_tail = joined(head, tail, plan.end_of(mine));
    const int64_t to_next = joined(before, next, plan.end_of(theirs));
    const Kind& kind = plan.kind(mine);
    const Kind& other_kind = plan.kind(theirs);
    const bool empties = !plan.is_stop(before) && !plan.is_stop(next);
    if (kind.per_distance == other_kind.per_distance && !empties) {
        const int64_t change_m = to_tail + to_next - plan.node(head).leg - plan.node(before).leg;
        if (hopeless(kind.per_distance * change_m)) return false;
    }
    const int64_t own = plan.length(plan.start_of(mine), head);
    const int64_t rest = plan.length(next, plan.end_of(mine));
    const int64_t their_own = plan.length(plan.start_of(theirs), before);
    const int64_t their_rest = plan.length(tail, plan.end_of(theirs));
    const int moved = plan.route(theirs).size - plan.stops_through(before) -
                      (plan.route(mine).size - plan.stops_through(head));
    Trial head_trial{mine, own + to_tail + their_rest - plan.route(mine).distance, moved};
    Trial tail_trial{theirs, their_own + to_next + rest - plan.route(theirs).distance, -moved};
    if (!keeps_limits(plan, head_trial) || !keeps_limits(plan, tail_trial)) return false;
    if (hopeless(change(plan, head_trial) + change(plan, tail_trial))) return false;
    const auto follow = [&](int left, int right, Trial& trial) {
        Walk<F> walk(plan, left);
        if (!walk.finish_call_by_call(right, plan.end_of(trial.route))) return false;
        trial.duration = walk.duration();
        return true;
    };
    if (!follow(head, tail, head_trial)) return false;
    if (!empties && !follow(before, next, tail_trial)) return false;
    return make_if_better(plan, change(plan, head_trial) + change(plan, tail_trial),
                          [&] { plan.cross(head, tail); });
}

// Gives the whole route to an unused vehicle of another kind.
template <class F> bool LocalSearch<F>::try_hand_over(Plan<F>& plan, int route_id) {
    const Route& route = plan.route(route_id);
    const int first = plan.first_of(route_id);
    const int last = plan.node(plan.end_of(route_id)).previous;
    const int64_t inner =
        route.distance - plan.node(plan.start_of(route_id)).leg - plan.node(last).leg;
    const auto& kinds = plan.problem().kinds;
    for (int k = 0; k < static_cast<int>(kinds.size()); ++k) {
        const Kind& kind = kinds[static_cast<size_t>(k)];
        const int slot = k == route.kind ? kNowhere : plan.free_slot(k);
        if (slot == kNowhere || route.size > kind.max_stops) continue;
        if (F::trips && route.reloads > 0 &&
            (route.reloads > kind.max_reloads || kind.start != plan.kind(route_id).start))
            continue;
        const int start = plan.start_of(slot);
        const int end = plan.end_of(slot);
        const int64_t distance = inner + plan.distance(start, first) + plan.distance(last, end);
        if (distance > kind.max_distance) continue;
        if (Plan<F>::price(kind, route.size, distance, 0) >= route.cost) continue;
        Walk<F> walk(plan, start);
        if (!walk.finish_call_by_call(first, end)) continue;
        const Cost cost = Plan<F>::price(kind, route.size, distance, walk.duration());
        if (make_if_better(plan, cost - route.cost, [&] { plan.hand_over(route_id, slot); }))
            return true;
    }
    return false;
}

template <class F> bool LocalSearch<F>::split_routes(Plan<F>& plan) {
    bool split = false;
    if constexpr (F::duration) {
        if (!pays_overtime_) return false;
        std::vector<int> used;
        plan.for_each_used_route([&](int id) { used.push_back(id); });
        for (const int route_id : used) split |= try_split(plan, route_id);
    }
    return split;
}

// Gives a part of a route whose overtime costs more than another vehicle to an unused one of its
// kind, from some stop on.
template <class F> bool LocalSearch<F>::try_split(Plan<F>& plan, int route_id) {
    const Route& route = plan.route(route_id);
    const Kind& kind = plan.kind(route_id);
    if (route.size < 2 || route.reloads > 0 || kind.overtime_pay(route.duration) <= kind.fixed)
        return false;
    const int slot = plan.free_slot(route.kind);
    if (slot == kNowhere) return false;
    const int start = plan.start_of(slot);
    for (int tail = plan.node(plan.first_of(route_id)).next; plan.is_stop(tail);
         tail = plan.node(tail).next)
        if (try_cross(plan, start, tail)) return true;
    return false;
}

} // namespace vrp
