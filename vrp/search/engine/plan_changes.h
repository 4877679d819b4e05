// Plan: the changes. Each relinks nodes, then brings the caches of the routes up to date.
#pragma once

#include "plan.h"

namespace vrp {

template <class F> void Plan<F>::link(int from, int to) {
    Node<F>& left = edit(from);
    left.next = to;
    left.leg = distance(from, to);
    edit(to).previous = from;
}

template <class F> void Plan<F>::list_absent(int stop_id) {
    edit(stop_id).position = static_cast<int>(absent_.size());
    absent_.push_back(stop_id);
}

template <class F> void Plan<F>::strike_absent(int stop_id) {
    const int last = absent_.back();
    const int position = node(stop_id).position;
    if (last != stop_id) {
        absent_[static_cast<size_t>(position)] = last;
        edit(last).position = position;
    }
    absent_.pop_back();
}

template <class F> template <class Visit> void Plan<F>::for_each_other(int stop_id, Visit visit) {
    if (stop(stop_id).group == kNowhere) return;
    for (const int other : problem_->alternatives_of(stop_id))
        if (other != stop_id) visit(other);
}

// Puts a stop on the list of absent ones, with those of its group, and charges for it.
template <class F> void Plan<F>::drop(int stop_id) {
    edit(stop_id).route = kNowhere;
    list_absent(stop_id);
    for_each_other(stop_id, [&](int other) { list_absent(other); });
    const StopData& data = stop(stop_id);
    if (data.prize >= 0)
        value_.cost += data.prize;
    else
        value_.unserved += data.priority;
}

template <class F> void Plan<F>::admit(int stop_id) {
    strike_absent(stop_id);
    for_each_other(stop_id, [&](int other) {
        strike_absent(other);
        edit(other).position = kNowhere;
    });
    const StopData& data = stop(stop_id);
    if (data.prize >= 0)
        value_.cost -= data.prize;
    else
        value_.unserved -= data.priority;
}

template <class F> void Plan<F>::insert(int stop_id, int after, [[maybe_unused]] Window window) {
    const int route_id = node(after).route;
    const int before = node(after).next;
    admit(stop_id);
    keep_numbered(route_id, after);
    Node<F>& inserted = edit(stop_id);
    inserted.route = route_id;
    inserted.position = node(after).position + 1;
    if constexpr (F::duration) inserted.time.window = window;
    Route& route = edit_route(route_id);
    route.distance -= node(after).leg;
    link(after, stop_id);
    link(stop_id, before);
    route.distance += node(after).leg + node(stop_id).leg;
    route.load += essentials(stop_id).delivery;
    set_size(route_id, route.size + 1);
    refresh(route_id, after, before);
    reprice(route_id);
}

template <class F> void Plan<F>::choose_window(int stop_id, [[maybe_unused]] Window window) {
    if constexpr (F::duration) edit(stop_id).time.window = window;
}

template <class F> void Plan<F>::lay(int route_id, const std::vector<int>& stops) {
    int before = start_of(route_id);
    loosen(route_id, before, end_of(route_id));
    for (int stop_id : stops) {
        if (F::trips && stop_id == problem_->reload_mark()) {
            stop_id = spare_reload(route(route_id).kind);
            mark_reload(stop_id, true);
        } else {
            admit(stop_id);
        }
        edit(stop_id).route = route_id;
        link(before, stop_id);
        before = stop_id;
    }
    link(before, end_of(route_id));
    settle(route_id, start_of(route_id), end_of(route_id));
}

// Once one stop of a shipment has left a route, so does the other one.
template <class F> void Plan<F>::remove_partners(size_t first_absent) {
    for (size_t i = first_absent; i < absent_.size(); ++i) {
        const int partner = partner_of(absent_[i]);
        if (partner != kNowhere && node(partner).route != kNowhere) remove_string(partner, partner);
    }
}

template <class F> void Plan<F>::remove_string(int first, int last) {
    const int route_id = node(first).route;
    [[maybe_unused]] const size_t removed = absent_.size(); // those to come are behind
    int left = node(first).previous;
    int right = node(last).next;
    int kept = kNowhere; // a reload
    if constexpr (F::trips) {
        kept = close_gap(route_id, left, right);
    } else {
        while (is_stop(right) && !joins(route_id, left, right)) right = node(right).next;
        while (is_stop(left) && !joins(route_id, left, right)) left = node(left).previous;
    }
    keep_numbered(route_id, left);
    Route& route = edit_route(route_id);
    int size = route.size;
    route.distance -= node(left).leg;
    for (int id = node(left).next; id != right;) {
        const int next = node(id).next;
        route.distance -= node(id).leg;
        if (!F::trips || is_stop(id)) {
            route.load -= essentials(id).delivery;
            --size;
            drop(id);
        } else if (id != kept) {
            take_reload(id);
        }
        id = next;
    }
    set_size(route_id, size);
    if (kept != kNowhere) {
        link(kept, right);
        route.distance += node(kept).leg;
    }
    link(left, kept == kNowhere ? right : kept);
    route.distance += node(left).leg;
    refresh(route_id, left, right);
    reprice(route_id);
    if constexpr (F::fleet)
        if (size > 0 && (route.distance > kind(route_id).max_distance || !route.is_restful))
            remove_string(first_of(route_id), node(end_of(route_id)).previous);
    if constexpr (F::shipments) remove_partners(removed);
}

template <class F> void Plan<F>::move(int first, int last, int after) {
    const int from = node(first).route;
    const int to = node(after).route;
    const int left = node(first).previous;
    const int right = node(last).next;
    const int before = node(after).next;
    const auto relink = [&] {
        link(left, right);
        link(after, first);
        link(last, before);
    };
    if (from == to) {
        const bool is_ahead = node(after).position > node(last).position;
        const int outer_left = is_ahead ? left : after;
        const int outer_right = is_ahead ? before : right;
        loosen(to, outer_left, outer_right);
        relink();
        return settle(to, outer_left, outer_right);
    }
    loosen(to, after, before);
    loosen(from, left, right);
    relink();
    settle(to, after, before);
    settle(from, left, right);
}

// The stops are on different routes.
template <class F> void Plan<F>::swap(int stop_id, int other) {
    const int mine = node(stop_id).route;
    const int theirs = node(other).route;
    const int left = node(stop_id).previous;
    const int right = node(stop_id).next;
    const int other_left = node(other).previous;
    const int other_right = node(other).next;
    loosen(mine, left, right);
    loosen(theirs, other_left, other_right);
    link(other_left, stop_id);
    link(stop_id, other_right);
    link(left, other);
    link(other, right);
    settle(mine, left, right);
    settle(theirs, other_left, other_right);
}

template <class F> void Plan<F>::replace(int stop_id, int other, Window window) {
    const int route_id = node(stop_id).route;
    const int left = node(stop_id).previous;
    const int right = node(stop_id).next;
    loosen(route_id, left, right);
    drop(stop_id);
    admit(other);
    choose_window(other, window);
    edit(other).route = route_id;
    link(left, other);
    link(other, right);
    settle(route_id, left, right);
}

template <class F> void Plan<F>::cross(int head, int tail) {
    const int mine = node(head).route;
    const int theirs = node(tail).route;
    const int my_end = end_of(mine);
    const int their_end = end_of(theirs);
    const int my_next = node(head).next;
    const int their_head = node(tail).previous;
    const int my_last = node(my_end).previous;
    const int their_last = node(their_end).previous;
    const bool kinds_alike = route(mine).kind == route(theirs).kind;
    loosen(mine, head, my_end);
    loosen(theirs, their_head, their_end);
    if (tail == their_end) {
        link(head, my_end);
    } else {
        link(head, tail);
        link(their_last, my_end);
    }
    if (my_next == my_end) {
        link(their_head, their_end);
    } else {
        link(their_head, my_next);
        link(my_last, their_end);
    }
    settle_tail(mine, head, kinds_alike);
    settle_tail(theirs, their_head, kinds_alike);
}

template <class F> void Plan<F>::cross_turned(int head, int other_head) {
    const int mine = node(head).route;
    const int theirs = node(other_head).route;
    const int start = start_of(theirs);
    const int end = end_of(mine);
    const int last = node(end).previous;
    const int other_tail = node(other_head).next;
    loosen(mine, head, end);
    loosen(theirs, start, other_tail);
    link(link_turned(head, other_head, start), end);
    link(link_turned(start, last, head), other_tail);
    settle(mine, head, end);
    settle(theirs, start, other_tail);
}

template <class F> void Plan<F>::reverse(int first, int last) {
    const int route_id = node(first).route;
    const int left = node(first).previous;
    const int right = node(last).next;
    loosen(route_id, left, right);
    link(link_turned(left, last, left), right);
    settle(route_id, left, right);
}

// Links the nodes from `last` back to the one behind `end`, in that order, behind `before`; returns
// the last one linked.
template <class F> int Plan<F>::link_turned(int before, int last, int end) {
    for (int id = last; id != end;) {
        const int following = node(id).previous;
        link(before, id);
        before = id;
        id = following;
    }
    return before;
}

template <class F> void Plan<F>::hand_over(int route_id, int slot) {
    const int start = start_of(route_id);
    const int end = end_of(route_id);
    const int first = node(start).next;
    const int last = node(end).previous;
    loosen(slot, start_of(slot), end_of(slot));
    loosen(route_id, start, end);
    link(start, end);
    link(start_of(slot), first);
    link(last, end_of(slot));
    settle(slot, start_of(slot), end_of(slot));
    settle(route_id, start, end);
}

} // namespace vrp
