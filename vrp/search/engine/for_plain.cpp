// Routes without a duration, that deliver one good.
#include "for_features_definitions.h"

namespace vrp {

template struct ForFeatures<Capacitated>;
template struct ForFeatures<TimeWindows>;
template struct ForFeatures<HeterogeneousFleet>;
template struct ForFeatures<FleetTimeWindows>;
template struct ForFeatures<FleetOpenings>;

} // namespace vrp
