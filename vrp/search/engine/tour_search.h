// The search of one tour: a random exchange of four edges close to one another, repaired by the
// descent, and kept or taken back (Martin, Otto & Felten 1991; kicks close to one another as in
// Applegate, Cook & Rohe 2003), under simulated annealing.
#pragma once

#include "search.h"
#include "tour_completion.h"
#include "tour_descent.h"
#include "tour_legs.h"
#include "tour_start.h"

namespace vrp {

struct TourSettings {
    // Temperatures in mean legs of the first tour.
    double hot = 1.0;
    double cold = 0.02;
    // Stops between two edges of a kick at most.
    int longest_stretch = 30;
};

// Of a problem that one vehicle can serve in any order at the cost of the legs: whoever makes the
// search has seen to that.
template <class Legs, bool Symmetric> class TourSearch final : public Search {
public:
    TourSearch(const Problem& problem, const TourSettings& settings, uint64_t seed)
        : problem_(problem), settings_(settings), random_(seed), legs_(problem),
          start_(problem.kinds[0].start), end_(problem.kinds[0].end),
          neighbours_(problem, legs_, ends()), tour_(problem.places),
          descent_(legs_, neighbours_, tour_, problem.places, {end_, start_}) {}

    const Problem& problem() const override { return problem_; }
    void construct() override;
    int64_t run(const Slice& slice) override;
    void start_from(const std::vector<Assignment>& assignments) override;
    CostScale scale() const override { return {mean_leg_, 0.0, 0.0}; }
    void set_scale(const CostScale& scale) override { mean_leg_ = scale.mean_leg; }
    std::vector<Assignment> current() const override { return assigned(tour_.order()); }
    std::vector<Assignment> best() const override { return assigned(best_); }
    Value current_value() const override { return value(length_); }
    Value best_value() const override { return value(best_length_); }
    double between_stops() const override { return 1.0; }
    int best_routes() const override { return best_.empty() ? 0 : 1; }
    int best_unassigned() const override { return best_.empty() ? problem_.size() : 0; }

private:
    static constexpr int kKicksPerClock = 16;
    static constexpr int kEdges = 4; // of a kick
    // With asymmetric legs, one kick in so many drives a stretch the other way, and one in so many
    // of these the whole tour, which no exchange does.
    static constexpr int kKicksPerReversal = 8;
    static constexpr int kReversalsPerWhole = 32;

    std::vector<int> ends() const {
        return start_ == end_ ? std::vector{start_} : std::vector{start_, end_};
    }
    void descend();
    void look_farther();
    void go_on_from(std::vector<int> order);
    void step(double temperature);
    bool kick(int64_t& lengthened);
    bool reverse(int64_t& lengthened);
    void remember_best();
    int64_t measured() const;
    void audit() const;
    std::vector<Assignment> assigned(const std::vector<int>& order) const;
    Value value(int64_t length) const; // of a tour so long, once there is one

    const Problem& problem_;
    TourSettings settings_;
    Random random_;
    Legs legs_;
    int start_;
    int end_; // where both differ, the tour leads from the end to the start
    TourNeighbours neighbours_;
    Tour tour_;
    TourDescent<Legs, Symmetric> descent_;

    int64_t length_ = 0;
    int64_t best_length_ = 0;
    std::vector<int> best_;
    double mean_leg_ = 0.0;
};

template <class Legs, bool Symmetric> void TourSearch<Legs, Symmetric>::construct() {
    if (problem_.size() == 0) return;
    if (tour_.size() == 0) {
        std::vector<int> members = ends();
        for (int stop = 0; stop < problem_.size(); ++stop) members.push_back(stop);
        TourStart<Legs, Symmetric> start(legs_, neighbours_, std::move(members), problem_.places);
        if (start_ != end_) start.join(end_, start_);
        go_on_from(start());
    }
    for (const int place : tour_.order()) descent_.enqueue(place);
    descend();
    look_farther();
    descend();
    audit();
    mean_leg_ = static_cast<double>(length_) / tour_.size();
    remember_best();
}

template <class Legs, bool Symmetric> void TourSearch<Legs, Symmetric>::descend() {
    while (descent_.has_work()) {
        length_ -= descent_();
        tour_.commit();
    }
}

// Where stops lie in clusters, all that are near one are in its own. The places at which the tour
// leads from cluster to cluster become neighbours of one another.
template <class Legs, bool Symmetric> void TourSearch<Legs, Symmetric>::look_farther() {
    std::vector<int> gates;
    for (const int place : tour_.order()) {
        const int next = tour_.next(place);
        if (descent_.is_tied(place, next)) continue;
        if (legs_(place, next) <= neighbours_.of(place).back().leg) continue;
        if (gates.empty() || gates.back() != place) gates.push_back(place);
        gates.push_back(next);
    }
    if (gates.size() > 1 && gates.back() == gates.front()) gates.pop_back();
    for (const int gate : gates) {
        if (neighbours_.of(gate).size() == TourNeighbours::kNear)
            neighbours_.add_far(legs_, gate, gates);
        descent_.enqueue(gate);
    }
}

template <class Legs, bool Symmetric>
void TourSearch<Legs, Symmetric>::start_from(const std::vector<Assignment>& assignments) {
    if (assignments.empty()) return;
    std::vector<int> order{start_};
    for (const Assignment& assignment : assignments)
        order.insert(order.end(), assignment.stops.begin(), assignment.stops.end());
    if (start_ != end_) order.push_back(end_);
    go_on_from(TourCompletion(problem_, legs_, order, start_ == end_ ? kNowhere : end_)());
}

template <class Legs, bool Symmetric>
void TourSearch<Legs, Symmetric>::go_on_from(std::vector<int> order) {
    tour_.assign(std::move(order));
    length_ = measured();
    if (best_.empty() || length_ < best_length_) remember_best();
}

template <class Legs, bool Symmetric> int64_t TourSearch<Legs, Symmetric>::run(const Slice& slice) {
    if (problem_.size() == 0) return 0;
    return cool_down({settings_.hot, settings_.cold, mean_leg_, kKicksPerClock}, slice,
                     [&](double temperature) { step(temperature); });
}

template <class Legs, bool Symmetric> void TourSearch<Legs, Symmetric>::step(double temperature) {
#ifdef VRP_DEBUG_CHECKS
    const std::vector<int> before = tour_.order();
#endif
    int64_t lengthened = 0;
    const bool reverses = !Symmetric && random_.below(kKicksPerReversal) == 0;
    if (!(reverses ? reverse(lengthened) : kick(lengthened))) return;
    while (descent_.has_work()) lengthened -= descent_();
    if (static_cast<double>(lengthened) <= -temperature * std::log(random_.unit())) {
        tour_.commit();
        length_ += lengthened;
        if (length_ < best_length_) remember_best();
    } else {
        tour_.rollback();
#ifdef VRP_DEBUG_CHECKS
        if (tour_.order() != before) throw std::logic_error("a kick was not taken back");
#endif
    }
    audit();
}

// Behind the longest stretch A between four edges, the stretches B C D become D C B: neither
// reversed nor, with the edges so many, undone by the next exchange of three (the double bridge).
// False where the edge that must stay is one of them.
template <class Legs, bool Symmetric> bool TourSearch<Legs, Symmetric>::kick(int64_t& lengthened) {
    int room = tour_.size() - kEdges; // for stretches of more than one place
    if (room < 0) return false;
    std::array<int, kEdges> cuts;
    int position = random_.below(tour_.size());
    for (int& cut : cuts) {
        cut = position;
        const int longer = random_.below(std::min(settings_.longest_stretch, 1 + room));
        room -= longer;
        position += 1 + longer;
        if (position >= tour_.size()) position -= tour_.size();
    }
    std::array<int, kEdges> from;
    std::array<int, kEdges> to;
    for (size_t i = 0; i < kEdges; ++i) {
        from[i] = tour_.at(cuts[i]);
        to[i] = tour_.next(from[i]);
        if (descent_.is_tied(from[i], to[i])) return false;
        lengthened -= legs_(from[i], to[i]);
    }
    for (const auto& [one, other] : {std::pair(0, 2), {3, 1}, {2, 0}, {1, 3}})
        lengthened += legs_(from[static_cast<size_t>(one)], to[static_cast<size_t>(other)]);
    const int first = static_cast<int>(std::min_element(cuts.begin(), cuts.end()) - cuts.begin());
    const int a = (kEdges - first) % kEdges; // the number of the stretch that ends at cuts[0]
    std::sort(cuts.begin(), cuts.end());
    const std::array<Stretch, kEdges> joined{
        {{a, false}, {(a + 3) % 4, false}, {(a + 2) % 4, false}, {(a + 1) % 4, false}}};
    tour_.rejoin(cuts, joined);
    for (size_t i = 0; i < kEdges; ++i) {
        descent_.enqueue(from[i]);
        descent_.enqueue(to[i]);
    }
    return true;
}

// Drives a stretch between the ends backwards; false where it would take in an end of a tour that
// has two.
template <class Legs, bool Symmetric>
bool TourSearch<Legs, Symmetric>::reverse(int64_t& lengthened) {
    const int size = tour_.size();
    const int inner = size - (start_ == end_ ? 1 : 2);
    const bool whole = random_.below(kReversalsPerWhole) == 0;
    const int longest = std::min(inner, 3 * settings_.longest_stretch);
    const int length = whole ? inner : 1 + random_.below(longest);
    const int before = whole ? tour_.position(start_) : random_.below(size);
    int from = tour_.at(before);
    const int last = tour_.at((before + length) % size);
    const int behind = tour_.next(last);
    for (int i = 0; i <= length; ++i) {
        const int to = tour_.next(from);
        if (descent_.is_tied(from, to)) return false;
        lengthened -= legs_(from, to);
        if (i > 0 && i < length) lengthened += legs_(to, from);
        from = to;
    }
    lengthened += legs_(tour_.at(before), last) + legs_(tour_.next(tour_.at(before)), behind);
    std::array<int, 2> cuts{before, (before + length) % size};
    const int kept = cuts[0] < cuts[1] ? 0 : 1;
    std::sort(cuts.begin(), cuts.end());
    tour_.rejoin(cuts, std::array<Stretch, 2>{{{kept, false}, {1 - kept, true}}});
    for (int i = 0; i <= length + 1; ++i) descent_.enqueue(tour_.at((before + i) % size));
    return true;
}

template <class Legs, bool Symmetric> void TourSearch<Legs, Symmetric>::remember_best() {
    best_ = tour_.order();
    best_length_ = length_;
}

template <class Legs, bool Symmetric> int64_t TourSearch<Legs, Symmetric>::measured() const {
    int64_t length = 0;
    for (const int place : tour_.order()) {
        const int next = tour_.next(place);
        if (!descent_.is_tied(place, next)) length += legs_(place, next);
    }
    return length;
}

template <class Legs, bool Symmetric> void TourSearch<Legs, Symmetric>::audit() const {
#ifdef VRP_DEBUG_CHECKS
    if (length_ != measured()) throw std::logic_error("the tour is not as long as predicted");
    if (start_ != end_ && tour_.next(end_) != start_ && tour_.previous(end_) != start_)
        throw std::logic_error("the tour does not lead from its end to its start");
    for (int i = 0; i < tour_.size(); ++i)
        if (tour_.position(tour_.at(i)) != i) throw std::logic_error("a place is not where it is");
#endif
}

// From the start on, in the direction in which the end comes last.
template <class Legs, bool Symmetric>
std::vector<Assignment> TourSearch<Legs, Symmetric>::assigned(const std::vector<int>& order) const {
    if (order.empty()) return {};
    std::vector<int> stops = order;
    std::rotate(stops.begin(), std::find(stops.begin(), stops.end(), start_), stops.end());
    if (stops[1] == end_) std::reverse(stops.begin() + 1, stops.end());
    std::erase_if(stops, [&](int place) { return place >= problem_.size(); });
    return {{0, std::move(stops)}};
}

template <class Legs, bool Symmetric>
Value TourSearch<Legs, Symmetric>::value(int64_t length) const {
    if (best_.empty()) {
        Value unplanned;
        for (const StopData& stop : problem_.stops) unplanned.unserved += stop.priority;
        return unplanned;
    }
    const Kind& kind = problem_.kinds[0];
    return {0, kind.fixed + kind.per_distance * length};
}

inline std::unique_ptr<Search> make_tour_search(const Problem& problem,
                                                const TourSettings& settings, uint64_t seed) {
    if (!problem.legs.empty())
        return std::make_unique<TourSearch<PlaneLegs, true>>(problem, settings, seed);
    if (problem.distance().symmetric())
        return std::make_unique<TourSearch<MatrixLegs, true>>(problem, settings, seed);
    return std::make_unique<TourSearch<MatrixLegs, false>>(problem, settings, seed);
}

} // namespace vrp
