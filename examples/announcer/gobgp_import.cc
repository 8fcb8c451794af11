// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/announcer/gobgp_import.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "examples/announcer/toml_leaves.h"

namespace waymark::examples {
namespace {

// Why something has no equivalent, by what its path contains; the first counts.
constexpr struct {
  const char* part;
  const char* reason;
} kReasons[] = {
    {"password", "write the key to a file and name it in password_file"},
    {"graceful-restart",
     "never offered: it would keep routes through a node that BFD has declared "
     "dead"},
    {"ebgp-multihop", "not needed: packets go out with the system's TTL"},
    {"apply-policy", "no policy: the ladder says how good a path looks"},
    {"policy-definitions", "no policy: the ladder says how good a path looks"},
    {"defined-sets", "no policy: the ladder says how good a path looks"},
    {"listen-config",
     "listens, on port 179, only for neighbours whose opening is PASSIVE or "
     "BOTH"},
    {"admin-down", "leave the neighbour out to keep it down"},
    {"zebra", "announces, and installs nothing"},
};

std::string Quoted(absl::string_view text) {
  return absl::StrCat("\"", absl::CEscape(text), "\"");
}

absl::string_view ReasonFor(absl::string_view path) {
  for (const auto& [part, reason] : kReasons) {
    if (absl::StrContains(path, part)) return reason;
  }
  return "no equivalent";
}

// A line for each value that nobody took, without `path` in front.
std::string RestOf(TomlLeaves& leaves, const std::string& path,
                   absl::string_view indent) {
  std::string text;
  for (const TomlLeaves::Leaf& leaf : leaves.TakeRest(path)) {
    if (leaf.value == "false") continue;  // as if it were not there
    absl::string_view name = leaf.path;
    if (absl::ConsumePrefix(&name, path)) absl::ConsumePrefix(&name, ".");
    const bool secret = absl::StrContains(leaf.path, "password");
    absl::StrAppend(
        &text, indent, "# line ", leaf.line, ": ", name,
        secret ? "" : absl::StrCat(" = ", absl::CEscape(leaf.value)), ": ",
        ReasonFor(leaf.path), "\n");
  }
  return text;
}

// One neighbour of GoBGP, which takes from its peer group what it does not have
// itself, and the text that it becomes.
class NeighborImport {
 public:
  NeighborImport(TomlLeaves& leaves, std::string path, std::string router_id)
      : leaves_(leaves),
        path_(std::move(path)),
        router_id_(std::move(router_id)),
        group_(FindGroup()) {}

  std::string Text() {
    const std::string address = Take("config.neighbor-address").value_or("");
    is_v4_ = !absl::StrContains(address, ':');
    const std::string description = Take("config.description").value_or("");
    Line("name", Quoted(description.empty() ? address : description));
    Line("address", Quoted(address));
    TakeNumber("transport.config.remote-port", "port", 1);
    TakeLocalAddress();
    TakeNumber("config.peer-as", "peer_as", 1);
    TakeNumber("config.local-as", "local_as", 1);
    TakeTimers();
    TakeTransport();
    TakeFamilies();
    TakeBfd();
    text_ += RestOf(leaves_, path_, "  ");
    return absl::StrCat("neighbor {\n", text_, "}\n");
  }

 private:
  std::string FindGroup() {
    const std::optional<std::string> name =
        leaves_.Take(absl::StrCat(path_, ".config.peer-group"));
    if (!name.has_value()) return "";
    for (int i = 0;; ++i) {
      const std::string group = absl::StrCat("peer-groups[", i, "]");
      if (!leaves_.Has(group)) return "";
      if (leaves_.Take(group + ".config.peer-group-name") == name) return group;
    }
  }

  std::optional<std::string> Take(const std::string& key) {
    std::optional<std::string> own =
        leaves_.Take(absl::StrCat(path_, ".", key));
    if (own.has_value() || group_.empty()) return own;
    return leaves_.Take(absl::StrCat(group_, ".", key));
  }

  bool IsSet(const std::string& key) { return Take(key) == "true"; }

  std::optional<double> Number(const std::string& key) {
    const std::optional<std::string> text = Take(key);
    double number = 0;
    if (!text.has_value() || !absl::SimpleAtod(*text, &number) || number < 0) {
      return std::nullopt;
    }
    return number;
  }

  void Line(absl::string_view field, absl::string_view value,
            absl::string_view comment = "") {
    absl::StrAppend(&text_, "  ", field, ": ", value,
                    comment.empty() ? "" : "  # ", comment, "\n");
  }

  // Theirs times `factor` is ours.
  void TakeNumber(const std::string& key, absl::string_view field,
                  double factor) {
    const std::optional<double> number = Number(key);
    if (number.has_value()) Line(field, Rounded(*number * factor));
  }

  static std::string Rounded(double number) {
    return absl::StrCat(static_cast<uint64_t>(std::llround(number)));
  }

  void TakeLocalAddress() {
    const std::optional<std::string> local =
        Take("transport.config.local-address");
    if (local.has_value() && *local != "0.0.0.0" && *local != "::") {
      Line("local_address", Quoted(*local));
      has_local_address_ = true;
    } else if (IsSet("bfd.config.enabled") && is_v4_) {
      Line("local_address", Quoted(router_id_),
           "BFD needs it; this is the router id");
      has_local_address_ = true;
    }
  }

