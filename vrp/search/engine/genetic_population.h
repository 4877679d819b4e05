// Who lives on in a genetic search: feasible and infeasible members apart, in either part those
// that are good or unlike the others (Vidal et al. 2012; Vidal 2022).
#pragma once

#include "genetic_individual.h"
#include "random.h"

#include <algorithm>
#include <memory>
#include <numeric>

namespace vrp {

// One of the two parts, cheapest first.
class Subpopulation {
public:
    size_t size() const { return members_.size(); }
    const Individual& member(size_t i) const { return members_[i]->individual; }
    // The less, the fitter.
    double fitness(size_t i) const { return members_[i]->fitness; }

    void add(Individual individual, const Weights& weights) {
        auto added = std::make_unique<Member>();
        added->individual = std::move(individual);
        for (const auto& member : members_) {
            const double apart = broken_pairs(added->individual, member->individual);
            member->add_neighbour(apart, added.get());
            added->add_neighbour(apart, member.get());
        }
        const Cost cost = added->individual.total.penalised(weights);
        const auto place = std::find_if(members_.begin(), members_.end(), [&](const auto& member) {
            return member->individual.total.penalised(weights) > cost;
        });
        members_.insert(place, std::move(added));
        if (members_.size() > kFewest + kGeneration)
            while (members_.size() > kFewest) remove_least_fit();
        rank();
    }

    void reorder(const Weights& weights) {
        std::stable_sort(members_.begin(), members_.end(), [&](const auto& one, const auto& other) {
            return one->individual.total.penalised(weights) <
                   other->individual.total.penalised(weights);
        });
        rank();
    }

    void clear() { members_.clear(); }

private:
    static constexpr size_t kFewest = 25;
    static constexpr size_t kGeneration = 40;
    static constexpr size_t kElite = 4; // so many of the cheapest ones cannot be removed
    static constexpr size_t kClose = 5; // diversity is how far so many of the nearest ones are

    struct Member {
        Individual individual;
        std::vector<std::pair<double, const Member*>> neighbours; // nearest first
        double fitness = 0.0;

        void add_neighbour(double apart, const Member* other) {
            const auto place = std::upper_bound(
                neighbours.begin(), neighbours.end(), apart,
                [](double value, const auto& neighbour) { return value < neighbour.first; });
            neighbours.insert(place, {apart, other});
        }
        double diversity() const {
            const size_t close = std::min(kClose, neighbours.size());
            double sum = 0.0;
            for (size_t i = 0; i < close; ++i) sum += neighbours[i].first;
            return close > 0 ? sum / static_cast<double>(close) : 1.0;
        }
        bool is_clone() const { return !neighbours.empty() && neighbours.front().first == 0.0; }
    };

    // The rank by cost plus the rank by diversity, which counts the less the more of all are elite.
    void rank() {
        if (members_.empty()) return;
        std::vector<std::pair<double, size_t>> by_diversity;
        for (size_t i = 0; i < members_.size(); ++i)
            by_diversity.emplace_back(-members_[i]->diversity(), i);
        std::sort(by_diversity.begin(), by_diversity.end());
        const auto size = static_cast<double>(members_.size());
        const double last = std::max(1.0, size - 1.0);
        const double weight = std::max(0.0, 1.0 - static_cast<double>(kElite) / size);
        for (size_t place = 0; place < by_diversity.size(); ++place) {
            const size_t i = by_diversity[place].second;
            members_[i]->fitness =
                static_cast<double>(i) / last + weight * static_cast<double>(place) / last;
        }
    }

    // Clones before all others; never the cheapest one.
    void remove_least_fit() {
        rank();
        size_t worst = 1;
        const auto key = [&](size_t i) {
            return std::pair(members_[i]->is_clone(), members_[i]->fitness);
        };
        for (size_t i = 2; i < members_.size(); ++i)
            if (key(i) > key(worst)) worst = i;
        const Member* removed = members_[worst].get();
        for (const auto& member : members_)
            std::erase_if(member->neighbours,
                          [=](const auto& neighbour) { return neighbour.second == removed; });
        members_.erase(members_.begin() + static_cast<std::ptrdiff_t>(worst));
    }

    std::vector<std::unique_ptr<Member>> members_;
};

class Population {
public:
    // Weights to begin with, and how many individuals are to keep to a limit.
    Population(const Weights& weights, double target)
        : weights_(weights), least_(weights * (1.0 / kRange)), most_(weights * kRange),
          target_(target) {}

    const Weights& weights() const { return weights_; }
    bool is_empty() const { return feasible_.size() + infeasible_.size() == 0; }

    void add(Individual individual) {
        Subpopulation& part = individual.is_feasible() ? feasible_ : infeasible_;
        part.add(std::move(individual), weights_);
    }

    // The fitter of two members.
    const Individual& choose(Random& random) const {
        const size_t one = any(random);
        const size_t other = any(random);
        return member(fitness(one) < fitness(other) ? one : other);
    }

    // Every so often, makes it dearer or cheaper to exceed a limit, each by how many of those that
    // come from the local search keep to it.
    void count(const Individual& individual) {
        for (size_t limit = 0; limit < kLimits; ++limit)
            within_of_late_[limit] += individual.total.over[limit] == 0;
        if (++counted_ < kPeriod) return;
        for (size_t limit = 0; limit < kLimits; ++limit)
            adapt(weights_.of[limit], within_of_late_[limit], least_.of[limit], most_.of[limit]);
        infeasible_.reorder(weights_);
        within_of_late_.fill(0);
        counted_ = 0;
    }

    void clear() {
        feasible_.clear();
        infeasible_.clear();
    }

private:
    static constexpr int kPeriod = 100;
    static constexpr double kTolerance = 0.05;
    static constexpr double kRange = 1e4;

    size_t any(Random& random) const {
        return static_cast<size_t>(
            random.below(static_cast<int>(feasible_.size() + infeasible_.size())));
    }
    double fitness(size_t i) const {
        return i < feasible_.size() ? feasible_.fitness(i)
                                    : infeasible_.fitness(i - feasible_.size());
    }
    const Individual& member(size_t i) const {
        return i < feasible_.size() ? feasible_.member(i)
                                    : infeasible_.member(i - feasible_.size());
    }

    void adapt(double& weight, int within, double least, double most) const {
        const double share = static_cast<double>(within) / counted_;
        if (share < target_ - kTolerance)
            weight = std::min(most, weight * 1.2);
        else if (share > target_ + kTolerance)
            weight = std::max(least, weight * 0.85);
    }

    Weights weights_;
    Weights least_;
    Weights most_;
    double target_;
    Subpopulation feasible_;
    Subpopulation infeasible_;
    std::array<int, kLimits> within_of_late_{};
    int counted_ = 0;
};

} // namespace vrp
