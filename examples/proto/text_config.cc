// Copyright 2026 The Waymark Authors
// SPDX-License-Identifier: Apache-2.0

#include "examples/proto/text_config.h"

#include <algorithm>
#include <cstddef>
#include <fstream>
#include <iterator>
#include <numeric>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/io/tokenizer.h"

namespace waymark::examples {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::TextFormat;

// Levenshtein.
size_t EditDistance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

// "did you mean x?" where one is close, otherwise all that would do.
std::string Suggest(absl::string_view written,
                    const std::vector<std::string>& known) {
  const std::string* closest = nullptr;
  size_t least = 3;  // a slip of the keyboard, not another word
  for (const std::string& name : known) {
    const size_t distance = EditDistance(written, name);
    if (distance < least) {
      least = distance;
      closest = &name;
    }
  }
  if (closest != nullptr) return absl::StrCat("did you mean ", *closest, "?");
  return absl::StrCat("choose one of ", absl::StrJoin(known, ", "));
}

// The text between the first pair of double quotes at or after `from`, which
// moves behind it.
std::string NextQuoted(const std::string& text, size_t* from) {
  const size_t open = text.find('"', *from);
  if (open == std::string::npos) return "";
  const size_t close = text.find('"', open + 1);
  if (close == std::string::npos) return "";
  *from = close + 1;
  return text.substr(open + 1, close - open - 1);
}

bool IsOfWord(char c) { return absl::ascii_isalnum(c) || c == '_'; }

// The names of the fields whose messages are open at the end of `text`.
std::vector<std::string> OpenFields(absl::string_view text) {
  std::vector<std::string> open;
  std::string word;  // the last one
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '#') {
      i = std::min(text.find('\n', i), text.size());
    } else if (c == '"' || c == '\'') {
      for (++i; i < text.size() && text[i] != c; ++i) {
        if (text[i] == '\\') ++i;
      }
    } else if (c == '{' || c == '<') {
      open.push_back(word);
    } else if (c == '}' || c == '>') {
      if (!open.empty()) open.pop_back();
    } else if (IsOfWord(c)) {
      if (i == 0 || !IsOfWord(text[i - 1])) word.clear();
      word += c;
    }
  }
  return open;
}

// The type of the enum field of this name in the message that is open at the
// end of `text`: the parser names the field alone.
const EnumDescriptor* FindEnum(const Descriptor& root, absl::string_view text,
                               const std::string& field) {
  const Descriptor* message = &root;
  for (const std::string& name : OpenFields(text)) {
    const FieldDescriptor* const child = message->FindFieldByName(name);
    if (child == nullptr || child->message_type() == nullptr) return nullptr;
    message = child->message_type();
  }
  const FieldDescriptor* const found = message->FindFieldByName(field);
  return found == nullptr ? nullptr : found->enum_type();
}

// Where a line (from 1) and a column (from 1, tabs to the next multiple of 8,
// as the parser counts) are in `text`.
size_t OffsetOf(absl::string_view text, int line, int column) {
  size_t offset = 0;
  for (int l = 1; l < line && offset < text.size(); ++offset) {
    if (text[offset] == '\n') ++l;
  }
  for (int c = 0; c < column - 1 && offset < text.size(); ++offset) {
    c += text[offset] == '\t' ? 8 - c % 8 : 1;
  }
  return offset;
}

// Turns what the parser says into problems; adds names to those of its messages
// whose wording is known, and passes the others on.
class Collector : public google::protobuf::io::ErrorCollector {
 public:
  Collector(absl::string_view text, const Descriptor& root,
            ConfigProblems& problems)
      : text_(text), root_(root), problems_(problems) {}

  bool clean() const { return clean_; }

#if GOOGLE_PROTOBUF_VERSION >= 4022000
  void RecordError(int line, int column, absl::string_view message) override {
    Add(line, column, std::string(message));
  }
  void RecordWarning(int line, int column, absl::string_view message) override {
    Add(line, column, std::string(message));
  }
#else
  void AddError(int line, int column, const std::string& message) override {
    Add(line, column, message);
  }
  void AddWarning(int line, int column, const std::string& message) override {
    Add(line, column, message);
  }
#endif

