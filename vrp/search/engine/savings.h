// Parallel savings: every stop begins on a route of its own, and the two routes whose joining saves
// most are joined, as long as any joining saves (Clarke & Wright 1964). Routes are segments, joined
// by the algebra that evaluates the search's own moves.
#pragma once

#include "assignment.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace vrp {

// One kind of vehicle, one window a stop.
class Savings {
public:
    explicit Savings(const Problem& problem);

    std::vector<Assignment> operator()();

private:
    struct Part {
        int first;
        int last;
        int stops = 1;
        int64_t distance = 0; // from first to last
        int64_t back = 0;     // from last to first
        LoadSegment<kMaxLoadDimensions> load{};
        TimeSegment time{}; // from the arrival at the first to the departure from the last
    };

    struct Joining {
        Cost saving;
        int from;
        int to;
    };

    static constexpr size_t kNeighbours = 40;
    static constexpr double kWaitPrice = 0.1; // of the way driven in the same time

    Part alone(int stop) const;
    int64_t length(const Part& part) const;
    bool is_feasible(const Part& part) const;
    std::span<const int> nearest_to(int stop) const {
        const std::span<const int> neighbours = problem_.neighbours_of(stop);
        return neighbours.first(std::min(kNeighbours, neighbours.size()));
    }
    std::vector<Joining> near() const;
    std::vector<Joining> far() const;
    void consider_both(int stop, int other, std::vector<Joining>& joinings) const;
    void consider(int from, int to, std::vector<Joining>& joinings) const;
    static std::vector<Joining> sorted(std::vector<Joining> joinings);
    Cost saving(int from, int to) const;
    void join(const Joining& joining);
    static void turn(Part& part);
    void link(int stop, int beside);
    int travel(int from, int to) const { return problem_.duration(kind_).at(from, to); }
    const Part& part_of(int stop) const {
        return parts_[static_cast<size_t>(part_[static_cast<size_t>(stop)])];
    }
    std::vector<int> visits(int first) const;
    double wait_price() const;

    const Problem& problem_;
    const Kind& kind_;
    std::vector<Part> parts_; // by the number of a stop in it
    std::vector<int> part_;   // of the first and the last stop of every part; -1: none
    std::vector<std::array<int, 2>> links_; // of every stop to those beside it; -1: none
    bool reversible_;                       // the order of stops matters to the distance alone
    bool mirrored_;                         // and not even to that
    double wait_price_;                     // of a second
};

inline Savings::Savings(const Problem& problem)
    : problem_(problem), kind_(problem.kinds[0]), links_(problem.stops.size(), {-1, -1}),
      reversible_(!problem.timed), wait_price_(wait_price()) {
    for (const StopData& stop : problem.stops)
        for (const int load : stop.pickup) reversible_ &= load == 0;
    mirrored_ = reversible_ && kind_.start == kind_.end && problem.distance().symmetric();
    for (int stop = 0; stop < problem.size(); ++stop) {
        parts_.push_back(alone(stop));
        const bool serves = kind_.allowed[static_cast<size_t>(stop)] && is_feasible(parts_.back());
        part_.push_back(serves ? stop : -1);
    }
}

inline std::vector<Assignment> Savings::operator()() {
    for (const Joining& joining : sorted(near())) join(joining);
    for (const Joining& joining : sorted(far())) join(joining);
    std::vector<Assignment> routes;
    for (int stop = 0; stop < problem_.size(); ++stop)
        if (part_[static_cast<size_t>(stop)] >= 0 && part_of(stop).first == stop)
            routes.push_back({0, visits(stop)});
    // Where vehicles are few, those with most stops are driven.
    std::stable_sort(routes.begin(), routes.end(),
                     [](const Assignment& one, const Assignment& two) {
                         return one.stops.size() > two.stops.size();
                     });
    if (static_cast<int>(routes.size()) > kind_.slots)
        routes.resize(static_cast<size_t>(kind_.slots));
    return routes;
}

