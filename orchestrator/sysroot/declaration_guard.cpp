// SPDX-License-Identifier: Apache-2.0
// Old programs bring their own gettid or memfd_create behind `#if !__GLIBC_PREREQ`, and
// with the macro at the floor they do so again, but the base's header still declares the
// real one: "static declaration follows non-static". So the declaration itself must go
// by the macro, as it would in the floor's own header. Matching lines by pattern breaks
// on declarations of several lines and on inline definitions; this file cuts a header
// into its file-scope statements, which is all of C's grammar that is needed.
#include "sysroot/declaration_guard.hpp"

#include <fmt/format.h>

#include <cctype>
#include <vector>

namespace crossroot::sysroot {

namespace {

struct Span {
  std::size_t begin = 0, end = 0;
};

bool is_word(char c)
{
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}
bool is_blank(char c)
{
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

/// Cuts C text into file-scope statements, without the comments, directives and
/// __BEGIN_DECLS before them.
class StatementScanner {
public:
  explicit StatementScanner(std::string_view text) : text_(text) {}

  std::vector<Span> scan()
  {
    while (at_ < text_.size()) {
      step();
    }
    return std::move(spans_);
  }

private:
  void step()
  {
    const char c = text_[at_];
    if (starts("/*")) {
      skip_past("*/");
    } else if (starts("//")) {
      skip_past("\n");
    } else if (c == '#' && line_is_blank_so_far()) {
      skip_directive();
    } else if (c == '"' || c == '\'') {
      skip_literal(c);
    } else if (is_blank(c)) {
      ++at_;
    } else {
      token(c);
    }
  }

  void token(char c)
  {
    if (!open_) {
      open_ = true;
      begin_ = at_;
    }
    if (is_word(c)) {
      const auto start = at_;
      while (at_ < text_.size() && is_word(text_[at_])) {
        ++at_;
      }
      const auto word = text_.substr(start, at_ - start);
      open_ = word != "__BEGIN_DECLS" && word != "__END_DECLS";
      return;
    }
    ++at_;
    if (c == '(' || c == '{') {
      ++depth_;
    } else if ((c == ')' || c == '}') && depth_ > 0) {
      --depth_;
    }
    if (depth_ == 0 && (c == ';' || (c == '}' && !followed_by_semicolon()))) {
      spans_.push_back({begin_, at_});
      open_ = false;
    }
  }

  bool starts(std::string_view piece) const
  {
    return text_.substr(at_).starts_with(piece);
  }
  void skip_past(std::string_view piece)
  {
    const auto found = text_.find(piece, at_ + (piece == "*/" ? 2 : 0));
    at_ = found == std::string_view::npos ? text_.size() : found + piece.size();
  }
  bool line_is_blank_so_far() const
  {
    for (auto i = at_; i > 0 && text_[i - 1] != '\n'; --i) {
      if (!is_blank(text_[i - 1])) {
        return false;
      }
    }
    return true;
  }
  void skip_directive()
  {
    while (at_ < text_.size() && text_[at_] != '\n') {
      if (starts("/*")) {
        skip_past("*/");
      } else {
        at_ += starts("\\\n") ? 2 : 1;
      }
    }
    at_ = std::min(at_, text_.size());
  }
  void skip_literal(char quote)
  {
    for (++at_; at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n'; ++at_) {
      at_ += text_[at_] == '\\' ? 1 : 0;
    }
    at_ = std::min(at_ + 1, text_.size());
  }
  bool followed_by_semicolon() const
  {
    auto i = at_;
    while (i < text_.size() && is_blank(text_[i])) {
      ++i;
    }
    // "} name;" ends a struct or a typedef: the statement goes on.
    return i < text_.size() && (text_[i] == ';' || is_declarator(i));
  }
  bool is_declarator(std::size_t i) const
  {
    const auto start = i;
    while (i < text_.size() && (is_word(text_[i]) || text_[i] == '*')) {
      ++i;
    }
    return i > start && i < text_.size() && text_[i] == ';';
  }

  std::string_view text_;
  std::size_t at_ = 0, begin_ = 0;
  std::size_t depth_ = 0;
  bool open_ = false;
  std::vector<Span> spans_;
};

/// Whether the statement declares or defines `name`: the word, then "(". A use inside a
/// body stands after "{" and does not count.
bool declares(std::string_view statement, std::string_view name)
{
  // Bodies and string literals only mention names.
  const auto body = statement.find_first_of("{\"");
  for (auto at = statement.find(name); at < body && at != std::string_view::npos;
       at = statement.find(name, at + 1)) {
    auto after = at + name.size();
    if ((at > 0 && is_word(statement[at - 1])) ||
        (after < statement.size() && is_word(statement[after]))) {
      continue;
    }
    while (after < statement.size() && is_blank(statement[after])) {
      ++after;
    }
    if (after < statement.size() && statement[after] == '(') {
      return true;
    }
  }
  return false;
}

} // namespace

GuardedText
guard_declarations(std::string_view header, std::string_view name, const Version& since)
{
  auto number = since.render();
  number.replace(std::min(number.find('.'), number.size()), 1, ", ");
  const auto before = fmt::format(
      "\n#if __GLIBC_PREREQ ({}) || defined _CROSSROOT_ALL_FUNCTIONS\n", number);
  GuardedText out;
  std::size_t copied = 0;
  for (const auto span : StatementScanner(header).scan()) {
    if (!declares(header.substr(span.begin, span.end - span.begin), name)) {
      continue;
    }
    out.text += header.substr(copied, span.begin - copied);
    out.text += before;
    out.text += header.substr(span.begin, span.end - span.begin);
    out.text += "\n#endif\n";
    copied = span.end;
    ++out.guarded;
  }
  out.text += header.substr(copied);
  return out;
}

} // namespace crossroot::sysroot
