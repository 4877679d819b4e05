// The instance as the engine sees it: flat integer arrays that never change during a search.
#pragma once

#include "feature_set.h"
#include "matrix.h"
#include "plane.h"
#include "segments.h"
#include "table.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

namespace vrp {

using Cost = int64_t;

inline constexpr int64_t kUnlimited = std::numeric_limits<int64_t>::max() / 4;
// Stands for no stop, node or route.
inline constexpr int kNowhere = -1;

struct Window {
    int opens;
    int closes;
    bool operator==(const Window&) const = default;
};

// A kind of vehicle; its vehicles are the route slots first_slot .. first_slot + slots - 1.
struct Kind {
    int slots = 0;
    int start = 0; // place
    int end = 0;   // place
    Window leave{};
    Window finish{};
    int capacity[kMaxLoadDimensions] = {};
    int64_t max_distance = kUnlimited;
    int64_t max_duration = kUnlimited;
    int max_stops = std::numeric_limits<int>::max();
    Cost fixed = 0;
    Cost per_distance = 1;
    Cost per_duration = 0;
    int64_t regular = kUnlimited; // duration beyond which overtime is paid as well
    Cost per_overtime = 0;
    int max_reloads = 0;                // at the start
    int reload = 0;                     // how long one takes
    Break rest{};                       // that the driver is due
    int profile = 0;                    // which duration matrix
    std::vector<unsigned char> allowed; // per stop: has the skills
    int first_slot = 0;

    bool pays_duration() const { return per_duration > 0 || per_overtime > 0; }
    bool counts_duration() const { return pays_duration() || max_duration < kUnlimited; }
    Cost overtime_pay(int64_t duration) const {
        return per_overtime * std::max<int64_t>(0, duration - regular);
    }
    // What a route costs for taking so long.
    Cost wages(int64_t duration) const { return per_duration * duration + overtime_pay(duration); }

    // Whether a route takes the same legs, times, hours and break on either kind.
    bool drives_like(const Kind& other) const {
        return start == other.start && end == other.end && leave == other.leave &&
               finish == other.finish && profile == other.profile && rest == other.rest;
    }
    // Whether it makes no difference which of them drives a route of one trip.
    bool is_like(const Kind& other) const {
        const auto terms = [](const Kind& kind) {
            return std::tie(kind.max_distance, kind.max_duration, kind.max_stops, kind.fixed,
                            kind.per_distance, kind.per_duration, kind.regular, kind.per_overtime,
                            kind.allowed);
        };
        return drives_like(other) && terms(*this) == terms(other) &&
               std::ranges::equal(capacity, other.capacity);
    }
};

// The first of all kinds that this one is like.
inline size_t first_alike(const std::vector<Kind>& kinds, size_t kind) {
    size_t first = 0;
    while (!kinds[first].is_like(kinds[kind])) ++first;
    return first;
}

struct StopData {
    int delivery[kMaxLoadDimensions] = {};
    int pickup[kMaxLoadDimensions] = {};
    int service = 0;
    int release = 0; // when its goods are at the depot
    int first_window = 0;
    int windows = 1;
    Cost prize = -1;        // -1: must be served if at all possible
    Cost priority = 1;      // weight of leaving it out
    int partner = kNowhere; // the other stop of its shipment
    bool is_origin = false; // of the shipment, whose goods it counts among its pickups; where
                            // they go to, pickups are so many fewer, or negative
    int group = kNowhere;   // of the stops of which one is served
};

template <int Dimensions> LoadSegment<Dimensions> loads_of(const StopData& stop) {
    LoadSegment<Dimensions> loads;
    for (int d = 0; d < Dimensions; ++d) {
        loads.delivery[d] = stop.delivery[d];
        loads.pickup[d] = stop.pickup[d];
        loads.peak[d] = std::max(stop.delivery[d], stop.pickup[d]);
    }
    return loads;
}

// What the innermost loops ask of a stop with one window, packed to a quarter of a cache line.
struct Essentials {
    int delivery; // first dimension
    int service;
    Window window; // the first
};

// Where matrices are made from.
using Legs = std::variant<Plane, Table>;

// Places are numbered stops first, then depots, then the nowhere at which open routes end. A large
// problem has no matrices and is there to make parts of, which are searched.
struct Problem {
    Problem() = default;
    Problem(Problem&&) = default;
    Problem& operator=(Problem&&) = default;

