// Hybrid genetic search (Vidal et al. 2012; Vidal 2022): routes of one parent take the place of
// routes of another one (Nagata & Kobayashi 2010), their child is taught by a local search that
// lets routes carry too much and be late at a price, and the population keeps what is good or
// unlike the others. For one kind of vehicle, loads, windows, and stops that are all to be served;
// it goes on from plans that somebody else has made.
#pragma once

#include "feature_choice.h"
#include "genetic_descent.h"
#include "genetic_population.h"
#include "genetic_split.h"
#include "route_exchange.h"
#include "search.h"

#include <chrono>

namespace vrp {

template <bool kTimed> class Genetic final : public Search {
public:
    Genetic(const Problem& problem, uint64_t seed)
        : problem_(problem), random_(seed), population_(first_weights(), kTarget),
          descent_(problem, random_), exchange_(problem) {}

    const Problem& problem() const override { return problem_; }
    void construct() override {}
    int64_t run(const Slice& slice) override;
    // Takes a plan that serves every stop into the population.
    void start_from(const std::vector<Assignment>& assignments) override;
    CostScale scale() const override { return {}; }
    void set_scale(const CostScale&) override {}
    std::vector<Assignment> current() const override { return best(); }
    std::vector<Assignment> best() const override;
    Value current_value() const override { return best_value(); }
    Value best_value() const override;
    double between_stops() const override { return 1.0; }
    int best_routes() const override { return static_cast<int>(best_.routes.size()); }
    int best_unassigned() const override { return best_.routes.empty() ? problem_.size() : 0; }

private:
    static constexpr int kRandom = 100;      // individuals, where none is given or left
    static constexpr int kPatience = 20'000; // children without a better plan
    static constexpr double kTarget = 0.4;   // share that is to fit, and to be in time
    static constexpr double kRepairWeight = 10.0;

    void step();
    void begin_anew();
    Individual random_individual();
    Individual cross();
    Individual taken_apart(const Individual& individual);
    void teach(const Individual& untaught);
    void take(Individual individual);
    Weights first_weights() const;

    const Problem& problem_;
    Random random_;
    Population population_;
    GeneticDescent<kTimed> descent_;
    RouteExchange exchange_;
    Individual best_;
    int random_left_ = 0;
    int since_best_ = 0;
};

// What the longest leg costs, for the largest load and for as long as the longest drive takes.
template <bool kTimed> Weights Genetic<kTimed>::first_weights() const {
    const Kind& kind = problem_.kinds[0];
    int64_t load = 1;
    int64_t longest = 1;
    int64_t slowest = 1;
    for (int stop = 0; stop < problem_.size(); ++stop) {
        load = std::max<int64_t>(load, problem_.essentials[static_cast<size_t>(stop)].delivery);
        for (int other = 0; other < problem_.size(); ++other) {
            longest = std::max<int64_t>(longest, problem_.distance().at(stop, other));
            if (kTimed)
                slowest = std::max<int64_t>(slowest, problem_.duration(kind).at(stop, other));
        }
    }
    const auto price = static_cast<double>(std::max<Cost>(1, kind.per_distance * longest));
    return {price / static_cast<double>(load), price / static_cast<double>(slowest)};
}

// A child counts as many iterations as there are stops, which take about as long.
template <bool kTimed> int64_t Genetic<kTimed>::run(const Slice& slice) {
    using Clock = std::chrono::steady_clock;
    const auto started = Clock::now();
    int64_t done = 0;
    while (done < slice.iterations) {
        const std::chrono::duration<double> elapsed = Clock::now() - started;
        if (elapsed.count() >= slice.seconds) break;
        step();
        done += std::max(1, problem_.size());
    }
    return std::min(done, slice.iterations);
}

template <bool kTimed> void Genetic<kTimed>::step() {
    if (population_.is_empty() || since_best_ >= kPatience) begin_anew();
    ++since_best_;
    teach(random_left_ > 0 ? random_individual() : cross());
    random_left_ = std::max(0, random_left_ - 1);
}

template <bool kTimed> void Genetic<kTimed>::begin_anew() {
    population_.clear();
    random_left_ = kRandom;
    since_best_ = 0;
}

template <bool kTimed> Individual Genetic<kTimed>::random_individual() {
    std::vector<int> sequence(problem_.stops.size());
    std::iota(sequence.begin(), sequence.end(), 0);
    random_.shuffle(sequence);
    return make_individual(problem_, split(problem_, sequence, population_.weights()));
}

template <bool kTimed> Individual Genetic<kTimed>::cross() {
    const auto plan_of = [](const Individual& parent) {
        std::vector<Assignment> plan;
        for (const std::vector<int>& route : parent.routes) plan.push_back({0, route});
        return plan;
    };
    const Individual& receiver = population_.choose(random_);
    const Individual& giver = population_.choose(random_);
    std::optional<Crossing> crossing =
        exchange_.at_random(plan_of(receiver), plan_of(giver), random_);
    if (!crossing) return taken_apart(receiver);
    std::vector<std::vector<int>> routes;
    for (Assignment& route : crossing->routes)
        if (!route.stops.empty()) routes.push_back(std::move(route.stops));
    return make_individual(problem_, std::move(routes));
}

// Without up to half of the routes, neighbours: what becomes of two parents too much alike.
template <bool kTimed> Individual Genetic<kTimed>::taken_apart(const Individual& individual) {
    std::vector<std::vector<int>> routes = individual.routes;
    const int most = std::max(1, static_cast<int>(routes.size() / 2));
    const int first = random_.below(static_cast<int>(routes.size()));
    std::rotate(routes.begin(), routes.begin() + first, routes.end());
    routes.erase(routes.begin(), routes.begin() + 1 + random_.below(most));
    return make_individual(problem_, std::move(routes));
}

template <bool kTimed> void Genetic<kTimed>::teach(const Individual& untaught) {
    Individual taught = descent_(untaught, population_.weights(), random_);
    population_.count(taught);
    if (!taught.is_feasible() && random_.below(2) == 0) {
        Individual repaired = descent_(taught, population_.weights() * kRepairWeight, random_);
        if (repaired.is_feasible()) take(std::move(repaired));
    }
    take(std::move(taught));
}

template <bool kTimed> void Genetic<kTimed>::take(Individual individual) {
    if (individual.is_feasible() && (best_.routes.empty() || individual.cost < best_.cost)) {
        best_ = individual;
        since_best_ = 0;
    }
    population_.add(std::move(individual));
}

template <bool kTimed>
void Genetic<kTimed>::start_from(const std::vector<Assignment>& assignments) {
    std::vector<std::vector<int>> routes;
    size_t served = 0;
    for (const Assignment& assignment : assignments) {
        if (assignment.stops.empty()) continue;
        routes.push_back(assignment.stops);
        served += assignment.stops.size();
    }
    if (served != problem_.stops.size())
        throw std::invalid_argument("expected a plan that serves every stop");
    Individual given = make_individual(problem_, std::move(routes));
    if (!given.is_feasible()) throw std::invalid_argument("a route carries too much or is late");
    take(given);
    teach(given);
}

template <bool kTimed> std::vector<Assignment> Genetic<kTimed>::best() const {
    std::vector<Assignment> routes;
    for (const std::vector<int>& route : best_.routes) routes.push_back({0, route});
    return routes;
}

template <bool kTimed> Value Genetic<kTimed>::best_value() const {
    Value value;
    if (best_.routes.empty())
        for (const StopData& stop : problem_.stops) value.unserved += stop.priority;
    value.cost = best_.cost;
    return value;
}

inline std::unique_ptr<Search> make_genetic_search(const Problem& problem, uint64_t seed) {
    if (!can_breed(problem))
        throw std::invalid_argument(
            "expected nothing but loads and windows, and every stop to be served");
    if (problem.timed) return std::make_unique<Genetic<true>>(problem, seed);
    return std::make_unique<Genetic<false>>(problem, seed);
}

} // namespace vrp
