// Greedy insertion with blinks: absent stops return, one after another, to their cheapest place
// (Christiaens & Vanden Berghe 2020, "Slack induction by string removals", section 5.3).
#pragma once

#include "random.h"
#include "walk.h"

#include <algorithm>
#include <numeric>

namespace vrp {

struct RecreateSettings {
    int neighbours = 40; // places are tried beside that many nearest stops
    double blink_rate = 0.01;
};

template <class F> class Recreate {
public:
    Recreate(const Problem& problem, RecreateSettings settings)
        : problem_(problem), blink_(static_cast<uint64_t>(settings.blink_rate * 0x1.0p32)),
          neighbours_(static_cast<size_t>(settings.neighbours)) {
        for (const StopData& stop : problem.stops) has_prizes_ |= stop.prize >= 0;
        rate_ = problem.kinds.empty() ? 0 : problem.kinds[0].per_distance;
        // A fuller route may go on a vehicle that is cheaper to drive, and waiting may be saved.
        detours_decide_ = problem.kinds.size() == 1 && problem.kinds[0].per_duration == 0;
        for (int stop = 0; stop < problem.size(); ++stop) some_need_company_ |= needs_company(stop);
    }

    // Inserts all absent stops that fit.
    void operator()(Plan<F>& plan, Random& random);

    // The stops that the last call tried to insert, in its order.
    const std::vector<int>& order() const { return order_; }

    // Fills one unused vehicle after another: the farthest absent stop, then its nearest ones as
    // long as that costs less than a trip of their own.
    void fill_vehicles(Plan<F>& plan);

    // Puts absent stops on an unused route: in their order as a whole if that is feasible,
    // otherwise one after another as far as they fit. Of several windows, each is served in the
    // first that is open on arrival or later.
    void lay(Plan<F>& plan, int route_id, const std::vector<int>& stops);

private:
    // Whether a stop comes with a reload next to it.
    enum class Reload { none, before, after };

    struct Place {
        int after = kNowhere;
        Window window{};
        Cost cost = std::numeric_limits<Cost>::max();
        int slot = kNowhere; // the route is first handed over to this unused vehicle
        Reload reload = Reload::none;
    };

    // An unused vehicle with more room that could take a route over as it is.
    struct Upgrade {
        int route = kNowhere;
        int slot = kNowhere; // kNowhere: there is none
        Cost extra = 0;
    };

    // The cost of an insertion is rate_ times its detour, and any time it takes is free.
    static constexpr bool kOnlyDetoursCount = !F::fleet && !F::duration && !F::pickup;

    static constexpr double kPrizeOverlooked = 0.1;
    static constexpr double kOpened = 0.1;
    static constexpr size_t kUpgradesPerStop = 4;
    static constexpr size_t kFartherAtOnce = 10; // where no near place would do

    bool needs_company(int stop) const;
    bool open_route(Plan<F>& plan, int stop, Random& random);
    bool fits_as_whole(Plan<F>& plan, int route_id, const std::vector<int>& stops);
    void sort(const Plan<F>& plan, Random& random);
    template <class Key> void sort_by(Key key);
    bool insert(Plan<F>& plan, int stop, Cost limit, Random& random);
    static void insert_at(Plan<F>& plan, int stop, const Place& place);
    bool fits(const Plan<F>& plan, int stop, int route_id) const;
    bool fits_load(const Plan<F>& plan, int stop, int route_id, const Kind& kind) const;
    void try_place(const Plan<F>& plan, int stop, int after, Place& best, Random* random,
                   const Upgrade* upgrade = nullptr) const;
    void try_near(const Plan<F>& plan, int stop, std::span<const int> neighbours, Place& best,
                  Random& random);
    void try_near_by_detour(const Plan<F>& plan, int stop, std::span<const int> neighbours,
                            Place& best, Random& random) const;
    void try_upgraded(const Plan<F>& plan, int stop, int beside, Place& best, Random& random);
    Upgrade find_upgrade(const Plan<F>& plan, int stop, int route_id) const;
    void try_everywhere(const Plan<F>& plan, int stop, Place& best, Random& random) const;
    void try_all_places(const Plan<F>& plan, int stop, int route_id, Place& best,
                        Random& random) const;
    void try_free_vehicles(const Plan<F>& plan, int stop, Place& best, Random* random) const;
    void try_with_reload(const Plan<F>& plan, int stop, int after, Place& best,
                         Random* random) const;
    void try_reload(const Plan<F>& plan, int stop, int after, Reload reload, int detour,
                    Place& best, Random* random) const;
    bool schedule(const Plan<F>& plan, const Kind& kind, int stop, int after, int before,
                  Window window, int64_t& duration) const;
    int shortest_detour_at(Cost cost) const;
    bool blinks(Random& random) const { return (random.bits() >> 32) < blink_; }

    const Problem& problem_;
    uint64_t blink_;
    size_t neighbours_;
    bool has_prizes_ = false;
    bool some_need_company_ = false;
    bool detours_decide_ = false; // the cost of an insertion is rate_ times its detour
    Cost rate_ = 0;
    std::vector<int> order_;
    std::vector<int> old_; // absent before this round: failed on every untouched route
    std::vector<std::pair<int, int>> keyed_;
    std::vector<Upgrade> upgrades_; // found for the stop at hand
};

template <class F> void Recreate<F>::operator()(Plan<F>& plan, Random& random) {
    order_ = plan.absent();
    old_.assign(order_.begin(), order_.begin() + plan.absent_at_commit());
    if (order_.size() > 1) sort(plan, random);
    // No prize alone may pay for a trip that several together pay for: now and then, the first of
    // them comes along whatever it costs.
    bool overlook = has_prizes_ && random.unit() < kPrizeOverlooked;
    // Nor does a stop that no route may begin with pay for one: another one opens it, now and then.
    bool open = some_need_company_ && !old_.empty() && random.unit() < kOpened;
    for (const int stop : order_) {
        if (open && open_route(plan, stop, random)) {
            open = false;
            continue;
        }
        const Cost prize = plan.stop(stop).prize;
        insert(plan, stop, prize < 0 || overlook ? Place{}.cost : prize, random);
        overlook &= prize < 0;
    }
}

// Whether no vehicle gets to the stop from its depot, or back from there, in a single leg.
template <class F> bool Recreate<F>::needs_company(int stop) const {
    const Matrix& distance = problem_.distance();
    return std::none_of(problem_.kinds.begin(), problem_.kinds.end(), [&](const Kind& kind) {
        return distance.at(kind.start, stop) <= kind.max_distance &&
               distance.at(stop, kind.end) <= kind.max_distance;
    });
}

// Puts the stop on an unused vehicle, whatever that costs; false if it cannot.
template <class F> bool Recreate<F>::open_route(Plan<F>& plan, int stop, Random& random) {
    Place place;
    try_free_vehicles(plan, stop, place, &random);
    if (place.after == kNowhere) return false;
    insert_at(plan, stop, place);
    return true;
}

// The orders and weights of the paper, with those of its time window variant.
template <class F> void Recreate<F>::sort(const Plan<F>& plan, Random& random) {
    for (size_t i = order_.size(); i > 1; --i)
        std::swap(order_[i - 1], order_[static_cast<size_t>(random.below(static_cast<int>(i)))]);
    const int depot = problem_.kinds[0].start;
    const int dice = random.below(F::windows ? 17 : 11);
    if (dice < 4) return;
    if (dice < 8)
        sort_by([&](int stop) { return -plan.stop(stop).delivery[0] - plan.stop(stop).pickup[0]; });
    else if (dice < 10)
        sort_by([&](int stop) { return -problem_.distance().at(depot, stop); });
    else if (dice < 11)
        sort_by([&](int stop) { return problem_.distance().at(depot, stop); });
    else if (dice < 13)
        sort_by([&](int s) { return problem_.window(s).closes - problem_.window(s).opens; });
    else if (dice < 15)
        sort_by([&](int stop) { return problem_.window(stop).opens; });
    else
        sort_by([&](int stop) { return -problem_.window(stop).closes; });
}

template <class F> template <class Key> void Recreate<F>::sort_by(Key key) {
    keyed_.clear();
    for (const int stop : order_) keyed_.emplace_back(key(stop), stop);
    std::stable_sort(keyed_.begin(), keyed_.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (size_t i = 0; i < order_.size(); ++i) order_[i] = keyed_[i].second;
}

// Inserts the stop where that costs least, if it costs less than the limit.
template <class F> bool Recreate<F>::insert(Plan<F>& plan, int stop, Cost limit, Random& random) {
    Place best;
    best.cost = limit;
    const std::span<const int> neighbours = problem_.neighbours_of(stop);
    const auto try_beside = [&](std::span<const int> some) {
        if constexpr (kOnlyDetoursCount)
            try_near_by_detour(plan, stop, some, best, random);
        else
            try_near(plan, stop, some, best, random);
    };
    const size_t near = std::min(neighbours_, neighbours.size());
    upgrades_.clear();
    try_beside(neighbours.first(near));
    for (size_t i = near; i < neighbours.size() && best.after == kNowhere; i += kFartherAtOnce)
        try_beside(neighbours.subspan(i, std::min(kFartherAtOnce, neighbours.size() - i)));
    if (best.after == kNowhere && plan.stop(stop).prize < 0)
        try_everywhere(plan, stop, best, random);
    try_free_vehicles(plan, stop, best, &random);
    if (best.after == kNowhere) return false;
    insert_at(plan, stop, best);
    return true;
}

template <class F>
void Recreate<F>::try_near(const Plan<F>& plan, int stop, std::span<const int> neighbours,
                           Place& best, Random& random) {
    [[maybe_unused]] const bool upgradable =
        problem_.kinds.size() > 1 && plan.used_routes() < problem_.slots;
    const int* to_stop = problem_.distance().to(stop);
    const int* from_stop = problem_.distance().from(stop);
    // Most places are given up here.
    const auto promising = [&](int place_before, const Node<F>& before) {
        const int detour = to_stop[place_before] + from_stop[plan.place(before.next)] - before.leg;
        return !detours_decide_ || rate_ * detour < best.cost;
    };
    for (const int beside : neighbours) {
        const Node<F>& there = plan.node(beside);
        if (there.route == kNowhere) continue;
        if constexpr (F::fleet) {
            if (!fits(plan, stop, there.route)) {
                if (upgradable) try_upgraded(plan, stop, beside, best, random);
                if constexpr (F::trips) {
                    try_with_reload(plan, stop, beside, best, &random);
                    try_with_reload(plan, stop, there.previous, best, &random);
                }
                continue;
            }
        }
        if (promising(beside, there)) try_place(plan, stop, beside, best, &random);
        if constexpr (F::trips) {
            try_with_reload(plan, stop, beside, best, &random);
            try_with_reload(plan, stop, there.previous, best, &random);
        }
        if (plan.is_stop(there.previous)) continue;
        if (promising(plan.place(there.previous), plan.node(there.previous)))
            try_place(plan, stop, there.previous, best, &random);
    }
}

// One branch on all that decides about a place, which nearly always goes the same way, is cheaper
// than several that cannot be foreseen.
template <class F>
void Recreate<F>::try_near_by_detour(const Plan<F>& plan, int stop, std::span<const int> neighbours,
                                     Place& best, Random& random) const {
    const Kind& kind = problem_.kinds[0];
    const int* const distance_to = problem_.distance().to(stop);
    const int* const distance_from = problem_.distance().from(stop);
    const int* const travel_to = problem_.duration(kind).to(stop);
    const int* const travel_from = problem_.duration(kind).from(stop);
    const auto [delivery, service, window] = plan.essentials(stop);
    const int room = kind.capacity[0] - delivery;
    int shortest = shortest_detour_at(best.cost);
    int found = kNowhere;
    const auto consider = [&](int after, int left, const Node<F>& there, bool fits) {
        const int right = plan.place(there.next);
        const int detour = distance_to[left] + distance_from[right] - there.leg;
        fits &= detour < shortest;
        if constexpr (F::windows) {
            if (!fits) return; // there is more to look up

            const int arrival = there.time.ready + travel_to[left];
            const int ready = std::max(arrival, window.opens) + service;
            fits &= arrival <= window.closes;
            fits &= ready + travel_from[right] <= plan.node(there.next).time.latest;
        }
        if (!fits || blinks(random)) return;
        shortest = detour;
        found = after;
    };
    for (const int beside : neighbours) {
        const Node<F>& there = plan.node(beside);
        if (there.route == kNowhere) continue;
        const bool fits = plan.route(there.route).load <= room;
        consider(beside, beside, there, fits);
        if (!plan.is_stop(there.previous))
            consider(there.previous, plan.place(there.previous), plan.node(there.previous), fits);
    }
    if (found != kNowhere) best = {found, {}, rate_ * shortest, kNowhere};
}

// The least detour that costs as much, or more.
template <class F> int Recreate<F>::shortest_detour_at(Cost cost) const {
    using Limits = std::numeric_limits<int>;
    if (rate_ == 0) return cost > 0 ? Limits::max() : Limits::min();
    return static_cast<int>(std::min<Cost>(cost / rate_ + (cost % rate_ > 0), Limits::max()));
}

// A stop with a prize earns it as well.
template <class F> void Recreate<F>::insert_at(Plan<F>& plan, int stop, const Place& place) {
    [[maybe_unused]] const Cost before = plan.value().cost;
    int after = place.after;
    if (place.slot != kNowhere) {
        const int route_id = plan.node(after).route;
        if (!plan.is_stop(after)) after = plan.start_of(place.slot);
        plan.hand_over(route_id, place.slot);
    }
    if constexpr (F::trips)
        if (place.reload != Reload::none) plan.insert_reload(after);
    if (place.reload == Reload::before) after = plan.node(after).next;
    plan.insert(stop, after, place.window);
#ifdef VRP_DEBUG_CHECKS
    const Cost change = plan.value().cost - before + std::max<Cost>(0, plan.stop(stop).prize);
    if (change != place.cost)
        throw std::logic_error("engine audit: an insertion cost " + std::to_string(change) +
                               ", not " + std::to_string(place.cost));
#endif
}

// Where no place near by will do, one on a route that was just opened up often does. The untouched
// routes come last, and not at all where nothing has changed since the stop fitted on none of them.
template <class F>
void Recreate<F>::try_everywhere(const Plan<F>& plan, int stop, Place& best, Random& random) const {
    for (const int route_id : plan.touched_routes())
        try_all_places(plan, stop, route_id, best, random);
    if (best.after != kNowhere || std::find(old_.begin(), old_.end(), stop) != old_.end()) return;
    plan.for_each_used_route(
        [&](int route_id) { try_all_places(plan, stop, route_id, best, random); });
}

template <class F>
void Recreate<F>::try_all_places(const Plan<F>& plan, int stop, int route_id, Place& best,
                                 Random& random) const {
    const bool has_room = fits(plan, stop, route_id);
    if (plan.route(route_id).size == 0 || !(has_room || F::trips)) return;
    for (int after = plan.start_of(route_id); after != plan.end_of(route_id);
         after = plan.node(after).next) {
        if (has_room) try_place(plan, stop, after, best, &random);
        if constexpr (F::trips) try_with_reload(plan, stop, after, best, &random);
    }
}

// Tries the one unused vehicle that is the cheapest if it can be filled with such stops: the fixed
// cost counts by the share of its room that the stop takes.
template <class F>
void Recreate<F>::try_free_vehicles(const Plan<F>& plan, int stop, Place& best,
                                    Random* random) const {
    double lowest = std::numeric_limits<double>::infinity();
    Place chosen;
    for (const Kind& kind : problem_.kinds) {
        const int slot = plan.free_slot(static_cast<int>(&kind - problem_.kinds.data()));
        if (slot == kNowhere) continue;
        Place place;
        try_place(plan, stop, plan.start_of(slot), place, random);
        if (place.after == kNowhere) continue;
        double share = 0.0;
        for (int d = 0; d < problem_.load_dimensions; ++d) {
            const int load = std::max(plan.stop(stop).delivery[d], plan.stop(stop).pickup[d]);
            if (load > 0) share = std::max(share, static_cast<double>(load) / kind.capacity[d]);
        }
        const double rated =
            static_cast<double>(place.cost - kind.fixed) + share * static_cast<double>(kind.fixed);
        if (rated < lowest) {
            lowest = rated;
            chosen = place;
        }
    }
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

template <class F> void Recreate<F>::fill_vehicles(Plan<F>& plan) {
    order_ = plan.absent();
    const int depot = problem_.kinds[0].start;
    sort_by([&](int stop) { return -problem_.distance().at(depot, stop); });
    for (const int seed : order_) {
        Place first;
        if (plan.node(seed).route != kNowhere) continue;
        try_free_vehicles(plan, seed, first, nullptr);
        if (first.after == kNowhere) continue;
        const int route_id = plan.node(first.after).route;
        insert_at(plan, seed, first);
        for (const int stop : problem_.neighbours_of(seed)) {
            if (plan.node(stop).route != kNowhere) continue;
            Place best;
            try_free_vehicles(plan, stop, best, nullptr);
            best.after = kNowhere;
            for (int id = plan.start_of(route_id); id != plan.end_of(route_id);
                 id = plan.node(id).next)
                try_place(plan, stop, id, best, nullptr);
            if (best.after != kNowhere) insert_at(plan, stop, best);
        }
    }
}

template <class F>
void Recreate<F>::lay(Plan<F>& plan, int route_id, const std::vector<int>& stops) {
    if (fits_as_whole(plan, route_id, stops)) return plan.lay(route_id, stops);
    for (const int stop : stops) {
        Place best;
        if (F::trips && stop == problem_.reload_mark()) continue;
        const int last = plan.node(plan.end_of(route_id)).previous;
        try_place(plan, stop, last, best, nullptr);
        if constexpr (F::trips) try_with_reload(plan, stop, last, best, nullptr);
        if (best.after != kNowhere) insert_at(plan, stop, best);
    }
}

// Chooses the windows on the way.
template <class F>
bool Recreate<F>::fits_as_whole(Plan<F>& plan, int route_id, const std::vector<int>& stops) {
    const Kind& kind = plan.kind(route_id);
    const auto reloads = std::count(stops.begin(), stops.end(), problem_.reload_mark());
    if (static_cast<int>(stops.size() - reloads) > kind.max_stops || reloads > kind.max_reloads)
        return false;
    Walk<F> walk(plan, plan.start_of(route_id));
    int64_t distance = 0;
    int before = plan.start_of(route_id);
    for (const int stop : stops) {
        if (F::trips && stop == problem_.reload_mark()) {
            if (before == plan.start_of(route_id) || !walk.reload()) return false;
            distance += plan.distance(before, plan.start_of(route_id));
            before = plan.start_of(route_id);
            continue;
        }
        const StopData& data = plan.stop(stop);
        const auto first = problem_.windows.begin() + data.first_window;
        const auto open = std::find_if(first, first + data.windows, [&](const Window& window) {
            return walk.arrival(stop) <= window.closes;
        });
        if (open == first + data.windows) return false;
        plan.choose_window(stop, *open);
        if (!walk.visit(stop)) return false;
        distance += plan.distance(before, stop);
        before = stop;
    }
    if (F::trips && before == plan.start_of(route_id)) return stops.empty();
    distance += plan.distance(before, plan.end_of(route_id));
    return distance <= kind.max_distance &&
           walk.finish_on_other_kind(plan.end_of(route_id), plan.end_of(route_id));
}

// Whatever does not depend on the place within the route.
template <class F>
inline bool Recreate<F>::fits(const Plan<F>& plan, int stop, int route_id) const {
    const Kind& kind = plan.kind(route_id);
    if constexpr (F::fleet) {
        if (!kind.allowed[static_cast<size_t>(stop)]) return false;
        if (plan.route(route_id).size >= kind.max_stops) return false;
    }
    return fits_load(plan, stop, route_id, kind);
}

template <class F>
inline bool Recreate<F>::fits_load(const Plan<F>& plan, int stop, int route_id,
                                   const Kind& kind) const {
    // Which trip it would be on depends on the place.
    if (F::trips && plan.route(route_id).reloads > 0) return true;
    if constexpr (F::pickup) {
        const StopData& data = plan.stop(stop);
        const auto& loads = plan.node(plan.end_of(route_id)).loads.prefix;
        for (int d = 0; d < F::dimensions; ++d)
            if (loads.delivery[d] + data.delivery[d] > kind.capacity[d] ||
                loads.pickup[d] + data.pickup[d] > kind.capacity[d])
                return false;
        return true;
    } else {
        return plan.route(route_id).load + plan.essentials(stop).delivery <= kind.capacity[0];
    }
}

// Cost first, then loads and time, the blink last: most places end at the first test.
template <class F>
void Recreate<F>::try_place(const Plan<F>& plan, int stop, int after, Place& best, Random* random,
                            const Upgrade* upgrade) const {
    const Node<F>& left = plan.node(after);
    const Route& route = plan.route(left.route);
    const Kind& kind = plan.kind(upgrade ? upgrade->slot : left.route);
    const int slot = upgrade ? upgrade->slot : kNowhere;
    const int left_place = plan.place(after);
    const int right_place = plan.place(left.next);
    const int detour = problem_.distance().to(stop)[left_place] +
                       problem_.distance().from(stop)[right_place] - left.leg;
    Cost cost = kind.per_distance * detour;
    if (route.size == 0) cost += kind.fixed + kind.per_distance * left.leg;
    if (upgrade) cost += upgrade->extra;
    if (cost >= best.cost && !(F::duration && kind.per_duration > 0)) return;
    if (!upgrade && !fits(plan, stop, left.route)) return;
    if constexpr (F::fleet)
        if (route.distance + detour > kind.max_distance) return;
    if constexpr (F::pickup) {
        const auto loads =
            left.loads.prefix.then(plan.load_segment(stop)).then(plan.node(left.next).loads.suffix);
        if (!loads.fits(kind.capacity)) return;
    }
    if constexpr (F::duration) {
        const StopData& data = plan.stop(stop);
        for (int w = 0; w < data.windows; ++w) {
            const Window& window = problem_.windows[static_cast<size_t>(data.first_window + w)];
            int64_t duration = 0;
            if (!schedule(plan, kind, stop, after, left.next, window, duration)) continue;
            const int64_t before = route.size == 0 ? 0 : route.duration;
            const Cost total = cost + kind.per_duration * (duration - before);
            if (total >= best.cost || (random && blinks(*random))) continue;
            best = {after, window, total, slot};
        }
    } else {
        if constexpr (F::windows) {
            const Matrix& travel = problem_.duration(kind);
            const auto& [delivery, service, window] = plan.essentials(stop);
            const int arrival = left.time.ready + travel.to(stop)[left_place];
            if (arrival > window.closes) return;
            const int ready = std::max(arrival, window.opens) + service;
            if (ready + travel.from(stop)[right_place] > plan.node(left.next).time.latest) return;
        }
        if (random && blinks(*random)) return;
        best = {after, {}, cost, slot};
    }
}

template <class F>
bool Recreate<F>::schedule(const Plan<F>& plan, const Kind& kind, int stop, int after, int before,
                           Window window, int64_t& duration) const {
    if constexpr (F::duration) {
        const Matrix& travel = problem_.duration(kind);
        const TimeSuffix<F> here = plan.served(stop, window);
        const TimePrefix<F>& prefix = plan.node(after).time.prefix;
        const TimeSuffix<F>& suffix = plan.node(before).time.suffix;
        const int leg_in = travel.to(stop)[plan.place(after)];
        if (!prefix.reaches(leg_in, here)) return false;
        const TimePrefix<F> middle = prefix.then(leg_in, here);
        const int leg_out = travel.from(stop)[plan.place(before)];
        if (!middle.reaches(leg_out, suffix)) return false;
        duration = middle.then(leg_out, suffix).whole().duration;
        return duration <= kind.max_duration;
    } else {
        return true;
    }
}

} // namespace vrp

#include "recreate_reloads.h"
