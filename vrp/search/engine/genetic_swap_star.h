// SWAP*: two stops of different routes exchange routes, and each goes where it costs least there
// (Vidal 2022).
#pragma once

#include "genetic_routes.h"

#include <array>

namespace vrp {

template <bool kTimed> class SwapStar {
public:
    using Routes = PricedRoutes<kTimed>;

    explicit SwapStar(const Problem& problem) : stops_(static_cast<size_t>(problem.size())) {}

    // Call before the first exchange of so many routes.
    void make_room(int routes) {
        cheapest_.resize(std::max(cheapest_.size(), stops_ * static_cast<size_t>(routes)));
    }

    // Makes the best exchange of two routes, or moves one stop, and says by how much that lowers
    // their cost: 0 where nothing does.
    Cost operator()(Routes& routes, int one, int other);

private:
    static constexpr size_t kPlaces = 3; // at least one of so many is not beside the stop that goes

    // Where a stop of another route would lengthen a route least.
    struct Cheapest {
        int64_t as_of = -1; // the change of the route
        std::array<int64_t, kPlaces> detour;
        std::array<int, kPlaces> after;
    };

    struct Place {
        int64_t detour;
        int after;
    };

    struct Exchange {
        Cost change = 0;
        int stop = -1; // of the one route, or -1
        int after = -1;
        int other_stop = -1; // of the other route, or -1
        int other_after = -1;
    };

    const Cheapest& cheapest(int route, int stop) const {
        return cheapest_[static_cast<size_t>(route) * stops_ + static_cast<size_t>(stop)];
    }
    void find_places(const Routes& routes, int from, int to);
    Place place_without(const Routes& routes, int stop, int gone) const;
    void consider_exchanges(const Routes& routes, int one, int other, Exchange& best) const;
    void consider_moves(const Routes& routes, int from, int to, Exchange& best,
                        int Exchange::* stop, int Exchange::* after) const;
    static Cost late_charge(const Routes& routes, int gone, int came, int after);
    static int64_t detour(const Routes& routes, int before, int stop, int behind) {
        return int64_t{routes.leg(before, stop)} + routes.leg(stop, behind) -
               routes.leg(before, behind);
    }
    static int64_t saved(const Routes& routes, int stop) {
        return detour(routes, routes.previous(stop), stop, routes.next(stop));
    }

    size_t stops_;
    std::vector<Cheapest> cheapest_;
};

template <bool kTimed> Cost SwapStar<kTimed>::operator()(Routes& routes, int one, int other) {
    find_places(routes, one, other);
    find_places(routes, other, one);
    Exchange best;
    consider_exchanges(routes, one, other, best);
    consider_moves(routes, one, other, best, &Exchange::stop, &Exchange::after);
    consider_moves(routes, other, one, best, &Exchange::other_stop, &Exchange::other_after);
    if (best.change >= 0) return 0;
    // Where either goes is known from before either went.
    for (const int stop : {best.stop, best.other_stop})
        if (stop >= 0) routes.link(routes.previous(stop), routes.next(stop));
    if (best.stop >= 0) routes.insert(best.stop, best.after);
    if (best.other_stop >= 0) routes.insert(best.other_stop, best.other_after);
    routes.renumber(one, other);
    return -best.change;
}

template <bool kTimed> void SwapStar<kTimed>::find_places(const Routes& routes, int from, int to) {
    for (int stop = routes.first(from); routes.is_stop(stop); stop = routes.next(stop)) {
        Cheapest& found = cheapest_[static_cast<size_t>(to) * stops_ + static_cast<size_t>(stop)];
        if (found.as_of == routes.route(to).changed) continue;
        found.as_of = routes.route(to).changed;
        found.detour.fill(std::numeric_limits<int64_t>::max());
        found.after.fill(-1);
        for (int after = routes.start_of(to); after != routes.end_of(to);
             after = routes.next(after)) {
            const int64_t longer = detour(routes, after, stop, routes.next(after));
            if (longer >= found.detour.back()) continue;
            size_t place = kPlaces - 1;
            for (; place > 0 && longer < found.detour[place - 1]; --place) {
                found.detour[place] = found.detour[place - 1];
                found.after[place] = found.after[place - 1];
            }
            found.detour[place] = longer;
            found.after[place] = after;
        }
    }
}

// Where it costs least on the route of a stop that leaves it.
template <bool kTimed>
auto SwapStar<kTimed>::place_without(const Routes& routes, int stop, int gone) const -> Place {
    const int before = routes.previous(gone);
    Place best{detour(routes, before, stop, routes.next(gone)), before};
    const Cheapest& known = cheapest(routes.node(gone).route, stop);
    for (size_t i = 0; i < kPlaces && known.after[i] >= 0; ++i) {
        if (known.after[i] == gone || known.after[i] == before) continue;
        if (known.detour[i] < best.detour) best = {known.detour[i], known.after[i]};
        break;
    }
    return best;
}

template <bool kTimed>
void SwapStar<kTimed>::consider_exchanges(const Routes& routes, int one, int other,
                                          Exchange& best) const {
    const Cost late = routes.route(one).late_charge + routes.route(other).late_charge;
    for (int stop = routes.first(one); routes.is_stop(stop); stop = routes.next(stop)) {
        const int64_t saved_here = saved(routes, stop);
        for (int back = routes.first(other); routes.is_stop(back); back = routes.next(back)) {
            const Cost charges =
                routes.shift(one, other, routes.load_of(stop) - routes.load_of(back), 0);
            const int64_t saved_both = saved_here + saved(routes, back);
            if (charges - routes.price(saved_both) >= late) continue;
            const Place there = place_without(routes, stop, back);
            const Place here = place_without(routes, back, stop);
            Cost change = charges + routes.price(there.detour + here.detour - saved_both) - late;
            if (change >= best.change) continue;
            if constexpr (kTimed)
                change += late_charge(routes, stop, back, here.after) +
                          late_charge(routes, back, stop, there.after);
            if (change < best.change) best = {change, stop, there.after, back, here.after};
        }
    }
}

// What a route is charged for being late once a stop has left it and another one has come.
template <bool kTimed>
Cost SwapStar<kTimed>::late_charge(const Routes& routes, int gone, int came, int after) {
    const int before = routes.previous(gone);
    const int behind = routes.next(gone);
    const int following = routes.next(after);
    if (after == before) return routes.late_charge(before, {{came, came}}, behind);
    if (routes.node(after).position > routes.node(gone).position)
        return routes.late_charge(before, {{behind, after}, {came, came}}, following);
    return routes.late_charge(after, {{came, came}, {following, before}}, behind);
}

template <bool kTimed>
void SwapStar<kTimed>::consider_moves(const Routes& routes, int from, int to, Exchange& best,
                                      int Exchange::* stop, int Exchange::* after) const {
    for (int moved = routes.first(from); routes.is_stop(moved); moved = routes.next(moved)) {
        const Cheapest& there = cheapest(to, moved);
        const int place = there.after[0];
        Cost change = routes.shift(from, to, routes.load_of(moved), 1) +
                      routes.price(there.detour[0] - saved(routes, moved)) -
                      routes.route(from).late_charge - routes.route(to).late_charge;
        if constexpr (kTimed)
            if (change < best.change)
                change += routes.late_charge(routes.previous(moved), {}, routes.next(moved)) +
                          routes.late_charge(place, {{moved, moved}}, routes.next(place));
        if (change >= best.change) continue;
        best = {change, -1, -1, -1, -1};
        best.*stop = moved;
        best.*after = place;
    }
}

} // namespace vrp
