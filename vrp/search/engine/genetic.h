// Hybrid genetic search (Vidal et al. 2012; Vidal 2022): routes of one parent take the place of
// routes of another one (Nagata & Kobayashi 2010), their child is taught by a local search that
// lets routes exceed their limits at a price, and the population keeps what is good or unlike the
// others. It goes on from plans that somebody else has made.
#pragma once

#include "genetic_descent.h"
#include "genetic_population.h"
#include "route_exchange.h"

#include <chrono>

namespace vrp {

template <class F> class Genetic final : public Search {
public:
    Genetic(const Problem& problem, uint64_t seed)
        : problem_(problem), random_(seed), population_(first_weights(), kTarget),
          descent_(problem, random_), exchange_(problem), given_up_(problem.stops.size()) {}

    const Problem& problem() const override { return problem_; }
    void construct() override {}
    int64_t run(const Slice& slice) override;
    // Takes a plan into the population. Stops without a prize that the first one does not serve
    // are given up; from then on, plans are made to serve all others.
    void start_from(const std::vector<Assignment>& assignments) override;
    CostScale scale() const override { return {}; }
    void set_scale(const CostScale&) override {}
    std::vector<Assignment> current() const override { return best(); }
    std::vector<Assignment> best() const override {
        return best_ ? best_->routes : std::vector<Assignment>{};
    }
    Value current_value() const override { return best_value(); }
    Value best_value() const override;
    double between_stops() const override { return 1.0; }
    int best_routes() const override { return static_cast<int>(best().size()); }
    int best_unassigned() const override;

private:
    static constexpr int kAnew = 100;        // individuals, where none is given or left
    static constexpr int kPatience = 20'000; // children without a better plan
    static constexpr double kTarget = 0.4;   // share that is to fit, and to be in time
    static constexpr double kRepairWeight = 10.0;
    static constexpr int kStopsPerCapacity = 10; // roughly
    static constexpr int kExcessesPerLeg = 10;   // a detour saved is a small part of a long leg

    void step();
    void begin_anew();
    Individual unserved() const;
    Individual cross();
    Individual taken_apart(const Individual& individual);
    void teach(const Individual& untaught);
    void take(Individual individual);
    Weights first_weights() const;
    void give_up_all_but(const std::vector<unsigned char>& served);
    bool must_be_served(int stop) const {
        return problem_.stops[static_cast<size_t>(stop)].prize < 0 &&
               !given_up_[static_cast<size_t>(stop)];
    }

    const Problem& problem_;
    Random random_;
    Population population_;
    GeneticDescent<F> descent_;
    RouteExchange exchange_;
    std::optional<Individual> best_;
    std::vector<unsigned char> given_up_; // per stop
    Cost unserved_ = 0;                   // what those count for
    int anew_left_ = 0;
    int since_best_ = 0;
};

// What the dearest leg costs, where there is a way, for the largest load, for as long as the
// slowest leg takes, for a part of how far the longest one is, and for a stop.
template <class F> Weights Genetic<F>::first_weights() const {
    int64_t load = 1;
    int64_t slowest = 1;
    int64_t longest = 1;
    Cost dearest = 1;
    for (const StopData& stop : problem_.stops)
        load = std::max<int64_t>({load, stop.delivery[0], stop.pickup[0]});
    if (problem_.load_dimensions > 1) load = kWholeCapacity / kStopsPerCapacity;
    for (size_t number = 0; number < problem_.kinds.size(); ++number) {
        if (first_alike(problem_.kinds, number) != number) continue;
        const Kind& kind = problem_.kinds[number];
        for (int stop = 0; stop < problem_.size(); ++stop)
            for (int other = 0; other < problem_.size(); ++other) {
                const int64_t length = problem_.distance().at(stop, other);
                const int64_t takes = F::windows ? problem_.duration(kind).at(stop, other) : 0;
                if (std::max(length, takes) >= kNoWay) continue;
                longest = std::max(longest, length);
                slowest = std::max(slowest, takes);
                dearest = std::max(dearest, kind.per_distance * length + kind.per_duration * takes);
            }
    }
    const auto most = static_cast<double>(dearest);
    Weights weights;
    weights.of[kLoad] = most / static_cast<double>(load);
    weights.of[kTime] = most / static_cast<double>(slowest);
    if (F::limits) {
        weights.of[kDistance] = most * kExcessesPerLeg / static_cast<double>(longest);
        weights.of[kStops] = most;
    }
    return weights;
}

// A child counts as many iterations as there are stops, which take about as long.
template <class F> int64_t Genetic<F>::run(const Slice& slice) {
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

template <class F> void Genetic<F>::step() {
    if (population_.is_empty() || since_best_ >= kPatience) begin_anew();
    ++since_best_;
    teach(anew_left_ > 0 ? unserved() : cross());
    anew_left_ = std::max(0, anew_left_ - 1);
}

template <class F> void Genetic<F>::begin_anew() {
    population_.clear();
    anew_left_ = kAnew;
    since_best_ = 0;
}

// The vehicles of the best plan, or all there are, for stops to be put back in any order.
template <class F> Individual Genetic<F>::unserved() const {
    std::vector<Assignment> routes;
    for (const Assignment& route : best()) routes.push_back({route.kind, {}});
    if (routes.empty())
        for (size_t kind = 0; kind < problem_.kinds.size(); ++kind)
            routes.insert(routes.end(), static_cast<size_t>(problem_.kinds[kind].slots),
                          {static_cast<int>(kind), {}});
    return make_individual(problem_, std::move(routes));
}

template <class F> Individual Genetic<F>::cross() {
    const Individual& receiver = population_.choose(random_);
    const Individual& giver = population_.choose(random_);
    std::optional<Crossing> crossing = exchange_.at_random(receiver.routes, giver.routes, random_);
    if (!crossing) return taken_apart(receiver);
    return make_individual(problem_, std::move(crossing->routes));
}

// Without up to half of the routes, neighbours: what becomes of two parents too much alike.
template <class F> Individual Genetic<F>::taken_apart(const Individual& individual) {
    if (individual.routes.empty()) return unserved();
    std::vector<Assignment> routes = individual.routes;
    const int most = std::max(1, static_cast<int>(routes.size() / 2));
    const int first = random_.below(static_cast<int>(routes.size()));
    std::rotate(routes.begin(), routes.begin() + first, routes.end());
    routes.erase(routes.begin(), routes.begin() + 1 + random_.below(most));
    return make_individual(problem_, std::move(routes));
}

template <class F> void Genetic<F>::teach(const Individual& untaught) {
    Individual taught = descent_(untaught, population_.weights(), random_);
    population_.count(taught);
    if (!taught.is_feasible() && random_.below(2) == 0) {
        Individual repaired = descent_(taught, population_.weights() * kRepairWeight, random_);
        if (repaired.is_feasible()) take(std::move(repaired));
    }
    take(std::move(taught));
}

template <class F> void Genetic<F>::take(Individual individual) {
    if (individual.is_feasible() && (!best_ || individual.total.cost < best_->total.cost)) {
        best_ = individual;
        since_best_ = 0;
    }
    population_.add(std::move(individual));
}

template <class F> void Genetic<F>::start_from(const std::vector<Assignment>& assignments) {
    std::vector<unsigned char> served(problem_.stops.size(), 0);
    std::vector<Assignment> routes;
    for (Assignment route : assignments) {
        for (const int stop : route.stops) served[static_cast<size_t>(stop)] = 1;
        std::erase_if(route.stops, [&](int stop) { return given_up_[static_cast<size_t>(stop)]; });
        if (!route.stops.empty()) routes.push_back(std::move(route));
    }
    Individual given = make_individual(problem_, std::move(routes));
    if (!best_) {
        if (!given.is_feasible())
            throw std::invalid_argument("a route carries too much, is late, takes too long, or has "
                                        "too many metres or stops");
        give_up_all_but(served);
    }
    bool is_complete = true;
    for (int stop = 0; stop < problem_.size(); ++stop)
        is_complete &= !must_be_served(stop) || served[static_cast<size_t>(stop)];
    if (is_complete) take(given);
    teach(given);
}

template <class F> void Genetic<F>::give_up_all_but(const std::vector<unsigned char>& served) {
    for (int stop = 0; stop < problem_.size(); ++stop) {
        if (served[static_cast<size_t>(stop)] || !must_be_served(stop)) continue;
        given_up_[static_cast<size_t>(stop)] = 1;
        unserved_ += problem_.stops[static_cast<size_t>(stop)].priority;
        descent_.give_up(stop);
    }
}

template <class F> Value Genetic<F>::best_value() const {
    return best_ ? Value{unserved_, best_->total.cost} : value_of(problem_, {});
}

template <class F> int Genetic<F>::best_unassigned() const {
    int unassigned = problem_.size();
    for (const Assignment& route : best()) unassigned -= static_cast<int>(route.stops.size());
    return unassigned;
}

} // namespace vrp
