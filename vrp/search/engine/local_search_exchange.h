// Local search: moves that exchange stops or ends of two routes.
#pragma once

#include "local_search.h"

namespace vrp {

// With the route of another stop. Nearly all that could be tried is given up here, by one sum.
template <class F>
bool LocalSearch<F>::exchange_with(Plan<F>& plan, const Surroundings& own, int other) {
    const auto& [stop, left, right, leg_in, leg_out, from, to, from_left, from_right, to_right] =
        own;
    const Node<F>& there = plan.node(other);
    const int leg_before = plan.node(there.previous).leg;
    const int place_before = plan.place(there.previous);
    const int place_after = plan.place(there.next);
    const bool are_one_kind =
        !F::fleet || plan.route(there.route).kind == plan.route(plan.node(stop).route).kind;
    const auto may_pay = [&](int longer) { return !are_one_kind || !hopeless(longer); };
    // A route that is emptied saves more than legs.
    const auto may_pay_or_empty = [&](int longer, int one_end, int other_end) {
        return may_pay(longer) || !(plan.is_stop(one_end) || plan.is_stop(other_end));
    };
    const int swapped = to[place_before] + from[place_after] - leg_before - there.leg +
                        from_left[other] + to_right[other] - leg_in - leg_out;
    if (may_pay(swapped) && try_swap(plan, stop, other)) return true;
    const int out = from[other] - leg_out;
    if (out < 0 &&
        may_pay_or_empty(out + to_right[place_before] - leg_before, right, there.previous) &&
        try_cross(plan, stop, other))
        return true;
    const int in = to[other] - leg_in;
    if (in < 0 && may_pay_or_empty(in + from_left[place_after] - there.leg, left, there.next) &&
        try_cross(plan, other, stop))
        return true;
    if constexpr (kTurnable) {
        if (!symmetric_) return false;
        if (out < 0 &&
            may_pay_or_empty(out + from_right[place_after] - there.leg, right, there.next) &&
            try_cross_turned(plan, stop, other))
            return true;
        return in < 0 &&
               may_pay_or_empty(in + from_left[place_before] - leg_before, left, there.previous) &&
               try_cross_turned(plan, left, there.previous);
    }
    return false;
}

template <class F> bool LocalSearch<F>::try_swap(Plan<F>& plan, int stop, int other) {
    if (plan.partner_of(stop) != kNowhere || plan.partner_of(other) != kNowhere) return false;
    Swap swap = measure_swap(plan, stop, other);
    if (hopeless(swap.distance_cost) || !is_feasible(plan, stop, other, swap)) return false;
    return make_if_better(plan, change(plan, swap.mine) + change(plan, swap.theirs),
                          [&] { plan.swap(stop, other); });
}

template <class F>
auto LocalSearch<F>::measure_swap(const Plan<F>& plan, int stop, int other) -> Swap {
    const Trial mine{plan.node(stop).route, replacing_m(plan, stop, other), 0};
    const Trial theirs{plan.node(other).route, replacing_m(plan, other, stop), 0};
    return {mine, theirs,
            plan.kind(mine.route).per_distance * mine.distance +
                plan.kind(theirs.route).per_distance * theirs.distance};
}

// Also measures how long the routes take then.
template <class F>
bool LocalSearch<F>::is_feasible(const Plan<F>& plan, int stop, int other, Swap& swap) {
    if (!keeps_limits(plan, swap.mine) || !keeps_limits(plan, swap.theirs)) return false;
    const auto feasible = [&](int out, int in, Trial& trial) {
        Walk<F> walk(plan, plan.node(out).previous);
        if (!walk.visit(in) || !walk.finish(plan.node(out).next)) return false;
        trial.duration = walk.duration();
        return true;
    };
    return feasible(stop, other, swap.mine) && feasible(other, stop, swap.theirs);
}

// 2-opt*: head is followed by tail and what comes after it; the node before tail by the rest of
// head's route.
template <class F> bool LocalSearch<F>::try_cross(Plan<F>& plan, int head, int tail) {
    const int mine = plan.node(head).route;
    const int theirs = plan.node(tail).route;
    if (F::fleet && plan.route(mine).kind != plan.route(theirs).kind)
        return try_cross_kinds(plan, head, tail);
    const int next = plan.node(head).next;
    const int before = plan.node(tail).previous;
    if (plan.carries_behind(head) || plan.carries_behind(before)) return false;
    const int64_t change_m = static_cast<int64_t>(plan.distance(head, tail)) +
                             plan.distance(before, next) - plan.node(head).leg -
                             plan.node(before).leg;
    const Kind& kind = plan.kind(mine);
    if (plan.empties_trip(before, next)) return false;
    const int moved = plan.route(theirs).size - plan.stops_through(tail) + 1 -
                      (plan.route(mine).size - plan.stops_through(head));
    Trial head_trial{mine, 0, moved};
    Trial tail_trial{theirs, 0, -moved};
    const bool empties = plan.route(theirs).size == moved;
    if (!empties && hopeless(kind.per_distance * change_m)) return false;
    if constexpr (F::trips) {
        const int reloads = plan.route(theirs).reloads - plan.reloads_through(tail) -
                            (plan.route(mine).reloads - plan.reloads_through(head));
        if (plan.route(mine).reloads + reloads > kind.max_reloads ||
            plan.route(theirs).reloads - reloads > kind.max_reloads)
            return false;
    }
    Walk<F> head_walk(plan, head);
    if (!head_walk.finish(tail)) return false;
    Walk<F> tail_walk(plan, before);
    if (!empties && !tail_walk.finish(next)) return false;
    if constexpr (F::fleet) {
        const int64_t own = plan.length(plan.start_of(mine), head);
        const int64_t rest = plan.length(tail, plan.end_of(theirs));
        head_trial.distance = own + plan.distance(head, tail) + rest - plan.route(mine).distance;
        tail_trial.distance = change_m - head_trial.distance;
        if (!keeps_limits(plan, head_trial) || !keeps_limits(plan, tail_trial)) return false;
    } else {
        head_trial.distance = change_m; // one kind: only the sum matters
        if (empties)
            head_trial.distance += plan.route(theirs).distance - plan.distance(before, next);
    }
    head_trial.duration = head_walk.duration();
    tail_trial.duration = tail_walk.duration();
    return make_if_better(plan, change(plan, head_trial) + change(plan, tail_trial),
                          [&] { plan.cross(head, tail); });
}

} // namespace vrp
