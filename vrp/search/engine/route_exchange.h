// Crossover by routes: neighbouring routes of one plan take the place of those of another one that
// serve about the same stops (selective route exchange, Nagata & Kobayashi 2010).
#pragma once

#include "any_problem.h"
#include "random.h"

#include <numeric>
#include <optional>

namespace vrp {

struct ValuedPlan {
    std::vector<Assignment> routes;
    Value value;
};

// What is neither parent: some stops may be on no route.
struct Crossing {
    std::vector<Assignment> routes;
    std::vector<int> changed; // the stops of all routes that the receiver does not have
};

class RouteExchange {
public:
    explicit RouteExchange(const Problem& problem)
        : problem_(problem), receiving_(problem.stops.size()), giving_(problem.stops.size()),
          is_given_(problem.stops.size()) {}

    // The receiver with some routes of the giver, chosen among many at random so that few stops are
    // left out for many new legs; none where the parents are too much alike.
    std::optional<Crossing> operator()(const ValuedPlan& receiver, const ValuedPlan& giver,
                                       Random& random);

    // The same with the first choice.
    std::optional<Crossing> at_random(const std::vector<Assignment>& receiver,
                                      const std::vector<Assignment>& giver, Random& random);

private:
    static constexpr int kTries = 100;
    static constexpr int kFewestNewLegs = 10;
    static constexpr int kFewestAtRandom = 3;
    static constexpr size_t kNeighbours = 8; // of a stop, whose routes count as beside its own

    // Where a plan has a stop.
    struct Place {
        int route = kNowhere;
        int next = kNowhere; // the call that follows
    };
    // Routes that come and go.
    struct Exchange {
        std::vector<int> given;          // routes of the giver
        std::vector<unsigned char> gone; // per route of the receiver
        int left_out = 0;                // stops of these that are on none of those
        int new_legs = 0;
        double price() const { return static_cast<double>(left_out) / new_legs; }
    };

    bool is_stop(int call) const { return call != problem_.reload_mark(); }
    void meet(const std::vector<Assignment>& receiver, const std::vector<Assignment>& giver);
    void locate(const std::vector<Assignment>& routes, std::vector<Place>& places) const;
    void count_contacts(const std::vector<Assignment>& routes);
    std::vector<int> neighbouring_routes(const std::vector<Assignment>& routes, Random& random);
    Exchange exchange_for(std::vector<int> given, const std::vector<Assignment>& receiver,
                          const std::vector<Assignment>& giver);
    void choose_gone(Exchange& exchange, const std::vector<Assignment>& receiver,
                     const std::vector<Assignment>& giver);
    Crossing cross(const Exchange& exchange, const std::vector<Assignment>& receiver,
                   const std::vector<Assignment>& giver);

