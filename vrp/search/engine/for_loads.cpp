// Goods that are picked up, or several loads.
#include "for_features_definitions.h"

namespace vrp {

template struct ForFeatures<SingleLoad>;
template struct ForFeatures<TwoLoads>;
template struct ForFeatures<Everything>;

} // namespace vrp
