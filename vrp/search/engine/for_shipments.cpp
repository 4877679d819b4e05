// Goods that go from stop to stop.
#include "for_features_definitions.h"

namespace vrp {

template struct ForFeatures<SingleLoadShipments>;
template struct ForFeatures<EverythingShipments>;

} // namespace vrp
