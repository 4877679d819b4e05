// Routes of few stops dealt out anew: every way to divide the stops of two or three of them is
// tried, in every order. Where loads nearly fill all vehicles, hardly an exchange of a stop or two
// fits, and a stop that is left out finds room only where that of many routes is gathered on one:
// the others are filled as well as can be, as in bin packing (Gupta & Ho 1999, "A new heuristic
// algorithm for the one-dimensional bin-packing problem").
#pragma once

#include "recreate.h"

#include <array>
#include <bit>
#include <cmath>

namespace vrp {

template <class F> class Repacking {
public:
    explicit Repacking(const Problem& problem);

    // Whether loads nearly fill all vehicles, and few of them one.
    bool suits() const { return suits_; }

    // Deals out the stops of routes of a renumbered plan, which stays so, three at a time, so that
    // as little as can be is left to one of them, until it can serve an absent stop as well. False
    // if that did not come about, and nothing was changed.
    bool make_room(Plan<F>& plan, Recreate<F>& recreate, int stop, Random& random);

    // Deals out the stops of routes of a renumbered plan, which stays so, around a random stop as
    // that costs least, give or take a temperature. False if nothing was changed.
    bool deal_out(Plan<F>& plan, Recreate<F>& recreate, double temperature, Random& random);

private:
    using Set = uint32_t; // a bit for each of the stops dealt out
    using Stops = std::vector<int>;
    // Of a set: what its best order costs on one vehicle, and what it loads.
    struct Tour {
        Cost cost = kNoTour;
        Cost rated = kNoTour; // the cost, give or take
        double load = 0.0;
        uint64_t order = 0; // numbers of its stops, four bits each, the last one lowest
    };
    // What every route gets, and what that is rated in all.
    struct Deal {
        std::array<Set, 3> parts{};
        Cost rated = kNoTour;
    };

    // So much that three are not too much to count with.
    static constexpr Cost kNoTour = std::numeric_limits<Cost>::max() / 4;
    static constexpr double kFull = 0.975;       // of all room
    static constexpr double kMostPerVehicle = 4; // stops
    static constexpr size_t kMostStops = 12;
    static constexpr size_t kMostAround = 10; // of a random stop
    static constexpr int kMostVisits = 10'000;
    static constexpr size_t kMostRoutes = 60; // to make room once
    static constexpr size_t kDealsPerRoute = 3;
    static constexpr double kPassedOver = 0.3;

    static double fullest(const Problem& problem);
    void choose_routes(const Plan<F>& plan, int around, size_t most, Random& random);
    bool find_tours(const Plan<F>& plan);
    void drive_on(const Plan<F>& plan, const Walk<F>& walk, int at, Set visited, int64_t distance,
                  uint64_t order);
    double load(const Plan<F>& plan, int stop) const;
    Set all() const { return (Set{1} << stops_.size()) - 1; }
    Cost halve(Set both, Set& first) const;
    Deal cheapest() const;
    Deal roomiest() const;
    Stops members(Set set) const;
    Stops tour(Set set) const;
    void lay(Plan<F>& plan, Recreate<F>& recreate, const std::vector<Stops>& tours);

    const Problem& problem_;
    bool suits_ = false;
    Stops routes_;            // in question
    int vehicle_ = kNowhere;  // one of them, which stands for all
    Stops stops_;             // that are dealt out
    std::vector<Tour> tours_; // of every set of them
    int visits_ = 0;
};

template <class F> Repacking<F>::Repacking(const Problem& problem) : problem_(problem) {
    if (F::trips || F::shipments) return; // room comes back on the way
    const double full = fullest(problem);
    suits_ = full >= kFull && full <= 1.0 && problem.size() <= kMostPerVehicle * problem.slots;
}

// The largest share that a load takes of the room of all vehicles for it.
template <class F> double Repacking<F>::fullest(const Problem& problem) {
    double most = 0.0;
    for (int d = 0; d < problem.load_dimensions; ++d) {
        double room = 0.0;
        for (const Kind& kind : problem.kinds)
            room += static_cast<double>(kind.slots) * kind.capacity[d];
        const auto required = static_cast<double>(problem.required_load(d));
        if (required > 0) most = std::max(most, required / std::max(room, 0.5));
    }
    return most;
}

// Routes of one kind around a stop, nearest first, but for some that chance passes over.
template <class F>
void Repacking<F>::choose_routes(const Plan<F>& plan, int around, size_t most, Random& random) {
    routes_.clear();
    const auto add = [&](int stop) {
        const int id = plan.node(stop).route;
        if (id == kNowhere || std::find(routes_.begin(), routes_.end(), id) != routes_.end())
            return;
        if (!routes_.empty() && plan.route(id).kind != plan.route(routes_[0]).kind) return;
        if (random.unit() >= kPassedOver) routes_.push_back(id);
    };
    add(around);
    for (const int stop : problem_.neighbours_of(around)) {
        if (routes_.size() == most) break;
        add(stop);
    }
}

template <class F>
bool Repacking<F>::make_room(Plan<F>& plan, Recreate<F>& recreate, int stop, Random& random) {
    if (plan.stop(stop).prize >= 0) return false;
    if (F::duration && plan.stop(stop).windows > 1) return false; // none is chosen
    choose_routes(plan, stop, kMostRoutes, random);
    if (routes_.size() < 3) return false;
    const auto any = [&](size_t bound) {
        return static_cast<size_t>(random.below(static_cast<int>(bound)));
    };
    std::swap(routes_[0], routes_[any(routes_.size())]);
    vehicle_ = routes_[0];
    std::vector<Stops> dealt(routes_.size());
    for (size_t i = 0; i < routes_.size(); ++i) plan.append_calls(routes_[i], dealt[i]);
    dealt[0].push_back(stop);
    for (size_t left = kDealsPerRoute * routes_.size(); left > 0; --left) {
        const size_t one = 1 + any(routes_.size() - 1);
        const size_t two = 1 + any(routes_.size() - 1);
        if (one == two) continue;
        stops_.clear();
        for (const size_t i : {size_t{0}, one, two})
            stops_.insert(stops_.end(), dealt[i].begin(), dealt[i].end());
        if (!find_tours(plan)) continue;
        Deal deal = cheapest();
        const bool has_room = deal.rated < kNoTour;
        if (!has_room) deal = roomiest();
        if (deal.rated >= kNoTour) continue;
        dealt[0] = has_room ? tour(deal.parts[0]) : members(deal.parts[0]);
        dealt[one] = tour(deal.parts[1]);
        dealt[two] = tour(deal.parts[2]);
        if (!has_room) continue;
        lay(plan, recreate, dealt);
        return true;
    }
    return false;
}

template <class F>
bool Repacking<F>::deal_out(Plan<F>& plan, Recreate<F>& recreate, double temperature,
                            Random& random) {
    choose_routes(plan, random.below(problem_.size()), 3, random);
    stops_.clear();
    for (size_t i = 0; i < routes_.size(); ++i) {
        if (stops_.size() + static_cast<size_t>(plan.route(routes_[i]).size) > kMostAround) {
            routes_.resize(i);
            break;
        }
        plan.append_calls(routes_[i], stops_);
    }
    if (routes_.size() < 2) return false;
    vehicle_ = routes_[0];
    if (!find_tours(plan)) return false;
    for (Tour& tour : tours_)
        if (tour.order > 0 && tour.cost < kNoTour)
            tour.rated = tour.cost - static_cast<Cost>(temperature * std::log(random.unit()));
    const Deal deal = cheapest();
    if (deal.rated >= kNoTour) return false; // in windows that were chosen for other orders
    std::vector<Stops> tours;
    for (size_t i = 0; i < routes_.size(); ++i) tours.push_back(tour(deal.parts[i]));
    lay(plan, recreate, tours);
#ifdef VRP_DEBUG_CHECKS
    Cost expected = 0;
    for (size_t i = 0; i < routes_.size(); ++i) expected += tours_[deal.parts[i]].cost;
    const bool exact = std::all_of(stops_.begin(), stops_.end(),
                                   [&](int stop) { return plan.stop(stop).windows == 1; });
    Cost made = 0;
    for (const int id : routes_) made += plan.route(id).cost;
    if (exact && made != expected)
        throw std::logic_error("engine audit: routes dealt out cost " + std::to_string(made) +
                               ", not " + std::to_string(expected));
#endif
    return true;
}

// Finds the best order of every set of the stops that a vehicle can serve. False if there are too
// many stops or orders.
template <class F> bool Repacking<F>::find_tours(const Plan<F>& plan) {
    if (stops_.size() > kMostStops) return false;
    tours_.assign(size_t{1} << stops_.size(), {});
    tours_[0].cost = tours_[0].rated = 0;
    for (size_t set = 1; set < tours_.size(); ++set) {
        const auto lowest = static_cast<size_t>(std::countr_zero(set));
        tours_[set].load = tours_[set & (set - 1)].load + load(plan, stops_[lowest]);
    }
    visits_ = 0;
    const int start = plan.start_of(vehicle_);
    drive_on(plan, Walk<F>(plan, start), start, 0, 0, 0);
    return visits_ <= kMostVisits;
}

// In vehicles, over all loads.
template <class F> double Repacking<F>::load(const Plan<F>& plan, int stop) const {
    const StopData& data = plan.stop(stop);
    double sum = 0.0;
    for (int d = 0; d < problem_.load_dimensions; ++d)
        sum += static_cast<double>(data.delivery[d] + data.pickup[d]) /
               std::max(1, plan.kind(vehicle_).capacity[d]);
    return sum;
}

// Follows all routes that begin with what was visited so far.
template <class F>
void Repacking<F>::drive_on(const Plan<F>& plan, const Walk<F>& walk, int at, Set visited,
                            int64_t distance, uint64_t order) {
    const Kind& kind = plan.kind(vehicle_);
    const int end = plan.end_of(vehicle_);
    const int size = std::popcount(visited) + 1;
    if (size > kind.max_stops) return;
    for (size_t i = 0; i < stops_.size(); ++i) {
        const Set with = visited | Set{1} << i;
        if (with == visited) continue;
        const int stop = stops_[i];
        Window window = problem_.window(stop);
        if constexpr (F::duration)
            if (plan.stop(stop).windows > 1) window = plan.node(stop).time.window;
        Walk<F> on = walk;
        if (!on.visit(stop, window, F::windows ? plan.travel(kind, at, stop) : 0)) continue;
        if (on.is_overloaded()) continue;
        if (++visits_ > kMostVisits) return;
        const int64_t driven = distance + plan.distance(at, stop);
        const uint64_t sequence = order << 4 | (i + 1);
        drive_on(plan, on, stop, with, driven, sequence);
        const int64_t whole = driven + plan.distance(stop, end);
        Tour& best = tours_[with];
        if (whole > kind.max_distance || Plan<F>::price(kind, size, whole, 0) >= best.cost)
            continue;
        if (!on.finish_at(end)) continue;
        const Cost cost = Plan<F>::price(kind, size, whole, on.duration());
        if (cost >= best.cost) continue;
        best.cost = best.rated = cost;
        best.order = sequence;
    }
}

// Between two routes, at the least cost.
template <class F> Cost Repacking<F>::halve(Set both, Set& first) const {
    Cost least = kNoTour;
    const Set lowest = both & (~both + 1);
    const Set others = both - lowest;
    for (Set part = others;; part = (part - 1) & others) {
        const Cost rated = tours_[part | lowest].rated + tours_[others - part].rated;
        if (rated < least) {
            least = rated;
            first = part | lowest;
        }
        if (part == 0) break;
    }
    return least;
}

// Of all stops between all routes, at the least cost.
template <class F> auto Repacking<F>::cheapest() const -> Deal {
    Deal deal;
    if (routes_.size() == 2) {
        deal.rated = halve(all(), deal.parts[0]);
        deal.parts[1] = all() - deal.parts[0];
        return deal;
    }
    const Set others = all() - 1;
    for (Set part = others;; part = (part - 1) & others) {
        const Cost own = tours_[part | 1].rated;
        if (own < deal.rated) {
            Set first = 0;
            const Cost rated = own + halve(others - part, first);
            if (rated < deal.rated) deal = {{part | 1, first, others - part - first}, rated};
        }
        if (part == 0) break;
    }
    return deal;
}

// Leaves as little as can be to the first of three routes, whether or not it can serve that.
template <class F> auto Repacking<F>::roomiest() const -> Deal {
    Deal deal;
    double least = std::numeric_limits<double>::max();
    for (Set part = all();; part = (part - 1) & all()) {
        const double load = tours_[part].load;
        if (load <= least) {
            Set first = 0;
            const Cost rated = halve(all() - part, first);
            if (rated < kNoTour && (load < least || rated < deal.rated)) {
                least = load;
                deal = {{part, first, all() - part - first}, rated};
            }
        }
        if (part == 0) break;
    }
    return deal;
}

template <class F> auto Repacking<F>::members(Set set) const -> Stops {
    Stops members;
    for (; set; set &= set - 1)
        members.push_back(stops_[static_cast<size_t>(std::countr_zero(set))]);
    return members;
}

template <class F> auto Repacking<F>::tour(Set set) const -> Stops {
    Stops tour;
    for (uint64_t order = tours_[set].order; order; order >>= 4)
        tour.push_back(stops_[(order & 15) - 1]);
    std::reverse(tour.begin(), tour.end());
    return tour;
}

template <class F>
void Repacking<F>::lay(Plan<F>& plan, Recreate<F>& recreate, const std::vector<Stops>& tours) {
    for (const int id : routes_)
        if (plan.route(id).size > 0)
            plan.remove_string(plan.first_of(id), plan.node(plan.end_of(id)).previous);
    for (size_t i = 0; i < routes_.size(); ++i)
        if (!tours[i].empty()) recreate.lay(plan, routes_[i], tours[i]);
    plan.renumber_touched();
}

} // namespace vrp
