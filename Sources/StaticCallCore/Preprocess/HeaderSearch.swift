/// Where names in `#include`s lead under one search path, for one compiler. It belongs to one
/// thread.
final class HeaderSearch {
  typealias Name = NameTable.Name
  typealias Number = SourceStore.Number
  typealias Found = (node: Number, found: FoundIn)

  struct Key: Hashable {
    var path: SearchPath
    var machine: ObjectIdentifier
  }

  private let path: SearchPath
  private let machine: MachineFacts
  private let store: SourceStore
  /// By including file and inclusion.
  private var rows: [Row?] = []
  /// By folder and name.
  private var inFolders: [UInt64: Number] = [:]

  /// What the inclusions of one file lead to.
  final class Row {
    var found: [Found?]

    init(_ count: Int) {
      found = Array(repeating: nil, count: count)
    }
  }

  init(_ path: SearchPath, _ machine: MachineFacts, _ store: SourceStore) {
    self.path = path
    self.machine = machine
    self.store = store
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
  func node(_ name: Name, in folder: Number) -> Number {
    let key = UInt64(UInt32(bitPattern: folder)) << 32 | UInt64(UInt32(bitPattern: name))
    if let known = inFolders[key] { return known }
    let node = store.node(store.names.text(name), in: folder)
    inFolders[key] = node
    return node
  }

  /// The file that a name leads to, or `none`. Where it may lie beside the file that includes it
  /// has been looked.
  func find(_ name: Name, isAngled: Bool) -> Found {
    let first = isAngled ? path.firstAngled : 0
    return find(name, in: first..<max(first, path.own)) ?? own(name) ?? findLast(name)
      ?? (SourceStore.none, .noFolder)
  }

  /// The same for `#include_next` in a file that was found somewhere.
  func find(_ name: Name, after found: FoundIn) -> Found {
    let next: Found? =
      switch found {
      case .noFolder: find(name, isAngled: true)
      case .folder(let index) where index < path.own:
        find(name, in: Int(index) + 1..<path.own) ?? own(name) ?? findLast(name)
      case .folder(let index): find(name, in: Int(index) + 1..<path.folders.count)
      case .own(let folder):
        machine.header(store.names.text(name), after: store.path(ofFolder: folder))
          .flatMap { own($0, name) } ?? findLast(name)
      }
    return next ?? (SourceStore.none, .noFolder)
  }

  private func find(_ name: Name, in range: Range<Int>) -> Found? {
    for index in range {
      let node = node(name, in: path.folders[index])
      if node != SourceStore.none { return (node, .folder(Int32(index))) }
    }
    return nil
  }

  /// In the folders behind the compiler's own.
  private func findLast(_ name: Name) -> Found? { find(name, in: path.own..<path.folders.count) }

  private func own(_ name: Name) -> Found? {
    machine.header(store.names.text(name)).flatMap { own($0, name) }
  }

  /// One of the compiler's own headers.
  private func own(_ file: String, _ name: Name) -> Found? {
    let node = store.node(file)
    guard node != SourceStore.none else { return nil }
    let folder = machine.folder(of: file, named: store.names.text(name))
    return (node, folder.map { .own(store.folder($0)) } ?? .noFolder)
  }
}
