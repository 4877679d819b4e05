// Adjacent string removal: strings of stops leave the routes around a random stop (Christiaens &
// Vanden Berghe 2020, section 5.2), and now and then a whole route, where it matters which vehicles
// drive.
#pragma once

#include "plan.h"
#include "random.h"
#include "search_settings.h"

#include <algorithm>
#include <cmath>

namespace vrp {

template <class F> class Ruin {
public:
    Ruin(const Problem& problem, RuinSettings settings)
        : settings_(std::move(settings)), takes_routes_(can_choose_vehicles(problem)) {}

    void operator()(Plan<F>& plan, Random& random);

private:
    int any_stop(int stops, Random& random) const;
    double enlargement(double mean_size) const;
    bool is_ruined(int route_id) const;
    void remove_around(Plan<F>& plan, int stop, double longest, Random& random);
    static bool can_choose_vehicles(const Problem& problem);
    static double chance_of(const Route& route);
    static void remove_route(Plan<F>& plan, int route_id);
    static bool stay_put(const Plan<F>& plan, int stop);

    // Chance that a string takes all that is done at the places of its first and last stop.
    static constexpr double kWholePlaces = 0.2;
    // Chance that the first route goes as a whole, where it matters which vehicles drive; less of
    // one with more stops, so that they are no more than a stop a ruin.
    static constexpr double kWholeRoutes = 0.05;
    static constexpr double kStopsOfRoutes = 1.0;
    static constexpr int kFewVehicles = 10;

    RuinSettings settings_;
    bool takes_routes_;
    std::vector<int> ruined_;
};

template <class F> void Ruin<F>::operator()(Plan<F>& plan, Random& random) {
    const Problem& problem = plan.problem();
    const int routed = problem.size() - static_cast<int>(plan.absent().size());
    const double mean_size =
        plan.used_routes() ? static_cast<double>(routed) / plan.used_routes() : 0;
    const double more = enlargement(mean_size);
    const double longest = std::min(more * settings_.longest_string, mean_size);
    const double most_strings = 4.0 * more * settings_.mean_removed / (1.0 + longest) - 1.0;
    int strings = static_cast<int>(random.unit() * most_strings) + 1;
    const int seed = any_stop(problem.size(), random);
    ruined_.clear();
    const auto ruin_at = [&](int stop) {
        const int route_id = plan.node(stop).route;
        if (route_id == kNowhere || is_ruined(route_id)) return;
        ruined_.push_back(route_id);
        remove_around(plan, stop, longest, random);
    };
    const int first = plan.node(seed).route;
    if (takes_routes_ && first != kNowhere && random.unit() < chance_of(plan.route(first))) {
        ruined_.push_back(first);
        remove_route(plan, first);
        ++strings;
    } else {
        ruin_at(seed);
    }
    for (const int stop : problem.neighbours_of(seed)) {
        if (static_cast<int>(ruined_.size()) >= strings) break;
        ruin_at(stop);
    }
}

// Whether prizes may not pay for a vehicle, or one may do what others do at another price. Of many
// that differ in where they start alone, it hardly matters which of them drive.
template <class F> bool Ruin<F>::can_choose_vehicles(const Problem& problem) {
    for (const StopData& stop : problem.stops)
        if (stop.prize >= 0) return true;
    const Kind& first = problem.kinds.front();
    const auto differs = [&](const Kind& kind) {
        return kind.fixed != first.fixed || kind.per_distance != first.per_distance ||
               kind.per_duration != first.per_duration ||
               !std::equal(kind.capacity, kind.capacity + kMaxLoadDimensions, first.capacity);
    };
    return std::any_of(problem.kinds.begin(), problem.kinds.end(), differs) ||
           (problem.kinds.size() > 1 && problem.slots <= kFewVehicles);
}

template <class F> double Ruin<F>::chance_of(const Route& route) {
    return std::min(kWholeRoutes, kStopsOfRoutes / std::max(1, route.size));
}

template <class F> bool Ruin<F>::is_ruined(int route_id) const {
    return std::find(ruined_.begin(), ruined_.end(), route_id) != ruined_.end();
}

template <class F> int Ruin<F>::any_stop(int stops, Random& random) const {
    const std::vector<int>& around = settings_.around;
    if (around.empty()) return random.below(stops);
    return around[static_cast<size_t>(random.below(static_cast<int>(around.size())))];
}

// Of long routes, a string is a third: stops with windows only move along with many others.
template <class F> double Ruin<F>::enlargement(double mean_size) const {
    if (!F::windows) return 1.0;
    return std::clamp(mean_size / 3.0 / settings_.longest_string, 1.0, 1.5);
}

template <class F>
void Ruin<F>::remove_around(Plan<F>& plan, int stop, double longest, Random& random) {
    const Route& route = plan.route(plan.node(stop).route);
    const int size = route.size + route.reloads;
    const int position = plan.node(stop).position; // the first stop has position 1
    const int removed =
        1 + static_cast<int>(random.unit() * (std::min<double>(size, longest) - 1e-9));
    int kept = 0;
    if (removed > 1 && removed < size && random.unit() < settings_.split_rate) {
        kept = 1;
        while (removed + kept < size && random.unit() < settings_.split_growth) ++kept;
    }
    const int length = removed + kept;
    const int lowest = std::max(1, position - length + 1);
    const int highest = std::min(position, size - length + 1);
    const int begin = lowest + random.below(highest - lowest + 1);
    int first = stop;
    for (int at = position; at > begin; --at) first = plan.node(first).previous;
    int end = first;
    for (int i = 1; i < length; ++i) end = plan.node(end).next;
    // Of many stops at one place, some alone make no plan shorter.
    const bool cuts = stay_put(plan, plan.node(first).previous) || stay_put(plan, end);
    if (cuts && random.unit() < kWholePlaces) {
        while (stay_put(plan, plan.node(first).previous)) first = plan.node(first).previous;
        while (stay_put(plan, end)) end = plan.node(end).next;
        return plan.remove_string(first, end);
    }
    // The kept stops lie inside the string, so at least one stop goes on either side of them.
    const int before = kept ? 1 + random.below(removed - 1) : removed;
    int last = first;
    for (int i = 1; i < before; ++i) last = plan.node(last).next;
    int second = last;
    for (int i = 0; i <= kept; ++i) second = plan.node(second).next;
    plan.remove_string(first, last);
    if (!kept || plan.node(second).route == kNowhere) return;
    last = second;
    for (int i = 1; i < removed - before && plan.is_call(plan.node(last).next); ++i)
        last = plan.node(last).next;
    plan.remove_string(second, last);
}

// Whatever is left of a long route keeps its vehicle, and drives there and back.
template <class F> void Ruin<F>::remove_route(Plan<F>& plan, int route_id) {
    plan.remove_string(plan.first_of(route_id), plan.node(plan.end_of(route_id)).previous);
}

// Whether the vehicle goes on to a stop at the same place.
template <class F> bool Ruin<F>::stay_put(const Plan<F>& plan, int stop) {
    return plan.is_stop(stop) && plan.node(stop).leg == 0 && plan.is_stop(plan.node(stop).next);
}

} // namespace vrp
