// SPDX-License-Identifier: Apache-2.0
//
// Some packages bring their C compiled (librdkafka_glibc_linux_amd64.a): by somebody, on
// a system of some age. What that needs above the floor is in its symbol tables before
// anything is compiled, and the linker says a part of it after minutes: of an archive
// what is missing, of a shared library nothing, and of a name behind dlsym nobody ever
// does. Whether an archive's member is linked at all hangs on who asks for it. The
// functions that Go files call by C.name are where that begins, and link_model.hpp
// follows them. Missing names of other members are told and left to the linker, who
// knows.
#include "exec/prebuilt.hpp"

#include "catalog/symbols.hpp"
#include "elf/elf_file.hpp"
#include "elf/object_archive.hpp"
#include "elf/object_symbols.hpp"
#include "exec/link_model.hpp"
#include "exec/undefined.hpp"
#include "sysroot/sysroot.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace crossroot::exec {
namespace {

using Answer = PrebuiltNeed::Answer;

struct Machine {
  std::uint16_t number = 0;
  unsigned bits = 0;
  bool big_endian = false;
  bool operator==(const Machine&) const = default;
};

/// Of the first bytes of an ELF file (gABI: EI_CLASS, EI_DATA, e_machine).
std::optional<Machine> machine_of(std::string_view bytes)
{
  constexpr std::size_t k_machine_at = 18;
  if (bytes.size() < k_machine_at + 2 || !bytes.starts_with("\177ELF")) {
    return std::nullopt;
  }
  const bool big = bytes[5] == 2;
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(bytes[at]); };
  const auto first = byte(k_machine_at);
  const auto second = byte(k_machine_at + 1);
  return Machine{
      static_cast<std::uint16_t>(big ? first << 8 | second : second << 8 | first),
      bytes[4] == 2 ? 64U : 32U, big};
}

std::string words_of(const Machine& machine)
{
  for (const auto& facts : Triplet::all()) {
    if (Machine{facts.elf_machine, facts.bits, facts.big_endian} == machine) {
      return std::string(facts.name.substr(0, facts.name.find('-')));
    }
  }
  return fmt::format("machine {} of {} bits", machine.number, machine.bits);
}

bool is_name_letter(char c)
{
  return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z');
}

bool is_printable(char c)
{
  return c >= ' ' && c <= '~';
}

bool has_word(std::string_view text, std::string_view word)
{
  for (auto at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    const auto end = at + word.size();
    if ((at == 0 || !is_name_letter(text[at - 1])) &&
        (end == text.size() || !is_name_letter(text[end]))) {
      return true;
    }
  }
  return false;
}

/// The files of one link, read once.
class Survey {
public:
  Survey(const TargetSpec& target, const PrebuiltCallers& callers)
      : target_(target), callers_(callers), here_{target.triplet.facts().elf_machine,
                                                  target.triplet.facts().bits,
                                                  target.triplet.facts().big_endian}
  {
    const auto sources = sysroot::compat_sources(target.triplet, target.floor);
    for (const auto& source : sources ? *sources : std::vector<sysroot::CompatSource>()) {
      replaced_.insert(source.name);
    }
    // What Go calls, as an object that asks for it.
    objects_.push_back({"", false, {}, {callers.called.begin(), callers.called.end()}});
    places_.push_back({nullptr, ""});
  }

  void read(const PrebuiltFile& file);
  PrebuiltSurvey result() &&;

private:
  struct Place {
    const PrebuiltFile* file;
    std::string object;
  };

  std::optional<Version> above_floor(std::string_view name) const;
  bool refuse_other_machine(const PrebuiltFile& file, std::string_view bytes);
  void read_object(const PrebuiltFile& file,
                   const std::string& object,
                   bool on_demand,
                   std::string_view bytes);
  void read_shared(const PrebuiltFile& file);
  void add_looked_up(const PrebuiltFile& file,
                     const std::vector<elf::Symbol>& symbols,
                     const std::string& object,
                     std::string_view bytes);
  void add_needs_of_objects();
  void refuse_missing(const PrebuiltNeed& need, const PrebuiltFile& file);

