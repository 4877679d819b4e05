// SWAP*: two stops of different routes exchange routes, and each goes where it costs least there
// (Vidal 2022).
#pragma once

#include "genetic_routes.h"

#include <array>

namespace vrp {

template <class F> class SwapStar {
public:
    using Routes = PricedRoutes<F>;

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
    static Cost order_charge(const Routes& routes, int gone, int came, int after, Cost most);
    static int64_t detour(const Routes& routes, int route, int before, int stop, int behind) {
        return routes.leg(route, before, stop) + routes.leg(route, stop, behind) -
               routes.leg(route, before, behind);
    }
    static int64_t saved(const Routes& routes, int stop) {
        const int route = routes.node(stop).route;
        return detour(routes, route, routes.previous(stop), stop, routes.next(stop));
    }

    size_t stops_;
    std::vector<Cheapest> cheapest_;
};

template <class F> Cost SwapStar<F>::operator()(Routes& routes, int one, int other) {
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

template <class F> void SwapStar<F>::find_places(const Routes& routes, int from, int to) {
    for (int stop = routes.first(from); routes.is_stop(stop); stop = routes.next(stop)) {
        Cheapest& found = cheapest_[static_cast<size_t>(to) * stops_ + static_cast<size_t>(stop)];
        if (found.as_of == routes.route(to).changed) continue;
        found.as_of = routes.route(to).changed;
        found.detour.fill(std::numeric_limits<int64_t>::max());
        found.after.fill(-1);
        for (int after = routes.start_of(to); after != routes.end_of(to);
             after = routes.next(after)) {
            const int64_t longer = detour(routes, to, after, stop, routes.next(after));
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
template <class F>
auto SwapStar<F>::place_without(const Routes& routes, int stop, int gone) const -> Place {
    const int route = routes.node(gone).route;
    const int before = routes.previous(gone);
    Place best{detour(routes, route, before, stop, routes.next(gone)), before};
    const Cheapest& known = cheapest(route, stop);
    for (size_t i = 0; i < kPlaces && known.after[i] >= 0; ++i) {
        if (known.after[i] == gone || known.after[i] == before) continue;
        if (known.detour[i] < best.detour) best = {known.detour[i], known.after[i]};
        break;
    }
    return best;
}

template <class F>
void SwapStar<F>::consider_exchanges(const Routes& routes, int one, int other,
                                     Exchange& best) const {
    const Cost for_order = routes.route(one).order_charge + routes.route(other).order_charge;
    for (int stop = routes.first(one); routes.is_stop(stop); stop = routes.next(stop)) {
        if (!routes.may_serve(other, stop, stop)) continue;
        const int64_t saved_here = saved(routes, stop);
        for (int back = routes.first(other); routes.is_stop(back); back = routes.next(back)) {
            if (!routes.may_serve(one, back, back)) continue;
            const Cost charges =
                routes.shift(one, other, routes.load_of(stop) - routes.load_of(back), 0);
            const int64_t saved_both = saved_here + saved(routes, back);
            if (charges - routes.price(saved_both) >= for_order) continue;
            const Place there = place_without(routes, stop, back);
            const Place here = place_without(routes, back, stop);
            Cost change =
                charges + routes.price(there.detour + here.detour - saved_both) - for_order;
            if (change >= best.change) continue;
            if constexpr (RouteOrder<F>::kMatters) {
                const Cost most = best.change - change;
                change += order_charge(routes, stop, back, here.after, most) +
                          order_charge(routes, back, stop, there.after, most);
            }
            if (change < best.change) best = {change, stop, there.after, back, here.after};
        }
    }
}

// What a route is charged for its order once a stop has left it and another one has come.
template <class F>
Cost SwapStar<F>::order_charge(const Routes& routes, int gone, int came, int after, Cost most) {
    const int before = routes.previous(gone);
    const int behind = routes.next(gone);
    const int following = routes.next(after);
    if (after == before) return routes.order_charge(before, {{came, came}}, behind, most);
    if (routes.node(after).position > routes.node(gone).position)
        return routes.order_charge(before, {{behind, after}, {came, came}}, following, most);
    return routes.order_charge(after, {{came, came}, {following, before}}, behind, most);
}

template <class F>
void SwapStar<F>::consider_moves(const Routes& routes, int from, int to, Exchange& best,
                                 int Exchange::* stop, int Exchange::* after) const {
    for (int moved = routes.first(from); routes.is_stop(moved); moved = routes.next(moved)) {
        if (!routes.may_serve(to, moved, moved)) continue;
        const Cheapest& there = cheapest(to, moved);
        const int place = there.after[0];
        Cost change = routes.shift(from, to, routes.load_of(moved), 1) +
                      routes.price(there.detour[0] - saved(routes, moved)) -
                      routes.route(from).order_charge - routes.route(to).order_charge;
        if (change >= best.change) continue;
        if constexpr (RouteOrder<F>::kMatters) {
            const Cost most = best.change - change;
            change += routes.order_charge(routes.previous(moved), {}, routes.next(moved), most) +
                      routes.order_charge(place, {{moved, moved}}, routes.next(place), most);
            if (change >= best.change) continue;
        }
        best = {change, -1, -1, -1, -1};
        best.*stop = moved;
        best.*after = place;
    }
}

} // namespace vrp
