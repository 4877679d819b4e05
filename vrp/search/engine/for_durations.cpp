// Routes that deliver one good, or bring some back without times.
#include "for_features_definitions.h"

namespace vrp {

template struct ForFeatures<FleetPickups>;
template struct ForFeatures<Durations>;
template struct ForFeatures<DurationsBreaks>;

} // namespace vrp