  const TargetSpec& target_;
  const PrebuiltCallers& callers_;
  Machine here_;
  std::set<std::string, std::less<>> replaced_;
  std::vector<LinkObject> objects_;
  std::vector<Place> places_; ///< of objects_
  PrebuiltSurvey survey_;
};

std::optional<Version> Survey::above_floor(std::string_view name) const
{
  const auto first =
      catalog::introduction_of(catalog::Runtime::glibc, target_.triplet, name);
  return first && first->release > target_.floor.libc ? std::optional(first->release)
                                                      : std::nullopt;
}

bool Survey::refuse_other_machine(const PrebuiltFile& file, std::string_view bytes)
{
  const auto machine = machine_of(bytes);
  if (!machine || *machine == here_) {
    return false;
  }
  if (!survey_.refusal) {
    survey_.refusal =
        Error(ErrorKind::build, "prebuilt",
              fmt::format("{} is for {}; {} is {}", file.name, words_of(*machine),
                          target_.name, words_of(here_)))
            .note("from", file.origin)
            .note("cause", "a #cgo LDFLAGS line without a condition on the CPU names it, "
                           "or the file is not what its name says")
            .hint(fmt::format("bring one for {}, and name each behind its CPU: #cgo "
                              "linux,{} LDFLAGS: …",
                              words_of(here_), target_.triplet.facts().go_arch));
  }
  return true;
}

/// Texts that are a name above the floor and that the symbol table does not account for:
/// what an object that calls dlsym may look up.
void Survey::add_looked_up(const PrebuiltFile& file,
                           const std::vector<elf::Symbol>& symbols,
                           const std::string& object,
                           std::string_view bytes)
{
  std::set<std::string> found;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (is_name_letter(bytes[i])) {
      continue;
    }
    const auto word = bytes.substr(begin, i - begin);
    const bool alone =
        bytes[i] == '\0' && (begin == 0 || !is_printable(bytes[begin - 1]));
    begin = i + 1;
    constexpr std::size_t k_shortest = 4;
    if (alone && word.size() >= k_shortest && above_floor(word)) {
      found.emplace(word);
    }
  }
  for (const auto& word : found) {
    if (std::none_of(symbols.begin(), symbols.end(),
                     [&](const auto& symbol) { return symbol.name == word; })) {
      survey_.needs.push_back(
          {file.name, object, word, *above_floor(word), Answer::looked_up, false});
    }
  }
}

void Survey::read_object(const PrebuiltFile& file,
                         const std::string& object,
                         bool on_demand,
                         std::string_view bytes)
{
  const auto symbols = elf::read_object_symbols(std::as_bytes(std::span(bytes)));
  if (!symbols) {
    return;
  }
  LinkObject read{object, on_demand, {}, {}};
  bool looks_up = false;
  for (const auto& symbol : *symbols) {
    if (symbol.defined()) {
      read.defined.push_back(symbol.name);
    } else if (!symbol.weak()) { // a weak one takes no member and may stay null
      read.undefined.push_back(symbol.name);
    }
    looks_up = looks_up || (!symbol.defined() && symbol.name == "dlsym");
  }
  if (looks_up) {
    add_looked_up(file, *symbols, object, bytes);
  }
  objects_.push_back(std::move(read));
  places_.push_back({&file, object});
}

