// Simulated annealing over ruin and recreate with a local search after every recreate: the plan is
// always feasible, stops that find no place are charged for.
#pragma once

#include "local_search.h"
#include "recreate.h"
#include "repacking.h"
#include "route_emptying.h"
#include "ruin.h"
#include "search.h"

#include <cmath>

namespace vrp {

template <class F> class Annealing final : public Search {
public:
    Annealing(const Problem& problem, const SearchSettings& settings, uint64_t seed)
        : problem_(problem), settings_(settings), random_(seed), plan_(problem),
          ruin_(problem, settings.ruin), recreate_(problem, settings.recreate),
          local_search_(problem, settings.local_search), emptying_(problem), repacking_(problem) {
        remember_best();
    }

    const Problem& problem() const override { return problem_; }
    void construct() override;
    int64_t run(const Slice& slice) override;
    void start_from(const std::vector<Assignment>& assignments) override;
    CostScale scale() const override { return scale_; }
    void set_scale(const CostScale& scale) override { scale_ = scale; }
    // While a route is emptied, the last plan that was whole.
    std::vector<Assignment> current() const override {
        return emptying_now_ ? best() : assignments_of(plan_);
    }
    std::vector<Assignment> best() const override;
    Value current_value() const override { return emptying_now_ ? best_value_ : plan_.value(); }
    Value best_value() const override { return best_value_; }
    double between_stops() const override;
    int best_routes() const override { return best_routes_; }
    int best_unassigned() const override {
        return problem_.orders() - count_stops(problem_, best_);
    }

private:
    static constexpr int kIterationsPerClock = 32;
    static constexpr int kIterationsPerWeight = 1024;
    static constexpr int kRoomsAtOnce = 4;
    static constexpr double kRepacked = 0.25; // share of iterations
    // Mean ways between two stops that a mean leg may count as.
    static constexpr double kFarthest = 10.0;

    // Means over the legs of the plan.
    struct LegLengths {
        double all;
        double between; // two stops
        double apart;   // two stops at different places
    };

    void fill_vehicles();
    void step(double temperature);
    void step_emptying(double temperature);
    void make_room();
    void repack(double temperature);
    void empty_next();
    void stop_emptying();
    // In debug builds, compares all caches with a computation from scratch.
    void audit() const;
    void accept();
    void keep_if(bool is_wanted);
    void measure_scale();
    void adapt_weight();
    void remember_best();
    LegLengths leg_lengths() const;
    // How many times the mean leg is longer than temperatures may count with.
    double far_off() const;
    double penalised(const Value& value) const {
        return static_cast<double>(value.cost) +
               scale_.weight * static_cast<double>(value.unserved);
    }

    const Problem& problem_;
    SearchSettings settings_;
    Random random_;
    Plan<F> plan_;
    Ruin<F> ruin_;
    Recreate<F> recreate_;
    LocalSearch<F> local_search_;
    RouteEmptying<F> emptying_;
    Repacking<F> repacking_;
    bool emptying_now_ = false;

    Value value_; // of the current, committed plan
    Value best_value_;
    int best_routes_ = 0;
    std::vector<int> best_; // per route: -1 - kind, then its stops
    CostScale scale_;
    int64_t iterations_ = 0;
};

template <class F> void Annealing<F>::construct() {
    fill_vehicles();
    recreate_.insert_all(plan_, random_);
    accept();
    audit();
    measure_scale();
}

// Where vehicles differ, whichever way of choosing among them makes the better plan.
template <class F> void Annealing<F>::fill_vehicles() {
    if (plan_.absent().empty()) return;
    const std::vector<Assignment> given = assignments_of(plan_);
    recreate_.fill_vehicles(plan_, false);
    if (problem_.kinds.size() == 1) return;
    const std::vector<Assignment> one = assignments_of(plan_);
    const Value value = plan_.value();
    start_from(given);
    recreate_.fill_vehicles(plan_, true);
    if (value < plan_.value()) start_from(one);
}

template <class F> void Annealing<F>::accept() {
    plan_.renumber_touched();
    value_ = plan_.value();
    if (value_ < best_value_) remember_best();
    plan_.commit();
}

template <class F> void Annealing<F>::measure_scale() {
    Cost driven = 0;
    Cost served = 0; // what service costs by itself, whatever the order
    int64_t legs = 0;
    plan_.for_each_used_route([&](int id) {
        driven += plan_.route(id).cost - plan_.kind(id).fixed;
        legs += plan_.route(id).size + 1;
        if constexpr (F::duration)
            for (int stop = plan_.first_of(id); plan_.is_call(stop); stop = plan_.node(stop).next)
                if (plan_.is_stop(stop))
                    served += plan_.kind(id).per_duration * plan_.essentials(stop).service;
    });
    const auto per_leg = [&](Cost cost) {
        return std::max(1.0, static_cast<double>(cost) /
                                 static_cast<double>(std::max<int64_t>(1, legs)));
    };
    // From a depot far off, the ways there and back are the same whatever the order.
    scale_.mean_leg = std::max(1.0, per_leg(driven - served) / far_off());
    scale_.weight = 30 * per_leg(driven);
    // A stop that must be served is worth more than any prize.
    for (const StopData& stop : problem_.stops)
        scale_.weight = std::max(scale_.weight, static_cast<double>(stop.prize));
    scale_.least_weight = 0.1 * scale_.weight;
}

template <class F> auto Annealing<F>::leg_lengths() const -> LegLengths {
    int64_t all = 0;
    int64_t legs = 0;
    int64_t between = 0;
    int64_t inner = 0;
    int64_t apart = 0;
    plan_.for_each_used_route([&](int id) {
        all += plan_.route(id).distance;
        legs += plan_.route(id).size + 1;
        for (int node = plan_.first_of(id); plan_.is_call(node); node = plan_.node(node).next) {
            if (!plan_.is_stop(node) || !plan_.is_stop(plan_.node(node).next)) continue;
            between += plan_.node(node).leg;
            ++inner;
            apart += plan_.node(node).leg > 0;
        }
    });
    const auto mean = [](int64_t length, int64_t count) {
        return static_cast<double>(length) / static_cast<double>(std::max<int64_t>(1, count));
    };
    return {mean(all, legs), mean(between, inner), mean(between, apart)};
}

template <class F> double Annealing<F>::far_off() const {
    const LegLengths lengths = leg_lengths();
    return lengths.apart > 0 ? std::max(1.0, lengths.all / (kFarthest * lengths.apart)) : 1.0;
}

template <class F> double Annealing<F>::between_stops() const {
    const LegLengths lengths = leg_lengths();
    return lengths.between > 0 ? lengths.between / lengths.all * far_off() : 1.0;
}

template <class F> int64_t Annealing<F>::run(const Slice& slice) {
    if (problem_.size() == 0) return 0;
    const bool in_time = slice.begin < settings_.emptying_share;
    if (in_time && !emptying_now_ && value_.unserved == 0)
        empty_next();
    else if (!in_time && emptying_now_)
        stop_emptying();
    if (!emptying_now_) {
        const bool joined = local_search_.join_routes(plan_);
        if (local_search_.split_routes(plan_) || joined) accept();
        make_room();
    }
    audit();
    const Cooling cooling{settings_.hot, settings_.cold, scale_.mean_leg, kIterationsPerClock};
    return cool_down(cooling, slice, [&](double temperature) {
        if (emptying_now_) return step_emptying(temperature);
        step(temperature);
        if (++iterations_ % kIterationsPerWeight == 0) adapt_weight();
    });
}

template <class F> void Annealing<F>::step(double temperature) {
    if (repacking_.suits() && random_.unit() < kRepacked) return repack(temperature);
    ruin_(plan_, random_);
    recreate_(plan_, random_);
    // Nearly always the plan as it was, which the local search has seen.
    if (plan_.value() == value_) return plan_.rollback();
    plan_.renumber_touched();
    local_search_(plan_, recreate_.order());
    audit();
    const double threshold = penalised(value_) - temperature * std::log(random_.unit());
    keep_if(penalised(plan_.value()) < threshold);
}

// For some of the stops that no route has room for, nor a vehicle that is free.
template <class F> void Annealing<F>::make_room() {
    for (int attempt = 0; attempt < kRoomsAtOnce; ++attempt) {
        const std::vector<int> cramped = local_search_.cramped(plan_);
        if (cramped.empty()) return;
        const int stop =
            cramped[static_cast<size_t>(random_.below(static_cast<int>(cramped.size())))];
        const int64_t before = value_.unserved;
        const int route_id = local_search_.make_room(plan_, stop, random_);
        keep_if(route_id != kNowhere && recreate_.insert_on(plan_, stop, route_id, random_));
        if (value_.unserved < before || !repacking_.suits()) continue;
        const bool has_room = repacking_.make_room(plan_, recreate_, stop, random_);
        keep_if(has_room && plan_.value().unserved < before);
        if (!has_room) return; // which took its time
    }
}

// Deals out some routes anew, whatever that costs within the temperature.
template <class F> void Annealing<F>::repack(double temperature) {
    keep_if(repacking_.deal_out(plan_, recreate_, temperature, random_) &&
            plan_.value().unserved <= value_.unserved);
}

template <class F> void Annealing<F>::keep_if(bool is_wanted) {
    if (is_wanted)
        accept();
    else
        plan_.rollback();
    audit();
}

// No other route may be opened: a plan is as good as the stops are easy that it has no place for,
// and of equals the cheaper one is.
template <class F> void Annealing<F>::step_emptying(double temperature) {
    const int64_t before = emptying_.absence(plan_);
    ruin_(plan_, random_);
    recreate_(plan_, random_);
    plan_.renumber_touched();
    local_search_(plan_, recreate_.order());
    audit();
    const int64_t after = emptying_.absence(plan_);
    emptying_.count_absent(plan_); // whether or not it becomes the current one
    const double threshold =
        static_cast<double>(value_.cost) - temperature * std::log(random_.unit());
    const bool whole = plan_.absent().empty();
    if (whole || after < before ||
        (after == before && static_cast<double>(plan_.value().cost) < threshold))
        accept();
    else
        plan_.rollback();
    audit();
    if (whole) empty_next();
}

template <class F> void Annealing<F>::empty_next() {
    if (!emptying_.has_hope(plan_)) return stop_emptying();
    emptying_now_ = true;
    emptying_.empty_route(plan_);
    recreate_.limit_routes(plan_.used_routes());
    accept();
}

// Goes on from the best plan, which is whole.
template <class F> void Annealing<F>::stop_emptying() {
    if (emptying_now_) start_from(best());
}

template <class F> void Annealing<F>::audit() const {
#ifdef VRP_DEBUG_CHECKS
    plan_.audit();
#endif
}

// Unserved stops get dearer while there are any, and cheaper again while there are none.
template <class F> void Annealing<F>::adapt_weight() {
    if (value_.unserved > 0)
        scale_.weight = std::min(scale_.weight * 1.2, 1e15);
    else
        scale_.weight = std::max(scale_.weight * 0.95, scale_.least_weight);
}

template <class F> void Annealing<F>::remember_best() {
    best_value_ = plan_.value();
    best_routes_ = plan_.used_routes();
    best_.clear();
    plan_.for_each_used_route([&](int route_id) {
        best_.push_back(-1 - plan_.route(route_id).kind);
        plan_.append_calls(route_id, best_);
    });
}

template <class F> std::vector<Assignment> Annealing<F>::best() const {
    std::vector<Assignment> routes;
    for (const int entry : best_) {
        if (entry < 0)
            routes.push_back({-1 - entry, {}});
        else
            routes.back().stops.push_back(entry);
    }
    return routes;
}

template <class F> void Annealing<F>::start_from(const std::vector<Assignment>& assignments) {
    emptying_now_ = false;
    recreate_.limit_routes(std::numeric_limits<int>::max());
    plan_.clear();
    for (const Assignment& assignment : assignments) {
        const int slot = plan_.free_slot(assignment.kind);
        if (slot != kNowhere) recreate_.lay(plan_, slot, assignment.stops);
    }
    accept();
}

} // namespace vrp