  void TakeTimers() {
    const std::optional<double> hold_time = Number("timers.config.hold-time");
    Line("hold_time_s", Rounded(hold_time.value_or(90)),
         hold_time.has_value() ? "" : "GoBGP's default; ours is 9");
    const double third = std::floor(hold_time.value_or(90) / 3);
    if (Number("timers.config.keepalive-interval").value_or(third) != third) {
      absl::StrAppend(&text_, "  # KEEPALIVEs go out every ", Rounded(third),
                      " s.\n");
    }
    TakeNumber("timers.config.connect-retry", "connect_retry_ms", 1000);
  }

  void TakeTransport() {
    if (IsSet("transport.config.passive-mode")) Line("opening", "PASSIVE");
    if (IsSet("ttl-security.config.enabled")) {
      Line("ttl_security", "true");
      Take("ttl-security.config.ttl-min");
    }
  }

  void TakeFamilies() {
    for (int i = 0;; ++i) {
      const std::string entry = absl::StrCat("afi-safis[", i, "]");
      if (!leaves_.Has(absl::StrCat(path_, ".", entry))) return;
      const std::string key = absl::StrCat(entry, ".config.afi-safi-name");
      const std::string name = Take(key).value_or("");
      if (name == "ipv4-unicast") {
        Line("family", "IPV4");
      } else if (name == "ipv6-unicast") {
        Line("family", "IPV6");
      } else {
        absl::StrAppend(&text_, "  # ", key, " = ", absl::CEscape(name),
                        ": no equivalent\n");
      }
    }
  }

  void TakeBfd() {
    if (!IsSet("bfd.config.enabled")) return;
    // Theirs are in microseconds.
    const auto interval = [this](const std::string& key) {
      return Rounded(std::max(1.0, Number(key).value_or(1e6) / 1000));
    };
    const std::string tx = interval("bfd.config.desired-minimum-tx-interval");
    const std::string rx = interval("bfd.config.required-minimum-receive");
    const std::string multiplier =
        Rounded(Number("bfd.config.detection-multiplier").value_or(3));
    if (Take("bfd.config.port").value_or("3784") != "3784") {
      absl::StrAppend(&text_, "  # Single-hop BFD is always on port 3784.\n");
    }
    // Without our own address it would be refused.
    absl::StrAppend(
        &text_, has_local_address_ ? "  " : "  # local_address, and: ",
        "bfd { desired_min_tx_ms: ", tx, " required_min_rx_ms: ", rx,
        " detect_multiplier: ", multiplier, " }\n");
  }

  TomlLeaves& leaves_;
  const std::string path_;
  const std::string router_id_;
  const std::string group_;  // the path of its peer group, if it has one
  bool is_v4_ = true;
  bool has_local_address_ = false;
  std::string text_;
};

std::string GroupText(const std::vector<std::string>& prefixes,
                      bool has_v4_neighbor) {
  std::string text =
      "# How the floating address looks on each node. GoBGP was told so by\n"
      "# `gobgp global rib add PREFIX`, with an aspath on the standby node.\n"
      "group {\n"
      "  name: \"floating\"\n";
  for (const std::string& prefix : prefixes) {
    absl::StrAppend(&text, "  prefix: ", Quoted(prefix), "\n");
  }
  if (prefixes.empty()) {
    absl::StrAppend(
        &text,
        "  # Not in GoBGP's configuration: write yours in its "
        "place.\n  prefix: ",
        has_v4_neighbor ? "\"192.0.2.1/32\"" : "\"2001:db8::1/128\"", "\n");
  }
  return absl::StrCat(text,
                      "  ladder {\n"
                      "    active { prepend: 0 med: 0 }\n"
                      "    standby { prepend: 2 med: 100 }\n"
                      "    recovering { prepend: 4 med: 200 }\n"
                      "  }\n"
                      "  # STANDBY on the node whose path had an aspath.\n"
                      "  role: ACTIVE\n"
                      "}\n");
}

}  // namespace

absl::StatusOr<std::string> ImportGobgp(
    absl::string_view toml, absl::string_view file,
    const std::vector<std::string>& prefixes) {
  absl::StatusOr<TomlLeaves> leaves = TomlLeaves::Parse(toml, file);
  if (!leaves.ok()) return leaves.status();
  std::string text = absl::StrCat("# From ", absl::CEscape(file),
                                  ", by `announcer --import-gobgp`.\n\n");
  const std::string router_id =
      leaves->Take("global.config.router-id").value_or("");
  absl::StrAppend(&text, "router_id: ", Quoted(router_id), "\n");
  if (const auto as_number = leaves->Take("global.config.as")) {
    absl::StrAppend(&text, "local_as: ", *as_number, "\n");
  }
  bool has_v4_neighbor = false;
  for (int i = 0;; ++i) {
    const std::string path = absl::StrCat("neighbors[", i, "]");
    if (!leaves->Has(path)) break;
    const std::string address =
        leaves->Take(path + ".config.neighbor-address").value_or("");
    has_v4_neighbor |= !absl::StrContains(address, ':');
    absl::StrAppend(&text, "\n",
                    NeighborImport(*leaves, path, router_id).Text());
  }
  absl::StrAppend(&text, "\n", GroupText(prefixes, has_v4_neighbor));
  const std::string rest = RestOf(*leaves, "", "");
  if (!rest.empty()) absl::StrAppend(&text, "\n", rest);
  return text;
}

}  // namespace waymark::examples
