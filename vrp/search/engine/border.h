// Numbers that come from outside: inside, nothing asks again whether they are what they stand for.
#pragma once

#include "assignment.h"

#include <string>
#include <string_view>

namespace vrp {

// Throws std::invalid_argument, in Python a ValueError, for a value that is not among first ..
// last.
inline void check_range(std::string_view what, int64_t value, int64_t first, int64_t last) {
    if (value >= first && value <= last) return;
    throw std::invalid_argument(std::string(what) + " is " + std::to_string(value) + ", expected " +
                                std::to_string(first) + " to " + std::to_string(last));
}

// Stops that there are, none of them twice.
class StopCheck {
public:
    StopCheck(const Problem& problem, std::string_view what)
        : what_(what), is_known_(problem.stops.size(), 0) {}

    void operator()(int stop) {
        check_range(what_, stop, 0, static_cast<int64_t>(is_known_.size()) - 1);
        if (is_known_[static_cast<size_t>(stop)]++)
            throw std::invalid_argument(what_ + " is " + std::to_string(stop) +
                                        " twice, expected every stop once at most");
    }

private:
    std::string what_;
    std::vector<unsigned char> is_known_;
};

inline void check_plan(const Problem& problem, const std::vector<Assignment>& plan) {
    const bool has_trips = problem.has_trips();
    StopCheck check_stop(problem, "a stop of the plan");
    for (const Assignment& route : plan) {
        check_range("a vehicle kind of the plan", route.kind, 0,
                    static_cast<int64_t>(problem.kinds.size()) - 1);
        for (const int stop : route.stops)
            if (!has_trips || stop != problem.reload_mark()) check_stop(stop);
    }
}

// Of a part: which stops of the whole it keeps, and how many vehicles of each of its kinds.
inline void check_part(const Problem& whole, const std::vector<int>& keep,
                       const std::vector<int>& slots) {
    std::for_each(keep.begin(), keep.end(), StopCheck(whole, "a stop of the part"));
    std::vector<unsigned char> is_kept(whole.stops.size(), 0);
    for (const int stop : keep) is_kept[static_cast<size_t>(stop)] = 1;
    const auto require = [&](int stop, int other, const char* what) {
        if (other != kNowhere && !is_kept[static_cast<size_t>(other)])
            throw std::invalid_argument("a part has stop " + std::to_string(stop) +
                                        ", but not the other stop of its " + what);
    };
    for (const int stop : keep) {
        require(stop, whole.stops[static_cast<size_t>(stop)].partner, "shipment");
        for (const int other : whole.alternatives_of(stop)) require(stop, other, "group");
    }
    const auto kinds = static_cast<int64_t>(whole.kinds.size());
    check_range("the number of vehicle kinds", static_cast<int64_t>(slots.size()), kinds, kinds);
    for (size_t kind = 0; kind < slots.size(); ++kind)
        check_range("vehicles of a kind", slots[kind], 0, whole.kinds[kind].slots);
}

// `lists` have `width` stops for every stop, each of them another one.
inline void check_neighbours(const Problem& problem, const std::vector<int>& lists, int width) {
    std::vector<int> listed_by(problem.stops.size(), kNowhere);
    for (size_t i = 0; i < lists.size(); ++i) {
        const int stop = static_cast<int>(i / static_cast<size_t>(width));
        check_range("a neighbour", lists[i], 0, problem.size() - 1);
        int& by = listed_by[static_cast<size_t>(lists[i])];
        if (lists[i] == stop || by == stop)
            throw std::invalid_argument(
                "a neighbour of stop " + std::to_string(stop) + " is " + std::to_string(lists[i]) +
                (by == stop ? " twice" : " itself") + ", expected other stops, each once");
        by = stop;
    }
}

} // namespace vrp
