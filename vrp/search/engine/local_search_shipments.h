// Local search: what may be moved of shipments.
#pragma once

#include "local_search.h"

namespace vrp {

// Whether every shipment of the chain is still picked up before it is handed over, by the same
// vehicle, once the chain is behind `after`.
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
            if (stays && target.route != first.route) return false;
            if (stays && plan.stop(id).is_origin != (target.position < position)) return false;
        }
        if (id == chain.last) return true;
    }
}

// Whether both stops of a shipment are among first..last of a route.
template <class F> bool LocalSearch<F>::holds_shipment(const Plan<F>& plan, int first, int last) {
    const int position = plan.node(first).position;
    for (int id = last;; id = plan.node(id).previous) {
        const int partner = plan.partner_of(id);
        if (partner != kNowhere && !plan.stop(id).is_origin &&
            plan.node(partner).position >= position)
            return true;
        if (id == first) return false;
    }
}

} // namespace vrp
