// Which constraints the engine is compiled for, so that a plain CVRP pays nothing for time windows.
#pragma once

namespace vrp {

inline constexpr int kMaxLoadDimensions = 8;

template <bool Windows, bool Duration, bool Pickup, bool Fleet, int Dimensions, bool Trips = false,
          bool Openings = false, bool Shipments = false, bool Breaks = false>
struct Features {
    // Service must start within a time window, routes keep shifts.
    static constexpr bool windows = Windows;
    // Route durations are limited or paid for, or a stop has several windows beside pickups or
    // trips: each stop keeps the window that was chosen for it.
    static constexpr bool duration = Duration;
    // Some stops have several windows, and each is served in the first one that is still open.
    static constexpr bool openings = Openings;
    // Goods are picked up as well as delivered, or there are several load dimensions.
    static constexpr bool pickup = Pickup;
    // Vehicles differ, or limit the distance or the stops of a route.
    static constexpr bool fleet = Fleet;
    // Load dimensions that fit.
    static constexpr int dimensions = Dimensions;
    // Vehicles reload during their routes, or goods are at the depot only later.
    static constexpr bool trips = Trips;
    // Goods are carried from one stop to another.
    static constexpr bool shipments = Shipments;
    // Drivers are due a break.
    static constexpr bool breaks = Breaks;
    // See Limited.
    static constexpr bool limits = false;

    static_assert(!Duration || Windows, "durations are computed by the time window algebra");
    static_assert(Pickup || Dimensions == 1, "several dimensions need the full load algebra");
    static_assert(!Openings || (Windows && !Duration), "durations need a chosen window");
    static_assert(!Shipments || (Duration && Pickup && Fleet), "inserted by the full algebra");
    static_assert(!Trips || (Duration && Pickup && Fleet), "trips end by the full algebra");
    static_assert(!Breaks || (Duration && Fleet && !Trips), "a break is a part of the duration");
};

// So that a genetic search can charge for too long a distance and too many stops of a route; other
// searches keep to these limits wherever there is a fleet.
template <class F> struct Limited : F {
    static_assert(F::fleet, "limits are those of vehicles");
    static constexpr bool limits = true;
};

using Capacitated = Features<false, false, false, false, 1>;
using TimeWindows = Features<true, false, false, false, 1>;
using HeterogeneousFleet = Features<false, false, false, true, 1>;
using FleetTimeWindows = Features<true, false, false, true, 1>;
using FleetOpenings = Features<true, false, false, true, 1, false, true>;
using FleetPickups = Features<false, false, true, true, 1>;
using Durations = Features<true, true, false, true, 1>;
using SingleLoad = Features<true, true, true, true, 1>;
using TwoLoads = Features<false, false, true, true, 2>;
using Everything = Features<true, true, true, true, kMaxLoadDimensions>;
using SingleLoadTrips = Features<true, true, true, true, 1, true>;
using EverythingTrips = Features<true, true, true, true, kMaxLoadDimensions, true>;
using SingleLoadShipments = Features<true, true, true, true, 1, false, false, true>;
using EverythingShipments =
    Features<true, true, true, true, kMaxLoadDimensions, false, false, true>;
using EverythingTripsShipments =
    Features<true, true, true, true, kMaxLoadDimensions, true, false, true>;
using DurationsBreaks = Features<true, true, false, true, 1, false, false, false, true>;
using EverythingBreaks =
    Features<true, true, true, true, kMaxLoadDimensions, false, false, false, true>;
using EverythingShipmentsBreaks =
    Features<true, true, true, true, kMaxLoadDimensions, false, false, true, true>;

} // namespace vrp
