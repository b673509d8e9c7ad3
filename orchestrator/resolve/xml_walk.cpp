// SPDX-License-Identifier: Apache-2.0
#include "resolve/xml_walk.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <libxml/xmlreader.h>

#include <climits>

namespace crossroot::resolve {

namespace {

std::string_view view_of(const xmlChar* text)
{
  return text == nullptr ? std::string_view()
                         : std::string_view(reinterpret_cast<const char*>(text));
}

} // namespace

struct XmlWalk::State {
  xmlTextReaderPtr reader = nullptr;
  std::string shown_as;
  std::string problem; ///< libxml2's first
  bool close_next = false;
};

XmlWalk::XmlWalk(std::string_view document, std::string shown_as)
    : state_(std::make_unique<State>())
{
  state_->shown_as = std::move(shown_as);
  if (document.size() < INT_MAX) {
    state_->reader = xmlReaderForMemory(
        document.data(), static_cast<int>(document.size()), nullptr, nullptr,
        XML_PARSE_NONET | XML_PARSE_COMPACT | XML_PARSE_NOCDATA);
  }
  if (state_->reader != nullptr) {
    xmlTextReaderSetErrorHandler(
        state_->reader,
        [](void* state, const char* message, xmlParserSeverities severity,
           xmlTextReaderLocatorPtr at) {
          auto& problem = static_cast<State*>(state)->problem;
          if (problem.empty() && severity == XML_PARSER_SEVERITY_ERROR) {
            problem = fmt::format("line {}: {}", xmlTextReaderLocatorLineNumber(at),
                                  trim(message == nullptr ? "" : message));
          }
        },
        state_.get());
  }
}

XmlWalk::~XmlWalk()
{
  if (state_->reader != nullptr) {
    xmlFreeTextReader(state_->reader);
  }
}

Error XmlWalk::malformed(const std::string& cause) const
{
  return Error(ErrorKind::digest_mismatch, "index",
               fmt::format("{} is malformed", state_->shown_as))
      .note("cause", cause);
}

Result<XmlWalk::Node> XmlWalk::next()
{
  if (std::exchange(state_->close_next, false)) {
    return Node::close;
  }
  if (state_->reader == nullptr) {
    return malformed("it is too large");
  }
  while (true) {
    const int more = xmlTextReaderRead(state_->reader);
    if (more < 0 || !state_->problem.empty()) {
      return malformed(state_->problem.empty() ? "it is no XML" : state_->problem);
    }
    if (more == 0) {
      return Node::end;
    }
    switch (xmlTextReaderNodeType(state_->reader)) {
    case XML_READER_TYPE_ELEMENT:
      state_->close_next = xmlTextReaderIsEmptyElement(state_->reader) == 1;
      return Node::open;
    case XML_READER_TYPE_END_ELEMENT: return Node::close;
    case XML_READER_TYPE_TEXT:
    case XML_READER_TYPE_CDATA: return Node::text;
    case XML_READER_TYPE_DOCUMENT_TYPE:
    case XML_READER_TYPE_ENTITY_REFERENCE:
      return malformed("it has a DOCTYPE, which no package index needs");
    default: break;
    }
  }
}

std::string_view XmlWalk::name() const
{
  return view_of(xmlTextReaderConstLocalName(state_->reader));
}

int XmlWalk::depth() const
{
  return xmlTextReaderDepth(state_->reader);
}

std::string XmlWalk::attribute(const char* name) const
{
  xmlChar* const value =
      xmlTextReaderGetAttribute(state_->reader, reinterpret_cast<const xmlChar*>(name));
  std::string out(view_of(value));
  xmlFree(value);
  return out;
}

std::string_view XmlWalk::text() const
{
  return view_of(xmlTextReaderConstValue(state_->reader));
}

Result<std::string> XmlWalk::content()
{
  const int own = depth();
  std::string out;
  while (true) {
    CROSSROOT_TRY(const auto node, next());
    if (node == Node::end || (node == Node::close && depth() == own)) {
      return out;
    }
    if (node == Node::text) {
      out += text();
    }
  }
}

} // namespace crossroot::resolve