// The stops of a part from its first on, or the other way round if that is shorter.
inline std::vector<int> Savings::visits(int first) const {
    std::vector<int> stops;
    for (int before = -1, at = first; at >= 0;) {
        stops.push_back(at);
        const auto [one, other] = links_[static_cast<size_t>(at)];
        const int following = one == before ? other : one;
        before = at;
        at = following;
    }
    Part turned = part_of(first);
    turn(turned);
    if (reversible_ && length(turned) < length(part_of(first)))
        std::reverse(stops.begin(), stops.end());
    return stops;
}

inline double Savings::wait_price() const {
    double metres = 0.0;
    double seconds = 1.0;
    for (int stop = 0; stop < problem_.size(); ++stop) {
        metres += problem_.distance().at(kind_.start, stop);
        seconds += travel(kind_.start, stop);
    }
    return kWaitPrice * static_cast<double>(kind_.per_distance) * metres / seconds;
}

inline Savings::Part Savings::alone(int stop) const {
    const StopData& data = problem_.stops[static_cast<size_t>(stop)];
    const Window& window = problem_.window(stop);
    Part part{stop, stop};
    for (int d = 0; d < problem_.load_dimensions; ++d) {
        part.load.delivery[d] = data.delivery[d];
        part.load.pickup[d] = data.pickup[d];
        part.load.peak[d] = std::max(data.delivery[d], data.pickup[d]);
    }
    part.time = {window.opens, window.closes, data.service};
    return part;
}

inline int64_t Savings::length(const Part& part) const {
    const Matrix& distance = problem_.distance();
    return distance.at(kind_.start, part.first) + part.distance + distance.at(part.last, kind_.end);
}

inline bool Savings::is_feasible(const Part& part) const {
    if (part.stops > kind_.max_stops || !part.load.fits(kind_.capacity)) return false;
    if (length(part) > kind_.max_distance) return false;
    const TimeSegment leave{kind_.leave.opens, kind_.leave.closes, 0};
    const TimeSegment finish{kind_.finish.opens, kind_.finish.closes, 0};
    const int leg_out = travel(kind_.start, part.first);
    if (!leave.reaches(leg_out, part.time)) return false;
    const TimeSegment out = leave.then(leg_out, part.time);
    const int leg_home = travel(part.last, kind_.end);
    return out.reaches(leg_home, finish) &&
           out.then(leg_home, finish).duration <= kind_.max_duration;
}

// Pairs of stops close by: among all pairs, the largest savings are far from the depot and far
// apart.
inline std::vector<Savings::Joining> Savings::near() const {
    std::vector<Joining> joinings;
    for (int stop = 0; stop < problem_.size(); ++stop) {
        if (part_[static_cast<size_t>(stop)] < 0) continue;
        for (const int other : nearest_to(stop)) {
            if (part_[static_cast<size_t>(other)] < 0) continue; // cannot be served at all
            const std::span<const int> from_there = nearest_to(other);
            const bool seen_from_there =
                other < stop &&
                std::find(from_there.begin(), from_there.end(), stop) != from_there.end();
            if (!seen_from_there) consider_both(stop, other, joinings);
        }
    }
    return joinings;
}

// All pairs of ends of different parts.
inline std::vector<Savings::Joining> Savings::far() const {
    std::vector<Joining> joinings;
    std::vector<int> heads;
    std::vector<int> tails;
    for (int stop = 0; stop < problem_.size(); ++stop) {
        if (part_[static_cast<size_t>(stop)] < 0) continue;
        const Part& part = part_of(stop);
        if (reversible_ || part.last == stop) heads.push_back(stop);
        if (reversible_ || part.first == stop) tails.push_back(stop);
    }
    for (const int head : heads)
        for (const int tail : tails)
            if (part_[static_cast<size_t>(head)] != part_[static_cast<size_t>(tail)] &&
                !(mirrored_ && tail < head))
                consider(head, tail, joinings);
    return joinings;
}

