// What a plan from outside is worth.
#pragma once

#include "assignment.h"
#include "feature_choice.h"
#include "recreate.h"

namespace vrp {

// Stops that do not fit where they stand count as unserved.
inline Value value_of(const Problem& problem, const std::vector<Assignment>& assignments) {
    return with_features(problem, [&](auto tag) {
        using F = typename decltype(tag)::Features;
        Plan<F> plan(problem);
        Recreate<F> recreate(problem, {});
        for (const Assignment& assignment : assignments) {
            const int slot = plan.free_slot(assignment.kind);
            if (slot != kNowhere) recreate.lay(plan, slot, assignment.stops);
        }
        return plan.value();
    });
}

} // namespace vrp