    std::vector<StopData> stops;
    std::vector<Kind> kinds;
    std::vector<Window> windows;
    std::vector<std::vector<int>> groups; // of stops, one of which is served
    int places = 0;
    std::vector<Matrix> distances;          // one
    std::vector<Matrix> durations;          // one per profile; none where they equal the distances,
                                            // zeros where there are no times
    std::vector<Legs> legs;                 // in place of the distances, then of the durations
    std::vector<Essentials> essentials;     // per stop
    std::vector<int> neighbours;            // of all stops in turn: the others, nearest first
    std::vector<size_t> first_neighbour{0}; // per stop, and where the last ones end
    int load_dimensions = 1;
    int slots = 0;
    bool timed = false;         // windows, shifts or durations matter
    bool by_remoteness = false; // in this order, neighbours are all that are so near

    int size() const { return static_cast<int>(stops.size()); }
    // Stands for a reload among the stops of a route.
    int reload_mark() const { return size(); }
    bool has_trips() const;
    bool has_shipments() const;
    bool has_breaks() const;
    // How many stops are served where all can be.
    int orders() const;
    // What is delivered to all stops that must be served, or picked up, whichever is more; of a
    // group, any may want less.
    int64_t required_load(int dimension) const;
    // The stops that may be served in a stop's place, among them itself.
    std::span<const int> alternatives_of(const int& stop) const {
        const int group = stops[static_cast<size_t>(stop)].group;
        if (group == kNowhere) return {&stop, 1};
        return groups[static_cast<size_t>(group)];
    }
    // The stop must outlive the answer.
    std::span<const int> alternatives_of(const int&& stop) const = delete;
    const Matrix& distance() const { return distances[0]; }
    const Matrix& duration(const Kind& kind) const {
        return durations.empty() ? distances[0] : durations[static_cast<size_t>(kind.profile)];
    }
    std::span<const Window> windows_of(int stop) const {
        const StopData& data = stops[static_cast<size_t>(stop)];
        return std::span(windows).subspan(static_cast<size_t>(data.first_window),
                                          static_cast<size_t>(data.windows));
    }
    const Window& window(int stop) const { return essentials[static_cast<size_t>(stop)].window; }
    std::span<const int> neighbours_of(int stop) const {
        const size_t* bounds = first_neighbour.data() + stop;
        return {neighbours.data() + bounds[0], neighbours.data() + bounds[1]};
    }

    // Makes a matrix of the legs between some places: the distances, then the durations.
    void add_matrix(const Legs& source, const std::vector<int>& of_places);

    // What is picked up at one stop for another one goes there on the same trip.
    void add_shipment(int origin, int destination);

    // Of these stops, one is served.
    void add_group(const std::vector<int>& members);

    // Numbers the slots and packs the essentials; call once, when all of the above is set.
    void number_and_pack();

    // The same, and takes neighbours that are known: `width` a stop, the most remote ones last.
    void finish_with(std::vector<int> lists, int width);

    // From some places to one, and from one place to some.
    std::vector<int> distances_to(int place, std::span<const int> from) const;
    std::vector<int> distances_from(int place, std::span<const int> to) const;

    // Puts the stops of a row of `lists`, `width` to a row, first among the neighbours of the stop
    // of that row; negative entries are none. The others stay behind them, and the last ones fall
    // off, so that there are as many as before.
    void prefer(const std::vector<int>& lists, int width);

