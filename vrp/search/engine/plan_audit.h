// Plan: a comparison of all caches with a computation from scratch, for debug builds.
#pragma once

#include "plan.h"

#include <stdexcept>
#include <string>

namespace vrp {

template <class F> void Plan<F>::audit() const {
    Plan<F> fresh(*problem_);
    for (int r = 0; r < static_cast<int>(routes_.size()); ++r) {
        int after = start_of(r);
        for (int id = first_of(r); id != end_of(r); after = id, id = node(id).next) {
            const TimeSegment here = visit(id);
            if (is_reload(id))
                fresh.put_reload(id, after);
            else
                fresh.insert(id, after, {here.earliest, here.latest});
        }
    }
    fresh.renumber_touched();
    const auto require = [](bool holds, const char* what) {
        if (!holds) throw std::logic_error(std::string("engine audit: stale ") + what);
    };
    require(fresh.value_ == value_, "value");
    require(fresh.absent_.size() == absent_.size(), "list of absent stops");
    for (int r = 0; r < static_cast<int>(routes_.size()); ++r) {
        const Route& mine = route(r);
        const Route& theirs = fresh.route(r);
        require(mine.size == theirs.size, "route size");
        if (mine.size == 0) continue;
        require(mine.numbered == end_of(r), "numbering");
        require(mine.load == theirs.load, "route load");
        require(mine.distance == theirs.distance, "route distance");
        require(mine.cost == theirs.cost, "route cost");
        require(mine.load <= kind(r).capacity[0] || F::pickup, "capacity");
        require(mine.reloads == theirs.reloads, "number of reloads");
        require(mine.reloads <= kind(r).max_reloads, "most reloads");
        require(mine.size <= kind(r).max_stops, "number of stops");
        require(mine.distance <= kind(r).max_distance, "distance");
        require(joins(r, start_of(r), first_of(r)), "time feasibility");
        require(mine.is_restful, "break");
        require(!F::duration || mine.duration == theirs.duration, "route duration");
        for (int id = start_of(r);; id = node(id).next) {
            require(node(id).route == r, "route of a node");
            if constexpr (F::duration) {
                require(node(id).time.prefix == fresh.node(id).time.prefix, "time prefix");
                require(node(id).time.suffix == fresh.node(id).time.suffix, "time suffix");
            } else if constexpr (F::windows) {
                require(node(id).time.latest == fresh.node(id).time.latest, "latest time");
                require(node(id).time.ready == fresh.node(id).time.ready, "ready time");
            }
            if constexpr (F::pickup) {
                require(node(id).loads.prefix == fresh.node(id).loads.prefix, "load prefix");
                require(node(id).loads.suffix == fresh.node(id).loads.suffix, "load suffix");
                require(node(id).loads.prefix.fits(kind(r).capacity), "capacity");
            }
            require(node(id).position == fresh.node(id).position, "position");
            require(node(id).load == fresh.node(id).load, "load up to a node");
            require(node(id).driven == fresh.node(id).driven, "distance up to a node");
            require(node(id).trip == fresh.node(id).trip, "trip of a node");
            require(node(id).on_board == fresh.node(id).on_board, "shipments on board");
            if (partner_of(id) != kNowhere) {
                const Node<F>& partner = node(partner_of(id));
                require(partner.route == r, "route of a shipment");
                require(reloads_through(id) == reloads_through(partner_of(id)),
                        "trip of a shipment");
                require(stop(id).is_origin == (node(id).position < partner.position),
                        "order of a shipment");
            }
            if (id == end_of(r)) break;
            require(!empties_trip(id, node(id).next), "trip without stops");
            require(node(node(id).next).previous == id, "link");
            require(node(id).leg == distance(id, node(id).next), "leg");
        }
    }
}

} // namespace vrp
