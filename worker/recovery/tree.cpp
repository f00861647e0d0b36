#include "recovery/tree.hpp"

#include <algorithm>

namespace sipro::recovery {

Result<Tree> look_at_tree(storage::Files& files, const std::filesystem::path& folder) {
  const auto own = files.status(folder);
  if (!own) return own.error();
  Tree tree{0, own->modified};
  const auto entries = files.list(folder);
  if (!entries) return entries.error();
  for (const auto& entry : *entries) {
    if (entry.folder) {
      const auto below = look_at_tree(files, folder / entry.name);
      if (!below) return below.error();
      tree.bytes += below->bytes;
      tree.changed = std::max(tree.changed, below->changed);
    } else {
      const auto status = files.status(folder / entry.name);
      if (!status) return status.error();
      tree.bytes += status->size;
      tree.changed = std::max(tree.changed, status->modified);
    }
  }
  return tree;
}

}  // namespace sipro::recovery
