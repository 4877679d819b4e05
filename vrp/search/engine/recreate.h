// Greedy insertion with blinks: absent stops return, one after another, to their cheapest place
// (Christiaens & Vanden Berghe 2020, "Slack induction by string removals", section 5.3).
#pragma once

#include "random.h"
#include "search_settings.h"
#include "walk.h"
#include "window_choice.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace vrp {

template <class F> class Recreate {
public:
    Recreate(const Problem& problem, RecreateSettings settings)
        : problem_(problem), blink_(static_cast<uint64_t>(settings.blink_rate * 0x1.0p32)),
          neighbours_(static_cast<size_t>(settings.neighbours)) {
        for (const StopData& stop : problem.stops) {
            worths_differ_ |= stop.prize >= 0 || stop.priority != problem.stops[0].priority;
            some_released_ |= stop.release > 0;
            for (int d = 0; d < problem.load_dimensions; ++d)
                all_loads_[d] += std::max(stop.delivery[d], stop.pickup[d]);
        }
        rate_ = problem.kinds.empty() ? 0 : problem.kinds[0].per_distance;
        for (const Kind& kind : problem.kinds) {
            pays_duration_ |= kind.pays_duration();
            kinds_alike_ |=
                std::any_of(problem.kinds.begin(), problem.kinds.end(), [&](const Kind& other) {
                    return &other != &kind && other.drives_like(kind);
                });
        }
        for (int stop = 0; stop < problem.size(); ++stop) some_need_company_ |= needs_company(stop);
    }

    // After a ruin: inserts the stops that fit of those it removed and of some others.
    void operator()(Plan<F>& plan, Random& random);

    // Inserts all absent stops that fit.
    void insert_all(Plan<F>& plan, Random& random);

    // Inserts an absent stop where that costs least on one route; false if it fits nowhere there.
    bool insert_on(Plan<F>& plan, int stop, int route_id, Random& random);

    // The stops that the last call tried to insert, in its order.
    const std::vector<int>& order() const { return order_; }

    // Fills one unused vehicle after another: the farthest absent stop, then its nearest ones as
    // long as that costs less than a trip of their own. A vehicle is chosen for its fixed cost by
    // load, or for all that its route costs by load.
    void fill_vehicles(Plan<F>& plan, bool by_drive);

    // From now on, opens no route in a plan that has so many.
    void limit_routes(int most) { most_routes_ = most; }

    // Puts absent stops on an unused route: in their order as a whole if that is feasible,
    // otherwise one after another as far as they fit.
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

    // Two stops that belong together.
    struct Shipment {
        int origin;
        int destination;
    };

    // Where a shipment goes: the origin behind one node, the destination behind another.
    struct ShipmentPlace {
        int after = kNowhere;
        Window window{};
        int behind = kNowhere;
        Window window_behind{};
        Cost cost = std::numeric_limits<Cost>::max();
    };

    // Between a node of a route and the next one: the detours by the stops of a shipment.
    struct Gap {
        int after;
        int origin;
        int destination;
        int both;                  // one right behind the other
        int least_destination = 0; // in this gap or a later one
    };

    // An unused vehicle with more room that could take a route over as it is.
    struct Upgrade {
        int route = kNowhere;
        int slot = kNowhere; // kNowhere: there is none
        Cost extra = 0;
    };

    // The cost of an insertion is rate_ times its detour, and any time it takes is free.
    static constexpr bool kOnlyDetoursCount = !F::fleet && !F::duration && !F::pickup;

    static constexpr double kByWorth = 0.2; // share of rounds, where stops are left out
    static constexpr double kOpened = 0.1;
    static constexpr double kDriveShared = 0.5;
    static constexpr int kOldAtOnce = 20;   // stops left out before that are tried again
    static constexpr int kOldForTrip = 100; // where they may make a trip of their own
    static constexpr size_t kUpgradesPerStop = 4;
    static constexpr size_t kFartherAtOnce = 10; // where no near place would do

    void choose_old(const Plan<F>& plan, bool anywhere, Random& random);
    void insert_in_order(Plan<F>& plan, bool by_worth, Random& random);
    bool needs_company(int stop) const;
    int open_for(Plan<F>& plan, int stop);
    void extend(Plan<F>& plan, int route_id, int stop);
    bool open_route(Plan<F>& plan, int stop, Random& random);
    bool open_route_together(Plan<F>& plan, int stop);
    std::vector<int> chain_through(const Plan<F>& plan, const Kind& kind, int stop) const;
    bool fits_as_whole(Plan<F>& plan, int route_id, const std::vector<int>& stops);
    void sort(const Plan<F>& plan, Random& random);
    void sort_by_worth(const Plan<F>& plan, Random& random);
    bool all_vehicles_used(const Plan<F>& plan) const;
    void sort_for_shortage(const Plan<F>& plan, Random& random);
    template <class Key> void sort_by(Key key);
    bool insert(Plan<F>& plan, int stop, Cost limit, Random& random);
    void find_place(Plan<F>& plan, int stop, Place& best, Random& random);
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
    bool may_pay(const Plan<F>& plan, const Kind& kind, int detour, const Place& best,
                 const std::array<int, 4>& way) const;
    void try_reload(const Plan<F>& plan, int stop, int after, Reload reload, int detour,
                    Place& best, Random* random) const;
    Shipment shipment_of(const Plan<F>& plan, int stop) const;
    Cost prize_of(const Plan<F>& plan, int stop) const;
    bool insert_shipment(Plan<F>& plan, int stop, Cost limit, Random& random);
    static void insert_at(Plan<F>& plan, const Shipment& shipment, const ShipmentPlace& place);
    void try_shipment(const Plan<F>& plan, const Shipment& shipment, int route_id,
                      ShipmentPlace& best, Random* random);
    void measure_gaps(const Plan<F>& plan, const Shipment& shipment, int route_id);
    void try_destinations(const Plan<F>& plan, const Shipment& shipment, ShipmentPlace place,
                          size_t first, Walk<F> walk, ShipmentPlace& best, Random* random) const;
    void try_free_vehicles_for(const Plan<F>& plan, const Shipment& shipment, ShipmentPlace& best,
                               Random* random);
    int open_for_shipment(Plan<F>& plan, int stop);
    void extend_by_shipment(Plan<F>& plan, int route_id, int stop, Cost limit);
    bool keeps_groups(const Plan<F>& plan, const std::vector<int>& stops) const;
    static bool keeps_shipments(const Plan<F>& plan, const std::vector<int>& stops);
    template <class Try>
    static int cheapest_of(std::span<const int> stops, const Place& best, Try try_stop);
    template <class AnyPlace, class Try>
    void choose_vehicle(const Plan<F>& plan, int stop, AnyPlace& best, Random* random,
                        Try try_on) const;
    bool schedule(const Plan<F>& plan, const Kind& kind, int stop, int after, int before,
                  Window window, int64_t& duration) const;
    bool take_break(const Plan<F>& plan, const Kind& kind, int stop, int after, Window window,
                    int64_t& duration) const;
    int shortest_detour_at(Cost cost) const;
    bool blinks(Random& random) const { return (random.bits() >> 32) < blink_; }

    const Problem& problem_;
    uint64_t blink_;
    size_t neighbours_;
    bool worths_differ_ = false; // some stops have a prize, or more priority than others
    bool some_need_company_ = false;
    bool some_released_ = false; // some goods are at the depot only later
    bool pays_duration_ = false; // what an insertion costs is not told by its detour
    bool fills_by_drive_ = false;
    bool kinds_alike_ = false; // a route may go from a vehicle to one of another kind
    int64_t all_loads_[kMaxLoadDimensions] = {};
    Cost rate_ = 0;
    int most_routes_ = std::numeric_limits<int>::max();
    std::vector<int> order_;
    std::vector<int> old_; // absent before this round: failed on every untouched route
    std::vector<std::pair<int64_t, int>> keyed_;
    std::vector<int> tried_;        // routes, for the shipment at hand
    std::vector<Gap> gaps_;         // of one of them
    std::vector<Upgrade> upgrades_; // found for the stop at hand
    WindowChoice<F> choose_windows_;
};

