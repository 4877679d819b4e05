// Local search: what may be moved of shipments.
#pragma once

#include "local_search.h"

namespace vrp {

// Whether every shipment of the chain is still picked up before it is handed over, on the same
// trip, once the chain is behind `after`.
template <class F>
bool LocalSearch<F>::keeps_order(const Plan<F>& plan, const Chain& chain, int after) {
    const Node<F>& first = plan.node(chain.first);
    const Node<F>& last = plan.node(chain.last);
    const Node<F>& target = plan.node(after);
    for (int id = chain.first;; id = plan.node(id).next) {
        const int partner = plan.partner_of(id);
        if (partner != kNowhere) {
            const int position = plan.node(partner).position;
            const bool stays = position < first.position || position > last.position;
            if (stays && (target.route != first.route ||
                          plan.reloads_through(after) != plan.reloads_through(partner)))
                return false;
            if (stays && plan.stop(id).is_origin != (target.position < position)) return false;
        }
        if (id == chain.last) return true;
    }
}

// Whether first..last of a route may be driven the other way round: no shipment is picked up and
// handed over in there, and none comes to be on another trip.
template <class F> bool LocalSearch<F>::may_turn(const Plan<F>& plan, int first, int last) {
    const int left = plan.node(first).previous;
    if (plan.reloads_through(left) < plan.reloads_through(last) &&
        (plan.carries_behind(left) || plan.carries_behind(last)))
        return false;
    for (int id = last; id != left; id = plan.node(id).previous) {
        const int partner = plan.partner_of(id);
        if (partner != kNowhere && !plan.stop(id).is_origin &&
            plan.node(partner).position > plan.node(left).position)
            return false;
    }
    return true;
}

} // namespace vrp