/// A shared library's needs are fixed, with versions or without.
void Survey::read_shared(const PrebuiltFile& file)
{
  auto source = elf::ByteSource::of(std::as_bytes(std::span(file.bytes)));
  const auto library = elf::read_elf(source);
  if (!library) {
    return;
  }
  const PrebuiltNeed* worst = nullptr;
  const auto before = survey_.needs.size();
  for (const auto& symbol : library->symbols) {
    if (symbol.defined() || symbol.weak()) {
      continue;
    }
    const auto number = elf::version_number(symbol.version, "GLIBC_");
    const auto since = symbol.version.empty()                   ? above_floor(symbol.name)
                       : number && *number > target_.floor.libc ? number
                                                                : std::nullopt;
    if (since) {
      survey_.needs.push_back(
          {file.name, symbol.version.empty() ? "without a version" : symbol.version,
           symbol.name, *since, Answer::fixed, true});
    }
  }
  for (auto i = before; i < survey_.needs.size(); ++i) {
    const auto& need = survey_.needs[i];
    if (need.object != "without a version" &&
        (worst == nullptr || worst->since < need.since)) {
      worst = &need;
    }
  }
  if (worst != nullptr && !survey_.refusal) {
    survey_.refusal =
        Error(ErrorKind::build, "floor",
              fmt::format("{} needs {}, glibc {}; floor of {} is {}", file.name,
                          worst->symbol, worst->since.render(), target_.name,
                          target_.floor.libc.render()))
            .note("from", file.origin)
            .note("cause", file.name +
                               " is a shared library: its needs are fixed, and no "
                               "compat replacement can meet them")
            .hint(fmt::format("bundle a build of {} that needs no more than glibc {}, or "
                              "link its static archive",
                              file.name, target_.floor.libc.render()))
            .hint(floor_remedy(target_, worst->since));
  }
}

void Survey::read(const PrebuiltFile& file)
{
  const auto members = elf::read_archive_members(file.bytes);
  if (members.empty()) {
    if (refuse_other_machine(file, file.bytes)) {
      return;
    }
    read_object(file, file.name, false, file.bytes);
    read_shared(file);
    return;
  }
  for (const auto& member : members) {
    if (refuse_other_machine(file, member.bytes)) {
      return;
    }
    read_object(file, member.name, true, member.bytes);
  }
}

void Survey::refuse_missing(const PrebuiltNeed& need, const PrebuiltFile& file)
{
  if (survey_.refusal || has_word(callers_.sources, need.symbol)) {
    return; // a package may well bring the function itself
  }
  survey_.refusal =
      Error(ErrorKind::build, "floor",
            fmt::format("{} needs {}, first in glibc {}; floor is {}", target_.name,
                        need.symbol, need.since.render(), target_.floor.libc.render()))
          .note("from", fmt::format("{} in {}, {}", need.object, need.file, file.origin))
          .note("cause", "no compat replacement exists")
          .note("more", "crossroot help symbol " + need.symbol)
          .hint(floor_remedy(target_, need.since));
}

void Survey::add_needs_of_objects()
{
  std::set<std::string_view> defined;
  for (const auto& object : objects_) {
    defined.insert(object.defined.begin(), object.defined.end());
  }
  const auto taken = linked_objects(objects_);
  for (std::size_t i = 1; i < objects_.size(); ++i) {
    const bool linked =
        std::find(taken.begin(), taken.end(), &objects_[i]) != taken.end();
    for (const auto& name : objects_[i].undefined) {
      const auto since = defined.contains(name) ? std::nullopt : above_floor(name);
      if (!since) {
        continue;
      }
      const auto answer = replaced_.contains(name) ? Answer::replaced : Answer::missing;
      survey_.needs.push_back(
          {places_[i].file->name, places_[i].object, name, *since, answer, linked});
      if (linked && answer == Answer::missing) {
        refuse_missing(survey_.needs.back(), *places_[i].file);
      }
    }
  }
}

PrebuiltSurvey Survey::result() &&
{
  add_needs_of_objects();
  std::stable_sort(survey_.needs.begin(), survey_.needs.end(),
                   [](const auto& a, const auto& b) {
                     return std::tie(a.file, a.object, a.symbol) <
                            std::tie(b.file, b.object, b.symbol);
                   });
  return std::move(survey_);
}

} // namespace

PrebuiltSurvey survey_prebuilt(const std::vector<PrebuiltFile>& files,
                               const TargetSpec& target,
                               const PrebuiltCallers& callers)
{
  Survey survey(target, callers);
  for (const auto& file : files) {
    survey.read(file);
  }
  return std::move(survey).result();
}

} // namespace crossroot::exec
