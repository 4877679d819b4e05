// Several trips a route.
#include "for_features_definitions.h"

namespace vrp {

template struct ForFeatures<SingleLoadTrips>;
template struct ForFeatures<EverythingTrips>;

} // namespace vrp
