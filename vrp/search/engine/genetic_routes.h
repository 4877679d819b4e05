// Routes under change by the local search of a genetic search: linked lists that may exceed
// their limits, at a price.
#pragma once

#include "genetic_order.h"
#include "genetic_tariffs.h"

#include <initializer_list>
#include <optional>
#include <set>

namespace vrp {

template <class F> class PricedRoutes {
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
        const Kind* kind = nullptr;
        const Cost* tariff = nullptr; // where vehicles differ
        int64_t load = 0;
        int size = 0;
        Cost charge = 0;       // for the vehicle, and for what and to whom it delivers too much
        Cost order_charge = 0; // see RouteOrder
        int64_t changed = 0;   // by which change
    };

    // Nodes that follow one another, to be driven as they do or the other way round.
    struct Stretch {
        int first;
        int last;
        bool turned = false;
    };

    explicit PricedRoutes(const Problem& problem)
        : problem_(problem), legs_(problem.distance()), order_(problem), break_(problem),
          stops_(problem.size()), nodes_(static_cast<size_t>(problem.size() + 2 * problem.slots)),
          parts_(Order::kMatters ? nodes_.size() : 0), places_(nodes_.size()),
          empty_(problem.kinds.size()) {
        for (size_t kind = 0; kind < problem.kinds.size(); ++kind)
            likes_.push_back(first_alike(problem.kinds, kind));
        if constexpr (F::fleet) tariffs_.emplace(problem);
        std::iota(places_.begin(), places_.begin() + stops_, 0);
        for (const Kind& kind : problem.kinds)
            has_skills_ |= std::count(kind.allowed.begin(), kind.allowed.end(), 0) > 0;
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
    const Kind& kind(int route) const {
        return F::fleet ? *routes_[static_cast<size_t>(route)].kind : problem_.kinds[0];
    }
    bool are_alike(int one, int other) const {
        return likes_[kind_number(one)] == likes_[kind_number(other)];
    }
    // Whether the same legs cost as much on either route.
    bool cost_alike(int one, int other) const {
        return !F::fleet ||
               (route(one).tariff == route(other).tariff && kind(one).end == kind(other).end);
    }
    // Calls it with an unused vehicle of all that are alike and have one, until it says yes.
    template <class Call> bool any_empty_route(Call call) const {
        return std::any_of(empty_.begin(), empty_.end(), [&](const std::set<int>& alike) {
            return !alike.empty() && call(*alike.begin());
        });
    }
    int64_t changes() const { return changes_; }
    // Whether the vehicle of a route has the skills for the stops first..last.
    bool may_serve(int route, int first, int last) const {
        if (!F::fleet || !has_skills_) return true;
        for (int id = first;; id = next(id)) {
            if (is_stop(id) && !kind(route).allowed[static_cast<size_t>(id)]) return false;
            if (id == last) return true;
        }
    }

    // How long it is or, where vehicles differ, what it costs on a route: see Tariffs.
    int64_t leg([[maybe_unused]] int route, int from, int to) const {
        if constexpr (F::fleet)
            return routes_[static_cast<size_t>(route)]
                .tariff[tariffs_->index(place(from), place(to))];
        else
            return legs_.at(place(from), place(to));
    }
    // Of the legs from a node to a later one.
    int64_t legs(int route, int first, int last) const {
        int64_t sum = 0;
        for (int id = first; id != last; id = next(id)) sum += leg(route, id, next(id));
        return sum;
    }
    int load_of(int id) const {
        return is_stop(id) ? problem_.essentials[static_cast<size_t>(id)].delivery : 0;
    }
    // Of what leg() says.
    Cost price(int64_t length) const {
        return F::fleet ? length : problem_.kinds[0].per_distance * length;
    }
    Cost charge(int route, int64_t load, int size) const {
        if (size == 0) return 0;
        const Kind& vehicle = kind(route);
        Cost charge = vehicle.fixed;
        if (!F::pickup)
            charge +=
                charge_for(std::max<int64_t>(0, load - vehicle.capacity[0]), weights_.of[kLoad]);
        if (F::limits)
            charge += charge_for(std::max(0, size - vehicle.max_stops), weights_.of[kStops]);
        return charge;
    }
    // How charges change when so much load on so many stops goes from one route to another one.
    Cost shift(int from, int to, int64_t load, int size) const {
        if (from == to) return 0;
        const Route& one = route(from);
        const Route& other = route(to);
        return charge(from, one.load - load, one.size - size) - one.charge +
               charge(to, other.load + load, other.size + size) - other.charge;
    }
    // What a route from a head of its own over some stretches to a tail is charged for its order,
    // or if that is not less than `most`, anything that is not. The tail is of a vehicle of the
    // same kind.
    Cost order_charge(int head, std::initializer_list<Stretch> stretches, int tail,
                      [[maybe_unused]] Cost most) const {
        const Kind& vehicle = kind(node(head).route);
        typename Order::Done done = parts(head).done;
        int last = head;
        for (const Stretch& stretch : stretches)
            for (int id = stretch.first;; id = stretch.turned ? previous(id) : next(id)) {
                done = order_.then(done, vehicle, place(last), place(id));
                last = id;
                if (id == stretch.last) break;
            }
        if (!is_stop(last) && !is_stop(tail)) return 0; // it drives nowhere
        if constexpr (Order::kAddsUp) {
            done = order_.joined(done, vehicle, place(last), place(tail), parts(tail).to_do);
        } else {
            for (int id = tail;; last = id, id = next(id)) {
                done = order_.then(done, vehicle, place(last), place(id));
                if (!is_stop(id)) break;
            }
        }
        if constexpr (F::breaks)
            if (vehicle.rest.is_due()) {
                done.time = BreakPlacement::at_least(vehicle.rest, done.time);
                const Cost least = order_.charge(vehicle, done, weights_);
                if (least >= most) return least;
                done.time = with_break(head, stretches, tail);
            }
        return order_.charge(vehicle, done, weights_);
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
    // Takes a stop off its list.
    void remove(int stop) {
        link(previous(stop), next(stop));
        nodes_[static_cast<size_t>(stop)].route = kNowhere;
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
    // From scratch: what all routes cost, charges included, and stops on none.
    Cost total() const;

private:
    static constexpr size_t kSpare = 3; // of all that are alike

    using Order = RouteOrder<F>;
    // Of a node: what the route amounts to up to there, and what from there on, it included.
    struct Parts {
        typename Order::Done done;
        typename Order::ToDo to_do;
    };

    const Parts& parts(int id) const { return parts_[static_cast<size_t>(id)]; }
    int place(int id) const { return places_[static_cast<size_t>(id)]; }
    size_t kind_number(int route) const {
        return static_cast<size_t>(&kind(route) - problem_.kinds.data());
    }
    void add_route(int kind);
    Assignment assignment(int id) const;
    void renumber(int id);
    void reorder(int id);
    // Of a route as for order_charge().
    Span with_break(int head, std::initializer_list<Stretch> stretches, int tail) const;

    const Problem& problem_;
    const Matrix& legs_;
    std::optional<Tariffs> tariffs_; // where vehicles differ
    Order order_;
    mutable BreakPlacement break_;  // these two keep no more than their memory
    mutable std::vector<int> tail_; // nodes
    int stops_;
    bool has_skills_ = false; // that some vehicles lack
    Weights weights_;
    int64_t changes_ = 0; // since the first plan
    std::vector<Node> nodes_;
    std::vector<Parts> parts_; // of every node, where the order matters
    std::vector<Route> routes_;
    std::vector<int> places_;          // of every node
    std::vector<size_t> likes_;        // per kind: the first one that is like it
    std::vector<std::set<int>> empty_; // routes, by the first of the kinds that are alike
};

template <class F>
void PricedRoutes<F>::assign(const Individual& individual, const Weights& weights) {
    weights_ = weights;
    for (int stop = 0; stop < stops_; ++stop) nodes_[static_cast<size_t>(stop)].route = kNowhere;
    ++changes_;
    for (std::set<int>& alike : empty_) alike.clear();
    routes_.clear();
    std::vector<int> spare;
    for (const Kind& kind : problem_.kinds) spare.push_back(kind.slots);
    for (const Assignment& given : individual.routes) {
        add_route(given.kind);
        --spare[static_cast<size_t>(given.kind)];
        int last = start_of(count() - 1);
        for (const int stop : given.stops) {
            link(last, stop);
            last = stop;
        }
        link(last, end_of(count() - 1));
    }
    for (int id = 0; id < count(); ++id) renumber(id);
    for (size_t kind = 0; kind < spare.size(); ++kind)
        for (; spare[kind] > 0 && empty_[likes_[kind]].size() < kSpare; --spare[kind]) {
            add_route(static_cast<int>(kind));
            link(start_of(count() - 1), end_of(count() - 1));
            renumber(count() - 1);
        }
}

template <class F> void PricedRoutes<F>::add_route(int kind) {
    Route route;
    route.kind = &problem_.kinds[static_cast<size_t>(kind)];
    if constexpr (F::fleet) route.tariff = tariffs_->of(static_cast<size_t>(kind));
    routes_.push_back(route);
    places_[static_cast<size_t>(start_of(count() - 1))] = route.kind->start;
    places_[static_cast<size_t>(end_of(count() - 1))] = route.kind->end;
}

template <class F> void PricedRoutes<F>::renumber(int id) {
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
        node.turned = before->turned + (inner ? leg(id, to, from) - leg(id, from, to) : 0);
        before = &node;
        from = to;
    }
    route.load = before->load;
    route.size = before->position - 1;
    route.charge = charge(id, route.load, route.size);
    route.changed = changes_;
    if constexpr (Order::kMatters) reorder(id);
    std::set<int>& empty = empty_[likes_[kind_number(id)]];
    if (route.size == 0)
        empty.insert(id);
    else
        empty.erase(id);
}

template <class F> void PricedRoutes<F>::reorder(int id) {
    const auto of = [this](int at) -> Parts& { return parts_[static_cast<size_t>(at)]; };
    const Kind& vehicle = kind(id);
    const int start = start_of(id);
    const int end = end_of(id);
    of(start).done = order_.at_the_start(vehicle);
    for (int from = start; from != end; from = next(from))
        of(next(from)).done = order_.then(of(from).done, vehicle, place(from), place(next(from)));
    if constexpr (Order::kAddsUp) {
        of(end).to_do = order_.at_the_end(vehicle);
        for (int to = end; is_stop(previous(to)); to = previous(to))
            of(previous(to)).to_do =
                order_.behind(of(to).to_do, vehicle, place(previous(to)), place(to));
    }
    Route& route = routes_[static_cast<size_t>(id)];
    constexpr Cost kAny = std::numeric_limits<Cost>::max();
    route.order_charge = route.size > 0 ? order_charge(last(id), {}, end, kAny) : 0;
}

template <class F>
Span PricedRoutes<F>::with_break(int head, std::initializer_list<Stretch> stretches,
                                 int tail) const {
    const int id = node(head).route;
    break_.clear();
    for (int at = start_of(id);; at = next(at)) {
        break_.add(place(at), parts(at).done.time);
        if (at == head) break;
    }
    size_t known = static_cast<size_t>(node(head).position) + 1;
    for (const Stretch& stretch : stretches)
        for (int at = stretch.first;; at = stretch.turned ? previous(at) : next(at)) {
            break_.add(place(at));
            ++known;
            if (at == stretch.last) break;
        }
    tail_.clear();
    for (int at = tail;; at = next(at)) {
        break_.add(is_stop(at) ? place(at) : kind(id).end);
        tail_.push_back(at);
        if (!is_stop(at)) break;
    }
    return break_(kind(id), known,
                  [&](size_t at) -> const Span& { return parts(tail_[at - known]).to_do.time; });
}

template <class F> Cost PricedRoutes<F>::total() const {
    Cost total = 0;
    for (int id = 0; id < count(); ++id)
        total += measure(problem_, assignment(id)).penalised(weights_);
    for (int stop = 0; stop < stops_; ++stop)
        if (is_absent(stop)) total += prize_of(problem_, stop);
    return total;
}

template <class F> Assignment PricedRoutes<F>::assignment(int id) const {
    Assignment made{static_cast<int>(kind_number(id)), {}};
    for (int stop = first(id); is_stop(stop); stop = next(stop)) made.stops.push_back(stop);
    return made;
}

// Stops being numbered along a tour of all, routes come in the order of the numbers in their
// middle, so that neighbours are likely to follow one another.
template <class F> Individual PricedRoutes<F>::individual() const {
    std::vector<std::pair<int, Assignment>> routes;
    std::vector<int> sorted;
    for (int id = 0; id < count(); ++id) {
        if (route(id).size == 0) continue;
        Assignment made = assignment(id);
        sorted = made.stops;
        const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
        std::nth_element(sorted.begin(), middle, sorted.end());
        routes.emplace_back(*middle, std::move(made));
    }
    // Middles differ, as no stop is on two routes.
    std::sort(routes.begin(), routes.end(),
              [](const auto& one, const auto& other) { return one.first < other.first; });
    std::vector<Assignment> ordered;
    for (auto& [middle, route] : routes) ordered.push_back(std::move(route));
    return make_individual(problem_, std::move(ordered));
}

} // namespace vrp
