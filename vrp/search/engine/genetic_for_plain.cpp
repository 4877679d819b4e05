// Genetic searches for routes without a duration, that deliver one good.
#include "genetic_for_features_definitions.h"

namespace vrp {

template std::unique_ptr<Search> make_genetic<Capacitated>(const Problem&, uint64_t);
template std::unique_ptr<Search> make_genetic<TimeWindows>(const Problem&, uint64_t);
template std::unique_ptr<Search> make_genetic<HeterogeneousFleet>(const Problem&, uint64_t);
template std::unique_ptr<Search> make_genetic<FleetTimeWindows>(const Problem&, uint64_t);
template std::unique_ptr<Search> make_genetic<FleetOpenings>(const Problem&, uint64_t);

} // namespace vrp
