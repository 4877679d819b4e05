// When the driver of a route takes the break. Caches know nothing of it, as it moves with whatever
// comes before it: what is feasible without the break is tried with it on leg after leg, each in
// constant time, until no other one can be better.
#pragma once

#include "plan.h"

namespace vrp {

// A visit in its window, how long the way there takes, and the route through it.
struct Call {
    int travel;
    TimeSegment visit;
    TimeSegment prefix;
};

template <class F> class BreakChoice {
public:
    BreakChoice(const Plan<F>& plan, const Kind& kind) : plan_(plan), kind_(kind) {}

    // How long a route takes with the break that its driver is due, if the route goes through the
    // node `left`, on to some calls, the last of which is at `at`, and then from the node `right`
    // on; kUnlimited if the break does not fit. Where nobody counts durations, any one will do.
    int64_t operator()(int left, std::span<const Call> calls, int at, int right);

private:
    // When whoever rests on a leg reaches its end, or later.
    int rested() const { return kind_.rest.earliest + kind_.rest.duration; }
    bool is_settled() const { return shortest_ <= least_; }
    void look_ahead(TimeSegment before, int travel, int right);
    void look_back(int left, std::span<const Call> calls, int travel, TimeSegment after);
    void rest_between(const TimeSegment& before, int travel, const TimeSegment& after);

    const Plan<F>& plan_;
    const Kind& kind_;
    int64_t least_ = 0; // that can be hoped for
    int64_t shortest_ = kUnlimited;
};

template <class F>
int64_t BreakChoice<F>::operator()(int left, std::span<const Call> calls, int at, int right) {
    const TimeSegment& through = calls.empty() ? plan_.node(left).time.prefix : calls.back().prefix;
    const TimeSegment& rest = plan_.node(right).time.suffix;
    const int travel = plan_.travel(kind_, at, right);
    const TimeSegment free = through.then(travel, rest);
    // Back before it has to begin, or off after it may have ended.
    if (free.completion() <= kind_.rest.latest || free.latest >= rested()) return free.duration;
    // Who may leave sooner or later waits nowhere, so that the break comes on top.
    least_ = free.duration + (free.earliest < free.latest ? kind_.rest.duration : 0);
    if (!kind_.counts_duration()) least_ = kUnlimited - 1;
    look_ahead(through, travel, right);
    if (!is_settled()) look_back(left, calls, travel, rest);
    return shortest_ <= kind_.max_duration ? shortest_ : kUnlimited;
}

// On the leg to the node, or on one behind it.
template <class F> void BreakChoice<F>::look_ahead(TimeSegment before, int travel, int right) {
    while (before.completion() <= kind_.rest.latest) {
        rest_between(before, travel, plan_.node(right).time.suffix);
        if (is_settled() || !plan_.is_stop(right)) return;
        before = before.then(travel, plan_.visit(right));
        const int next = plan_.node(right).next;
        travel = plan_.travel(kind_, right, next);
        right = next;
    }
}

// On a leg to one of the calls, or to a node up to `left`; what comes behind them takes so long to
// get to.
template <class F>
void BreakChoice<F>::look_back(int left, std::span<const Call> calls, int travel,
                               TimeSegment after) {
    for (size_t i = calls.size(); i-- > 0;) {
        after = calls[i].visit.then(travel, after);
        travel = calls[i].travel;
        rest_between(i > 0 ? calls[i - 1].prefix : plan_.node(left).time.prefix, travel, after);
    }
    while (plan_.is_stop(left) && after.latest >= rested() && !is_settled()) {
        after = plan_.visit(left).then(travel, after);
        const int previous = plan_.node(left).previous;
        travel = plan_.travel(kind_, previous, left);
        rest_between(plan_.node(previous).time.prefix, travel, after);
        left = previous;
    }
}

template <class F>
void BreakChoice<F>::rest_between(const TimeSegment& before, int travel, const TimeSegment& after) {
    const TimeSegment taken = kind_.rest.on_leg(travel);
    if (!before.reaches(0, taken)) return;
    const TimeSegment rested = before.then(0, taken);
    if (rested.reaches(travel, after))
        shortest_ = std::min<int64_t>(shortest_, rested.then(travel, after).duration);
}

} // namespace vrp
