/// The folders in which a unit's `#include`s are looked for, in order (as clang's manual has it
/// for `-iquote`, `-I`, `-isystem`, `-idirafter`).
struct SearchPath: Hashable {
  private(set) var folders: [SourceStore.Number]
  /// Where those for `<…>` begin.
  private(set) var firstAngled: Int
  /// Where the compiler's own come in.
  private(set) var own: Int

  init(_ options: PreprocessorOptions, last: [String], _ store: SourceStore) {
    let quote = options.quoteFolders
    let named = options.folders + options.systemFolders
    firstAngled = quote.count
    own = quote.count + named.count
    folders = (quote + named + options.lastFolders + last).map(store.folder)
  }
}

/// Where a file was found, for `#include_next`.
enum FoundIn: Equatable {
  /// The unit's own file, one beside the file that includes it, or by an absolute name.
  case noFolder
  /// In a folder of the search path, by index.
  case folder(Int32)
  /// In a folder of the compiler's own.
  case own(SourceStore.Number)
}
