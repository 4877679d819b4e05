// Plan: the cached prefixes, suffixes and totals, how they are kept and undone.
#pragma once

#include "plan.h"

#include <bit>

namespace vrp {

template <class F>
Plan<F>::Plan(const Problem& problem) : problem_(&problem), stops_(problem.size()) {
    const auto nodes = static_cast<size_t>(problem.size() + 2 * problem.slots);
    nodes_.resize(nodes);
    node_epoch_.resize(nodes, 0);
    routes_.resize(static_cast<size_t>(problem.slots));
    route_epoch_.resize(routes_.size(), 0);
    places_.resize(static_cast<size_t>(problem.size()));
    std::iota(places_.begin(), places_.end(), 0);
    int words = 0;
    for (size_t k = 0; k < problem.kinds.size(); ++k) {
        const Kind& kind = problem.kinds[k];
        first_word_.push_back(words);
        words += (kind.slots + 63) / 64;
        for (int slot = 0; slot < kind.slots; ++slot) {
            routes_[static_cast<size_t>(kind.first_slot + slot)].kind = static_cast<int>(k);
            places_.push_back(kind.start);
            places_.push_back(kind.end);
        }
    }
    used_slots_.assign(static_cast<size_t>(words), 0);
    if constexpr (F::trips) make_reloads();
    clear();
}

template <class F> void Plan<F>::clear() {
    value_ = {};
    absent_.clear();
    for (uint64_t& word : used_slots_) word = 0;
    for (int id = 0; id < problem_->size(); ++id) edit(id) = {};
    for (int id = 0; id < problem_->size(); ++id)
        if (id == problem_->alternatives_of(id).front()) drop(id);
    for (int id = 0; id < static_cast<int>(routes_.size()); ++id) reset_border(id);
    if constexpr (F::trips)
        for (int id = first_reload_; id < static_cast<int>(nodes_.size()); ++id) {
            edit(id) = {};
            mark_reload(id, false);
        }
    commit();
}

template <class F> void Plan<F>::reset_border(int route_id) {
    const int start = start_of(route_id);
    const int end = end_of(route_id);
    edit(start).route = route_id;
    edit(end).route = route_id;
    link(start, end);
    Route& route = edit_route(route_id);
    set_size(route_id, 0);
    route.numbered = start;
    route.load = 0;
    route.reloads = 0;
    route.cost = 0;
    route.distance = node(start).leg;
    route.duration = 0;
    store_prefix(route_id, start);
    store_suffix(route_id, end);
    if (joins(route_id, start, end)) refresh(route_id, start, end);
}

template <class F> void Plan<F>::save(int id) {
    const auto at = static_cast<size_t>(id);
    node_epoch_[at] = epoch_;
    saved_nodes_.push_back({id, nodes_[at]});
}

template <class F> void Plan<F>::save_route(int id) {
    const auto at = static_cast<size_t>(id);
    route_epoch_[at] = epoch_;
    saved_routes_.push_back({id, routes_[at]});
    touched_routes_.push_back(id);
}

template <class F> void Plan<F>::commit() {
    if (++epoch_ == 0) {
        std::fill(node_epoch_.begin(), node_epoch_.end(), 0);
        std::fill(route_epoch_.begin(), route_epoch_.end(), 0);
        epoch_ = 1;
    }
    saved_nodes_.clear();
    saved_routes_.clear();
    touched_routes_.clear();
    saved_absent_ = absent_;
    saved_value_ = value_;
}

template <class F> void Plan<F>::rollback() {
    for (const SavedNode& saved : saved_nodes_) {
        nodes_[static_cast<size_t>(saved.id)] = saved.node;
        if (is_reload(saved.id)) mark_reload(saved.id, saved.node.route != kNowhere);
    }
    for (const SavedRoute& saved : saved_routes_) {
        set_size(saved.id, saved.route.size);
        routes_[static_cast<size_t>(saved.id)] = saved.route;
    }
    absent_ = saved_absent_;
    value_ = saved_value_;
    commit();
}

template <class F> int Plan<F>::free_slot(int kind) const {
    const int slots = problem_->kinds[static_cast<size_t>(kind)].slots;
    for (int word = 0; word * 64 < slots; ++word) {
        const int bit = std::countr_one(
            used_slots_[static_cast<size_t>(first_word_[static_cast<size_t>(kind)] + word)]);
        if (bit == 64) continue;
        const int slot = word * 64 + bit;
        return slot < slots ? problem_->kinds[static_cast<size_t>(kind)].first_slot + slot
                            : kNowhere;
    }
    return kNowhere;
}

template <class F> template <class Visit> void Plan<F>::for_each_used_route(Visit visit) const {
    for (size_t k = 0; k < problem_->kinds.size(); ++k) {
        const Kind& kind = problem_->kinds[k];
        for (int base = 0; base < kind.slots; base += 64) {
            uint64_t word = used_slots_[static_cast<size_t>(first_word_[k] + base / 64)];
            for (; word; word &= word - 1) visit(kind.first_slot + base + std::countr_zero(word));
        }
    }
}

template <class F> void Plan<F>::set_size(int route_id, int size) {
    Route& route = edit_route(route_id);
    const int slot = route_id - kind(route_id).first_slot;
    const auto word = static_cast<size_t>(first_word_[static_cast<size_t>(route.kind)] + slot / 64);
    const uint64_t bit = 1ULL << (slot % 64);
    used_routes_ += (size > 0) - (route.size > 0);
    if (size > 0)
        used_slots_[word] |= bit;
    else
        used_slots_[word] &= ~bit;
    route.size = size;
}

template <class F> TimeSegment Plan<F>::visit(int id) const {
    if (is_stop(id)) {
        if constexpr (F::duration) {
            const Window& chosen = node(id).time.window;
            return {chosen.opens, chosen.closes, essentials(id).service};
        } else {
            const auto& [delivery, service, window] = essentials(id);
            return {window.opens, window.closes, service};
        }
    }
    const int route_id = node(id).route;
    if (is_reload(id)) return reloading(kind(route_id));
    const Window& hours = id == start_of(route_id) ? kind(route_id).leave : kind(route_id).finish;
    return {hours.opens, hours.closes, 0};
}

template <class F> int Plan<F>::begins_at(int stop_id, int arrival) const {
    if constexpr (F::openings) {
        for (const Window& window : windows(stop_id))
            if (arrival <= window.closes) return std::max(arrival, window.opens);
        return kNever;
    } else {
        const Window& window = essentials(stop_id).window;
        return arrival <= window.closes ? std::max(arrival, window.opens) : kNever;
    }
}

template <class F> int Plan<F>::latest_arrival(int stop_id, int begin) const {
    int latest = -kNever;
    for (const Window& window : windows(stop_id))
        if (window.opens <= begin) latest = std::min(begin, window.closes);
    return latest;
}

template <class F> LoadSegment<F::dimensions> Plan<F>::load_segment(int id) const {
    if (!is_stop(id)) return {};
    return loads_of<F::dimensions>(stop(id));
}

template <class F> TimeSuffix<F> Plan<F>::served(int stop_id, Window window) const {
    const TimeSegment here{window.opens, window.closes, essentials(stop_id).service};
    if constexpr (F::trips)
        return {here, stop(stop_id).release};
    else
        return here;
}

// Whether the prefix through `left` can be followed by the suffix from `right` in time.
template <class F> bool Plan<F>::joins(int route_id, int left, int right) const {
    if constexpr (F::trips)
        if (!node(left).loads.prefix.then(node(right).loads.suffix).fits(kind(route_id).capacity))
            return false;
    if constexpr (F::duration) {
        const Kind& vehicle = kind(route_id);
        const int leg_s = travel(vehicle, left, right);
        const TimePrefix<F>& prefix = node(left).time.prefix;
        const TimeSuffix<F>& suffix = node(right).time.suffix;
        return prefix.reaches(leg_s, suffix) &&
               prefix.then(leg_s, suffix).whole().duration <= vehicle.max_duration;
    } else if constexpr (F::windows) {
        return node(left).time.ready + travel(kind(route_id), left, right) <=
               node(right).time.latest;
    } else {
        return true;
    }
}

// Time segment through a node, of that through the node before it; kNowhere before the start.
template <class F> TimePrefix<F> Plan<F>::prefix_through(int route_id, int before, int id) const {
    const Kind& vehicle = kind(route_id);
    const int leg_s = before == kNowhere ? 0 : travel(vehicle, before, id);
    if constexpr (F::trips) {
        if (before == kNowhere) return {.trip = departure(vehicle)};
        const TripPrefix& known = node(before).time.prefix;
        if (is_reload(id)) return known.reloaded(leg_s, reloading(vehicle), departure(vehicle));
        return known.then(leg_s, {visit(id), is_stop(id) ? stop(id).release : 0});
    } else {
        if (before == kNowhere) return visit(id);
        return node(before).time.prefix.then(leg_s, visit(id));
    }
}

// Time segment from a node on, of that from the node after it; kNowhere after the end.
template <class F> TimeSuffix<F> Plan<F>::suffix_from(int route_id, int id, int after) const {
    const int leg_s = after == kNowhere ? 0 : travel(kind(route_id), id, after);
    if constexpr (F::trips) {
        const TripSuffix here{visit(id), is_stop(id) ? stop(id).release : 0};
        if (after == kNowhere) return here;
        const TripSuffix& known = node(after).time.suffix;
        if (!is_reload(id)) return here.then(leg_s, known);
        const TripPrefix trip{.complete = here.time, .trip = departure(kind(route_id))};
        return {trip.then(leg_s, known).whole()};
    } else {
        if (after == kNowhere) return visit(id);
        return visit(id).then(leg_s, node(after).time.suffix);
    }
}

// Recomputes what is cached of the route up to a node; true if it changed.
template <class F> inline bool Plan<F>::store_prefix(int route_id, int id) {
    const int before = id == start_of(route_id) ? kNowhere : node(id).previous;
    bool changed = false;
    if constexpr (F::duration) {
        const TimePrefix<F> prefix = prefix_through(route_id, before, id);
        if (prefix != node(id).time.prefix) {
            edit(id).time.prefix = prefix;
            changed = true;
        }
        if (id == end_of(route_id)) edit_route(route_id).duration = prefix.whole().duration;
    } else if constexpr (F::windows) {
        const TimeSegment here = visit(id);
        int ready = here.earliest;
        if (before != kNowhere) {
            const int arrival = node(before).time.ready + travel(kind(route_id), before, id);
            const bool chooses = F::openings && is_stop(id);
            ready = chooses ? begins_at(id, arrival) : std::max(ready, arrival);
        }
        ready += here.duration;
        if (ready != node(id).time.ready) {
            edit(id).time.ready = ready;
            changed = true;
        }
    }
    if constexpr (F::pickup) {
        auto prefix = load_segment(id);
        if (before != kNowhere && !is_reload(id)) prefix = node(before).loads.prefix.then(prefix);
        if (!(prefix == node(id).loads.prefix)) {
            edit(id).loads.prefix = prefix;
            changed = true;
        }
    }
    if constexpr (F::shipments) {
        ShipmentsOnBoard on_board;
        if (before != kNowhere) on_board = node(before).on_board;
        if (partner_of(id) != kNowhere) on_board.shipments += stop(id).is_origin ? 1 : -1;
        if (!(on_board == node(id).on_board)) {
            edit(id).on_board = on_board;
            changed = true;
        }
    }
    return changed;
}

// Recomputes what is cached of the route from a node on; true if it changed.
template <class F> inline bool Plan<F>::store_suffix(int route_id, int id) {
    const int after = id == end_of(route_id) ? kNowhere : node(id).next;
    bool changed = false;
    if constexpr (F::duration) {
        const TimeSuffix<F> suffix = suffix_from(route_id, id, after);
        if (suffix != node(id).time.suffix) {
            edit(id).time.suffix = suffix;
            changed = true;
        }
    } else if constexpr (F::windows) {
        const TimeSegment here = visit(id);
        int latest = here.latest;
        if (after != kNowhere) {
            const int begin =
                node(after).time.latest - travel(kind(route_id), id, after) - here.duration;
            const bool chooses = F::openings && is_stop(id);
            latest = chooses ? latest_arrival(id, begin) : std::min(latest, begin);
        }
        if (latest != node(id).time.latest) {
            edit(id).time.latest = latest;
            changed = true;
        }
    }
    if constexpr (F::pickup) {
        auto suffix = load_segment(id);
        if (after != kNowhere && !is_reload(id)) suffix = suffix.then(node(after).loads.suffix);
        if (!(suffix == node(id).loads.suffix)) {
            edit(id).loads.suffix = suffix;
            changed = true;
        }
    }
    return changed;
}

// After a change between two nodes of a route, of which the prefix through `left` and the suffix
// from `right` on are as they were: recomputes prefixes through `right`, suffixes through `left`,
// and either on until nothing changes.
template <class F>
void Plan<F>::refresh([[maybe_unused]] int route_id, [[maybe_unused]] int left,
                      [[maybe_unused]] int right) {
    if constexpr (F::windows || F::pickup) {
        const int start = start_of(route_id);
        const int end = end_of(route_id);
        bool passed = false;
        for (int id = left; id != end;) {
            id = node(id).next;
            const bool changed = store_prefix(route_id, id);
            passed |= id == right;
            if (passed && !changed) break;
        }
        passed = false;
        for (int id = right; id != start;) {
            id = node(id).previous;
            const bool changed = store_suffix(route_id, id);
            passed |= id == left;
            if (passed && !changed) break;
        }
    }
}

template <class F> void Plan<F>::take_break([[maybe_unused]] int route_id) {
    if constexpr (F::breaks) {
        Route& route = edit_route(route_id);
        if (!kind(route_id).rest.is_due() || route.size == 0) return;
        const int start = start_of(route_id);
        const int64_t duration =
            BreakChoice<F>(*this, kind(route_id))(start, {}, start, node(start).next);
        route.is_restful = duration < kUnlimited;
        if (route.is_restful) route.duration = duration;
    }
}

template <class F> void Plan<F>::reprice(int route_id) {
    take_break(route_id);
    Route& route = edit_route(route_id);
    const Cost cost = price(kind(route_id), route.size, route.distance, route.duration);
    value_.cost += cost - route.cost;
    route.cost = cost;
}

} // namespace vrp
