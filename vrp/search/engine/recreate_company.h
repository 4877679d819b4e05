// Recreate: routes for stops that none may begin or end with, as ways are missing.
#pragma once

#include "recreate.h"

namespace vrp {

// Whether no vehicle gets to the stop from its depot, or back from there, in a single leg.
template <class F> bool Recreate<F>::needs_company(int stop) const {
    const Matrix& distance = problem_.distance();
    return std::none_of(problem_.kinds.begin(), problem_.kinds.end(), [&](const Kind& kind) {
        return distance.at(kind.start, stop) <= kind.max_distance &&
               distance.at(stop, kind.end) <= kind.max_distance;
    });
}

// Puts the stop on an unused vehicle, whatever that costs; false if it cannot.
template <class F> bool Recreate<F>::open_route(Plan<F>& plan, int stop, Random& random) {
    Place place;
    try_free_vehicles(plan, stop, place, &random);
    if (place.after == kNowhere) return false;
    insert_at(plan, stop, place);
    return true;
}

// The same with others that it needs, of which at least one needs company as well: a single one
// finds its place on the route that another one opens.
template <class F> bool Recreate<F>::open_route_together(Plan<F>& plan, int stop) {
    if (!needs_company(stop) || plan.used_routes() >= most_routes_) return false;
    for (const Kind& kind : problem_.kinds) {
        const int slot = plan.free_slot(static_cast<int>(&kind - problem_.kinds.data()));
        if (slot == kNowhere) continue;
        const std::vector<int> stops = chain_through(plan, kind, stop);
        const auto needing = std::count_if(stops.begin(), stops.end(),
                                           [&](int other) { return needs_company(other); });
        if (needing < 2 || !fits_as_whole(plan, slot, stops)) continue;
        plan.lay(slot, stops);
        return true;
    }
    return false;
}

// The fewest stops of the order that lead from the depot to the stop and on from there to the end
// of a route; none if they do not.
template <class F>
std::vector<int> Recreate<F>::chain_through(const Plan<F>& plan, const Kind& kind, int stop) const {
    const auto leads = [&](int from, int to) {
        return problem_.distance().at(from, to) <= kind.max_distance;
    };
    std::vector<int> chain{stop};
    // Goes on from the last stop to one that `arrives`, not by those that are known.
    const auto extend = [&](const auto& leads_on, const auto& arrives) {
        std::vector<std::pair<int, size_t>> reached{{chain.back(), 0}}; // and from which entry
        const auto is_free = [&](int other) {
            const auto is_other = [&](const auto& entry) { return entry.first == other; };
            return plan.is_absent(other) &&
                   std::find(chain.begin(), chain.end(), other) == chain.end() &&
                   std::none_of(reached.begin(), reached.end(), is_other);
        };
        for (size_t i = 0; i < reached.size(); ++i) {
            if (arrives(reached[i].first)) {
                const auto known = static_cast<std::ptrdiff_t>(chain.size());
                for (; i > 0; i = reached[i].second) chain.push_back(reached[i].first);
                std::reverse(chain.begin() + known, chain.end());
                return true;
            }
            for (const int other : order_)
                if (leads_on(reached[i].first, other) && is_free(other))
                    reached.emplace_back(other, i);
        }
        return false;
    };
    const bool returns = extend(leads, [&](int last) { return leads(last, kind.end); });
    std::reverse(chain.begin(), chain.end());
    const auto comes_from = [&](int to, int from) { return leads(from, to); };
    if (!returns || !extend(comes_from, [&](int first) { return leads(kind.start, first); }))
        return {};
    std::reverse(chain.begin(), chain.end());
    return chain;
}

} // namespace vrp
