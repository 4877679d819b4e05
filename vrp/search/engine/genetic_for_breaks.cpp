// Genetic searches for drivers who are due a break.
#include "genetic_for_features_definitions.h"

namespace vrp {

template std::unique_ptr<Search> make_genetic<Limited<DurationsBreaks>>(const Problem&, uint64_t);
template std::unique_ptr<Search> make_genetic<Limited<EverythingBreaks>>(const Problem&, uint64_t);

} // namespace vrp