// Inserts the stop, or both of its shipment, or one of its group, where that costs least, if it
// costs less than the limit.
template <class F> bool Recreate<F>::insert(Plan<F>& plan, int stop, Cost limit, Random& random) {
    if constexpr (F::shipments)
        if (plan.partner_of(stop) != kNowhere) return insert_shipment(plan, stop, limit, random);
    Place best;
    best.cost = limit;
    const int chosen = cheapest_of(problem_.alternatives_of(stop), best,
                                   [&](int each) { find_place(plan, each, best, random); });
    if (best.after == kNowhere) return false;
    insert_at(plan, chosen, best);
    return true;
}

template <class F>
bool Recreate<F>::insert_on(Plan<F>& plan, int stop, int route_id, Random& random) {
    Place best;
    try_all_places(plan, stop, route_id, best, random);
    if (best.after == kNowhere) return false;
    insert_at(plan, stop, best);
    return true;
}

// Which of the stops made the best place better last.
template <class F>
template <class Try>
int Recreate<F>::cheapest_of(std::span<const int> stops, const Place& best, Try try_stop) {
    int chosen = kNowhere;
    for (const int stop : stops) {
        const Cost before = best.cost;
        try_stop(stop);
        if (best.cost < before) chosen = stop;
    }
    return chosen;
}

template <class F>
void Recreate<F>::find_place(Plan<F>& plan, int stop, Place& best, Random& random) {
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

} // namespace vrp

#include "recreate_company.h"
#include "recreate_order.h"
#include "recreate_places.h"
#include "recreate_reloads.h"
#include "recreate_routes.h"
#include "recreate_shipments.h"
#include "recreate_vehicles.h"