// Driven the other way round, what costs the same would be the same joining.
inline void Savings::consider_both(int stop, int other, std::vector<Joining>& joinings) const {
    const auto [low, high] = std::minmax(stop, other);
    consider(low, high, joinings);
    if (!mirrored_) consider(high, low, joinings);
}

inline void Savings::consider(int from, int to, std::vector<Joining>& joinings) const {
    const Part& head = part_of(from);
    const Part& tail = part_of(to);
    if (!reversible_ && (head.last != from || tail.first != to)) return;
    if (!head.time.reaches(travel(from, to), tail.time)) return;
    if (!head.load.then(tail.load).fits(kind_.capacity)) return;
    const Cost saved = saving(from, to);
    if (saved > 0) joinings.push_back({saved, from, to});
}

inline std::vector<Savings::Joining> Savings::sorted(std::vector<Joining> joinings) {
    std::sort(joinings.begin(), joinings.end(), [](const Joining& one, const Joining& two) {
        return std::tuple(two.saving, one.from, one.to) < std::tuple(one.saving, two.from, two.to);
    });
    return joinings;
}

// Waiting costs a share of the way that could be driven meanwhile.
inline Cost Savings::saving(int from, int to) const {
    const Matrix& distance = problem_.distance();
    const int leg = travel(from, to);
    const Cost metres = static_cast<Cost>(distance.at(from, kind_.end)) +
                        distance.at(kind_.start, to) - distance.at(from, to);
    const Cost seconds = static_cast<Cost>(travel(from, kind_.end)) + travel(kind_.start, to) - leg;
    Cost saved = kind_.fixed + kind_.per_distance * metres + kind_.per_duration * seconds;
    if (problem_.timed) {
        const Part& head = part_of(from);
        const Part& tail = part_of(to);
        const int wait = tail.time.earliest - head.time.latest - head.time.duration - leg;
        if (wait > 0) saved -= static_cast<Cost>(wait_price_ * wait);
    }
    return saved;
}

// Drives from the last stop of one part on to the first of another, if they are that or the parts
// can be turned round so.
inline void Savings::join(const Joining& joining) {
    const auto [saving, from, to] = joining;
    const int head_number = part_[static_cast<size_t>(from)];
    const int tail_number = part_[static_cast<size_t>(to)];
    if (head_number < 0 || tail_number < 0 || head_number == tail_number) return;
    if (!reversible_ && (parts_[static_cast<size_t>(head_number)].last != from ||
                         parts_[static_cast<size_t>(tail_number)].first != to))
        return;
    Part head = parts_[static_cast<size_t>(head_number)];
    Part tail = parts_[static_cast<size_t>(tail_number)];
    const int64_t before = length(head) + length(tail);
    if (head.last != from) turn(head);
    if (tail.first != to) turn(tail);
    const Matrix& distance = problem_.distance();
    if (!head.time.reaches(travel(from, to), tail.time)) return;
    const Part both{head.first,
                    tail.last,
                    head.stops + tail.stops,
                    head.distance + distance.at(from, to) + tail.distance,
                    tail.back + distance.at(to, from) + head.back,
                    head.load.then(tail.load),
                    head.time.then(travel(from, to), tail.time)};
    if (!is_feasible(both)) return;
    if (reversible_ && kind_.fixed + kind_.per_distance * (before - length(both)) <= 0) return;
    link(from, to);
    link(to, from);
    part_[static_cast<size_t>(from)] = part_[static_cast<size_t>(to)] = -1;
    part_[static_cast<size_t>(both.first)] = part_[static_cast<size_t>(both.last)] = head_number;
    parts_[static_cast<size_t>(head_number)] = both;
}

inline void Savings::turn(Part& part) {
    std::swap(part.first, part.last);
    std::swap(part.distance, part.back);
}

inline void Savings::link(int stop, int beside) {
    std::array<int, 2>& links = links_[static_cast<size_t>(stop)];
    (links[0] < 0 ? links[0] : links[1]) = beside;
}

} // namespace vrp
