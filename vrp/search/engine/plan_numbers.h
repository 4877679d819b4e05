// Plan: positions, loads and lengths along a route, and what brings all of it up to date.
//
// Insertions and removals leave numbers stale from where they happened on: what renumber() computes
// is exact through `Route::numbered`, and every stop and reload behind that node has a greater
// position, exact or not, so that comparing positions tells on which side of it a node is.
//
// Other changes loosen() what lies between two nodes of a route, relink it, and settle() the route:
// the prefix through the left node and the suffix from the right one on hold all the while.
#pragma once

#include "plan.h"

namespace vrp {

// The route is about to change behind `last`.
template <class F> void Plan<F>::keep_numbered(int route_id, int last) {
    Route& route = edit_route(route_id);
    if (node(last).position < node(route.numbered).position) route.numbered = last;
}

// Where what comes from `right` on is as it was, ends there once nothing changes.
template <class F> void Plan<F>::renumber(int route_id, int right) {
    Route& route = edit_route(route_id);
    const int end = end_of(route_id);
    int id = route.numbered;
    route.numbered = end;
    int position = node(id).position;
    int load = node(id).load;
    auto driven = node(id).driven;
    auto trip = node(id).trip;
    bool passed = false;
    while (id != end) {
        if constexpr (F::fleet) driven.distance += node(id).leg;
        id = node(id).next;
        ++position;
        if (is_stop(id)) load += essentials(id).delivery;
        if constexpr (F::trips) trip.reloads += is_reload(id);
        const Node<F>& now = node(id);
        const bool changes = now.position != position || now.load != load ||
                             now.route != route_id || !(now.driven == driven) ||
                             !(now.trip == trip);
        if (changes) {
            Node<F>& changed = edit(id);
            changed.position = position;
            changed.load = load;
            changed.route = route_id;
            changed.driven = driven;
            changed.trip = trip;
        }
        passed |= id == right;
        if (passed && !changes) break;
    }
}

template <class F> void Plan<F>::renumber_touched() {
    for (const int route_id : touched_routes_) renumber(route_id, kNowhere);
}

template <class F> int64_t Plan<F>::length(int from, int to) const {
    if constexpr (F::fleet) return node(to).driven.distance - node(from).driven.distance;
    int64_t length = 0;
    for (int id = from; id != to; id = node(id).next) length += node(id).leg;
    return length;
}

// What lies between two nodes of the route is about to be relinked.
template <class F> void Plan<F>::loosen(int route_id, int left, int right) {
    renumber(route_id, kNowhere);
    edit_route(route_id).distance -= length(left, right);
    keep_numbered(route_id, left);
}

// Size, load and distance, after what lies between the two nodes was relinked.
template <class F> void Plan<F>::recount(int route_id, int left, int right) {
    renumber(route_id, right);
    const int end = end_of(route_id);
    Route& route = edit_route(route_id);
    route.load = node(end).load;
    route.reloads = reloads_through(end);
    route.distance += length(left, right);
    set_size(route_id, stops_through(end) - 1);
}

template <class F> void Plan<F>::settle(int route_id, int left, int right) {
    recount(route_id, left, right);
    refresh(route_id, left, right);
    reprice(route_id);
}

// After the route was given another one's tail behind `head`: between vehicles of a kind, the
// suffixes that come along are those of this route, too.
template <class F> void Plan<F>::settle_tail(int route_id, int head, bool kinds_alike) {
    const int end = end_of(route_id);
    recount(route_id, head, end);
    refresh(route_id, head, kinds_alike ? node(head).next : end);
    store_prefix(route_id, end); // the end did not come along
    reprice(route_id);
}

} // namespace vrp
