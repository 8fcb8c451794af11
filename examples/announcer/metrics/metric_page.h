// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

// One reading of the announcer's metrics, in the text format of Prometheus.

#ifndef WAYMARK_EXAMPLES_ANNOUNCER_METRICS_METRIC_PAGE_H_
#define WAYMARK_EXAMPLES_ANNOUNCER_METRICS_METRIC_PAGE_H_

#include <prometheus/client_metric.h>
#include <prometheus/metric_family.h>
#include <prometheus/metric_type.h>

#include <initializer_list>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace waymark::examples {

struct MetricInfo {
  const char* name;
  prometheus::MetricType type;
  const char* help;
};

// All there are, in the order of the page.
absl::Span<const MetricInfo> AllMetrics();

class MetricPage {
 public:
  using Labels = std::initializer_list<std::pair<const char*, std::string>>;

  // A counter or a gauge. REQUIRES: the name is among AllMetrics(), and no
  // value was added for it with the same labels.
  void Add(absl::string_view name, Labels labels, double value);
  // The same for what has been collected elsewhere: a histogram.
  void Add(absl::string_view name, Labels labels,
           prometheus::ClientMetric metric);

  // A text for each metric that has a value: its help, its type, its values.
  std::vector<std::string> Texts() const;

 private:
  std::map<std::string, std::vector<prometheus::ClientMetric>, std::less<>>
      values_;
};

}  // namespace waymark::examples

#endif  // WAYMARK_EXAMPLES_ANNOUNCER_METRICS_METRIC_PAGE_H_
