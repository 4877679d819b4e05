// Recreate: a stop on an unused vehicle, by itself or with a route that gets more room.
#pragma once

#include "recreate.h"

namespace vrp {

template <class F>
void Recreate<F>::try_free_vehicles(const Plan<F>& plan, int stop, Place& best,
                                    Random* random) const {
    choose_vehicle(plan, stop, best, random, [&](int slot, Place& place) {
        try_place(plan, stop, plan.start_of(slot), place, random);
    });
}

// Tries the one unused vehicle that is the cheapest if it can be filled with such stops: the fixed
// cost counts by the share of its room that the stop takes and, now and then, the drive does so as
// well: a larger vehicle drives there less often. If that one is no good, the one that is the
// cheapest for the stop alone.
template <class F>
template <class AnyPlace, class Try>
void Recreate<F>::choose_vehicle(const Plan<F>& plan, int stop, AnyPlace& best, Random* random,
                                 Try try_on) const {
    if (plan.used_routes() >= most_routes_) return;
    const bool shares_drive =
        !random ? fills_by_drive_ : problem_.kinds.size() > 1 && random->unit() < kDriveShared;
    double lowest = std::numeric_limits<double>::infinity();
    AnyPlace chosen;
    AnyPlace cheapest;
    for (const Kind& kind : problem_.kinds) {
        const int slot = plan.free_slot(static_cast<int>(&kind - problem_.kinds.data()));
        if (slot == kNowhere) continue;
        AnyPlace place;
        try_on(slot, place);
        if (place.after == kNowhere) continue;
        double share = 1.0 / problem_.size();
        for (int d = 0; d < problem_.load_dimensions; ++d) {
            const int load = std::max(plan.stop(stop).delivery[d], plan.stop(stop).pickup[d]);
            // There is no more to fill it with than all that there is.
            const int64_t room = std::min<int64_t>(kind.capacity[d], all_loads_[d]);
            if (load > 0)
                share = std::max(share, static_cast<double>(load) / static_cast<double>(room));
        }
        if (place.cost < cheapest.cost) cheapest = place;
        const Cost own = shares_drive ? 0 : place.cost - kind.fixed;
        const double rated =
            static_cast<double>(own) + share * static_cast<double>(place.cost - own);
        if (rated < lowest) {
            lowest = rated;
            chosen = place;
        }
    }
    if (chosen.cost >= best.cost) chosen = cheapest;
    if (chosen.cost < best.cost) best = chosen;
}

// Beside a stop of a route that has no room left.
template <class F>
void Recreate<F>::try_upgraded(const Plan<F>& plan, int stop, int beside, Place& best,
                               Random& random) {
    const int route_id = plan.node(beside).route;
    auto known = std::find_if(upgrades_.begin(), upgrades_.end(),
                              [&](const Upgrade& upgrade) { return upgrade.route == route_id; });
    if (known == upgrades_.end()) {
        if (upgrades_.size() == kUpgradesPerStop) return;
        upgrades_.push_back(find_upgrade(plan, stop, route_id));
        known = upgrades_.end() - 1;
    }
    if (known->slot == kNowhere) return;
    const int before = plan.node(beside).previous;
    try_place(plan, stop, beside, best, &random, &*known);
    if (!plan.is_stop(before)) try_place(plan, stop, before, best, &random, &*known);
}

// The cheapest one of the same depots, hours and speed, so that all caches of the route hold.
template <class F>
auto Recreate<F>::find_upgrade(const Plan<F>& plan, int stop, int route_id) const -> Upgrade {
    Upgrade found{route_id};
    const Route& route = plan.route(route_id);
    const Kind& present = plan.kind(route_id);
    if (route.reloads > 0) return found;
    for (const Kind& kind : problem_.kinds) {
        if (!kind.drives_like(present) || route.size >= kind.max_stops) continue;
        const int slot = plan.free_slot(static_cast<int>(&kind - problem_.kinds.data()));
        if (slot == kNowhere || !fits_load(plan, stop, route_id, kind)) continue;
        bool allowed = kind.allowed[static_cast<size_t>(stop)];
        for (int id = plan.first_of(route_id); allowed && plan.is_stop(id); id = plan.node(id).next)
            allowed = kind.allowed[static_cast<size_t>(id)];
        const Cost extra =
            Plan<F>::price(kind, route.size, route.distance, route.duration) - route.cost;
        if (!allowed || (found.slot != kNowhere && extra >= found.extra)) continue;
        found.slot = slot;
        found.extra = extra;
    }
    return found;
}

} // namespace vrp
