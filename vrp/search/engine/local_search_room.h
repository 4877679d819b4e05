// Local search: room for a stop that no route has any for. Where loads nearly fill all vehicles,
// what room there is lies about in crumbs; swaps of stops for slightly smaller ones gather them on
// one route, by way of plans that are feasible throughout.
#pragma once

#include "local_search.h"

namespace vrp {

template <class F> int LocalSearch<F>::make_room(Plan<F>& plan, int stop, Random& random) {
    const Problem& problem = plan.problem();
    const std::span<const int> near = problem.neighbours_of(stop);
    const int nearest = static_cast<int>(std::min(near.size(), neighbours_));
    for (int draw = 0; draw < kMostRoutesDrawn; ++draw) {
        const bool is_near = nearest > 0 && random.below(2) == 0;
        const int beside = is_near ? near[static_cast<size_t>(random.below(nearest))]
                                   : random.below(problem.size());
        const int route_id = plan.node(beside).route;
        if (route_id == kNowhere) continue;
        const Kind& kind = plan.kind(route_id);
        if (!kind.allowed[static_cast<size_t>(stop)] || plan.route(route_id).size >= kind.max_stops)
            continue;
        return make_room_on(plan, route_id, stop, random) ? route_id : kNowhere;
    }
    return kNowhere;
}

// By whatever swap room costs least, or whichever makes most: where loads fill all but a hundredth,
// no crumb may be left lying.
template <class F>
bool LocalSearch<F>::make_room_on(Plan<F>& plan, int route_id, int newcomer, Random& random) {
    const bool at_any_cost = random.below(2) == 0;
    size_t tried = 0;
    for (double lack = lacking(plan, route_id, newcomer); lack > 0;
         lack = lacking(plan, route_id, newcomer)) {
        std::pair<int, int> best{kNowhere, kNowhere};
        double least = std::numeric_limits<double>::max();
        for (int stop = plan.first_of(route_id); plan.is_stop(stop); stop = plan.node(stop).next) {
            const std::span<const int> near = plan.problem().neighbours_of(stop);
            tried += near.size();
            for (const int other : near) {
                const int theirs = plan.node(other).route;
                if (theirs == kNowhere || theirs == route_id) continue;
                const double made = lack - lacking(plan, route_id, newcomer, other, stop);
                if (made <= 0 || lacking(plan, theirs, stop, kNowhere, other) > 0) continue;
                Swap swap = measure_swap(plan, stop, other);
                const double useful = made * (0.5 + random.unit());
                const double price =
                    at_any_cost ? -useful : static_cast<double>(swap.distance_cost) / useful;
                if (price >= least || !is_feasible(plan, stop, other, swap)) continue;
                least = price;
                best = {stop, other};
            }
        }
        if (best.first == kNowhere || tried > kMostSwapsTried) return false;
        plan.swap(best.first, best.second);
    }
    return true;
}

// Shares of the vehicle, over all loads, by which one or two more stops would be too much for a
// route that another one leaves. What is picked up before all is delivered does not count.
template <class F>
double LocalSearch<F>::lacking(const Plan<F>& plan, int route_id, int one, int two, int leaving) {
    const Kind& kind = plan.kind(route_id);
    const auto excess = [&](int load, auto load_of, int dimension) {
        load += load_of(one);
        if (two != kNowhere) load += load_of(two);
        if (leaving != kNowhere) load -= load_of(leaving);
        const int room = kind.capacity[dimension];
        return load > room ? static_cast<double>(load - room) / std::max(1, room) : 0.0;
    };
    if constexpr (F::pickup) {
        const auto& loads = plan.node(plan.end_of(route_id)).loads.prefix;
        double sum = 0;
        for (int d = 0; d < F::dimensions; ++d)
            sum += excess(
                       loads.delivery[d], [&](int id) { return plan.stop(id).delivery[d]; }, d) +
                   excess(loads.pickup[d], [&](int id) { return plan.stop(id).pickup[d]; }, d);
        return sum;
    } else {
        return excess(
            plan.route(route_id).load, [&](int id) { return plan.essentials(id).delivery; }, 0);
    }
}

template <class F> std::vector<int> LocalSearch<F>::cramped(const Plan<F>& plan) {
    std::vector<int> stops;
    if constexpr (F::trips || F::shipments) return stops; // room comes back on the way
    const Problem& problem = plan.problem();
    if (plan.value().unserved == 0) return stops;
    const auto spare = spare_room(plan);
    const std::array<int64_t, kMaxLoadDimensions> none{};
    const auto fits = [&](int stop, const auto& room) {
        const StopData& data = plan.stop(stop);
        for (int d = 0; d < problem.load_dimensions; ++d)
            if (std::max(data.delivery[d], data.pickup[d]) > room[static_cast<size_t>(d)])
                return false;
        return true;
    };
    const auto is_for_some = [&](int stop, bool free) {
        for (size_t k = 0; k < problem.kinds.size(); ++k) {
            const Kind& kind = problem.kinds[k];
            if (kind.allowed[static_cast<size_t>(stop)] && fits(stop, kind.capacity) &&
                (!free || plan.free_slot(static_cast<int>(k)) != kNowhere))
                return true;
        }
        return false;
    };
    for (const int stop : plan.absent())
        if (plan.stop(stop).prize < 0 && !fits(stop, none) && fits(stop, spare) &&
            is_for_some(stop, false) && !is_for_some(stop, true))
            stops.push_back(stop);
    return stops;
}

// What is left of the room of all vehicles, by loads; of deliveries and pickups, where more is
// taken.
template <class F>
std::array<int64_t, kMaxLoadDimensions> LocalSearch<F>::spare_room(const Plan<F>& plan) {
    std::array<int64_t, kMaxLoadDimensions> room{};
    std::array<int64_t, kMaxLoadDimensions> delivered{};
    std::array<int64_t, kMaxLoadDimensions> picked_up{};
    plan.for_each_used_route([&](int id) {
        if constexpr (F::pickup) {
            const auto& loads = plan.node(plan.end_of(id)).loads.prefix;
            for (int d = 0; d < F::dimensions; ++d) {
                delivered[static_cast<size_t>(d)] += loads.delivery[d];
                picked_up[static_cast<size_t>(d)] += loads.pickup[d];
            }
        } else {
            delivered[0] += plan.route(id).load;
        }
    });
    for (size_t d = 0; d < room.size(); ++d) {
        for (const Kind& kind : plan.problem().kinds)
            room[d] += int64_t{kind.slots} * kind.capacity[d];
        room[d] -= std::max(delivered[d], picked_up[d]);
    }
    return room;
}

} // namespace vrp
