// The local search of a genetic search: stops and pairs of them are moved and exchanged, routes
// turned and crossed, as long as that lowers the cost, beside near stops only (Toth & Vigo 2003);
// then SWAP* is tried on routes that are near one another (Vidal 2022).
#pragma once

#include "genetic_swap_star.h"
#include "random.h"

#include <stdexcept>

namespace vrp {

template <class F> class GeneticDescent {
public:
    GeneticDescent(const Problem& problem, Random& random);

    // Never puts a stop back.
    void give_up(int stop) { std::erase(stops_, stop); }

    // Improves an individual, stops that are on none of its routes first being put back.
    Individual operator()(const Individual& individual, const Weights& weights, Random& random);

private:
    using Routes = PricedRoutes<F>;
    using Stretch = typename Routes::Stretch;

    static constexpr size_t kNear = 20;      // stops beside which moves are tried, at least
    static constexpr size_t kNearRoutes = 5; // near stops that make two routes near

    void begin(const Individual& individual, const Weights& weights, Random& random);
    bool put_back(int stop);
    void leave_out(int stop);
    void search_around(int stop, bool everywhere);
    bool improve_beside(int stop, int other);
    bool improve_behind_start(int stop, int start);
    bool improve_with_empty_routes(int stop);
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
        return routes_.price(longer) < charges + order_charges(one, other);
    }
    // Whether a change pays once routes are charged for their order; adds what that costs. It is
    // asked with what is too much, and need not be exact from there on.
    template <class Charge> bool pays(Cost& change, int one, int other, Charge new_charges) const {
        if constexpr (RouteOrder<F>::kMatters) {
            change -= order_charges(one, other);
            if (change < 0) change += new_charges(-change);
        }
        return change < 0;
    }
    Cost order_charges(int one, int other) const {
        const Cost charge = routes_.route(one).order_charge;
        return one == other ? charge : charge + routes_.route(other).order_charge;
    }
    void changed(int one, int other, Cost change);
    void audit(Cost change);
    int64_t leg(int route, int from, int to) const { return routes_.leg(route, from, to); }
    int64_t longer_tails(int one, int tail, int other, int other_tail) const;
    bool may_exchange(int one, int tail, int other, int other_tail) const;
    Cost new_tail_charge(int head, int other_tail, Cost most) const;
    int route_of(int id) const { return routes_.node(id).route; }

    const Problem& problem_;
    Routes routes_;
    SwapStar<F> swap_star_;
    std::vector<std::vector<int>> near_; // per stop, in either direction, in any order
    std::vector<int> stops_;             // in the order in which they are tried
    std::vector<int> order_of_routes_;
    std::vector<int64_t> tried_;       // per stop: as of which change
    std::vector<int64_t> swaps_tried_; // per route: as of which change
    std::vector<unsigned char> near_routes_;
    bool improved_ = false;
    [[maybe_unused]] Cost total_ = 0; // in debug builds
};

template <class F>
GeneticDescent<F>::GeneticDescent(const Problem& problem, Random& random)
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

