// SPDX-License-Identifier: Apache-2.0
//
// Most builds have nothing to do, and then the answer must cost milliseconds. So the plan
// is first walked once on this thread: an action whose inputs are all known has a key,
// and the store is asked for it. Only what it does not have goes to the worker threads.
//
// A worker takes the most urgent action whose inputs are there. It looks itself
// up again under its real key (an input that was rebuilt to the same bytes ends the
// cascade here), under a lock file of that key, so that two builds on one store do not do
// the same work twice; the second one waits and finds the first one's record.
//
// An action that fails blocks what needs it and nothing else: the other targets finish,
// since a user with eight targets wants eight answers. Cancellation stops all.
#include "exec/attribution.hpp"
#include "exec/build.hpp"
#include "exec/progress.hpp"
#include "exec/urgency.hpp"

#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

namespace crossroot::exec {
namespace {

using Status = ActionState::Status;
using Clock = std::chrono::steady_clock;

Error interrupted()
{
  return {ErrorKind::interrupted, "interrupted", "interrupted"};
}

/// Waits for the lock of a key; nothing if cancelled meanwhile.
Result<os::FileLock> lock_key(const ExecContext& context, const ActionKey& key)
{
  constexpr auto k_pause = std::chrono::milliseconds(20);
  const auto path = context.store.root() / "locks" / ("action-" + key.render());
  for (;;) {
    CROSSROOT_TRY(auto lock, os::FileLock::attempt(path, os::FileLock::Mode::exclusive));
    if (lock) {
      return std::move(*lock);
    }
    if (context.cancel.cancelled()) {
      return interrupted();
    }
    std::this_thread::sleep_for(k_pause);
  }
}

/// Third-party code throws; a thread that lets it pass would end the process.
Result<Produced> execute_guarded(const ActionRun& run)
{
  try {
    return execute(run);
  } catch (const std::exception& thrown) {
    return Error(ErrorKind::bug, "exec",
                 fmt::format("{}: {}", run.action.name, thrown.what()));
  }
}

std::vector<const Action*> urgent_first(const Plan& plan, const store::Store& store)
{
  return by_urgency(plan, [&](const Digest& blob) -> std::uint64_t {
    std::error_code failed;
    const auto size = fs::file_size(store.blob_path(blob), failed);
    return failed ? 0 : size;
  });
}

class Workers {
public:
  Workers(const Plan& plan, const ExecContext& context, ActionStates& states)
      : plan_(plan), context_(context), states_(states),
        order_(urgent_first(plan, context.store))
  {
  }

  void run()
  {
    std::vector<std::jthread> threads;
    const auto count = std::max(1U, context_.jobs);
    for (unsigned i = 0; i < count; ++i) {
      threads.emplace_back([this] { work(); });
    }
  }

private:
  void work()
  {
    std::unique_lock lock(mutex_);
    while (!context_.cancel.cancelled()) {
      ResolvedInputs inputs;
      const auto* action = take(inputs);
      if (action == nullptr) {
        if (running_.empty()) {
          break; // nothing will become ready any more
        }
        changed_.wait(lock);
        continue;
      }
      running_.insert(action->name);
      lock.unlock();
      auto state = run_one(*action, inputs);
      lock.lock();
      running_.erase(action->name);
      if (state.status == Status::failed) {
        block_users_of(action->name);
      }
      states_[action->name] = std::move(state);
      changed_.notify_all();
    }
    changed_.notify_all();
  }

  /// The most urgent action that is ready, with its inputs.
  const Action* take(ResolvedInputs& inputs)
  {
    for (const auto* const action : order_) {
      if (states_[action->name].status != Status::waiting ||
          running_.contains(action->name)) {
        continue;
      }
      if (auto resolved = resolve_inputs(*action, states_, context_.store)) {
        inputs = std::move(*resolved);
        return action;
      }
    }
    return nullptr;
  }

  void block_users_of(const std::string& failed)
  {
    for (const auto& action : plan_.actions) {
      for (const auto& [name, input] : action.inputs) {
        const auto* output = std::get_if<OutputOf>(&input);
        if (output != nullptr && (output->action == failed ||
                                  states_[output->action].status == Status::blocked)) {
          states_[action.name].status = Status::blocked;
        }
      }
    }
  }

  ActionState run_one(const Action& action, const ResolvedInputs& inputs)
  {
    ActionState state;
    const auto begin = Clock::now();
    auto outcome = find_or_execute(action, inputs, state.status);
    state.seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    if (outcome) {
      state.record = std::move(outcome).value();
    } else {
      state.status = Status::failed;
      state.error = std::move(outcome).error();
    }
    if (state.status == Status::ran) {
      tell(Event::Kind::finished, action, state.seconds);
    }
    return state;
  }

  Result<store::ActionRecord>
  find_or_execute(const Action& action, const ResolvedInputs& inputs, Status& status)
  {
    auto record = draft_record(action, inputs);
    CROSSROOT_TRY(const auto lock, lock_key(context_, record.key));
    CROSSROOT_TRY(auto found, context_.store.find_action(record.key));
    if (found) {
      CROSSROOT_CHECK(remember(action, found->key, context_));
      status = Status::cached;
      return std::move(*found);
    }
    tell(Event::Kind::started, action, 0);
    CROSSROOT_TRY(auto produced, execute_guarded({action, inputs, context_}));
    record.outputs = std::move(produced.outputs);
    record.log = produced.log;
    if (produced.worth_keeping) {
      CROSSROOT_CHECK(context_.store.record_action(record, context_.project));
      CROSSROOT_CHECK(remember(action, record.key, context_));
    }
    status = Status::ran;
    return record;
  }

  void tell(Event::Kind kind, const Action& action, double seconds)
  {
    Event event;
    event.kind = kind;
    event.subject = name_of(action.kind);
    event.text = action.name;
    event.seconds = seconds;
    context_.events.tell(event);
  }

  const Plan& plan_;
  const ExecContext& context_;
  ActionStates& states_;
  const std::vector<const Action*> order_; ///< into plan_
  std::mutex mutex_;                       ///< guards states_ and running_
  std::condition_variable changed_;
  std::set<std::string> running_;
};

/// Marks what the store already has; the actions left are for the workers.
Result<bool>
look_up_all(const Plan& plan, const ExecContext& context, ActionStates& states)
{
  bool complete = true;
  for (const auto& action : plan.actions) {
    auto& state = states[action.name];
    const auto inputs = resolve_inputs(action, states, context.store);
    if (!inputs) {
      complete = false;
      continue;
    }
    CROSSROOT_TRY(auto found,
                  context.store.find_action(key_of(key_entries(action, *inputs))));
    if (!found) {
      complete = false;
      continue;
    }
    CROSSROOT_CHECK(remember(action, found->key, context));
    state.status = Status::cached;
    state.record = std::move(found);
  }
  return complete;
}

} // namespace

Result<BuildReport> run_plan(const Plan& plan, const ExecContext& context)
{
  ActionStates states;
  CROSSROOT_TRY(const bool complete, look_up_all(plan, context, states));
  if (!complete) {
    Workers(plan, context, states).run();
  }
  if (context.cancel.cancelled()) {
    return interrupted();
  }
  for (const auto& action : plan.actions) {
    if (action.kind == ActionKind::verify) {
      CROSSROOT_CHECK(explain_findings(plan, action, context, states));
    }
  }
  return report_of(plan, states, context);
}

} // namespace crossroot::exec
