// Hybrid genetic search (Vidal et al. 2012; Vidal 2022): two parents are crossed, their child is
// cut into routes and taught by a local search that lets routes carry too much at a price, and the
// population keeps what is good or unlike the others. For one kind of vehicle, loads, and stops
// that are all to be served; it goes on from plans that somebody else has made.
#pragma once

#include "feature_choice.h"
#include "genetic_descent.h"
#include "genetic_population.h"
#include "genetic_split.h"
#include "search.h"

#include <chrono>

namespace vrp {

class Genetic final : public Search {
public:
    Genetic(const Problem& problem, uint64_t seed)
        : problem_(problem), random_(seed), population_(first_weight()),
          descent_(problem, random_) {}

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
    static constexpr int kFirstRandom = 100;
    static constexpr int kPatience = 20'000; // children without a better plan
    static constexpr double kRepairWeight = 10.0;

    void step();
    std::vector<int> random_sequence();
    std::vector<int> cross();
    void teach(const Individual& untaught);
    void take(Individual individual);
    double first_weight() const;

    const Problem& problem_;
    Random random_;
    Population population_;
    GeneticDescent descent_;
    Individual best_;
    int made_ = 0; // since the population was empty
    int since_best_ = 0;
};

// What the longest leg costs, for the largest load.
inline double Genetic::first_weight() const {
    int64_t load = 1;
    int64_t longest = 1;
    for (int stop = 0; stop < problem_.size(); ++stop) {
        load = std::max<int64_t>(load, problem_.essentials[static_cast<size_t>(stop)].delivery);
        for (int other = 0; other < problem_.size(); ++other)
            longest = std::max<int64_t>(longest, problem_.distance().at(stop, other));
    }
    const Cost price = std::max<Cost>(1, problem_.kinds[0].per_distance * longest);
    return static_cast<double>(price) / static_cast<double>(load);
}

// A child counts as many iterations as there are stops, which take about as long.
inline int64_t Genetic::run(const Slice& slice) {
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

inline void Genetic::step() {
    if (since_best_ >= kPatience) {
        population_.clear();
        made_ = since_best_ = 0;
    }
    ++since_best_;
    const std::vector<int> sequence = made_++ < kFirstRandom ? random_sequence() : cross();
    teach(make_individual(problem_, split(problem_, sequence, population_.weight())));
}

inline std::vector<int> Genetic::random_sequence() {
    std::vector<int> sequence(problem_.stops.size());
    std::iota(sequence.begin(), sequence.end(), 0);
    random_.shuffle(sequence);
    return sequence;
}

// Ordered crossover (Oliver et al. 1987): a stretch of one parent, behind it all others in the
// order in which they come in the other parent.
inline std::vector<int> Genetic::cross() {
    const auto sequence_of = [](const Individual& parent) {
        std::vector<int> sequence;
        for (const std::vector<int>& route : parent.routes)
            sequence.insert(sequence.end(), route.begin(), route.end());
        return sequence;
    };
    std::vector<int> child = sequence_of(population_.choose(random_));
    const std::vector<int> other = sequence_of(population_.choose(random_));
    const size_t n = child.size();
    const auto first = static_cast<size_t>(random_.below(static_cast<int>(n)));
    const auto length = 1 + static_cast<size_t>(random_.below(static_cast<int>(n)));
    std::rotate(child.begin(), child.begin() + static_cast<std::ptrdiff_t>(first), child.end());
    std::vector<unsigned char> is_taken(n, 0);
    for (size_t i = 0; i < length; ++i) is_taken[static_cast<size_t>(child[i])] = 1;
    for (size_t i = 0, at = length; i < n; ++i) {
        const int stop = other[(first + length + i) % n];
        if (!is_taken[static_cast<size_t>(stop)]) child[at++] = stop;
    }
    // As both parents begin, so that the first route is where it was.
    std::rotate(child.begin(), child.end() - static_cast<std::ptrdiff_t>(first), child.end());
    return child;
}

inline void Genetic::teach(const Individual& untaught) {
    Individual taught = descent_(untaught, population_.weight(), random_);
    const bool is_feasible = taught.is_feasible();
    if (!is_feasible && random_.below(2) == 0) {
        Individual repaired = descent_(taught, kRepairWeight * population_.weight(), random_);
        if (repaired.is_feasible()) take(std::move(repaired));
    }
    take(std::move(taught));
    population_.count(is_feasible);
}

inline void Genetic::take(Individual individual) {
    if (individual.is_feasible() && (best_.routes.empty() || individual.cost < best_.cost)) {
        best_ = individual;
        since_best_ = 0;
    }
    population_.add(std::move(individual));
}

inline void Genetic::start_from(const std::vector<Assignment>& assignments) {
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
    if (!given.is_feasible()) throw std::invalid_argument("a route carries too much");
    take(given);
    teach(given);
}

inline std::vector<Assignment> Genetic::best() const {
    std::vector<Assignment> routes;
    for (const std::vector<int>& route : best_.routes) routes.push_back({0, route});
    return routes;
}

inline Value Genetic::best_value() const {
    Value value;
    if (best_.routes.empty())
        for (const StopData& stop : problem_.stops) value.unserved += stop.priority;
    value.cost = best_.cost;
    return value;
}

inline std::unique_ptr<Search> make_genetic_search(const Problem& problem, uint64_t seed) {
    if (!is_capacitated(problem))
        throw std::invalid_argument("expected nothing but loads, and every stop to be served");
    return std::make_unique<Genetic>(problem, seed);
}

} // namespace vrp
