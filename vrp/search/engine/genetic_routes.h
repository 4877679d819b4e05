// Routes under change by the local search of a genetic search: linked lists that may carry too
// much and, where there are times, be late, at a price.
#pragma once

#include "genetic_individual.h"

#include <initializer_list>
#include <set>

namespace vrp {

template <bool kTimed> class PricedRoutes {
public:
    struct Node {
        int previous = 0;
        int next = 0;
        int route = 0;
        int position = 0;
        int64_t load = 0;   // delivered up to and including this node
        int64_t turned = 0; // what the legs from the first stop to here are longer the other way
    };

    struct Route {
        int64_t load = 0;
        int size = 0;
        Cost charge = 0;      // for the vehicle, and for what it carries too much
        Cost late_charge = 0; // for what it is late
        int64_t changed = 0;  // by which change
    };

    // Nodes that follow one another, to be driven as they do or the other way round.
    struct Stretch {
        int first;
        int last;
        bool turned = false;
    };

    explicit PricedRoutes(const Problem& problem)
        : problem_(problem), kind_(problem.kinds[0]), legs_(problem.distance()),
          drives_(problem.duration(kind_)), stops_(problem.size()),
          nodes_(static_cast<size_t>(problem.size() + 2 * problem.slots)),
          times_(kTimed ? nodes_.size() : 0), places_(nodes_.size(), kind_.start) {
        std::iota(places_.begin(), places_.begin() + stops_, 0);
        for (int route = 0; route < problem.slots; ++route)
            places_[static_cast<size_t>(end_of(route))] = kind_.end;
    }

    // Leaves stops that are on no route on none.
    void assign(const Individual& individual, const Weights& weights);
    Individual individual() const;

    // Nodes are numbered stops first, then a start and an end for every route.
    bool is_stop(int id) const { return id < stops_; }
    bool is_absent(int stop) const { return node(stop).route == kNowhere; }
    int start_of(int route) const { return stops_ + 2 * route; }
    int end_of(int route) const { return stops_ + 2 * route + 1; }
    // Those that the plan had, and a few that were empty.
    int count() const { return static_cast<int>(routes_.size()); }
    const Node& node(int id) const { return nodes_[static_cast<size_t>(id)]; }
    const Route& route(int id) const { return routes_[static_cast<size_t>(id)]; }
    int first(int route) const { return next(start_of(route)); }
    int last(int route) const { return previous(end_of(route)); }
    int next(int id) const { return node(id).next; }
    int previous(int id) const { return node(id).previous; }
    // An unused vehicle, or -1.
    int empty_route() const { return empty_.empty() ? -1 : *empty_.begin(); }
    int64_t changes() const { return changes_; }

    int leg(int from, int to) const { return legs_.at(place(from), place(to)); }
    int load_of(int id) const {
        return is_stop(id) ? problem_.essentials[static_cast<size_t>(id)].delivery : 0;
    }
    Cost price(int64_t distance) const { return kind_.per_distance * distance; }
    Cost charge(int64_t load, int size) const {
        if (size == 0) return 0;
        return kind_.fixed +
               charge_for(std::max<int64_t>(0, load - kind_.capacity[0]), weights_.load);
    }
    // How charges change when so much load on so many stops goes from one route to another one.
    Cost shift(int from, int to, int64_t load, int size) const {
        if (from == to) return 0;
        const Route& one = route(from);
        const Route& other = route(to);
        return charge(one.load - load, one.size - size) - one.charge +
               charge(other.load + load, other.size + size) - other.charge;
    }
    // What a route from a head over some stretches to a tail is charged for being late.
    Cost late_charge(int head, std::initializer_list<Stretch> stretches, int tail) const {
        Clock clock = times(head).clock;
        int last = head;
        for (const Stretch& stretch : stretches)
            for (int id = stretch.first;; id = stretch.turned ? previous(id) : next(id)) {
                drive(clock, last, id);
                last = id;
                if (id == stretch.last) break;
            }
        if (!is_stop(last) && !is_stop(tail)) return 0; // it drives nowhere
        return late_charge(times(tail).rest.late_from(clock.ready + drive(last, tail)) +
                           clock.late);
    }

    // --- changes; renumber() the routes afterwards -----------------------------------------------
    void link(int from, int to) {
        nodes_[static_cast<size_t>(from)].next = to;
        nodes_[static_cast<size_t>(to)].previous = from;
    }
    // Moves first..last behind a node that is neither among them nor just before them.
    void move(int first, int last, int after) {
        link(previous(first), next(last));
        const int behind = next(after);
        link(after, first);
        link(last, behind);
    }
    // Puts a stop that is on no list behind a node.
    void insert(int stop, int after) {
        const int behind = next(after);
        link(after, stop);
        link(stop, behind);
    }
    // Links the nodes first..last, which are on one list, the other way round; leaves their ends.
    void turn(int first, int last) {
        for (int id = first;;) {
            Node& turned = nodes_[static_cast<size_t>(id)];
            const int following = turned.next;
            std::swap(turned.next, turned.previous);
            if (id == last) break;
            id = following;
        }
    }
    // After a change that touched no others.
    void renumber(int one, int other) {
        ++changes_;
        renumber(one);
        if (other != one) renumber(other);
    }
    // From scratch: what all routes cost, charges included.
    Cost total() const;

private:
    static constexpr size_t kSpare = 3;

    // Of a node: how late its route is up to there, it included, and how late from there on.
    struct Times {
        Clock clock;
        Rest rest;
    };

    const Times& times(int id) const { return times_[static_cast<size_t>(id)]; }
    int place(int id) const { return places_[static_cast<size_t>(id)]; }
    int drive(int from, int to) const { return drives_.at(place(from), place(to)); }
    // Goes on to a stop or to the end of a route.
    void drive(Clock& clock, int from, int to) const {
        const Essentials* stop =
            is_stop(to) ? &problem_.essentials[static_cast<size_t>(to)] : nullptr;
        clock.serve(clock.ready + drive(from, to), stop ? stop->window : kind_.finish,
                    stop ? stop->service : 0);
    }
    Cost late_charge(int64_t late) const { return charge_for(late, weights_.time); }
    void renumber(int id);
    void reschedule(int id);

    const Problem& problem_;
    const Kind& kind_;
    const Matrix& legs_;
    const Matrix& drives_;
    int stops_;
    Weights weights_;
    int64_t changes_ = 0; // since the first plan
    std::vector<Node> nodes_;
    std::vector<Times> times_; // of every node, where there are times
    std::vector<Route> routes_;
    std::vector<int> places_; // of every node
    std::set<int> empty_;
};

template <bool kTimed>
void PricedRoutes<kTimed>::assign(const Individual& individual, const Weights& weights) {
    weights_ = weights;
    for (int stop = 0; stop < stops_; ++stop) nodes_[static_cast<size_t>(stop)].route = kNowhere;
    ++changes_;
    empty_.clear();
    const auto slots = static_cast<size_t>(problem_.slots);
    routes_.assign(std::min(slots, individual.routes.size() + kSpare), {});
    for (int id = 0; id < count(); ++id) {
        int last = start_of(id);
        if (static_cast<size_t>(id) < individual.routes.size())
            for (const int stop : individual.routes[static_cast<size_t>(id)]) {
                link(last, stop);
                last = stop;
            }
        link(last, end_of(id));
        renumber(id);
    }
}

template <bool kTimed> void PricedRoutes<kTimed>::renumber(int id) {
    Route& route = routes_[static_cast<size_t>(id)];
    Node* before = &nodes_[static_cast<size_t>(start_of(id))];
    *before = {before->previous, before->next, id, 0, 0, 0};
    int from = start_of(id);
    while (from != end_of(id)) {
        const int to = before->next;
        Node& node = nodes_[static_cast<size_t>(to)];
        const bool inner = is_stop(from) && is_stop(to);
        node.route = id;
        node.position = before->position + 1;
        node.load = before->load + load_of(to);
        node.turned = before->turned + (inner ? leg(to, from) - leg(from, to) : 0);
        before = &node;
        from = to;
    }
    route.load = before->load;
    route.size = before->position - 1;
    route.charge = charge(route.load, route.size);
    route.changed = changes_;
    if constexpr (kTimed) reschedule(id);
    if (route.size == 0)
        empty_.insert(id);
    else
        empty_.erase(id);
}

template <bool kTimed> void PricedRoutes<kTimed>::reschedule(int id) {
    const auto of = [this](int at) -> Times& { return times_[static_cast<size_t>(at)]; };
    const int end = end_of(id);
    of(start_of(id)).clock = {kind_.leave.opens, 0};
    for (int from = start_of(id); from != end; from = next(from)) {
        of(next(from)).clock = of(from).clock;
        drive(of(next(from)).clock, from, next(from));
    }
    of(end).rest = {kind_.finish.closes, 0};
    for (int to = end; is_stop(previous(to)); to = previous(to)) {
        const int from = previous(to);
        const Essentials& there = problem_.essentials[static_cast<size_t>(from)];
        of(from).rest = of(to).rest.behind(there.window, there.service + drive(from, to));
    }
    Route& route = routes_[static_cast<size_t>(id)];
    route.late_charge = route.size > 0 ? late_charge(of(end).clock.late) : 0;
}

template <bool kTimed> Cost PricedRoutes<kTimed>::total() const {
    Cost total = 0;
    for (int id = 0; id < count(); ++id) {
        int64_t load = 0;
        int64_t distance = 0;
        int size = 0;
        Clock clock{kind_.leave.opens};
        for (int from = start_of(id); from != end_of(id); from = next(from)) {
            distance += leg(from, next(from));
            load += load_of(from);
            size += is_stop(from);
            if constexpr (kTimed) drive(clock, from, next(from));
        }
        if (size > 0) total += price(distance) + charge(load, size) + late_charge(clock.late);
    }
    return total;
}

// Stops being numbered along a tour of all, routes come in the order of the numbers in their
// middle, so that neighbours are likely to follow one another.
template <bool kTimed> Individual PricedRoutes<kTimed>::individual() const {
    std::vector<std::pair<int, std::vector<int>>> routes;
    std::vector<int> sorted;
    for (int id = 0; id < count(); ++id) {
        if (route(id).size == 0) continue;
        std::vector<int> stops;
        for (int stop = next(start_of(id)); is_stop(stop); stop = next(stop)) stops.push_back(stop);
        sorted = stops;
        const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
        std::nth_element(sorted.begin(), middle, sorted.end());
        routes.emplace_back(*middle, std::move(stops));
    }
    std::sort(routes.begin(), routes.end());
    std::vector<std::vector<int>> ordered;
    for (auto& [middle, stops] : routes) ordered.push_back(std::move(stops));
    return make_individual(problem_, std::move(ordered));
}

} // namespace vrp
