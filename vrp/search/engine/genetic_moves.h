// The moves of the local search of a genetic search: each is made if it lowers what routes cost,
// charges included.
#pragma once

#include "genetic_descent.h"

namespace vrp {

// Moves first..last, in order or turned, behind a node.
template <class F> bool GeneticDescent<F>::try_move(int first, int last, int after, bool turned) {
    const int before = routes_.previous(first);
    if (after == first || after == last || after == before) return false;
    const int behind = routes_.next(last);
    const int after_next = routes_.next(after);
    const int from = route_of(first);
    const int to = route_of(after);
    const int new_first = turned ? last : first;
    const int new_last = turned ? first : last;
    const bool single = first == last;
    int64_t longer = leg(from, before, behind) - leg(from, before, first) -
                     leg(from, last, behind) - leg(to, after, after_next) +
                     leg(to, after, new_first) + leg(to, new_last, after_next);
    if (F::fleet && !single)
        longer += leg(to, new_first, new_last) - leg(from, first, last);
    else if (turned)
        longer += routes_.node(last).turned - routes_.node(first).turned;
    if (!may_pay(longer, from, to) || !routes_.may_serve(to, first, last)) return false;
    const int load = routes_.load_of(first) + (single ? 0 : routes_.load_of(last));
    Cost change = routes_.price(longer) + routes_.shift(from, to, load, single ? 1 : 2);
    const auto charges = [&](Cost most) {
        const Stretch moved{new_first, new_last, turned};
        if (from != to)
            return routes_.order_charge(before, {}, behind, most) +
                   routes_.order_charge(after, {moved}, after_next, most);
        if (routes_.node(after).position > routes_.node(last).position)
            return routes_.order_charge(before, {{behind, after}, moved}, after_next, most);
        return routes_.order_charge(after, {moved, {after_next, before}}, behind, most);
    };
    if (!pays(change, from, to, charges)) return false;
    routes_.move(first, last, after);
    if (turned) {
        routes_.turn(first, last);
        routes_.link(after, last);
        routes_.link(first, after_next);
    }
    changed(from, to, change);
    return true;
}

// Exchanges first..last for the stops other_first..other_last, which are not beside them.
template <class F>
bool GeneticDescent<F>::try_exchange(int first, int last, int other_first, int other_last) {
    const int before = routes_.previous(first);
    const int behind = routes_.next(last);
    const int other_before = routes_.previous(other_first);
    const int other_behind = routes_.next(other_last);
    if (last == other_first || last == other_before || other_last == first ||
        other_last == before || first == other_first)
        return false;
    const int from = route_of(first);
    const int to = route_of(other_first);
    const int stops = first == last ? 1 : 2;
    const int other_stops = other_first == other_last ? 1 : 2;
    int64_t longer = leg(from, before, other_first) + leg(from, other_last, behind) -
                     leg(from, before, first) - leg(from, last, behind) +
                     leg(to, other_before, first) + leg(to, last, other_behind) -
                     leg(to, other_before, other_first) - leg(to, other_last, other_behind);
    if (F::fleet && stops == 2) longer += leg(to, first, last) - leg(from, first, last);
    if (F::fleet && other_stops == 2)
        longer += leg(from, other_first, other_last) - leg(to, other_first, other_last);
    if (!may_pay(longer, from, to) || !routes_.may_serve(to, first, last) ||
        !routes_.may_serve(from, other_first, other_last))
        return false;
    const int load = routes_.load_of(first) + (stops == 2 ? routes_.load_of(last) : 0) -
                     routes_.load_of(other_first) -
                     (other_stops == 2 ? routes_.load_of(other_last) : 0);
    Cost change = routes_.price(longer) + routes_.shift(from, to, load, stops - other_stops);
    const auto charges = [&](Cost most) {
        const Stretch one{first, last};
        const Stretch two{other_first, other_last};
        if (from != to)
            return routes_.order_charge(before, {two}, behind, most) +
                   routes_.order_charge(other_before, {one}, other_behind, most);
        if (routes_.node(first).position < routes_.node(other_first).position)
            return routes_.order_charge(before, {two, {behind, other_before}, one}, other_behind,
                                        most);
        return routes_.order_charge(other_before, {one, {other_behind, before}, two}, behind, most);
    };
    if (!pays(change, from, to, charges)) return false;
    routes_.link(before, other_first);
    routes_.link(other_last, behind);
    routes_.link(other_before, first);
    routes_.link(last, other_behind);
    changed(from, to, change);
    return true;
}

// Turns what lies between a stop and a later one round, that one included (2-opt).
template <class F> bool GeneticDescent<F>::try_turn(int before, int last) {
    const typename Routes::Node& left = routes_.node(before);
    const typename Routes::Node& right = routes_.node(last);
    if (right.position <= left.position + 1) return false;
    const int first = left.next;
    const int behind = right.next;
    const int route = left.route;
    const int64_t longer = leg(route, before, last) + leg(route, first, behind) -
                           leg(route, before, first) - leg(route, last, behind) + right.turned -
                           routes_.node(first).turned;
    Cost change = routes_.price(longer);
    const auto charges = [&](Cost most) {
        return routes_.order_charge(before, {{last, first, true}}, behind, most);
    };
    if (!pays(change, route, route, charges)) return false;
    routes_.turn(first, last);
    routes_.link(before, last);
    routes_.link(first, behind);
    changed(route, route, change);
    return true;
}

// Two routes exchange what is behind a node of either (2-opt*).
template <class F> bool GeneticDescent<F>::try_cross(int head, int other_head) {
    const int tail = routes_.next(head);
    const int other_tail = routes_.next(other_head);
    const int one = route_of(head);
    const int other = route_of(other_head);
    const bool has_tail = routes_.is_stop(tail);
    const bool other_has_tail = routes_.is_stop(other_tail);
    const int new_next = other_has_tail ? other_tail : routes_.end_of(one);
    const int other_new_next = has_tail ? tail : routes_.end_of(other);
    const int64_t longer = leg(one, head, new_next) + leg(other, other_head, other_new_next) -
                           leg(one, head, tail) - leg(other, other_head, other_tail) +
                           longer_tails(one, tail, other, other_tail);
    if (!may_pay(longer, one, other) || !may_exchange(one, tail, other, other_tail)) return false;
    const typename Routes::Node& left = routes_.node(head);
    const typename Routes::Node& right = routes_.node(other_head);
    const int64_t behind = routes_.route(one).load - left.load;
    const int64_t other_behind = routes_.route(other).load - right.load;
    const int stops_behind = routes_.route(one).size - left.position;
    const int other_stops_behind = routes_.route(other).size - right.position;
    Cost change = routes_.price(longer) + routes_.shift(one, other, behind - other_behind,
                                                        stops_behind - other_stops_behind);
    const auto charges = [&](Cost most) {
        return new_tail_charge(head, other_tail, most) + new_tail_charge(other_head, tail, most);
    };
    if (!pays(change, one, other, charges)) return false;
    const int last = routes_.last(one);
    const int other_last = routes_.last(other);
    routes_.link(head, new_next);
    if (other_has_tail) routes_.link(other_last, routes_.end_of(one));
    routes_.link(other_head, other_new_next);
    if (has_tail) routes_.link(last, routes_.end_of(other));
    changed(one, other, change);
    return true;
}

// By how much it lengthens two tails that they change vehicles, their first legs apart.
template <class F>
int64_t GeneticDescent<F>::longer_tails(int one, int tail, int other, int other_tail) const {
    if (routes_.cost_alike(one, other)) return 0;
    const auto longer = [&](int from, int first, int to) {
        if (!routes_.is_stop(first)) return int64_t{0};
        const int last = routes_.last(from);
        return routes_.legs(to, first, last) + leg(to, last, routes_.end_of(to)) -
               routes_.legs(from, first, last) - leg(from, last, routes_.end_of(from));
    };
    return longer(one, tail, other) + longer(other, other_tail, one);
}

// Whether two vehicles have the skills for what they do in place of what is behind these.
template <class F>
bool GeneticDescent<F>::may_exchange(int one, int tail, int other, int other_tail) const {
    return !F::fleet || routes_.are_alike(one, other) ||
           (routes_.may_serve(other, tail, routes_.end_of(one)) &&
            routes_.may_serve(one, other_tail, routes_.end_of(other)));
}

// What the route of a head is charged for its order once a tail of another one follows.
template <class F>
Cost GeneticDescent<F>::new_tail_charge(int head, int other_tail, Cost most) const {
    const int route = route_of(head);
    const int other = route_of(other_tail);
    if (!F::fleet || routes_.are_alike(route, other))
        return routes_.order_charge(head, {}, other_tail, most);
    const int end = routes_.end_of(route);
    if (!routes_.is_stop(other_tail)) return routes_.order_charge(head, {}, end, most);
    return routes_.order_charge(head, {{other_tail, routes_.last(other)}}, end, most);
}

// The same with routes of one kind turned round: head joins head, and tail joins tail.
template <class F> bool GeneticDescent<F>::try_cross_turned(int head, int other_head) {
    const int one = route_of(head);
    const int other = route_of(other_head);
    const int tail = routes_.next(head);
    const int other_tail = routes_.next(other_head);
    const int last = routes_.last(one);
    const int other_first = routes_.first(other);
    const int end = routes_.end_of(one);
    const int start = routes_.start_of(other);
    const bool has_tail = routes_.is_stop(tail);
    int64_t longer = leg(one, head, other_head) + leg(one, other_first, end) -
                     leg(one, head, tail) - leg(other, other_head, other_tail) -
                     leg(other, start, other_first) + routes_.node(other_head).turned;
    if (has_tail)
        longer += leg(other, start, last) + leg(other, tail, other_tail) - leg(one, last, end) +
                  routes_.node(last).turned - routes_.node(tail).turned;
    else
        longer += leg(other, start, other_tail);
    if (!may_pay(longer, one, other)) return false;
    const typename Routes::Node& left = routes_.node(head);
    const typename Routes::Node& right = routes_.node(other_head);
    const int64_t behind = routes_.route(one).load - left.load;
    const int stops_behind = routes_.route(one).size - left.position;
    const Cost change = routes_.price(longer) + routes_.shift(one, other, behind - right.load,
                                                              stops_behind - right.position);
    if (change >= 0) return false;
    routes_.turn(other_first, other_head);
    routes_.link(head, other_head);
    routes_.link(other_first, end);
    if (has_tail) {
        routes_.turn(tail, last);
        routes_.link(start, last);
        routes_.link(tail, other_tail);
    } else {
        routes_.link(start, other_tail);
    }
    changed(one, other, change);
    return true;
}

} // namespace vrp
