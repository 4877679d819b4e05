// Which of the compiled feature sets a problem needs: the smallest one that knows all it asks for.
#pragma once

#include "problem.h"

namespace vrp {

template <class F> struct FeatureTag {
    using Features = F;
};

// Calls `call` with the FeatureTag of the smallest set.
template <class Call> auto with_features(const Problem& problem, Call call) {
    if (problem.distances.empty())
        throw std::invalid_argument("a large problem has no matrices: search its parts");
    const bool breaks = problem.has_breaks();
    if (problem.has_shipments() && !breaks) {
        if (problem.has_trips()) return call(FeatureTag<EverythingTripsShipments>{});
        return problem.load_dimensions > 1 ? call(FeatureTag<EverythingShipments>{})
                                           : call(FeatureTag<SingleLoadShipments>{});
    }
    bool duration = false;
    bool openings = false;
    bool pickup = problem.load_dimensions > 1;
    bool fleet = problem.kinds.size() > 1;
    for (const Kind& kind : problem.kinds) {
        duration |= kind.pays_duration() || kind.max_duration < kUnlimited;
        fleet |= kind.max_distance < kUnlimited || kind.max_stops < problem.size();
        for (const unsigned char allowed : kind.allowed) fleet |= !allowed;
    }
    for (const StopData& stop : problem.stops) {
        openings |= stop.windows > 1;
        for (int d = 0; d < kMaxLoadDimensions; ++d) pickup |= stop.pickup[d] > 0;
    }
    if (breaks && problem.has_trips()) throw std::invalid_argument("breaks beside several trips");
    if (breaks && (pickup || problem.has_shipments()))
        return call(FeatureTag<EverythingShipmentsBreaks>{});
    if (breaks) return call(FeatureTag<DurationsBreaks>{});
    if (openings && !duration && !pickup && !problem.has_trips())
        return call(FeatureTag<FleetOpenings>{});
    duration |= openings;
    if (problem.has_trips())
        return problem.load_dimensions > 1 ? call(FeatureTag<EverythingTrips>{})
                                           : call(FeatureTag<SingleLoadTrips>{});
    if (problem.load_dimensions == 2 && !duration && !problem.timed)
        return call(FeatureTag<TwoLoads>{});
    if (problem.load_dimensions > 1) return call(FeatureTag<Everything>{});
    if (pickup && !duration && !problem.timed) return call(FeatureTag<FleetPickups>{});
    if (pickup) return call(FeatureTag<SingleLoad>{});
    if (duration) return call(FeatureTag<Durations>{});
    if (problem.timed && fleet) return call(FeatureTag<FleetTimeWindows>{});
    if (problem.timed) return call(FeatureTag<TimeWindows>{});
    if (fleet) return call(FeatureTag<HeterogeneousFleet>{});
    return call(FeatureTag<Capacitated>{});
}

} // namespace vrp
