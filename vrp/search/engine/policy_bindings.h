// The part of vrp.search._engine that runs policies.
#pragma once

#include <nanobind/nanobind.h>

void bind_policies(nanobind::module_& module);
