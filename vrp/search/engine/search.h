// What every search is to its callers, whatever it does and whatever features it is compiled for.
#pragma once

#include "assignment.h"
#include "cooling.h"

#include <cstdint>
#include <vector>

namespace vrp {

// What temperatures and unserved stops are measured with.
struct CostScale {
    double mean_leg = 0.0;
    double least_weight = 0.0;
    double weight = 0.0; // cost of an unserved stop of priority 0, adapted
};

// What the bindings see, whatever the features compiled for.
class Search {
public:
    virtual ~Search() = default;
    virtual const Problem& problem() const = 0;
    // Inserts every absent stop that fits.
    virtual void construct() = 0;
    virtual int64_t run(const Slice& slice) = 0;
    // Replaces the current plan; stops that do not fit where they stand stay absent.
    virtual void start_from(const std::vector<Assignment>& assignments) = 0;
    virtual CostScale scale() const = 0;
    virtual void set_scale(const CostScale& scale) = 0;
    virtual std::vector<Assignment> current() const = 0;
    virtual std::vector<Assignment> best() const = 0;
    virtual Value current_value() const = 0;
    virtual Value best_value() const = 0;
    // How long the mean leg between two stops is, in mean legs of the scale.
    virtual double between_stops() const = 0;
    virtual int best_routes() const = 0;
    virtual int best_unassigned() const = 0;
};

} // namespace vrp
