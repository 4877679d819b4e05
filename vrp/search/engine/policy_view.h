// What a policy sees of a problem: stops and a single depot, windows cut down to what can be used,
// and what lengths, times and loads are divided by.
#pragma once

#include "problem.h"

namespace vrp {

// vrp.entities.MAX_VALUE: a window from 0 to this is none.
inline constexpr Window kAnyTime{0, (1 << 29) - 1};

enum class PolicyProblem { atsp, acvrp, acvrptw };

// Locations are numbered as the engine's places: the stops, then the depot.
class PolicyView {
public:
    // `order` are the numbers by which the stops are known outside, where the lower one wins ties.
    PolicyView(const Problem& problem, PolicyProblem kind, std::vector<int> order);

    const Problem& problem() const { return *problem_; }
    bool timed() const { return kind_ == PolicyProblem::acvrptw; }
    bool loaded() const { return kind_ != PolicyProblem::atsp; }
    size_t stops() const { return opens.size() - 1; }
    size_t locations() const { return opens.size(); }
    size_t depot() const { return stops(); }
    int number(size_t stop) const { return order_[stop]; }

    int distance(size_t from, size_t to) const {
        return problem_->distance().at(static_cast<int>(from), static_cast<int>(to));
    }
    int duration(size_t from, size_t to) const {
        return travel_->at(static_cast<int>(from), static_cast<int>(to));
    }
    // The other way round, from rows that lie side by side.
    int distance_back(size_t from, size_t to) const {
        return problem_->distance().to(static_cast<int>(from))[to];
    }
    int duration_back(size_t from, size_t to) const {
        return travel_->to(static_cast<int>(from))[to];
    }

    // Per location; the depot's are the shift.
    std::vector<int> demand;
    std::vector<int> service;
    std::vector<int> opens;
    std::vector<int> closes;
    // Seconds since the shift began within which service can really start.
    std::vector<int64_t> usable_from;
    std::vector<int64_t> usable_until;

    float distance_scale = 1.0F; // mean way between the depot and a stop
    float duration_scale = 1.0F;
    float horizon = 1.0F; // length of the shift
    float capacity = 1.0F;
    double metres_per_s = 1.0; // on these ways

private:
    void read_locations();
    int latest_return() const;
    void cut_windows();
    int64_t ways(const Matrix& matrix) const;
    float mean_way(const Matrix& matrix) const;

    const Problem* problem_;
    PolicyProblem kind_;
    std::vector<int> order_;
    const Matrix* travel_ = nullptr;
};

inline PolicyView::PolicyView(const Problem& problem, PolicyProblem kind, std::vector<int> order)
    : problem_(&problem), kind_(kind), order_(std::move(order)) {
    if (problem.distances.empty() || problem.kinds.empty())
        throw std::invalid_argument("expected a matrix and a kind of vehicle");
    const Kind& vehicle = problem.kinds[0];
    travel_ = timed() ? &problem.duration(vehicle) : &problem.distance();
    if (problem.size() == 0 || problem.kinds.size() != 1 || vehicle.start != vehicle.end ||
        vehicle.start != problem.size())
        throw std::invalid_argument("expected stops, one depot and one kind of vehicle");
    std::vector<int> numbers = order_;
    std::sort(numbers.begin(), numbers.end());
    for (size_t i = 0; i < std::max(numbers.size(), problem.stops.size()); ++i)
        if (numbers.size() != problem.stops.size() || numbers[i] != static_cast<int>(i))
            throw std::invalid_argument("expected a number of its own for every stop");
    read_locations();
    cut_windows();
    distance_scale = mean_way(problem.distance());
    duration_scale = mean_way(*travel_);
    metres_per_s = static_cast<double>(ways(problem.distance())) /
                   static_cast<double>(std::max<int64_t>(1, ways(*travel_)));
    const int shift = std::max(1, closes[depot()] - opens[depot()]);
    horizon = timed() ? static_cast<float>(shift) : duration_scale;
    capacity = static_cast<float>(std::max(1, vehicle.capacity[0]));
}

inline void PolicyView::read_locations() {
    const Kind& vehicle = problem_->kinds[0];
    Window shift{0, 0};
    if (timed())
        shift = {std::max(vehicle.leave.opens, vehicle.finish.opens),
                 std::min(vehicle.leave.closes, vehicle.finish.closes)};
    if (shift.closes == kAnyTime.closes) shift.closes = latest_return();
    for (const StopData& stop : problem_->stops) {
        const Window& given = problem_->windows[static_cast<size_t>(stop.first_window)];
        const bool is_any = given == kAnyTime || !timed();
        opens.push_back(is_any ? shift.opens : given.opens);
        closes.push_back(is_any ? shift.closes : given.closes);
        service.push_back(timed() ? stop.service : 0);
        demand.push_back(loaded() ? stop.delivery[0] : 0);
    }
    opens.push_back(shift.opens);
    closes.push_back(shift.closes);
    service.push_back(0);
    demand.push_back(0);
}

// When the last stop with a window lets its vehicle be back: the end of a shift that has none.
inline int PolicyView::latest_return() const {
    int64_t latest = 0;
    for (size_t stop = 0; stop < problem_->stops.size(); ++stop) {
        const Window& window = problem_->window(static_cast<int>(stop));
        if (window == kAnyTime) continue;
        latest =
            std::max(latest, static_cast<int64_t>(window.closes) + problem_->stops[stop].service +
                                 duration(stop, problem_->stops.size()));
    }
    return static_cast<int>(std::min<int64_t>(latest, kAnyTime.closes));
}

inline void PolicyView::cut_windows() {
    const int64_t begin = opens[depot()];
    const int64_t end = closes[depot()];
    for (size_t stop = 0; stop < stops(); ++stop) {
        const int64_t there = begin + duration(depot(), stop);
        const int64_t back = end - service[stop] - duration(stop, depot());
        usable_from.push_back(std::max<int64_t>(opens[stop], there) - begin);
        usable_until.push_back(std::min<int64_t>(closes[stop], back) - begin);
    }
    usable_from.push_back(0);
    usable_until.push_back(end - begin);
}

// From the depot to every stop and back.
inline int64_t PolicyView::ways(const Matrix& matrix) const {
    const int* out = matrix.from(static_cast<int>(depot()));
    const int* home = matrix.to(static_cast<int>(depot()));
    int64_t sum = 0;
    for (size_t stop = 0; stop < stops(); ++stop)
        sum += static_cast<int64_t>(out[stop]) + home[stop];
    return sum;
}

inline float PolicyView::mean_way(const Matrix& matrix) const {
    const double mean = static_cast<double>(ways(matrix)) / static_cast<double>(stops()) / 2.0;
    return static_cast<float>(std::max(1.0, mean));
}

} // namespace vrp
