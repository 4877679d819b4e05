// The local search of a genetic search: stops and pairs of them are moved and exchanged, routes
// turned and crossed, as long as that lowers the cost, beside near stops only (Toth & Vigo 2003);
// then SWAP* is tried on routes that are near one another (Vidal 2022).
#pragma once

#include "genetic_swap_star.h"
#include "random.h"

#include <stdexcept>

namespace vrp {

template <bool kTimed> class GeneticDescent {
public:
    GeneticDescent(const Problem& problem, Random& random);

    // Improves an individual, stops that are on none of its routes first being put back.
    Individual operator()(const Individual& individual, const Weights& weights, Random& random);

private:
    using Routes = PricedRoutes<kTimed>;
    using Stretch = typename Routes::Stretch;

    static constexpr size_t kNear = 20;      // stops beside which moves are tried, at least
    static constexpr size_t kNearRoutes = 5; // near stops that make two routes near

    void begin(const Individual& individual, const Weights& weights, Random& random);
    void put_back(int stop);
    void search_around(int stop, bool everywhere);
    bool improve_beside(int stop, int other);
    bool improve_behind_start(int stop, int start);
    bool improve_with_empty_route(int stop);
    void swap_near_routes(bool everywhere);
    void find_near_routes();

    bool try_move(int first, int last, int after, bool turned);
    bool try_exchange(int first, int last, int other_first, int other_last);
    bool try_turn(int before, int last);
    bool try_cross(int head, int other_head);
    bool try_cross_turned(int head, int other_head);
    // Whether it is worth going on with a change of routes whose legs are so much longer.
    bool may_pay(int64_t longer, int one, int other) const {
        const Cost charges =
            one == other ? 0 : routes_.route(one).charge + routes_.route(other).charge;
        return routes_.price(longer) < charges + late_charges(one, other);
    }
    // Whether a change pays once routes are as late as that leaves them; adds what that costs.
    template <class Late> bool pays(Cost& change, int one, int other, Late late) const {
        if constexpr (kTimed) {
            change -= late_charges(one, other);
            if (change < 0) change += late();
        }
        return change < 0;
    }
    Cost late_charges(int one, int other) const {
        const Cost charge = routes_.route(one).late_charge;
        return one == other ? charge : charge + routes_.route(other).late_charge;
    }
    void changed(int one, int other, Cost change);
    void audit(Cost change);
    int leg(int from, int to) const { return routes_.leg(from, to); }
    int route_of(int id) const { return routes_.node(id).route; }

    const Problem& problem_;
    Routes routes_;
    SwapStar<kTimed> swap_star_;
    std::vector<std::vector<int>> near_; // per stop, in either direction, in any order
    std::vector<int> stops_;             // in the order in which they are tried
    std::vector<int> order_of_routes_;
    std::vector<int64_t> tried_;       // per stop: as of which change
    std::vector<int64_t> swaps_tried_; // per route: as of which change
    std::vector<unsigned char> near_routes_;
    bool improved_ = false;
    [[maybe_unused]] Cost total_ = 0; // in debug builds
};

template <bool kTimed>
GeneticDescent<kTimed>::GeneticDescent(const Problem& problem, Random& random)
    : problem_(problem), routes_(problem), swap_star_(problem), near_(problem.stops.size()),
      stops_(problem.stops.size()), tried_(problem.stops.size()) {
    std::iota(stops_.begin(), stops_.end(), 0);
    for (const int stop : stops_) {
        const std::span<const int> others = problem.neighbours_of(stop);
        for (const int other : others.first(std::min(kNear, others.size()))) {
            near_[static_cast<size_t>(stop)].push_back(other);
            near_[static_cast<size_t>(other)].push_back(stop);
        }
    }
    for (std::vector<int>& near : near_) {
        std::sort(near.begin(), near.end());
        near.erase(std::unique(near.begin(), near.end()), near.end());
        random.shuffle(near);
    }
}

template <bool kTimed>
Individual GeneticDescent<kTimed>::operator()(const Individual& individual, const Weights& weights,
                                              Random& random) {
    begin(individual, weights, random);
    // Empty routes are not tried at first, so that few are opened.
    for (int round = 0; round < 2 || improved_; ++round) {
        improved_ = false;
        for (const int stop : stops_) search_around(stop, round == 0);
        swap_near_routes(round == 0);
    }
    return routes_.individual();
}

template <bool kTimed>
void GeneticDescent<kTimed>::begin(const Individual& individual, const Weights& weights,
                                   Random& random) {
    routes_.assign(individual, weights);
    const auto count = static_cast<size_t>(routes_.count());
    swap_star_.make_room(routes_.count());
    near_routes_.resize(count * count);
    swaps_tried_.assign(count, 0);
    std::fill(tried_.begin(), tried_.end(), 0);
    order_of_routes_.resize(count);
    std::iota(order_of_routes_.begin(), order_of_routes_.end(), 0);
    random.shuffle(order_of_routes_);
    random.shuffle(stops_);
    for (const int stop : stops_)
        if (routes_.is_absent(stop)) put_back(stop);
    audit(0);
}

// Beside a near stop, or on an empty route.
template <bool kTimed> void GeneticDescent<kTimed>::put_back(int stop) {
    Cost cheapest = std::numeric_limits<Cost>::max();
    int place = kNowhere;
    const auto consider = [&](int after) {
        const int next = routes_.next(after);
        const typename Routes::Route& route = routes_.route(route_of(after));
        const int64_t longer = int64_t{leg(after, stop)} + leg(stop, next) - leg(after, next);
        Cost cost = routes_.price(longer) - route.charge - route.late_charge +
                    routes_.charge(route.load + routes_.load_of(stop), route.size + 1);
        if constexpr (kTimed)
            if (cost < cheapest) cost += routes_.late_charge(after, {{stop, stop}}, next);
        if (cost >= cheapest) return;
        cheapest = cost;
        place = after;
    };
    for (const int other : near_[static_cast<size_t>(stop)]) {
        if (routes_.is_absent(other)) continue;
        consider(other);
        consider(routes_.previous(other));
    }
    if (const int empty = routes_.empty_route(); empty >= 0) consider(routes_.start_of(empty));
    for (int route = 0; place == kNowhere; ++route) consider(routes_.start_of(route));
    routes_.insert(stop, place);
    routes_.renumber(route_of(place), route_of(place));
}

template <bool kTimed> void GeneticDescent<kTimed>::search_around(int stop, bool everywhere) {
    int64_t& tried = tried_[static_cast<size_t>(stop)];
    const int64_t before = tried;
    tried = routes_.changes();
    const auto improve = [&] {
        for (const int other : near_[static_cast<size_t>(stop)]) {
            const int64_t changed = std::max(routes_.route(route_of(stop)).changed,
                                             routes_.route(route_of(other)).changed);
            if (!everywhere && changed <= before) continue;
            if (improve_beside(stop, other)) return true;
            const int start = routes_.previous(other);
            if (!routes_.is_stop(start) && improve_behind_start(stop, start)) return true;
        }
        return !everywhere && improve_with_empty_route(stop);
    };
    while (improve()) {
    }
}

template <bool kTimed> bool GeneticDescent<kTimed>::improve_beside(int stop, int other) {
    const int next = routes_.next(stop);
    const int other_next = routes_.next(other);
    const bool pair = routes_.is_stop(next);
    const bool other_pair = routes_.is_stop(other_next);
    if (try_move(stop, stop, other, false)) return true;
    if (pair && (try_move(stop, next, other, false) || try_move(stop, next, other, true)))
        return true;
    if (stop < other && try_exchange(stop, stop, other, other)) return true;
    if (pair && try_exchange(stop, next, other, other)) return true;
    if (pair && other_pair && stop < other && try_exchange(stop, next, other, other_next))
        return true;
    if (route_of(stop) == route_of(other)) return try_turn(stop, other);
    if (!kTimed && try_cross_turned(stop, other)) return true; // windows allow one direction
    return try_cross(stop, other);
}

template <bool kTimed> bool GeneticDescent<kTimed>::improve_behind_start(int stop, int start) {
    const int next = routes_.next(stop);
    if (try_move(stop, stop, start, false)) return true;
    if (routes_.is_stop(next) &&
        (try_move(stop, next, start, false) || try_move(stop, next, start, true)))
        return true;
    return route_of(stop) != route_of(start) && try_cross(stop, start);
}

template <bool kTimed> bool GeneticDescent<kTimed>::improve_with_empty_route(int stop) {
    const int empty = routes_.empty_route();
    return empty >= 0 && improve_behind_start(stop, routes_.start_of(empty));
}

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

template <bool kTimed> void GeneticDescent<kTimed>::swap_near_routes(bool everywhere) {
    find_near_routes();
    for (const int one : order_of_routes_) {
        int64_t& tried = swaps_tried_[static_cast<size_t>(one)];
        const int64_t before = tried;
        tried = routes_.changes();
        for (const int other : order_of_routes_) {
            if (other <= one || routes_.route(one).size == 0 || routes_.route(other).size == 0)
                continue;
            const int64_t last_changed =
                std::max(routes_.route(one).changed, routes_.route(other).changed);
            if (!everywhere && last_changed <= before) continue;
            const size_t pair =
                static_cast<size_t>(one) * order_of_routes_.size() + static_cast<size_t>(other);
            if (!near_routes_[pair]) continue;
            const Cost gain = swap_star_(routes_, one, other);
            if (gain == 0) continue;
            improved_ = true;
            audit(-gain);
        }
    }
}

template <bool kTimed> void GeneticDescent<kTimed>::find_near_routes() {
    std::fill(near_routes_.begin(), near_routes_.end(), 0);
    const size_t width = order_of_routes_.size();
    for (const int stop : stops_) {
        const std::span<const int> near = problem_.neighbours_of(stop);
        const auto one = static_cast<size_t>(route_of(stop));
        for (const int beside : near.first(std::min(kNearRoutes, near.size()))) {
            const auto other = static_cast<size_t>(route_of(beside));
            near_routes_[std::min(one, other) * width + std::max(one, other)] = 1;
        }
    }
}

template <bool kTimed> void GeneticDescent<kTimed>::changed(int one, int other, Cost change) {
    routes_.renumber(one, other);
    improved_ = true;
    audit(change);
}

// In debug builds, compares what a change was predicted to cost with all routes from scratch; 0
// begins anew.
template <bool kTimed> void GeneticDescent<kTimed>::audit([[maybe_unused]] Cost change) {
#ifdef VRP_DEBUG_CHECKS
    const Cost total = routes_.total();
    if (change != 0 && total != total_ + change)
        throw std::logic_error("a change of priced routes does not cost what was predicted");
    total_ = total;
#endif
}

} // namespace vrp
