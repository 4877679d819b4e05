// A population of plans that annealing has made: neighbouring routes of one take the place of those
// of another, a short annealing around the seams mends them, and what has become better takes the
// place of its parent.
#pragma once

#include "any_problem.h"
#include "route_exchange.h"

#include <chrono>

namespace vrp {

class Recombination final : public Search {
public:
    Recombination(const Problem& problem, const SearchSettings& settings, uint64_t seed);

    const Problem& problem() const override { return problem_; }
    void construct() override {}
    int64_t run(const Slice& slice) override;
    // Takes a plan into the population, unless it is in there; without stops that do not fit where
    // they stand.
    void start_from(const std::vector<Assignment>& assignments) override;
    CostScale scale() const override { return scale_; }
    void set_scale(const CostScale& scale) override { scale_ = scale; }
    std::vector<Assignment> current() const override { return best_.routes; }
    std::vector<Assignment> best() const override { return best_.routes; }
    Value current_value() const override { return best_.value; }
    Value best_value() const override { return best_.value; }
    double between_stops() const override { return 1.0; }
    int best_routes() const override { return static_cast<int>(best_.routes.size()); }
    int best_unassigned() const override;

private:
    // Child or not, what is annealed in place of a member.
    struct Ward {
        std::unique_ptr<Search> search;
        size_t parent = 0;
        bool is_fresh = false; // made for its being different rather than better
        int64_t age = 0;       // in iterations
        int64_t grown_up = 0;
    };
    // How a plan is annealed: from a temperature in mean legs, for so many iterations a stop.
    struct Upbringing {
        double hot;
        int iterations_per_stop;
    };
    static constexpr Upbringing kAtSeams{0.1, 15};
    static constexpr Upbringing kFresh{0.5, 100};
    static constexpr int64_t kIterationsPerStep = 500; // without a look at the clock

    void conceive();
    void raise(const std::vector<Assignment>& routes, std::vector<int> around,
               const Upbringing& upbringing);
    void let_go();
    bool has_double(const Value& value) const;

    const Problem& problem_;
    SearchSettings settings_;
    Random random_;
    RouteExchange exchange_;
    CostScale scale_;
    std::vector<ValuedPlan> members_;
    ValuedPlan best_;
    Ward ward_;
};

inline Recombination::Recombination(const Problem& problem, const SearchSettings& settings,
                                    uint64_t seed)
    : problem_(problem), settings_(settings), random_(seed), exchange_(problem) {
    settings_.emptying_share = 0.0;
    best_.value = value_of(problem, {});
}

inline int64_t Recombination::run(const Slice& slice) {
    using Clock = std::chrono::steady_clock;
    const auto started = Clock::now();
    int64_t done = 0;
    while (done < slice.iterations && !members_.empty() && problem_.size() > 0) {
        const std::chrono::duration<double> elapsed = Clock::now() - started;
        const double seconds = slice.seconds - elapsed.count();
        if (seconds <= 0.0) break;
        if (!ward_.search) conceive();
        const int64_t step =
            std::min({kIterationsPerStep, slice.iterations - done, ward_.grown_up - ward_.age});
        const auto schedule_at = [&](int64_t age) {
            return static_cast<double>(age) / static_cast<double>(ward_.grown_up);
        };
        const int64_t made = ward_.search->run(
            {seconds, step, schedule_at(ward_.age), schedule_at(ward_.age + step)});
        done += made;
        ward_.age += made;
        if (ward_.search->best_value() < best_.value)
            best_ = {ward_.search->best(), ward_.search->best_value()};
        if (ward_.age == ward_.grown_up) let_go();
    }
    return done;
}

// A child of two members; of two that are too much alike, something fresh in place of the worse.
inline void Recombination::conceive() {
    const auto any = [&](size_t bound) {
        return static_cast<size_t>(random_.below(static_cast<int>(bound)));
    };
    const size_t parent = any(members_.size());
    ward_.parent = parent;
    ward_.is_fresh = false;
    if (members_.size() > 1) {
        const size_t other = (parent + 1 + any(members_.size() - 1)) % members_.size();
        if (auto child = exchange_(members_[parent], members_[other], random_))
            return raise(child->routes, std::move(child->changed), kAtSeams);
        if (members_[parent].value < members_[other].value) ward_.parent = other;
    }
    ward_.is_fresh = true;
    raise(members_[ward_.parent].routes, {}, kFresh);
}

inline void Recombination::raise(const std::vector<Assignment>& routes, std::vector<int> around,
                                 const Upbringing& upbringing) {
    const size_t stops = around.empty() ? problem_.stops.size() : around.size();
    ward_.age = 0;
    ward_.grown_up =
        upbringing.iterations_per_stop * static_cast<int64_t>(std::max<size_t>(1, stops));
    SearchSettings settings = settings_;
    settings.hot = upbringing.hot;
    settings.ruin.around = std::move(around);
    ward_.search = make_search(problem_, settings, random_.bits());
    ward_.search->start_from(routes);
    ward_.search->set_scale(scale_);
}

inline void Recombination::let_go() {
    const Search& search = *ward_.search;
    ValuedPlan best{search.best(), search.best_value()};
    ValuedPlan& parent = members_[ward_.parent];
    if (ward_.is_fresh) {
        if (!has_double(search.current_value()))
            parent = {search.current(), search.current_value()};
    } else if (best.value < parent.value && !has_double(best.value)) {
        parent = std::move(best);
    }
    ward_.search.reset();
}

inline bool Recombination::has_double(const Value& value) const {
    return std::any_of(members_.begin(), members_.end(),
                       [&](const ValuedPlan& member) { return member.value == value; });
}

inline void Recombination::start_from(const std::vector<Assignment>& assignments) {
    const std::unique_ptr<Search> laid = make_search(problem_, settings_, 0);
    laid->start_from(assignments);
    ValuedPlan plan{laid->current(), laid->current_value()};
    if (members_.empty()) {
        laid->construct();
        scale_ = laid->scale();
    }
    if (has_double(plan.value)) return;
    if (plan.value < best_.value) best_ = plan;
    members_.push_back(std::move(plan));
}

inline int Recombination::best_unassigned() const {
    int served = 0;
    for (const Assignment& route : best_.routes) served += count_stops(problem_, route.stops);
    return problem_.orders() - served;
}

} // namespace vrp