template <class F>
Individual GeneticDescent<F>::operator()(const Individual& individual, const Weights& weights,
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

template <class F>
void GeneticDescent<F>::begin(const Individual& individual, const Weights& weights,
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
    audit(0);
    for (const int stop : stops_)
        if (routes_.is_absent(stop)) put_back(stop);
}

// Beside a near stop, or on an empty route; one that has a prize only for less than that.
template <class F> bool GeneticDescent<F>::put_back(int stop) {
    const bool may_stay_out = problem_.stops[static_cast<size_t>(stop)].prize >= 0;
    constexpr Cost kAny = std::numeric_limits<Cost>::max() / 2;
    Cost cheapest = may_stay_out ? prize_of(problem_, stop) : kAny;
    int place = kNowhere;
    const auto consider = [&](int after) {
        const int next = routes_.next(after);
        const int id = route_of(after);
        if (!routes_.may_serve(id, stop, stop)) return;
        const typename Routes::Route& route = routes_.route(id);
        const int64_t longer = leg(id, after, stop) + leg(id, stop, next) - leg(id, after, next);
        Cost cost = routes_.price(longer) - route.charge - route.order_charge +
                    routes_.charge(id, route.load + routes_.load_of(stop), route.size + 1);
        if constexpr (RouteOrder<F>::kMatters)
            if (cost < cheapest)
                cost += routes_.order_charge(after, {{stop, stop}}, next, cheapest - cost);
        if (cost >= cheapest) return;
        cheapest = cost;
        place = after;
    };
    for (const int other : near_[static_cast<size_t>(stop)]) {
        if (routes_.is_absent(other)) continue;
        consider(other);
        consider(routes_.previous(other));
    }
    routes_.any_empty_route([&](int empty) {
        consider(routes_.start_of(empty));
        return false;
    });
    for (int route = 0; place == kNowhere && !may_stay_out; ++route)
        consider(routes_.start_of(route));
    if (place == kNowhere) return false;
    routes_.insert(stop, place);
    changed(route_of(place), route_of(place), cheapest - prize_of(problem_, stop));
    return true;
}

// If that saves more than its prize.
template <class F> void GeneticDescent<F>::leave_out(int stop) {
    const Cost prize = problem_.stops[static_cast<size_t>(stop)].prize;
    if (prize < 0) return;
    const int id = route_of(stop);
    const int before = routes_.previous(stop);
    const int next = routes_.next(stop);
    const typename Routes::Route& route = routes_.route(id);
    const int64_t longer = leg(id, before, next) - leg(id, before, stop) - leg(id, stop, next);
    Cost change = prize + routes_.price(longer) - route.charge +
                  routes_.charge(id, route.load - routes_.load_of(stop), route.size - 1);
    if (!pays(change, id, id,
              [&](Cost most) { return routes_.order_charge(before, {}, next, most); }))
        return;
    routes_.remove(stop);
    changed(id, id, change);
}

template <class F> void GeneticDescent<F>::search_around(int stop, bool everywhere) {
    int64_t& tried = tried_[static_cast<size_t>(stop)];
    const int64_t before = tried;
    tried = routes_.changes();
    const auto improve = [&] {
        for (const int other : near_[static_cast<size_t>(stop)]) {
            if (routes_.is_absent(other)) continue;
            const int64_t changed = std::max(routes_.route(route_of(stop)).changed,
                                             routes_.route(route_of(other)).changed);
            if (!everywhere && changed <= before) continue;
            if (improve_beside(stop, other)) return true;
            const int start = routes_.previous(other);
            if (!routes_.is_stop(start) && improve_behind_start(stop, start)) return true;
        }
        return !everywhere && improve_with_empty_routes(stop);
    };
    if (routes_.is_absent(stop) && !put_back(stop)) return;
    while (improve()) {
    }
    leave_out(stop);
}

template <class F> bool GeneticDescent<F>::improve_beside(int stop, int other) {
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
    // Windows allow one direction.
    if (!F::windows && !F::fleet && try_cross_turned(stop, other)) return true;
    return try_cross(stop, other);
}

template <class F> bool GeneticDescent<F>::improve_behind_start(int stop, int start) {
    const int next = routes_.next(stop);
    if (try_move(stop, stop, start, false)) return true;
    if (routes_.is_stop(next) &&
        (try_move(stop, next, start, false) || try_move(stop, next, start, true)))
        return true;
    if (route_of(stop) == route_of(start)) return false;
    const int before = routes_.previous(stop);
    // Two vehicles that differ exchange all that they do.
    if (F::fleet && !routes_.is_stop(before) && !routes_.are_alike(route_of(stop), route_of(start)))
        if (try_cross(before, start)) return true;
    return try_cross(stop, start);
}

template <class F> bool GeneticDescent<F>::improve_with_empty_routes(int stop) {
    return routes_.any_empty_route(
        [&](int empty) { return improve_behind_start(stop, routes_.start_of(empty)); });
}

template <class F> void GeneticDescent<F>::swap_near_routes(bool everywhere) {
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

template <class F> void GeneticDescent<F>::find_near_routes() {
    std::fill(near_routes_.begin(), near_routes_.end(), 0);
    const size_t width = order_of_routes_.size();
    for (const int stop : stops_) {
        const std::span<const int> near = problem_.neighbours_of(stop);
        if (routes_.is_absent(stop)) continue;
        const auto one = static_cast<size_t>(route_of(stop));
        for (const int beside : near.first(std::min(kNearRoutes, near.size()))) {
            if (routes_.is_absent(beside)) continue;
            const auto other = static_cast<size_t>(route_of(beside));
            near_routes_[std::min(one, other) * width + std::max(one, other)] = 1;
        }
    }
}

template <class F> void GeneticDescent<F>::changed(int one, int other, Cost change) {
    routes_.renumber(one, other);
    improved_ = true;
    audit(change);
}

// In debug builds, compares what a change was predicted to cost with all routes from scratch; 0
// begins anew.
template <class F> void GeneticDescent<F>::audit([[maybe_unused]] Cost change) {
#ifdef VRP_DEBUG_CHECKS
    const Cost total = routes_.total();
    if (change != 0 && total != total_ + change)
        throw std::logic_error("a change of priced routes does not cost what was predicted");
    total_ = total;
#endif
}

} // namespace vrp

#include "genetic_moves.h"