    // The problem of some of the stops of a large one and so many vehicles of each kind, with all
    // depots. Stop i of the part is stop keep[i] of the whole, and neighbours are those of the
    // whole that are kept.
    Problem part(const std::vector<int>& keep, const std::vector<int>& slots_of_kinds) const;

private:
    void keep_neighbours(const Problem& whole, const std::vector<int>& keep);
    void keep_together(const Problem& whole, const std::vector<int>& keep);
    template <class Leg>
    std::vector<int> distances_of(std::span<const int> places, const Leg& leg) const;
};

inline void Problem::finish_with(std::vector<int> lists, int width) {
    number_and_pack();
    neighbours = std::move(lists);
    first_neighbour.resize(stops.size() + 1);
    for (size_t i = 0; i < first_neighbour.size(); ++i)
        first_neighbour[i] = i * static_cast<size_t>(width);
    by_remoteness = !timed;
}

inline bool Problem::has_trips() const {
    return std::any_of(kinds.begin(), kinds.end(),
                       [](const Kind& kind) { return kind.max_reloads > 0; }) ||
           std::any_of(stops.begin(), stops.end(),
                       [](const StopData& stop) { return stop.release > 0; });
}

inline bool Problem::has_shipments() const {
    return std::any_of(stops.begin(), stops.end(),
                       [](const StopData& stop) { return stop.partner != kNowhere; });
}

inline bool Problem::has_breaks() const {
    return std::any_of(kinds.begin(), kinds.end(),
                       [](const Kind& kind) { return kind.rest.is_due(); });
}

inline int64_t Problem::required_load(int dimension) const {
    int64_t delivered = 0;
    int64_t picked_up = 0;
    for (const StopData& stop : stops) {
        if (stop.group != kNowhere || stop.prize >= 0) continue;
        delivered += stop.delivery[dimension];
        picked_up += stop.pickup[dimension];
    }
    return std::max(delivered, picked_up);
}

inline void Problem::add_shipment(int origin, int destination) {
    stops[static_cast<size_t>(origin)].partner = destination;
    stops[static_cast<size_t>(origin)].is_origin = true;
    stops[static_cast<size_t>(destination)].partner = origin;
}

inline void Problem::add_group(const std::vector<int>& members) {
    for (const int stop : members)
        stops[static_cast<size_t>(stop)].group = static_cast<int>(groups.size());
    groups.push_back(members);
}

inline int Problem::orders() const {
    int others = 0;
    for (const std::vector<int>& group : groups) others += static_cast<int>(group.size()) - 1;
    return size() - others;
}

inline void Problem::add_matrix(const Legs& source, const std::vector<int>& of_places) {
    std::vector<Matrix>& matrices = distances.empty() ? distances : durations;
    std::visit([&](const auto& given) { matrices.emplace_back(given, of_places); }, source);
    if (!timed && durations.empty())
        durations.push_back(Matrix::zeros(static_cast<int>(of_places.size())));
}

template <class Leg>
std::vector<int> Problem::distances_of(std::span<const int> of_places, const Leg& leg) const {
    std::vector<int> distances;
    distances.reserve(of_places.size());
    const auto measure = [&](const auto& source) {
        for (const int place : of_places) distances.push_back(leg(source, place));
    };
    if (legs.empty())
        measure(distance());
    else
        std::visit(measure, legs[0]);
    return distances;
}

inline std::vector<int> Problem::distances_to(int place, std::span<const int> from) const {
    return distances_of(from,
                        [=](const auto& source, int other) { return source.at(other, place); });
}

inline std::vector<int> Problem::distances_from(int place, std::span<const int> to) const {
    return distances_of(to, [=](const auto& source, int other) { return source.at(place, other); });
}

inline void Problem::number_and_pack() {
    slots = 0;
    for (Kind& kind : kinds) {
        kind.first_slot = slots;
        slots += kind.slots;
    }
    essentials.clear();
    for (const StopData& stop : stops)
        essentials.push_back(
            {stop.delivery[0], stop.service, windows[static_cast<size_t>(stop.first_window)]});
}

inline void Problem::prefer(const std::vector<int>& lists, int width) {
    by_remoteness = false;
    std::vector<int> listed(stops.size(), -1);
    std::vector<int> merged;
    for (int stop = 0; stop < size(); ++stop) {
        merged.clear();
        const auto add = [&](int other) {
            if (other < 0 || other == stop || listed[static_cast<size_t>(other)] == stop) return;
            listed[static_cast<size_t>(other)] = stop;
            merged.push_back(other);
        };
        const auto row = lists.begin() + static_cast<std::ptrdiff_t>(stop) * width;
        std::for_each(row, row + width, add);
        const std::span<const int> others = neighbours_of(stop);
        std::for_each(others.begin(), others.end(), add);
        const auto begin = neighbours.begin() +
                           static_cast<std::ptrdiff_t>(first_neighbour[static_cast<size_t>(stop)]);
        std::copy_n(merged.begin(), others.size(), begin);
    }
}

inline Problem Problem::part(const std::vector<int>& keep,
                             const std::vector<int>& slots_of_kinds) const {
    Problem part;
    std::vector<int> kept_places = keep;
    for (int place = size(); place < places; ++place) kept_places.push_back(place);
    const int moved = static_cast<int>(keep.size()) - size();
    for (const int stop : keep) part.stops.push_back(stops[static_cast<size_t>(stop)]);
    for (size_t k = 0; k < kinds.size(); ++k) {
        Kind kind = kinds[k];
        kind.slots = slots_of_kinds[k];
        kind.start += moved;
        kind.end += moved;
        for (size_t i = 0; i < keep.size(); ++i)
            kind.allowed[i] = kinds[k].allowed[static_cast<size_t>(keep[i])];
        kind.allowed.resize(keep.size());
        part.kinds.push_back(std::move(kind));
    }
    for (StopData& stop : part.stops) {
        const auto first = windows.begin() + stop.first_window;
        stop.first_window = static_cast<int>(part.windows.size());
        part.windows.insert(part.windows.end(), first, first + stop.windows);
    }
    part.keep_together(*this, keep);
    part.places = static_cast<int>(kept_places.size());
    part.load_dimensions = load_dimensions;
    part.timed = timed;
    for (const Legs& source : legs) part.add_matrix(source, kept_places);
    part.by_remoteness = by_remoteness;
    part.number_and_pack();
    part.keep_neighbours(*this, keep);
    return part;
}

// All stops of a shipment or a group are kept, or none.
inline void Problem::keep_together(const Problem& whole, const std::vector<int>& keep) {
    if (!whole.has_shipments() && whole.groups.empty()) return;
    std::vector<int> number(whole.stops.size(), kNowhere);
    for (size_t i = 0; i < keep.size(); ++i)
        number[static_cast<size_t>(keep[i])] = static_cast<int>(i);
    for (StopData& stop : stops)
        if (stop.partner != kNowhere) stop.partner = number[static_cast<size_t>(stop.partner)];
    for (std::vector<int> group : whole.groups) {
        for (int& stop : group) stop = number[static_cast<size_t>(stop)];
        if (group[0] != kNowhere) add_group(group);
    }
}

inline void Problem::keep_neighbours(const Problem& whole, const std::vector<int>& keep) {
    std::vector<int> number(static_cast<size_t>(whole.size()), -1);
    for (size_t i = 0; i < keep.size(); ++i)
        number[static_cast<size_t>(keep[i])] = static_cast<int>(i);
    for (const int stop : keep) {
        for (const int other : whole.neighbours_of(stop))
            if (number[static_cast<size_t>(other)] >= 0)
                neighbours.push_back(number[static_cast<size_t>(other)]);
        first_neighbour.push_back(neighbours.size());
    }
}

} // namespace vrp
