// Follows a route that does not exist yet: a cached prefix, single stops, a cached suffix. This is
// how every neighbourhood learns whether its new routes are feasible and how long they take.
#pragma once

#include "plan.h"

namespace vrp {

template <class F> class Walk {
public:
    // Starts with the prefix through `node` of a route driven by the same kind.
    Walk(const Plan<F>& plan, int node)
        : plan_(plan), kind_(plan.kind(plan.node(node).route)), route_(plan.node(node).route),
          from_(node), at_(node), load_(plan.node(node).load) {
        if constexpr (F::duration)
            time_ = plan.node(node).time.prefix;
        else if constexpr (F::windows)
            ready_ = plan.node(node).time.ready;
        if constexpr (F::pickup) loads_ = plan.node(node).loads.prefix;
    }

    // When the vehicle would be at a stop at the earliest.
    int arrival(int stop) const {
        const int leg = plan_.travel(kind_, at_, stop);
        if constexpr (F::trips) {
            TripPrefix loaded = time_;
            loaded.release = std::max(loaded.release, plan_.stop(stop).release);
            return loaded.completion() + leg;
        } else if constexpr (F::duration)
            return time_.completion() + leg;
        else
            return ready_ + leg;
    }

    // Appends a stop, in its chosen window, or a reload; false if it cannot be.
    bool visit(int id) {
        if (plan_.is_reload(id)) return reload();
        const TimeSegment here = plan_.visit(id);
        return visit(id, {here.earliest, here.latest});
    }

    // Appends a stop; false if it cannot be.
    bool visit(int stop, Window window) {
        return visit(stop, window, F::windows ? plan_.travel(kind_, at_, stop) : 0);
    }

    // The same where it is known how long the way there takes.
    bool visit(int stop, [[maybe_unused]] Window window, [[maybe_unused]] int leg) {
        const Essentials& data = plan_.essentials(stop);
        if constexpr (F::fleet)
            if (!kind_.allowed[static_cast<size_t>(stop)]) return false;
        if constexpr (F::pickup) {
            loads_ = loads_.then(plan_.load_segment(stop));
        } else {
            load_ += data.delivery;
            if (load_ > kind_.capacity[0]) return false;
        }
        if constexpr (F::duration) {
            const TimeSuffix<F> here = plan_.served(stop, window);
            if (!time_.reaches(leg, here)) return false;
            time_ = time_.then(leg, here);
            if constexpr (F::breaks)
                if (kind_.rest.is_due()) calls_.push_back({leg, here, time_});
        } else if constexpr (F::windows) {
            const int begin = plan_.begins_at(stop, ready_ + leg);
            if (begin == kNever) return false;
            ready_ = begin + data.service;
        }
        at_ = stop;
        return true;
    }

    // Returns to the depot for the next trip; false if that cannot be.
    bool reload() {
        if constexpr (F::trips) {
            if (!loads_.fits(kind_.capacity)) return false;
            loads_ = {};
            const int depot = plan_.start_of(route_);
            const int leg = plan_.travel(kind_, at_, depot);
            const TimeSegment there = Plan<F>::reloading(kind_);
            if (!time_.reaches(leg, {there})) return false;
            time_ = time_.reloaded(leg, there, Plan<F>::departure(kind_));
            at_ = depot;
        }
        return true;
    }

    // Appends the suffix that begins with `node`, of a route driven by the same kind; false if the
    // whole is infeasible.
    bool finish(int node) {
        const Node<F>& next = plan_.node(node);
        if constexpr (F::pickup) {
            if (!loads_.then(next.loads.suffix).fits(kind_.capacity)) return false;
        } else {
            const int before =
                next.load - (plan_.is_stop(node) ? plan_.essentials(node).delivery : 0);
            const int rest = plan_.route(next.route).load - before;
            if (load_ + rest > kind_.capacity[0]) return false;
        }
        if constexpr (F::duration) {
            const int leg = plan_.travel(kind_, at_, node);
            if (!time_.reaches(leg, next.time.suffix)) return false;
            duration_ = time_.then(leg, next.time.suffix).whole().duration;
            if (duration_ > kind_.max_duration) return false;
            if constexpr (F::breaks) return take_break(node);
        } else if constexpr (F::windows) {
            if (ready_ + plan_.travel(kind_, at_, node) > next.time.latest) return false;
        }
        return true;
    }

    // The same where another kind may drive that route: what lies between `node` and its end is
    // followed call by call, and behind it comes the own end.
    bool finish_call_by_call(int node, int own_end) {
        for (; plan_.is_call(node); node = plan_.node(node).next)
            if (!visit(node)) return false;
        return finish_at(own_end);
    }

    // Appends the own end alone; false if the whole is infeasible.
    bool finish_at(int own_end) {
        if constexpr (F::pickup)
            if (!loads_.fits(kind_.capacity)) return false;
        if constexpr (F::duration) {
            const int leg = plan_.travel(kind_, at_, own_end);
            const TimeSuffix<F> here{plan_.visit(own_end)};
            if (!time_.reaches(leg, here)) return false;
            duration_ = time_.then(leg, here).whole().duration;
            if (duration_ > kind_.max_duration) return false;
            if constexpr (F::breaks) return take_break(own_end);
        } else if constexpr (F::windows) {
            if (ready_ + plan_.travel(kind_, at_, own_end) > kind_.finish.closes) return false;
        }
        return true;
    }

    int64_t duration() const { return duration_; }

    // Whether no way on is feasible, as there is too much on board already.
    bool is_overloaded() const {
        if constexpr (F::pickup)
            return !loads_.fits(kind_.capacity);
        else
            return false;
    }

private:
    // What is feasible without the break that the driver is due takes longer with it; false if it
    // does not fit.
    bool take_break(int node) {
        if (!kind_.rest.is_due()) return true;
        duration_ = BreakChoice<F>(plan_, kind_)(from_, calls_, at_, node);
        return duration_ < kUnlimited;
    }

    const Plan<F>& plan_;
    const Kind& kind_;
    int route_;
    int from_;
    int at_;
    int load_;
    int ready_ = 0;
    int64_t duration_ = 0;
    TimePrefix<F> time_;
    LoadSegment<F::dimensions> loads_;
    [[no_unique_address]] std::conditional_t<F::breaks, std::vector<Call>, NoState<5>> calls_;
};

} // namespace vrp