    const Problem& problem_;
    std::vector<Place> receiving_;
    std::vector<Place> giving_;
    std::vector<unsigned char> is_given_;
    std::vector<int> contacts_; // of every two routes of the giver: neighbours that they have
    std::vector<int> staying_;  // per route of the receiver: stops that are on no given route
};

inline std::optional<Crossing> RouteExchange::operator()(const ValuedPlan& receiver,
                                                         const ValuedPlan& giver, Random& random) {
    if (receiver.routes.empty() || giver.routes.empty()) return std::nullopt;
    meet(receiver.routes, giver.routes);
    std::optional<Crossing> best;
    double lowest = std::numeric_limits<double>::infinity();
    for (int i = 0; i < kTries; ++i) {
        const Exchange exchange =
            exchange_for(neighbouring_routes(giver.routes, random), receiver.routes, giver.routes);
        if (exchange.new_legs < kFewestNewLegs || exchange.price() >= lowest) continue;
        Crossing crossing = cross(exchange, receiver.routes, giver.routes);
        // With no seams to mend, it is what it will be.
        if (exchange.left_out == 0 && receiver.value <= value_of(problem_, crossing.routes))
            continue;
        lowest = exchange.price();
        best = std::move(crossing);
    }
    return best;
}

inline std::optional<Crossing> RouteExchange::at_random(const std::vector<Assignment>& receiver,
                                                        const std::vector<Assignment>& giver,
                                                        Random& random) {
    if (receiver.empty() || giver.empty()) return std::nullopt;
    meet(receiver, giver);
    const Exchange exchange = exchange_for(neighbouring_routes(giver, random), receiver, giver);
    if (exchange.new_legs < kFewestAtRandom) return std::nullopt;
    return cross(exchange, receiver, giver);
}

inline void RouteExchange::meet(const std::vector<Assignment>& receiver,
                                const std::vector<Assignment>& giver) {
    locate(receiver, receiving_);
    locate(giver, giving_);
    count_contacts(giver);
}

inline void RouteExchange::locate(const std::vector<Assignment>& routes,
                                  std::vector<Place>& places) const {
    std::fill(places.begin(), places.end(), Place{});
    for (size_t id = 0; id < routes.size(); ++id) {
        int next = kNowhere;
        const std::vector<int>& calls = routes[id].stops;
        for (auto call = calls.rbegin(); call != calls.rend(); next = *call++)
            if (is_stop(*call)) places[static_cast<size_t>(*call)] = {static_cast<int>(id), next};
    }
}

inline void RouteExchange::count_contacts(const std::vector<Assignment>& routes) {
    contacts_.assign(routes.size() * routes.size(), 0);
    for (int stop = 0; stop < problem_.size(); ++stop) {
        const int route = giving_[static_cast<size_t>(stop)].route;
        if (route == kNowhere) continue;
        const auto near = problem_.neighbours_of(stop);
        for (const int other : near.first(std::min(near.size(), kNeighbours))) {
            const int beside = giving_[static_cast<size_t>(other)].route;
            if (beside == kNowhere) continue;
            ++contacts_[static_cast<size_t>(route) * routes.size() + static_cast<size_t>(beside)];
        }
    }
}

// Up to half of all: one at random, and one by one those most of whose stops lie beside theirs.
inline std::vector<int> RouteExchange::neighbouring_routes(const std::vector<Assignment>& routes,
                                                           Random& random) {
    const size_t all = routes.size();
    const int most = std::max(1, static_cast<int>(all / 2));
    const auto wanted = static_cast<size_t>(1 + random.below(most));
    std::vector<int> chosen{random.below(static_cast<int>(all))};
    std::vector<int> beside(all, 0);
    while (chosen.size() < wanted) {
        const int* contacts = contacts_.data() + static_cast<size_t>(chosen.back()) * all;
        for (size_t route = 0; route < all; ++route) beside[route] += contacts[route];
        for (const int route : chosen) beside[static_cast<size_t>(route)] = 0;
        int next = kNowhere;
        double nearest = 0.0;
        for (size_t route = 0; route < all; ++route) {
            if (beside[route] == 0) continue;
            const double share = beside[route] / static_cast<double>(routes[route].stops.size());
            const double near = share * (0.8 + 0.4 * random.unit());
            if (near <= nearest) continue;
            nearest = near;
            next = static_cast<int>(route);
        }
        if (next == kNowhere) break;
        chosen.push_back(next);
    }
    return chosen;
}

inline auto RouteExchange::exchange_for(std::vector<int> given,
                                        const std::vector<Assignment>& receiver,
                                        const std::vector<Assignment>& giver) -> Exchange {
    Exchange exchange;
    exchange.given = std::move(given);
    staying_.clear();
    for (const Assignment& route : receiver) staying_.push_back(count_stops(problem_, route.stops));
    for (const int route : exchange.given)
        for (const int call : giver[static_cast<size_t>(route)].stops) {
            if (!is_stop(call)) continue;
            const Place& old = receiving_[static_cast<size_t>(call)];
            if (old.route != kNowhere) --staying_[static_cast<size_t>(old.route)];
            exchange.new_legs += old.next != giving_[static_cast<size_t>(call)].next;
        }
    choose_gone(exchange, receiver, giver);
    return exchange;
}

// As many go as come, those that keep the smallest part of their stops; those before all others
// whose vehicles the others take.
inline void RouteExchange::choose_gone(Exchange& exchange, const std::vector<Assignment>& receiver,
                                       const std::vector<Assignment>& giver) {
    std::vector<int> lacking;
    for (const Kind& kind : problem_.kinds) lacking.push_back(-kind.slots);
    for (const Assignment& route : receiver) ++lacking[static_cast<size_t>(route.kind)];
    for (const int route : exchange.given)
        ++lacking[static_cast<size_t>(giver[static_cast<size_t>(route)].kind)];
    const auto share_staying = [&](size_t route) {
        return staying_[route] / static_cast<double>(receiver[route].stops.size());
    };
    std::vector<size_t> order(receiver.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](size_t one, size_t other) {
        return share_staying(one) < share_staying(other);
    });
    exchange.gone.assign(receiver.size(), 0);
    auto to_go = static_cast<int>(exchange.given.size());
    const auto remove = [&](size_t route) {
        exchange.gone[route] = 1;
        exchange.left_out += staying_[route];
        --lacking[static_cast<size_t>(receiver[route].kind)];
        --to_go;
    };
    for (const size_t route : order)
        if (lacking[static_cast<size_t>(receiver[route].kind)] > 0) remove(route);
    for (const size_t route : order)
        if (to_go > 0 && !exchange.gone[route]) remove(route);
}

inline Crossing RouteExchange::cross(const Exchange& exchange,
                                     const std::vector<Assignment>& receiver,
                                     const std::vector<Assignment>& giver) {
    Crossing crossing;
    const auto change = [&](const std::vector<int>& calls) {
        std::copy_if(calls.begin(), calls.end(), std::back_inserter(crossing.changed),
                     [&](int call) { return is_stop(call); });
    };
    for (const int route : exchange.given) {
        crossing.routes.push_back(giver[static_cast<size_t>(route)]);
        change(crossing.routes.back().stops);
    }
    std::fill(is_given_.begin(), is_given_.end(), 0);
    for (const int stop : crossing.changed)
        for (const int each : problem_.alternatives_of(stop))
            is_given_[static_cast<size_t>(each)] = 1;
    for (size_t route = 0; route < receiver.size(); ++route) {
        if (staying_[route] == 0) continue;
        Assignment rest = receiver[route];
        const auto given = std::erase_if(rest.stops, [&](int call) {
            return is_stop(call) && is_given_[static_cast<size_t>(call)];
        });
        if (exchange.gone[route] || given > 0) change(rest.stops);
        if (!exchange.gone[route]) crossing.routes.push_back(std::move(rest));
    }
    return crossing;
}

} // namespace vrp
