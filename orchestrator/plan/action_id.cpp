// SPDX-License-Identifier: Apache-2.0
//
// An action has two digests, and they answer different questions.
//
// The id is known before anything runs: it hashes the action as the plan wrote it, with
// "output NAME of action ID" where an input does not exist yet. Two plans with the same
// ids are the same plan, on every machine; `plan` prints it.
//
// The key (exec/action_key.cpp) is made just before the action runs, with the digests
// that its inputs turned out to have. Two actions with different ids may have the same
// key, and then the store answers for both: this is how an input that was rebuilt to the
// same bytes stops the cascade. Hashing ids alone would rebuild everything behind a
// comment that changed; hashing outputs alone could print nothing in advance.
//
// Names are not hashed: they are for people, and two targets with equal settings are to
// share what they build.
#include "plan/action_id.hpp"

namespace crossroot {

void FieldHasher::add(std::string_view field)
{
  hasher_.update(std::to_string(field.size()));
  hasher_.update(":");
  hasher_.update(field);
}

ActionId action_id_of(const Action& action, const std::map<std::string, ActionId>& ids)
{
  FieldHasher fields;
  fields.add("crossroot-action-id-1");
  fields.add(name_of(action.kind));
  fields.add(std::to_string(action.settings.size()));
  for (const auto& [name, value] : action.settings) {
    fields.add(name);
    fields.add(value);
  }
  for (const auto& [name, input] : action.inputs) {
    fields.add(name);
    if (const auto* blob = std::get_if<Digest>(&input)) {
      fields.add("blob");
      fields.add(blob->render());
    } else if (const auto* tree = std::get_if<TreeDigest>(&input)) {
      fields.add("tree");
      fields.add(tree->render());
    } else {
      const auto& output = std::get<OutputOf>(input);
      fields.add("output");
      fields.add(ids.at(output.action).render());
      fields.add(output.output);
    }
  }
  return ActionId{fields.finish()};
}

} // namespace crossroot
