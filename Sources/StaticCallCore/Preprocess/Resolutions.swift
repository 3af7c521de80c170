/// What names in `#include`s lead to under one search path. It belongs to one thread.
final class Resolutions {
  typealias Number = SourceStore.Number
  typealias Found = (node: Number, found: FoundIn)

  let search: SearchPath
  /// By including file and inclusion.
  private var rows: [Row?] = []

  /// What the inclusions of one file lead to.
  final class Row {
    var found: [Found?]

    init(_ count: Int) {
      found = Array(repeating: nil, count: count)
    }
  }
  /// By folder and name.
  private var inFolders: [UInt64: Number] = [:]

  init(_ search: SearchPath) {
    self.search = search
  }

  /// What a file's inclusions led to before. A file that is not there is `none`.
  func row(_ node: Number, _ count: Int) -> Row {
    while rows.count <= Int(node) { rows.append(nil) }
    if let known = rows[Int(node)] { return known }
    let row = Row(count)
    rows[Int(node)] = row
    return row
  }

  /// The file of a name in a folder, or `none`.
  func node(
    _ name: NameTable.Name, _ folder: Number, _ store: SourceStore, _ names: NameTable
  ) -> Number {
    let key = UInt64(UInt32(bitPattern: folder)) << 32 | UInt64(UInt32(bitPattern: name))
    if let known = inFolders[key] { return known }
    let node = store.node(names.text(name), in: folder)
    inFolders[key] = node
    return node
  }
}
