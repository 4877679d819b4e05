// The moves of the local search of a genetic search: each is made if it lowers what routes cost,
// charges included.
#pragma once

#include "genetic_descent.h"

namespace vrp {

// Moves first..last, in order or turned, behind a node.
template <bool kTimed>
bool GeneticDescent<kTimed>::try_move(int first, int last, int after, bool turned) {
    const int before = routes_.previous(first);
    if (after == first || after == last || after == before) return false;
    const int behind = routes_.next(last);
    const int after_next = routes_.next(after);
    int64_t longer = int64_t{leg(before, behind)} - leg(before, first) - leg(last, behind) -
                     leg(after, after_next);
    if (turned)
        longer += int64_t{leg(after, last)} + leg(first, after_next) + routes_.node(last).turned -
                  routes_.node(first).turned;
    else
        longer += int64_t{leg(after, first)} + leg(last, after_next);
    const int from = route_of(first);
    const int to = route_of(after);
    if (!may_pay(longer, from, to)) return false;
    const bool single = first == last;
    const int load = routes_.load_of(first) + (single ? 0 : routes_.load_of(last));
    Cost change = routes_.price(longer) + routes_.shift(from, to, load, single ? 1 : 2);
    const auto late = [&] {
        const Stretch moved = turned ? Stretch{last, first, true} : Stretch{first, last};
        if (from != to)
            return routes_.late_charge(before, {}, behind) +
                   routes_.late_charge(after, {moved}, after_next);
        if (routes_.node(after).position > routes_.node(last).position)
            return routes_.late_charge(before, {{behind, after}, moved}, after_next);
        return routes_.late_charge(after, {moved, {after_next, before}}, behind);
    };
    if (!pays(change, from, to, late)) return false;
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
template <bool kTimed>
bool GeneticDescent<kTimed>::try_exchange(int first, int last, int other_first, int other_last) {
    const int before = routes_.previous(first);
    const int behind = routes_.next(last);
    const int other_before = routes_.previous(other_first);
    const int other_behind = routes_.next(other_last);
    if (last == other_first || last == other_before || other_last == first ||
        other_last == before || first == other_first)
        return false;
    const int64_t longer = int64_t{leg(before, other_first)} + leg(other_last, behind) -
                           leg(before, first) - leg(last, behind) + leg(other_before, first) +
                           leg(last, other_behind) - leg(other_before, other_first) -
                           leg(other_last, other_behind);
    const int from = route_of(first);
    const int to = route_of(other_first);
    if (!may_pay(longer, from, to)) return false;
    const int stops = first == last ? 1 : 2;
    const int other_stops = other_first == other_last ? 1 : 2;
    const int load = routes_.load_of(first) + (stops == 2 ? routes_.load_of(last) : 0) -
                     routes_.load_of(other_first) -
                     (other_stops == 2 ? routes_.load_of(other_last) : 0);
    Cost change = routes_.price(longer) + routes_.shift(from, to, load, stops - other_stops);
    const auto late = [&] {
        const Stretch one{first, last};
        const Stretch two{other_first, other_last};
        if (from != to)
            return routes_.late_charge(before, {two}, behind) +
                   routes_.late_charge(other_before, {one}, other_behind);
        if (routes_.node(first).position < routes_.node(other_first).position)
            return routes_.late_charge(before, {two, {behind, other_before}, one}, other_behind);
        return routes_.late_charge(other_before, {one, {other_behind, before}, two}, behind);
    };
    if (!pays(change, from, to, late)) return false;
    routes_.link(before, other_first);
    routes_.link(other_last, behind);
    routes_.link(other_before, first);
    routes_.link(last, other_behind);
    changed(from, to, change);
    return true;
}

// Turns what lies between a stop and a later one round, that one included (2-opt).
template <bool kTimed> bool GeneticDescent<kTimed>::try_turn(int before, int last) {
    const typename Routes::Node& left = routes_.node(before);
    const typename Routes::Node& right = routes_.node(last);
    if (right.position <= left.position + 1) return false;
    const int first = left.next;
    const int behind = right.next;
    const int64_t longer = int64_t{leg(before, last)} + leg(first, behind) - leg(before, first) -
                           leg(last, behind) + right.turned - routes_.node(first).turned;
    Cost change = routes_.price(longer);
    const auto late = [&] { return routes_.late_charge(before, {{last, first, true}}, behind); };
    if (!pays(change, left.route, left.route, late)) return false;
    routes_.turn(first, last);
    routes_.link(before, last);
    routes_.link(first, behind);
    changed(left.route, left.route, change);
    return true;
}

// Two routes exchange what is behind a node of either (2-opt*).
template <bool kTimed> bool GeneticDescent<kTimed>::try_cross(int head, int other_head) {
    const int tail = routes_.next(head);
    const int other_tail = routes_.next(other_head);
    const int one = route_of(head);
    const int other = route_of(other_head);
    const int64_t longer = int64_t{leg(head, other_tail)} + leg(other_head, tail) -
                           leg(head, tail) - leg(other_head, other_tail);
    if (!may_pay(longer, one, other)) return false;
    const typename Routes::Node& left = routes_.node(head);
    const typename Routes::Node& right = routes_.node(other_head);
    const int64_t behind = routes_.route(one).load - left.load;
    const int64_t other_behind = routes_.route(other).load - right.load;
    const int stops_behind = routes_.route(one).size - left.position;
    const int other_stops_behind = routes_.route(other).size - right.position;
    Cost change = routes_.price(longer) + routes_.shift(one, other, behind - other_behind,
                                                        stops_behind - other_stops_behind);
    const auto late = [&] {
        return routes_.late_charge(head, {}, other_tail) +
               routes_.late_charge(other_head, {}, tail);
    };
    if (!pays(change, one, other, late)) return false;
    const int last = routes_.last(one);
    const int other_last = routes_.last(other);
    const bool has_tail = routes_.is_stop(tail);
    const bool other_has_tail = routes_.is_stop(other_tail);
    routes_.link(head, other_has_tail ? other_tail : routes_.end_of(one));
    if (other_has_tail) routes_.link(other_last, routes_.end_of(one));
    routes_.link(other_head, has_tail ? tail : routes_.end_of(other));
    if (has_tail) routes_.link(last, routes_.end_of(other));
    changed(one, other, change);
    return true;
}

// The same with routes turned round: head joins head, and tail joins tail.
template <bool kTimed> bool GeneticDescent<kTimed>::try_cross_turned(int head, int other_head) {
    const int one = route_of(head);
    const int other = route_of(other_head);
    const int tail = routes_.next(head);
    const int other_tail = routes_.next(other_head);
    const int last = routes_.last(one);
    const int other_first = routes_.first(other);
    const int end = routes_.end_of(one);
    const int start = routes_.start_of(other);
    const bool has_tail = routes_.is_stop(tail);
    int64_t longer = int64_t{leg(head, other_head)} + leg(other_first, end) - leg(head, tail) -
                     leg(other_head, other_tail) - leg(start, other_first) +
                     routes_.node(other_head).turned;
    if (has_tail)
        longer += int64_t{leg(start, last)} + leg(tail, other_tail) - leg(last, end) +
                  routes_.node(last).turned - routes_.node(tail).turned;
    else
        longer += leg(start, other_tail);
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
