// SPDX-License-Identifier: Apache-2.0
#include "git/credentials.hpp"
#include "git/handles.hpp"
#include "net/http.hpp"
#include "net/url.hpp"
#include "os/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include <git2.h>

// libgit2 1.5 has no shallow fetch. Asking for the one commit by its id brings its whole
// history but no other branch; a server that does not let itself be asked so is asked for
// all branches and tags, among which the commit must be.
namespace crossroot::git {

namespace {

/// What the callbacks of one connection share.
struct Session {
  const std::string& url;
  const RemoteSettings& settings;
  const CancelToken& cancel;
  enum class Login : std::uint8_t { not_asked, given, unknown, refused };
  Login login = Login::not_asked;
};

int on_credentials(git_credential** out,
                   const char* url,
                   const char* /*user*/,
                   unsigned allowed,
                   void* context)
{
  auto& session = *static_cast<Session*>(context);
  if (session.login == Session::Login::given) {
    session.login = Session::Login::refused; // asking again changes nothing
    return GIT_EAUTH;
  }
  const auto login = (allowed & GIT_CREDENTIAL_USERPASS_PLAINTEXT) == 0
                         ? std::nullopt
                         : login_for(url, session.settings, session.cancel);
  session.login = login ? Session::Login::given : Session::Login::unknown;
  return login ? git_credential_userpass_plaintext_new(out, login->user.c_str(),
                                                       login->password.c_str())
               : GIT_EAUTH;
}

int on_transfer(const git_indexer_progress* /*progress*/, void* context)
{
  return static_cast<Session*>(context)->cancel.cancelled() ? GIT_EUSER : 0;
}

int on_sideband(const char* /*text*/, int /*length*/, void* context)
{
  return static_cast<Session*>(context)->cancel.cancelled() ? GIT_EUSER : 0;
}

git_remote_callbacks callbacks_of(Session& session)
{
  git_remote_callbacks callbacks = GIT_REMOTE_CALLBACKS_INIT;
  callbacks.credentials = on_credentials;
  callbacks.transfer_progress = on_transfer;
  callbacks.sideband_progress = on_sideband;
  callbacks.payload = &session;
  return callbacks;
}

/// libgit2 puts the URL as it was given into some of its sentences.
std::string without_user(std::string text, std::string_view url)
{
  const auto scheme = url.find("://");
  const auto host = net::host_of(url);
  const auto begin = scheme == std::string_view::npos ? 0 : scheme + 3;
  const auto end = url.substr(begin, url.find('/', begin) - begin).rfind('@');
  if (end == std::string_view::npos) {
    return text;
  }
  const auto user = url.substr(begin, end + 1);
  for (auto at = text.find(user); at != std::string::npos; at = text.find(user, at)) {
    text.erase(at, user.size());
  }
  return text;
}

Error remote_error(const Session& session, std::string_view doing)
{
  if (session.cancel.cancelled()) {
    return Error(ErrorKind::interrupted, "interrupted", "interrupted");
  }
  // A callback that gives up leaves the sentence of some earlier failure behind.
  const auto* last = git_error_last();
  const std::string reason =
      session.login == Session::Login::unknown ? "it asks for a login, and none is known"
      : session.login == Session::Login::refused ? "it refuses the login"
      : last == nullptr                          ? "unknown failure"
                                                 : last->message;
  auto error = Error(ErrorKind::io, "git",
                     fmt::format("{} {}: {}", doing, net::url_for_people(session.url),
                                 without_user(reason, session.url)));
  if (session.login == Session::Login::not_asked && last != nullptr &&
      last->klass == GIT_ERROR_SSL) {
    return std::move(error).hint(
        "ca-file = \"/…/ca.pem\" in ~/.config/crossroot/config.toml, with the "
        "certificate that signs for this host");
  }
  if (session.login != Session::Login::not_asked) {
    return std::move(error).hint(
        "an entry for this host in netrc or git's credential helper");
  }
  return error;
}

Result<void> set_certificates(const RemoteSettings& settings)
{
  start_library();
  if (!settings.ca_file.empty() &&
      git_libgit2_opts(GIT_OPT_SET_SSL_CERT_LOCATIONS, settings.ca_file.c_str(),
                       nullptr) != 0) {
    const auto* last = git_error_last();
    return Error(ErrorKind::environment, "git",
                 fmt::format("the certificates of {} cannot be used", settings.ca_file))
        .note("cause", last == nullptr ? "unknown failure" : last->message)
        .hint("ca-file in ~/.config/crossroot/config.toml: a file of PEM certificates");
  }
  return {};
}

/// The user's configuration first, else git's own and the environment's. `settings` must
/// outlive the result.
git_proxy_options proxy_of(const RemoteSettings& settings)
{
  git_proxy_options proxy = GIT_PROXY_OPTIONS_INIT;
  proxy.type = settings.proxy.empty() ? GIT_PROXY_AUTO : GIT_PROXY_SPECIFIED;
  proxy.url = settings.proxy.empty() ? nullptr : settings.proxy.c_str();
  return proxy;
}

bool is_commit_id(std::string_view text)
{
  return text.size() == GIT_OID_HEXSZ &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

Result<std::map<std::string, std::string>> references_of(git_remote* remote,
                                                         const Session& session)
{
  const git_remote_head** heads = nullptr;
  std::size_t count = 0;
  if (git_remote_ls(&heads, &count, remote) != 0) {
    return remote_error(session, "listing");
  }
  std::map<std::string, std::string> references;
  for (std::size_t i = 0; i < count; ++i) {
    std::string hex(GIT_OID_HEXSZ, '0');
    git_oid_fmt(hex.data(), &heads[i]->oid);
    references[heads[i]->name] = hex;
  }
  return references;
}

bool fetch_refspecs(git_remote* remote,
                    Session& session,
                    std::vector<std::string> refspecs)
{
  std::vector<char*> pointers;
  for (auto& refspec : refspecs) {
    pointers.push_back(refspec.data());
  }
  const git_strarray array{pointers.data(), pointers.size()};
  git_fetch_options options = GIT_FETCH_OPTIONS_INIT;
  options.callbacks = callbacks_of(session);
  options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE;
  options.update_fetchhead = 0;
  options.proxy_opts = proxy_of(session.settings);
  session.login = Session::Login::not_asked;
  return git_remote_fetch(remote, &array, &options, nullptr) == 0;
}

Result<Owned<git_commit>>
bring_commit(git_repository* repository, Session& session, const std::string& commit)
{
  git_remote* raw = nullptr;
  if (git_remote_create_anonymous(&raw, repository, session.url.c_str()) != 0) {
    return remote_error(session, "opening");
  }
  const Owned<git_remote> remote(raw);
  git_oid id{};
  git_oid_fromstr(&id, commit.c_str());
  git_commit* found = nullptr;
  const auto fetched = [&](std::vector<std::string> refspecs) {
    return !session.cancel.cancelled() &&
           fetch_refspecs(remote.get(), session, std::move(refspecs));
  };
  if (fetched({commit + ":refs/heads/wanted"}) &&
      git_commit_lookup(&found, repository, &id) == 0) {
    return Owned<git_commit>(found);
  }
  if (!fetched({"+refs/heads/*:refs/remotes/all/*", "+refs/tags/*:refs/tags/*"})) {
    return remote_error(session, "fetching");
  }
  if (git_commit_lookup(&found, repository, &id) != 0) {
    return Error(ErrorKind::io, "git",
                 fmt::format("{} has no commit {}", net::url_for_people(session.url),
                             commit))
        .note("cause", "no branch or tag leads to it; it may have been rewritten")
        .hint("another source.rev, then crossroot lock");
  }
  return Owned<git_commit>(found);
}

int find_submodule(const char* root, const git_tree_entry* entry, void* context)
{
  if (git_tree_entry_filemode(entry) != GIT_FILEMODE_COMMIT) {
    return 0;
  }
  *static_cast<std::string*>(context) = std::string(root) + git_tree_entry_name(entry);
  return GIT_EUSER;
}

Result<void> check_out(git_repository* repository,
                       git_commit* commit,
                       const fs::path& into,
                       const std::string& url)
{
  git_tree* raw = nullptr;
  if (git_commit_tree(&raw, commit) != 0) {
    return last_error("reading the commit's files");
  }
  const Owned<git_tree> tree(raw);
  std::string submodule;
  git_tree_walk(tree.get(), GIT_TREEWALK_PRE, find_submodule, &submodule);
  if (!submodule.empty()) {
    return Error(ErrorKind::definition, "git",
                 fmt::format("{} has a submodule at {}, which is not fetched",
                             net::url_for_people(url), submodule))
        .hint(
            "source.archive with a release tarball, or source.path with a full checkout");
  }
  git_checkout_options options = GIT_CHECKOUT_OPTIONS_INIT;
  options.checkout_strategy =
      GIT_CHECKOUT_FORCE | GIT_CHECKOUT_DONT_UPDATE_INDEX | GIT_CHECKOUT_DONT_WRITE_INDEX;
  options.disable_filters = 1;
  const auto target = fs::absolute(into).string();
  options.target_directory = target.c_str();
  if (git_checkout_tree(repository, reinterpret_cast<git_object*>(tree.get()),
                        &options) != 0) {
    return last_error(fmt::format("writing {}", into.string()));
  }
  return {};
}

} // namespace

Result<std::string> resolve_revision(const std::string& url,
                                     const std::string& revision,
                                     const RemoteSettings& settings,
                                     const CancelToken& cancel)
{
  if (is_commit_id(revision)) {
    return revision;
  }
  CROSSROOT_CHECK(set_certificates(settings));
  git_remote* raw = nullptr;
  Session session{url, settings, cancel};
  if (git_remote_create_detached(&raw, url.c_str()) != 0) {
    return remote_error(session, "opening");
  }
  const Owned<git_remote> remote(raw);
  const auto callbacks = callbacks_of(session);
  const auto proxy = proxy_of(settings);
  if (git_remote_connect(remote.get(), GIT_DIRECTION_FETCH, &callbacks, &proxy,
                         nullptr) != 0) {
    return remote_error(session, "reaching");
  }
  CROSSROOT_TRY(const auto references, references_of(remote.get(), session));
  // "^{}" is the commit that an annotated tag points to.
  for (const auto& name : {"refs/tags/" + revision + "^{}", "refs/tags/" + revision,
                           "refs/heads/" + revision, revision}) {
    if (const auto found = references.find(name); found != references.end()) {
      return found->second;
    }
  }
  return Error(ErrorKind::definition, "git",
               fmt::format("{} has no tag, branch or commit \"{}\"",
                           net::url_for_people(url), revision))
      .hint("a tag, a branch or a full commit id in source.rev");
}

Result<void> fetch_commit(const std::string& url,
                          const std::string& commit,
                          const fs::path& into,
                          const RemoteSettings& settings,
                          const CancelToken& cancel)
{
  if (!is_commit_id(commit)) {
    return Error(ErrorKind::definition, "git",
                 fmt::format("\"{}\" is no full commit id", commit));
  }
  CROSSROOT_CHECK(set_certificates(settings));
  CROSSROOT_TRY(const auto scratch,
                os::TempFolder::make(fs::absolute(into).parent_path(), "git"));
  git_repository* raw = nullptr;
  if (git_repository_init(&raw, scratch.path().c_str(), 1) != 0) {
    return last_error("making a repository for the fetch");
  }
  const Owned<git_repository> repository(raw);
  Session session{url, settings, cancel};
  CROSSROOT_TRY(const auto found, bring_commit(repository.get(), session, commit));
  return check_out(repository.get(), found.get(), into, url);
}

} // namespace crossroot::git
