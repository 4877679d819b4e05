// Plan: reloads, which are nodes at the depot that cut a route into trips.
#pragma once

#include "plan.h"

namespace vrp {

// As many at every depot as the vehicles from there may use, and no more than there are stops.
template <class F> void Plan<F>::make_reloads() {
    first_reload_ = static_cast<int>(nodes_.size());
    for (const Kind& kind : problem_->kinds) {
        const auto known = std::find_if(reload_pools_.begin(), reload_pools_.end(),
                                        [&](const auto& pool) { return pool.place == kind.start; });
        pool_of_kind_.push_back(static_cast<int>(known - reload_pools_.begin()));
        if (known == reload_pools_.end()) reload_pools_.push_back({kind.start, 0, 0, {}});
        int& size = reload_pools_[static_cast<size_t>(pool_of_kind_.back())].size;
        const int64_t most = static_cast<int64_t>(kind.slots) * kind.max_reloads;
        size = static_cast<int>(std::min<int64_t>(stops_, size + most));
    }
    for (ReloadPool& pool : reload_pools_) {
        pool.first = static_cast<int>(nodes_.size());
        nodes_.resize(nodes_.size() + static_cast<size_t>(pool.size));
        places_.resize(nodes_.size(), pool.place);
        pool.used.assign(static_cast<size_t>((pool.size + 63) / 64), 0);
    }
    node_epoch_.resize(nodes_.size(), 0);
}

template <class F> int Plan<F>::spare_reload(int kind) const {
    const auto& pool = reload_pools_[static_cast<size_t>(pool_of_kind_[static_cast<size_t>(kind)])];
    for (size_t word = 0; word < pool.used.size(); ++word) {
        const int bit = std::countr_one(pool.used[word]);
        if (bit < 64) return pool.first + static_cast<int>(word) * 64 + bit;
    }
    throw std::logic_error("engine: no reload is spare");
}

template <class F> void Plan<F>::mark_reload(int id, bool is_used) {
    auto pool = reload_pools_.begin();
    while (id >= pool->first + pool->size) ++pool;
    const int bit = id - pool->first;
    uint64_t& word = pool->used[static_cast<size_t>(bit / 64)];
    word = is_used ? word | 1ULL << (bit % 64) : word & ~(1ULL << (bit % 64));
}

template <class F> void Plan<F>::insert_reload(int after) {
    put_reload(spare_reload(route(node(after).route).kind), after);
}

template <class F> void Plan<F>::put_reload(int id, int after) {
    const int route_id = node(after).route;
    const int before = node(after).next;
    keep_numbered(route_id, after);
    mark_reload(id, true);
    edit(id).route = route_id;
    edit(id).position = node(after).position + 1;
    Route& route = edit_route(route_id);
    route.distance -= node(after).leg;
    link(after, id);
    link(id, before);
    route.distance += node(after).leg + node(id).leg;
    ++route.reloads;
    refresh(route_id, after, before);
    reprice(route_id);
}

template <class F> void Plan<F>::take_reload(int id) {
    --edit_route(node(id).route).reloads;
    edit(id).route = kNowhere;
    mark_reload(id, false);
}

template <class F> void Plan<F>::remove_reload(int id) {
    const int route_id = node(id).route;
    const int left = node(id).previous;
    const int right = node(id).next;
    loosen(route_id, left, right);
    link(left, right);
    take_reload(id);
    settle(route_id, left, right);
}

template <class F> void Plan<F>::append_calls(int route_id, std::vector<int>& calls) const {
    for (int id = first_of(route_id); is_call(id); id = node(id).next)
        calls.push_back(is_stop(id) ? id : problem_->reload_mark());
}

// Widens a gap until the route is feasible without what lies between `left` and `right`, or with
// nothing but a reload that was there, which is returned. Trips without stops are in the gap.
template <class F> int Plan<F>::close_gap(int route_id, int& left, int& right) const {
    for (;;) {
        if (is_reload(right) && !is_stop(left)) {
            right = node(right).next;
        } else if (is_reload(left) && !is_stop(right)) {
            left = node(left).previous;
        } else {
            if (left == start_of(route_id) && right == end_of(route_id)) return kNowhere;
            if (joins(route_id, left, right)) return kNowhere;
            const int reload = reload_between(left, right);
            if (reload != kNowhere && is_stop(left) && is_stop(right) &&
                joins_by_reload(route_id, left, right))
                return reload;
            if (right != end_of(route_id))
                right = node(right).next;
            else
                left = node(left).previous;
        }
    }
}

template <class F> int Plan<F>::reload_between(int left, int right) const {
    for (int id = node(left).next; id != right; id = node(id).next)
        if (is_reload(id)) return id;
    return kNowhere;
}

template <class F> bool Plan<F>::joins_by_reload(int route_id, int left, int right) const {
    const Kind& vehicle = kind(route_id);
    const int depot = start_of(route_id);
    const TimePrefix<F>& prefix = node(left).time.prefix;
    const TimeSuffix<F>& suffix = node(right).time.suffix;
    const int there_s = travel(vehicle, left, depot);
    const int back_s = travel(vehicle, depot, right);
    if (!prefix.reaches(there_s, {reloading(vehicle)})) return false;
    const auto reloaded = prefix.reloaded(there_s, reloading(vehicle), departure(vehicle));
    return reloaded.reaches(back_s, suffix) &&
           reloaded.then(back_s, suffix).whole().duration <= vehicle.max_duration;
}

} // namespace vrp