 private:
  void Add(int line, int column, const std::string& message) {
    clean_ = false;
    ConfigProblem problem;
    problem.line = line + 1;
    problem.column = column + 1;
    if (!ExplainField(message, problem) && !ExplainEnum(message, problem)) {
      problem.what = message;
    }
    problems_.Add(std::move(problem));
  }

  // Message type "waymark.proto.Bfd" has no field named "multiplier".
  bool ExplainField(const std::string& message, ConfigProblem& problem) const {
    if (message.find("has no field named") == std::string::npos) return false;
    size_t at = 0;
    const std::string type = NextQuoted(message, &at);
    const std::string name = NextQuoted(message, &at);
    const Descriptor* const descriptor =
        root_.file()->pool()->FindMessageTypeByName(type);
    if (descriptor == nullptr) return false;
    std::vector<std::string> known;
    for (int i = 0; i < descriptor->field_count(); ++i) {
      known.emplace_back(descriptor->field(i)->name());
    }
    MoveBack(name, problem);
    problem.field = name;
    problem.what =
        absl::StrCat("is no field of ", std::string(descriptor->name()));
    problem.fix = Suggest(name, known);
    return true;
  }

  // Unknown enumeration value of "ACTIV" for field "role".
  bool ExplainEnum(const std::string& message, ConfigProblem& problem) const {
    if (message.find("nknown enumeration value") == std::string::npos) {
      return false;
    }
    size_t at = 0;
    const std::string value = NextQuoted(message, &at);
    const std::string field = NextQuoted(message, &at);
    MoveBack(value, problem);
    const size_t offset = OffsetOf(text_, problem.line, problem.column);
    const EnumDescriptor* const type =
        FindEnum(root_, text_.substr(0, offset), field);
    if (type == nullptr) return false;
    std::vector<std::string> known;
    for (int i = 0; i < type->value_count(); ++i) {
      const std::string name(type->value(i)->name());
      if (name.find("_UNSPECIFIED") == std::string::npos) known.push_back(name);
    }
    problem.field = field;
    problem.value = value;
    problem.what = "is not a value of this field";
    problem.fix = Suggest(value, known);
    return true;
  }

  // The parser notices an unknown name when it has read on: back to the name.
  void MoveBack(absl::string_view name, ConfigProblem& problem) const {
    const size_t offset = OffsetOf(text_, problem.line, problem.column);
    const absl::string_view before = text_.substr(0, offset);
    const size_t at = before.rfind(name);
    if (at == absl::string_view::npos) return;
    const size_t line_start = before.substr(0, at).rfind('\n') + 1;
    const auto lines_back = std::count(
        before.begin() + static_cast<std::ptrdiff_t>(at), before.end(), '\n');
    problem.line -= static_cast<int>(lines_back);
    problem.column = static_cast<int>(at - line_start) + 1;
  }

  const absl::string_view text_;
  const Descriptor& root_;
  ConfigProblems& problems_;
  bool clean_ = true;
};

}  // namespace

bool ReadConfigFile(const std::string& path, std::string* text,
                    ConfigProblems* problems) {
  const auto fail = [&](absl::string_view what, absl::string_view fix) {
    ConfigProblem problem;
    problem.what = std::string(what);
    problem.fix = std::string(fix);
    problems->Add(std::move(problem));
    return false;
  };
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail("cannot be opened", "check the path and its rights");
  text->clear();
  char chunk[4096];  // the pages of the stack that it touches stay resident
  while (file.read(chunk, sizeof(chunk)) || file.gcount() > 0) {
    text->append(chunk, static_cast<size_t>(file.gcount()));
    if (text->size() > kMaxConfigSize) {
      return fail("is larger than 16 MiB", "name a configuration");
    }
  }
  // A folder opens and cannot be read.
  if (file.bad()) return fail("cannot be read", "name a file");
  return true;
}

bool ParseTextConfig(absl::string_view text, google::protobuf::Message* message,
                     TextFormat::ParseInfoTree* places,
                     ConfigProblems* problems) {
  Collector collector(text, *message->GetDescriptor(), *problems);
  TextFormat::Parser parser;
  parser.RecordErrorsTo(&collector);
  parser.WriteLocationsTo(places);
  // Unknown fields then come as warnings and do not end the parse.
  parser.AllowUnknownField(true);
  const bool parsed = parser.ParseFromString(std::string(text), message);
  return parsed && collector.clean();
}

}  // namespace waymark::examples
