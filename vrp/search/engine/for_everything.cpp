// Shipments beside trips or breaks.
#include "for_features_definitions.h"

namespace vrp {

template struct ForFeatures<EverythingTripsShipments>;
template struct ForFeatures<EverythingShipmentsBreaks>;

} // namespace vrp
