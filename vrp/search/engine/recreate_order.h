// Recreate: which absent stops return, and in which order.
#pragma once

#include "recreate.h"

namespace vrp {

template <class F> void Recreate<F>::insert_all(Plan<F>& plan, Random& random) {
    old_.clear();
    order_ = plan.absent();
    insert_in_order(plan, false, random);
}

template <class F> void Recreate<F>::operator()(Plan<F>& plan, Random& random) {
    const std::vector<int>& absent = plan.absent();
    const auto removed = absent.begin() + plan.absent_at_commit();
    const bool by_worth = worths_differ_ && removed != absent.begin() && random.unit() < kByWorth;
    if (removed - absent.begin() > kOldAtOnce)
        choose_old(plan, by_worth || removed == absent.end(), random);
    else
        old_.assign(absent.begin(), removed);
    order_ = old_;
    order_.insert(order_.end(), removed, absent.end());
    insert_in_order(plan, by_worth, random);
}

// Of many stops that were absent before, those near the ruin have the best prospects; for a trip of
// their own, some that are near each other.
template <class F>
void Recreate<F>::choose_old(const Plan<F>& plan, bool anywhere, Random& random) {
    const std::vector<int>& absent = plan.absent();
    const int old = plan.absent_at_commit();
    const int most = anywhere ? kOldForTrip : kOldAtOnce;
    const int centre = absent[static_cast<size_t>(anywhere ? random.below(old) : old)];
    old_.clear();
    if (anywhere) old_.push_back(centre);
    for (const int stop : problem_.neighbours_of(centre)) {
        if (static_cast<int>(old_.size()) == most) break;
        if (plan.is_absent(stop) && plan.node(stop).position < old) old_.push_back(stop);
    }
}

// No prize alone may pay for a trip that several together pay for: now and then, the first one
// comes along whatever it costs.
template <class F> void Recreate<F>::insert_in_order(Plan<F>& plan, bool by_worth, Random& random) {
    if (by_worth)
        sort_by_worth(plan, random);
    else if (order_.size() > 1)
        sort(plan, random);
    if (!by_worth &&
        std::any_of(old_.begin(), old_.end(),
                    [&](int stop) { return plan.stop(stop).prize < 0; }) &&
        all_vehicles_used(plan))
        sort_for_shortage(plan, random);
    // Nor does a stop that no route may begin with pay for one: another one opens it, now and then.
    bool open = some_need_company_ && !old_.empty() && random.unit() < kOpened;
    for (const int stop : order_) {
        if (!plan.is_absent(stop)) continue; // has come along with another one, or in its place
        if (open && plan.partner_of(stop) == kNowhere &&
            (open_route(plan, stop, random) || open_route_together(plan, stop))) {
            open = false;
            continue;
        }
        const Cost prize = prize_of(plan, stop);
        const Cost limit = prize < 0 || by_worth ? Place{}.cost : prize;
        insert(plan, stop, limit, random);
        by_worth &= prize < 0;
    }
}

// Of a stop, or of both of its shipment; negative if one of them must be served.
template <class F> Cost Recreate<F>::prize_of(const Plan<F>& plan, int stop) const {
    const Cost prize = plan.stop(stop).prize;
    const int partner = plan.partner_of(stop);
    if (partner == kNowhere || prize < 0) return prize;
    const Cost other = plan.stop(partner).prize;
    return other < 0 ? other : prize + other;
}

// The orders and weights of the paper, with those of its time window variant.
template <class F> void Recreate<F>::sort(const Plan<F>& plan, Random& random) {
    random.shuffle(order_);
    const int depot = problem_.kinds[0].start;
    const int dice = random.below(F::windows ? 17 : 11);
    if (dice < 4) return;
    if (dice < 8)
        sort_by([&](int stop) { return -plan.stop(stop).delivery[0] - plan.stop(stop).pickup[0]; });
    else if (dice < 10)
        sort_by([&](int stop) { return -problem_.distance().at(depot, stop); });
    else if (dice < 11)
        sort_by([&](int stop) { return problem_.distance().at(depot, stop); });
    else if (dice < 13)
        sort_by([&](int s) { return problem_.window(s).closes - problem_.window(s).opens; });
    else if (dice < 15)
        sort_by([&](int stop) { return problem_.window(stop).opens; });
    else
        sort_by([&](int stop) { return -problem_.window(stop).closes; });
}

// Roughly, the stops that must be served by their priorities, then the others by their prizes.
template <class F> void Recreate<F>::sort_by_worth(const Plan<F>& plan, Random& random) {
    constexpr double kMoreThanPrizes = 0x1.0p50;
    sort_by([&](int stop) {
        const StopData& data = plan.stop(stop);
        const double worth = data.prize < 0 ? kMoreThanPrizes * static_cast<double>(data.priority)
                                            : static_cast<double>(data.prize);
        return -static_cast<int64_t>(worth * (0.5 + random.unit()));
    });
}

template <class F> bool Recreate<F>::all_vehicles_used(const Plan<F>& plan) const {
    for (int kind = 0; kind < static_cast<int>(problem_.kinds.size()); ++kind)
        if (plan.free_slot(kind) != kNowhere) return false;
    return true;
}

// Where there is no room for all, the largest stops first would nearly always give back what the
// plan had: in some rounds, those that had a place come before those that had none, in others those
// come first that count most for the room they take.
template <class F> void Recreate<F>::sort_for_shortage(const Plan<F>& plan, Random& random) {
    constexpr double kServedFirst = 0.3;
    constexpr double kByDensity = 0.3;
    constexpr double kLeastRoom = 0.1; // in mean loads
    const double draw = random.unit();
    if (draw < kServedFirst) {
        std::stable_partition(order_.begin(), order_.end(), [&](int stop) {
            return std::find(old_.begin(), old_.end(), stop) == old_.end();
        });
    } else if (draw < kServedFirst + kByDensity) {
        const auto room = [&](const StopData& stop) {
            double most = 0.0;
            for (int d = 0; d < problem_.load_dimensions; ++d)
                most =
                    std::max(most, static_cast<double>(std::max(stop.delivery[d], stop.pickup[d])) /
                                       static_cast<double>(std::max<int64_t>(1, all_loads_[d])));
            return kLeastRoom + most * problem_.size();
        };
        sort_by([&](int id) {
            const StopData& stop = plan.stop(id);
            const double density = static_cast<double>(stop.priority) / room(stop);
            return -static_cast<int64_t>(density * (0.5 + random.unit()) * 0x1.0p10);
        });
    }
}

template <class F> template <class Key> void Recreate<F>::sort_by(Key key) {
    keyed_.clear();
    for (const int stop : order_) keyed_.emplace_back(key(stop), stop);
    std::stable_sort(keyed_.begin(), keyed_.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (size_t i = 0; i < order_.size(); ++i) order_[i] = keyed_[i].second;
}

} // namespace vrp
